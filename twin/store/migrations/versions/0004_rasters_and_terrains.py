"""rasters and terrains."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    now, asking = sa.text("now()"), sa.text("city_store.asking_user()")
    op.create_table(
        "rasters",
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("about", postgresql.JSONB(none_as_null=True), nullable=False),
        sa.Column("size", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("created_by", sa.Text(), server_default=asking, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rasters")),
        schema="city_store",
    )
    op.create_index("ix_rasters_kind", "rasters", ["kind", "created_at"], schema="city_store")
    op.create_table(
        "raster_parts",
        sa.Column("raster", sa.Text(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["raster"],
            ["city_store.rasters.id"],
            name=op.f("fk_raster_parts_raster_rasters"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("raster", "part", name=op.f("pk_raster_parts")),
        schema="city_store",
    )
    # What is packed already is not packed once more.
    op.execute("ALTER TABLE city_store.raster_parts ALTER COLUMN content SET STORAGE EXTERNAL")
    op.create_table(
        "terrains",
        sa.Column("version", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("heights", sa.Text(), nullable=False),
        sa.Column("shade", sa.Text(), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("file_sha256", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("licence", sa.Text(), nullable=True),
        sa.Column("measured_on", sa.Date(), nullable=True),
        sa.Column("own_resolution", sa.Double(), nullable=False),
        sa.Column("cell", sa.Double(), nullable=False),
        sa.Column("squares", sa.BigInteger(), nullable=False),
        sa.Column("notes", postgresql.JSONB(none_as_null=True), server_default=sa.text("'[]'"), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), server_default=now, nullable=False),
        sa.Column("kept_by", sa.Text(), server_default=asking, nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("undone_by", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["heights"], ["city_store.rasters.id"], name=op.f("fk_terrains_heights_rasters")),
        sa.ForeignKeyConstraint(["shade"], ["city_store.rasters.id"], name=op.f("fk_terrains_shade_rasters")),
        sa.PrimaryKeyConstraint("version", name=op.f("pk_terrains")),
        schema="city_store",
    )


def downgrade() -> None:
    op.drop_table("terrains", schema="city_store")
    op.drop_table("raster_parts", schema="city_store")
    op.drop_index("ix_rasters_kind", table_name="rasters", schema="city_store")
    op.drop_table("rasters", schema="city_store")
