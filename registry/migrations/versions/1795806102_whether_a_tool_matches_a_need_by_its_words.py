"""Whether a tool matches a need by its words

What was noted before does not say; the worker looks at open needs again.
"""

import sqlalchemy as sa
from alembic import op

from registry.core.kept import bring_back, keep

revision = '1795806102'
down_revision = '1795806101'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('need_match', schema=None) as batch_op:
        batch_op.add_column(sa.Column('by_words', sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table('need_match', schema=None) as batch_op:
        batch_op.alter_column('by_words', server_default=None)
    bring_back(op, revision, 'need_match', 'by_words')


def downgrade() -> None:
    keep(op, revision, 'need_match', 'by_words')
    with op.batch_alter_table('need_match', schema=None) as batch_op:
        batch_op.drop_column('by_words')
