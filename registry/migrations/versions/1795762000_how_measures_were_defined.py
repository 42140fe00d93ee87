"""How measures were defined"""

import sqlalchemy as sa
from alembic import op

import registry.core.db
import registry.core.schema
from registry.core.kept import bring_back, keep

revision = '1795762000'
down_revision = '1795762063'
branch_labels = ()
depends_on = None


def upgrade() -> None:
    op.create_table('measure_version',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('measure_id', sa.Integer(), nullable=False),
    sa.Column('number', sa.Integer(), nullable=False),
    sa.Column('name', sa.String(length=200), nullable=False),
    sa.Column('definition', sa.Text(), nullable=False),
    sa.Column('unit', sa.String(length=60), nullable=False),
    sa.Column('numerator', sa.String(length=2000), nullable=True),
    sa.Column('denominator', sa.String(length=2000), nullable=True),
    sa.Column('better_when', sa.String(length=60), nullable=False),
    sa.Column('aggregation', sa.String(length=2000), nullable=True),
    sa.Column('source', sa.String(length=2000), nullable=True),
    sa.Column('source_date', sa.String(length=60), nullable=True),
    sa.Column('verified', sa.Boolean(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=True),
    sa.Column('recorded_at', registry.core.db.Aware(timezone=True), nullable=False),
    sa.Column('recorded_by_id', sa.Integer(), nullable=True),
    sa.ForeignKeyConstraint(['measure_id'], ['measure.id'], name=op.f('fk_measure_version_measure_id_measure')),
    sa.ForeignKeyConstraint(['recorded_by_id'], ['person.id'], name=op.f('fk_measure_version_recorded_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_measure_version')),
    sa.UniqueConstraint('measure_id', 'number', name=op.f('uq_measure_version_measure_id_number'))
    )
    with op.batch_alter_table('measure_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_measure_version_measure_id'), ['measure_id'], unique=False)

    bring_back(op, revision, 'measure_version')
    # The present definition of each measure is the first that is known of it
    op.execute("""
        INSERT INTO measure_version (measure_id, number, name, definition, unit, numerator, denominator, better_when,
            aggregation, source, source_date, verified, recorded_at)
        SELECT measure.id, version, name, definition, unit, numerator, denominator, better_when, aggregation, source,
            source_date, verified, CURRENT_TIMESTAMP
        FROM measure
        WHERE NOT EXISTS (SELECT 1 FROM measure_version WHERE measure_version.measure_id = measure.id)
    """)


def downgrade() -> None:
    keep(op, revision, 'measure_version')
    with op.batch_alter_table('measure_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_measure_version_measure_id'))

    op.drop_table('measure_version')
