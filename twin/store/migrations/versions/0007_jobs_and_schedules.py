"""jobs and schedules."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = postgresql.JSONB(astext_type=sa.Text())
    moment = sa.DateTime(timezone=True)
    now, nothing = sa.text('now()'), sa.text("'{}'")
    op.create_table('jobs',
    sa.Column('id', sa.Uuid(), server_default=sa.text('gen_random_uuid()'), nullable=False),
    sa.Column('kind', sa.Text(), server_default=sa.text("'report'"), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('inputs', json, server_default=nothing, nullable=False),
    sa.Column('asked', json, server_default=nothing, nullable=False),
    sa.Column('who', sa.Text(), nullable=True),
    sa.Column('roles', json, server_default=sa.text("'[]'"), nullable=False),
    sa.Column('state', sa.Text(), server_default=sa.text("'accepted'"), nullable=False),
    sa.Column('progress', sa.Integer(), nullable=True),
    sa.Column('doing', json, nullable=True),
    sa.Column('created_at', moment, server_default=now, nullable=False),
    sa.Column('started_at', moment, nullable=True),
    sa.Column('finished_at', moment, nullable=True),
    sa.Column('updated_at', moment, server_default=now, nullable=False),
    sa.Column('heartbeat', moment, nullable=True),
    sa.Column('error', json, nullable=True),
    sa.Column('result', sa.Uuid(), nullable=True),
    sa.Column('attempts', sa.Integer(), server_default=sa.text('0'), nullable=False),
    sa.Column('queue_id', sa.BigInteger(), nullable=True),
    sa.Column('schedule', sa.BigInteger(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_jobs')),
    schema='city_store'
    )
    op.create_index('ix_jobs_created_at', 'jobs', ['created_at', 'id'], unique=False, schema='city_store')
    op.create_index('ix_jobs_open', 'jobs', ['who'], unique=False, schema='city_store',
                    postgresql_where=sa.text("state IN ('accepted', 'running')"))
    op.create_table('schedules',
    sa.Column('id', sa.BigInteger(), sa.Identity(always=False), nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('kind', sa.Text(), server_default=sa.text("'report'"), nullable=False),
    sa.Column('what', sa.Text(), nullable=False),
    sa.Column('inputs', json, server_default=nothing, nullable=False),
    sa.Column('every', sa.Text(), nullable=False),
    sa.Column('day', sa.Integer(), nullable=True),
    sa.Column('hour', sa.Integer(), nullable=False),
    sa.Column('minute', sa.Integer(), nullable=False),
    sa.Column('who', sa.Text(), nullable=False),
    sa.Column('roles', json, nullable=False),
    sa.Column('active', sa.Boolean(), server_default=sa.text('true'), nullable=False),
    sa.Column('next_run', moment, nullable=False),
    sa.Column('last_job', sa.Uuid(), nullable=True),
    sa.Column('created_at', moment, server_default=now, nullable=False),
    sa.Column('updated_at', moment, server_default=now, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_schedules')),
    schema='city_store'
    )


def downgrade() -> None:
    op.drop_table('schedules', schema='city_store')
    op.drop_index('ix_jobs_open', table_name='jobs', schema='city_store')
    op.drop_index('ix_jobs_created_at', table_name='jobs', schema='city_store')
    op.drop_table('jobs', schema='city_store')
