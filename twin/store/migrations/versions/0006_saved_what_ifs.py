"""saved what-ifs."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('saved_scenarios',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('version', sa.Integer(), autoincrement=False, nullable=False),
    sa.Column('name', sa.Text(), nullable=False),
    sa.Column('note', sa.Text(), nullable=True),
    sa.Column('steps', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('removed', sa.Boolean(), nullable=False),
    sa.Column('written_at', sa.DateTime(timezone=True), server_default=sa.text('clock_timestamp()'), nullable=False),
    sa.Column('written_by', sa.Text(), nullable=False),
    sa.PrimaryKeyConstraint('id', 'version', name=op.f('pk_saved_scenarios')),
    schema='city_store'
    )


def downgrade() -> None:
    op.drop_table('saved_scenarios', schema='city_store')
