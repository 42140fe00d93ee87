"""Claims that name no force say when they were recorded

Those that are there came with their tool's record, so they have the moment of its first version; where there is none
the moment is not known.
"""

import sqlalchemy as sa
from alembic import op

import registry.core.db
from registry.core.kept import bring_back, keep

revision = '1795817904'
down_revision = '1795806102'
branch_labels = ()
depends_on = None

FIRST = "(SELECT min(published_at) FROM version WHERE version.tool_id = unnamed_claim.tool_id)"


def upgrade() -> None:
    with op.batch_alter_table('unnamed_claim', schema=None) as batch_op:
        batch_op.add_column(sa.Column('recorded_at', registry.core.db.Aware(timezone=True), nullable=True))

    op.execute(sa.text(f"UPDATE unnamed_claim SET recorded_at = {FIRST}"))
    bring_back(op, revision, 'unnamed_claim', 'recorded_at')


def downgrade() -> None:
    keep(op, revision, 'unnamed_claim', 'recorded_at')
    with op.batch_alter_table('unnamed_claim', schema=None) as batch_op:
        batch_op.drop_column('recorded_at')
