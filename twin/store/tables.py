"""Tables derived from layers: the only place where a field becomes a column.

Schemas: `city` holds the built-in layers, `city_added` those that staff added at run time, `city_history`
what both held before, `city_store` the twin's own records. What must hold whoever writes (checks, triggers,
search indexes) is not declared here but kept in step by `twin.store.guards`.
"""

import hashlib
from functools import lru_cache
from typing import Any

from geoalchemy2 import Geometry
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    DateTime,
    Double,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.types import TypeEngine

from twin.overlays import served_layers
from twin.registers import registers
from twin.vocabulary import SYSTEM_FIELDS, FieldKind, Layer

CITY = "city"
ADDED = "city_added"
HISTORY = "city_history"
STORE = "city_store"
SCHEMAS = (CITY, ADDED, HISTORY, STORE)

SRID = 4326
"""Features are stored in WGS 84, longitude first."""

METADATA = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)
"""The system tables and those of the built-in layers, which Alembic compares with the database."""

ADDED_METADATA = MetaData(naming_convention=METADATA.naming_convention)
"""The tables of run-time layers: made and altered by the registry, unknown to Alembic."""

COLUMN_TYPES: dict[FieldKind, type[TypeEngine[Any]]] = {
    "text": Text,
    "integer": BigInteger,
    "number": Double,
    "boolean": Boolean,
    "date": Date,
    "choice": Text,
}

FEATURE_COLUMNS = ("id", *(field.name for field in SYSTEM_FIELDS), "geom")
HISTORY_COLUMNS = ("history_id", "change", "recorded_to", "changed_by")
LONGEST_NAME = 63
"""PostgreSQL cuts longer identifiers, in bytes."""


def column_name(field_name: str) -> str:
    """Return the column of a field: its own name, unless the system has a column so named or it is too long."""
    name = f"{field_name}_" if field_name in (*FEATURE_COLUMNS, *HISTORY_COLUMNS) else field_name
    encoded = name.encode()
    if len(encoded) <= LONGEST_NAME:
        return name
    digest = hashlib.sha256(encoded).hexdigest()[:8]
    return f"{encoded[: LONGEST_NAME - 9].decode(errors='ignore')}_{digest}"


def _moment() -> DateTime:
    return DateTime(timezone=True)


def _column_type(kind: FieldKind) -> TypeEngine[Any]:
    return _moment() if kind == "datetime" else COLUMN_TYPES[kind]()


def _field_columns(layer: Layer) -> list[Column[Any]]:
    return [Column(column_name(field.name), _column_type(field.kind)) for field in layer.all_fields]


def _system_columns() -> list[Column[Any]]:
    return [
        Column("external_id", Text),
        Column("source", Text),
        # That the import exists is checked by statement (020_history.sql): a foreign key checks row by row,
        # which costs a bulk import as much as the writing itself.
        Column("import_id", BigInteger),
        Column("valid_from", Date),
        Column("valid_to", Date),
        Column("updated_at", _moment(), nullable=False, server_default=text("now()")),
        Column("updated_by", Text, nullable=False, server_default=text(f"{STORE}.asking_user()")),
    ]


def _shape_column(layer: Layer) -> Column[Any]:
    return Column(
        "geom", Geometry("GEOMETRY", srid=SRID, spatial_index=False), nullable=not layer.geometry_required
    )


def schema_of(layer: Layer) -> str:
    return ADDED if layer.run_time else CITY


def history_name(layer: Layer) -> str:
    """Return the name of a layer's table in the history schema, where both kinds of layer live."""
    return f"added_{layer.id}" if layer.run_time else layer.id


@lru_cache(maxsize=1024)
def feature_table(layer: Layer) -> Table:
    """Return the table of a layer's features; `column_name` says which column a field has.

    `geom` is in EPSG:4326. A line or polygon layer also holds things in several pieces (MultiLineString,
    MultiPolygon) as one feature: split, each piece would claim all the residents.
    """
    metadata = ADDED_METADATA if layer.run_time else METADATA
    name, schema = layer.id, schema_of(layer)
    if (old := metadata.tables.get(f"{schema}.{name}")) is not None:
        metadata.remove(old)
    return Table(
        name,
        metadata,
        Column("id", BigInteger, Identity(), primary_key=True),
        *_system_columns(),
        *_field_columns(layer),
        _shape_column(layer),
        Index(f"gx_{name}_geom", "geom", postgresql_using="gist"),
        Index(
            f"ux_{name}_external_id",
            "external_id",
            unique=True,
            postgresql_where=text("external_id IS NOT NULL"),
        ),
        schema=schema,
    )


@lru_cache(maxsize=1024)
def history_table(layer: Layer) -> Table:
    """Return the table of what a layer held before: a row was so from its `updated_at` until `recorded_to`."""
    metadata = ADDED_METADATA if layer.run_time else METADATA
    name = history_name(layer)
    if (old := metadata.tables.get(f"{HISTORY}.{name}")) is not None:
        metadata.remove(old)
    return Table(
        name,
        metadata,
        Column("history_id", BigInteger, Identity(), primary_key=True),
        Column("change", Text, nullable=False),
        Column("recorded_to", _moment(), nullable=False),
        Column("changed_by", Text, nullable=False),
        Column("id", BigInteger, nullable=False),
        *_system_columns(),
        *_field_columns(layer),
        _shape_column(layer),
        Index(f"hx_{name}_id", "id", "recorded_to"),
        Index(f"hx_{name}_recorded_to", "recorded_to"),
        schema=HISTORY,
    )


def _json() -> JSONB:
    return JSONB(none_as_null=True)


imports = Table(
    "imports",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("layer", Text, nullable=False),
    Column("started_at", _moment(), nullable=False, server_default=text("now()")),
    Column("finished_at", _moment()),
    Column("imported_by", Text, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("file_size", BigInteger),
    Column("sha256", Text),
    Column("source", Text),
    Column("licence", Text),
    Column("counts", _json(), nullable=False, server_default=text("'{}'")),
    Column("plan", _json(), nullable=False, server_default=text("'{}'")),
    Column("wrote_past", Boolean, nullable=False, server_default=text("false")),
    Index("ix_imports_layer", "layer", "id"),
    schema=STORE,
)
"""Who brought which file in, when, and what became of its rows."""

layers = Table(
    "layers",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("declaration", _json(), nullable=False),
    Column("created_at", _moment(), nullable=False, server_default=text("now()")),
    Column("created_by", Text, nullable=False, server_default=text(f"{STORE}.asking_user()")),
    Column("removed_at", _moment()),
    Column("removed_by", Text),
    schema=STORE,
)
"""Run-time layers; a removed one keeps its declaration and its table, so that it can be restored."""

layer_versions = Table(
    "layer_versions",
    METADATA,
    Column("layer", Text, primary_key=True),
    Column("version", BigInteger, nullable=False, server_default=text("0")),
    Column("changed_at", _moment(), nullable=False, server_default=text("now()")),
    schema=STORE,
)
"""Bumped by every statement that changes a layer: the ETag of all that is derived from it."""

observations = Table(
    "observations",
    METADATA,
    Column("layer", Text, primary_key=True),
    Column("feature_id", BigInteger, primary_key=True),
    Column("measure", Text, primary_key=True),
    Column("observed_at", _moment(), primary_key=True),
    Column("value", Double, nullable=False),
    Column("unit", Text, nullable=False),
    Column("source", Text),
    Column("import_id", BigInteger, ForeignKey(f"{STORE}.imports.id")),
    Index("ix_observations_time", "layer", "measure", "observed_at"),
    schema=STORE,
)
"""What was measured at a feature over time: speeds in 15-minute bins, water levels, rain."""

tokens = Table(
    "tokens",
    METADATA,
    Column("id", Integer, Identity(), primary_key=True),
    Column("sha256", Text, nullable=False, unique=True),
    Column("user_name", Text, nullable=False),
    Column("roles", _json(), nullable=False),
    Column("created_at", _moment(), nullable=False, server_default=text("now()")),
    Column("revoked_at", _moment()),
    schema=STORE,
)
"""Who may write: only the hash of a token is kept."""

evidence = Table(
    "evidence",
    METADATA,
    Column("id", BigInteger, Identity(), primary_key=True),
    Column("register", Text, nullable=False),
    Column("record_id", BigInteger, nullable=False),
    Column("file_name", Text, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
    Column("created_at", _moment(), nullable=False, server_default=text("now()")),
    Column("created_by", Text, nullable=False, server_default=text(f"{STORE}.asking_user()")),
    Column("removed_at", _moment()),
    Column("removed_by", Text),
    Index("ix_evidence_record", "register", "record_id"),
    schema=STORE,
)
"""Files that stand behind an update or a reported value; one that is removed is kept and marked."""

derivations = Table(
    "derivations",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("sources", _json(), nullable=False),
    Column("made_at", _moment(), nullable=False, server_default=text("now()")),
    schema=STORE,
)
"""From which versions of which layers something derived was made: it is stale as soon as one has a newer version."""

answers = Table(
    "answers",
    METADATA,
    Column("user_name", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("digest", Text, nullable=False),
    Column("layer", Text, nullable=False),
    Column("feature_id", BigInteger),
    Column("feature", LargeBinary),
    Column("updated_at", _moment()),
    Column("created_at", _moment(), nullable=False, server_default=text("now()"), index=True),
    schema=STORE,
)
"""What a request with an Idempotency-Key was answered, for a day: the same request sent again adds nothing."""

facts = Table(
    "facts",
    METADATA,
    Column("key", Text, primary_key=True),
    Column("value", _json(), nullable=False),
    schema=STORE,
)
"""What is true of this database as a whole, such as that its data are a demonstration."""


def declared_layers() -> dict[str, Layer]:
    """Return all that this code declares: what the ward has, what is derived from it, what the programme keeps."""
    return {**served_layers(), **registers()}


def declare_built_in_tables() -> MetaData:
    """Return `METADATA` with the tables of every layer, overlay and register that this code declares."""
    for layer in declared_layers().values():
        feature_table(layer)
        history_table(layer)
    return METADATA
