"""Keeps checks, triggers and search indexes in step with the layers.

Alembic compares columns and indexes but not CHECKs, and a run-time layer has no migration: so what a layer's
declaration says of its values is written to the database here, after each migration and for each new layer.
A CHECK's name ends in a digest of its text, so that a changed bound is noticed by name. It is added NOT VALID,
which takes no time, then validated; rows from before that break it stay, and are counted for the caller.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql
from sqlalchemy import ColumnElement, and_, func, literal_column, not_, or_
from sqlalchemy.dialects import postgresql
from sqlalchemy.sql.schema import Table

from twin.store.database import Connection
from twin.store.tables import SRID, column_name, feature_table, history_table
from twin.vocabulary import Comparison, Field, GeometryType, Layer, Rule

PREFIX = "rule_"
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
GEOMETRY_TYPES: dict[GeometryType, tuple[str, ...]] = {
    "Point": ("POINT", "MULTIPOINT"),
    "LineString": ("LINESTRING", "MULTILINESTRING"),
    "Polygon": ("POLYGON", "MULTIPOLYGON"),
    "MultiPolygon": ("POLYGON", "MULTIPOLYGON"),
    "Geometry": (
        "POINT", "MULTIPOINT", "LINESTRING", "MULTILINESTRING", "POLYGON", "MULTIPOLYGON", "GEOMETRYCOLLECTION",
    ),
}  # fmt: skip
"""What each declared type holds, as GeometryType() names it: a thing in several pieces stays one feature."""


@dataclass(frozen=True)
class Check:
    """One CHECK of a layer's table. `about` is the field or rule that it comes from."""

    about: str
    name: str
    text: str


def _compare(table: Table, comparison: Comparison) -> ColumnElement[bool]:
    column = table.c[column_name(comparison.field)]
    other: Any = table.c[column_name(comparison.other_field)] if comparison.other_field else comparison.value
    match comparison.operator:
        case "known":
            return column.is_not(None)
        case "unknown":
            return column.is_(None)
        case "in":
            return column.in_(other if isinstance(other, tuple) else (other,))
        case operator:
            return column.op(operator, is_comparison=True)(other)


def _hold(table: Table, rule: Rule) -> ColumnElement[bool]:
    then = _compare(table, rule.then)
    return then if rule.when is None else or_(not_(_compare(table, rule.when)), then)


def _within(column: ColumnElement[Any], field: Field) -> Iterator[ColumnElement[bool]]:
    if field.minimum is not None:
        yield column >= field.minimum
    if field.maximum is not None:
        yield column <= field.maximum
    if field.kind == "number":
        # NaN is larger than every number for PostgreSQL: without this it would pass a lone minimum.
        yield column.not_in(
            [literal_column(f"'{word}'::float8") for word in ("NaN", "Infinity", "-Infinity")]
        )
    if field.choices:
        yield column.in_([choice.value for choice in field.choices])


def _conditions(layer: Layer) -> Iterator[tuple[str, ColumnElement[bool]]]:
    table = feature_table(layer)
    for field in layer.all_fields:
        column = table.c[column_name(field.name)]
        if field.required:
            yield (
                f"{field.name}_required",
                column.is_not(None)
                & (func.btrim(column) != "" if field.kind in {"text", "choice"} else literal_column("true")),
            )
        limits = list(_within(column, field))
        if limits:
            yield field.name, and_(*limits)
    for rule in layer.rules:
        yield rule.id, _hold(table, rule)
    yield "valid_time", table.c.valid_from < table.c.valid_to
    yield "geometry_type", func.GeometryType(table.c.geom).in_(GEOMETRY_TYPES[layer.geometry])
    yield "geometry_filled", not_(func.ST_IsEmpty(table.c.geom))
    # The box that a geometry carries is compared: asking for its four ends would compute it four times.
    world = func.ST_MakeEnvelope(-180, -90, 180, 90, SRID)
    yield "geometry_lands", table.c.geom.op("@", is_comparison=True)(world)


def checks_of(layer: Layer) -> list[Check]:
    """Return the CHECKs that a layer's declaration amounts to."""
    checks = []
    for about, condition in _conditions(layer):
        text = str(condition.compile(dialect=_DIALECT, compile_kwargs={"literal_binds": True}))
        text = text.replace(f"{feature_table(layer).fullname}.", "").replace("%%", "%")
        digest = hashlib.sha256(text.encode()).hexdigest()[:8]
        stem = f"{PREFIX}{about}".encode()[:54].decode(errors="ignore")
        checks.append(Check(about, f"{stem}_{digest}", text))
    return checks


def rule_of(layer: Layer, constraint: str) -> Field | Rule | None:
    """Return the field or rule whose CHECK a database error names, if it is one of the layer's."""
    about = next((check.about for check in checks_of(layer) if check.name == constraint), None)
    if about is None:
        return None
    field = layer.by_name.get(about) or layer.by_name.get(about.removesuffix("_required"))
    return field or next((rule for rule in layer.rules if rule.id == about), None)


def _table_name(table: Table) -> sql.Identifier:
    return sql.Identifier(table.schema or "public", table.name)


def _sync_checks(connection: Connection, layer: Layer) -> list[Check]:
    name = _table_name(feature_table(layer))
    present = {
        row[0]: row[1]
        for row in connection.execute(
            "SELECT conname, convalidated FROM pg_constraint WHERE conrelid = %s::regclass AND starts_with(conname, %s)",
            (name.as_string(connection), PREFIX),
        )
    }
    wanted = {check.name: check for check in checks_of(layer)}
    for old in present.keys() - wanted.keys():
        connection.execute(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(name, sql.Identifier(old)))
    for new in sorted(wanted.keys() - present.keys()):
        condition = sql.SQL(wanted[new].text)  # written by SQLAlchemy
        connection.execute(
            sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} CHECK ({}) NOT VALID").format(
                name, sql.Identifier(new), condition
            )
        )
    return [
        check
        for check in wanted.values()
        if not present.get(check.name) and not _validated(connection, name, check)
    ]


def _validated(connection: Connection, name: sql.Identifier, check: Check) -> bool:
    try:
        with connection.transaction():
            connection.execute(
                sql.SQL("ALTER TABLE {} VALIDATE CONSTRAINT {}").format(name, sql.Identifier(check.name))
            )
    except psycopg.errors.CheckViolation:
        return False
    return True


def _sync_search(connection: Connection, layer: Layer) -> None:
    if layer.title_field is None:
        return
    table = feature_table(layer)
    column = sql.Identifier(table.c[column_name(layer.title_field)].name)
    connection.execute(
        sql.SQL(
            "CREATE INDEX IF NOT EXISTS {} ON {} USING gin (city_store.fold({}) gin_trgm_ops) WHERE {} IS NOT NULL"
        ).format(sql.Identifier(search_index(layer)), _table_name(table), column, column)
    )


def search_index(layer: Layer) -> str:
    """Return the name of the index that search stands on (an expression, which Alembic does not compare)."""
    return f"sx_{layer.id}_title"


def guard(connection: Connection, layer: Layer) -> list[Check]:
    """Write a layer's checks, triggers and search index; return the checks that older rows break."""
    table, history = feature_table(layer), history_table(layer)
    broken = _sync_checks(connection, layer)
    _sync_search(connection, layer)
    connection.execute(
        "SELECT city_store.guard_layer(%s, %s::regclass, %s::regclass)",
        (layer.id, _table_name(table).as_string(connection), _table_name(history).as_string(connection)),
    )
    return broken
