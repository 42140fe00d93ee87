"""Each asker in vain counts once a day

Salts and hashes last for a day and are not kept on the way back: a copy would stay.
"""

import sqlalchemy as sa
from alembic import op

import registry.core.db

revision = '1795806101'
down_revision = '1795804800'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('unanswered_search', schema=None) as batch_op:
        batch_op.add_column(sa.Column('salt', sa.String(length=32), nullable=True))
        batch_op.add_column(sa.Column('askers', registry.core.db.Document, nullable=True))


def downgrade() -> None:
    with op.batch_alter_table('unanswered_search', schema=None) as batch_op:
        batch_op.drop_column('askers')
        batch_op.drop_column('salt')
