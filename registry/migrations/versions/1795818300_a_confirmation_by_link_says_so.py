"""A confirmation by link says so in the adoption's story

Those that are there are known from the trail: each such event comes right after the step that it speaks of, which is the
newest confirmation of that adoption by the same person.
"""

import sqlalchemy as sa
from alembic import op

import registry.core.db
from registry.core.kept import bring_back, keep

revision = '1795818300'
down_revision = '1795817904'
branch_labels = ()
depends_on = None

AWARE = registry.core.db.Aware(timezone=True)
EVENT = sa.table(
    'event',
    sa.column('id', sa.Integer()),
    sa.column('kind', sa.String()),
    sa.column('actor_id', sa.Integer()),
    sa.column('recorded_at', AWARE),
    sa.column('data', registry.core.db.Document),
)
STEP = sa.table(
    'stage_event',
    sa.column('id', sa.Integer()),
    sa.column('adoption_id', sa.Integer()),
    sa.column('verb', sa.String()),
    sa.column('recorded_by_id', sa.Integer()),
    sa.column('recorded_at', AWARE),
    sa.column('sent_to', sa.String()),
)


def upgrade() -> None:
    with op.batch_alter_table('stage_event', schema=None) as batch_op:
        batch_op.add_column(sa.Column('sent_to', sa.String(length=60), nullable=True))

    connection = op.get_bind()
    told = sa.select(EVENT).where(EVENT.c.kind == 'fact-confirmed-by-link', EVENT.c.data.is_not(None))
    for event in connection.execute(told.order_by(EVENT.c.id)).all():
        if event.data.get('fact') == 'adoption':
            newest = sa.select(sa.func.max(STEP.c.id)).where(
                STEP.c.adoption_id == event.data['fact_id'],
                STEP.c.verb == 'confirm',
                STEP.c.recorded_by_id == event.actor_id,
                STEP.c.recorded_at <= event.recorded_at,
            )
            step = connection.scalar(newest)
            connection.execute(STEP.update().where(STEP.c.id == step).values(sent_to=event.data['sent_to']))
    bring_back(op, revision, 'stage_event', 'sent_to')


def downgrade() -> None:
    keep(op, revision, 'stage_event', 'sent_to')
    with op.batch_alter_table('stage_event', schema=None) as batch_op:
        batch_op.drop_column('sent_to')
