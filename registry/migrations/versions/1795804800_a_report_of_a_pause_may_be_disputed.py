"""A report of a pause may be disputed

Before this, what a source reports as paused without saying from which stage could not be disputed. On the way back such
a dispute reads as the report that it was; its step is kept, and makes it a dispute again.
"""

import sqlalchemy as sa
from alembic import op

revision = '1795804800'
down_revision = '1795803905'
branch_labels = ()
depends_on = None

PAUSED = "stage = 'paused' AND paused_from IS NULL"
LAST = "(SELECT standing FROM stage_event WHERE adoption_id = adoption.id ORDER BY id DESC LIMIT 1)"


def upgrade() -> None:
    with op.batch_alter_table('adoption', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_adoption_paused_from'), type_='check')
        batch_op.create_check_constraint(
            batch_op.f('ck_adoption_paused_from'),
            "stage <> 'paused' OR paused_from IS NOT NULL OR standing IN ('reported', 'disputed')",
        )
    op.execute(
        sa.text(
            f"UPDATE adoption SET standing = 'disputed' WHERE {PAUSED} AND standing = 'reported' AND {LAST} = 'disputed'"
        )
    )


def downgrade() -> None:
    op.execute(sa.text(f"UPDATE adoption SET standing = 'reported' WHERE {PAUSED} AND standing = 'disputed'"))
    with op.batch_alter_table('adoption', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_adoption_paused_from'), type_='check')
        batch_op.create_check_constraint(
            batch_op.f('ck_adoption_paused_from'),
            "stage <> 'paused' OR paused_from IS NOT NULL OR standing = 'reported'",
        )
