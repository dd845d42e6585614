"""results that are kept."""

from alembic import op
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql

revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('results',
    sa.Column('id', sa.Uuid(), nullable=False),
    sa.Column('key', sa.Text(), nullable=False),
    sa.Column('question', sa.Text(), nullable=False),
    sa.Column('report', sa.Text(), nullable=False),
    sa.Column('title', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('name', sa.Text(), nullable=True),
    sa.Column('inputs', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('what_if', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('data_as_of', sa.Date(), nullable=False),
    sa.Column('norm_as_of', sa.Date(), nullable=False),
    sa.Column('origins', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('norms', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('rasters', postgresql.JSONB(astext_type=sa.Text()), nullable=False),
    sa.Column('code_version', sa.Text(), nullable=False),
    sa.Column('made_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('made_by', sa.Text(), nullable=False),
    sa.Column('seconds', sa.Double(), nullable=False),
    sa.Column('size', sa.BigInteger(), nullable=False),
    sa.Column('document', sa.LargeBinary(), nullable=False),
    sa.Column('kept_at', sa.DateTime(timezone=True), server_default=sa.text('now()'), nullable=False),
    sa.Column('kept_until', sa.DateTime(timezone=True), nullable=True),
    sa.Column('revision', sa.Integer(), server_default=sa.text('1'), nullable=False),
    sa.Column('removed_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('removed_by', sa.Text(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_results')),
    schema='city_store'
    )
    op.create_index('ix_results_made_at', 'results', ['made_at', 'id'], unique=False, schema='city_store')
    op.create_index('ix_results_question', 'results', ['question'], unique=False, schema='city_store')
    op.create_index('ix_results_kept_until', 'results', ['kept_until'], unique=False, schema='city_store')


def downgrade() -> None:
    op.drop_index('ix_results_kept_until', table_name='results', schema='city_store')
    op.drop_index('ix_results_question', table_name='results', schema='city_store')
    op.drop_index('ix_results_made_at', table_name='results', schema='city_store')
    op.drop_table('results', schema='city_store')
