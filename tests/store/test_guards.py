"""What a declaration says of its values holds in the database itself, whoever writes."""

import psycopg
import pytest
from psycopg import sql

from twin.layers import built_in_layers
from twin.store.database import Connection, connect
from twin.store.guards import GEOMETRY_TYPES, checks_of, guard, rule_of
from twin.store.tables import column_name, feature_table
from twin.vocabulary import Field, Layer

SHAPES = {
    "Point": "POINT(105.79 21.01)",
    "LineString": "LINESTRING(105.79 21.01, 105.80 21.02)",
    "Polygon": "POLYGON((105.79 21.01, 105.80 21.01, 105.80 21.02, 105.79 21.01))",
}
SHAPES["MultiPolygon"] = SHAPES["Polygon"]
SHAPES["Geometry"] = SHAPES["Point"]
LAYERS = sorted(built_in_layers())


def fitting_value(field: Field) -> str | float | int:
    if field.choices:
        return field.choices[0].value
    if field.kind in {"integer", "number"}:
        return field.minimum if field.minimum is not None else 1
    return {"text": "Tên", "boolean": "true", "date": "2025-06-01", "datetime": "2025-06-01 08:00+07"}[
        field.kind
    ]


def add(connection: Connection, layer: Layer, values: dict[str, object], shape: str | None = None) -> None:
    row = {field.name: fitting_value(field) for field in layer.fields if field.required} | values
    row["geom"] = f"SRID=4326;{shape or SHAPES[layer.geometry]}"
    table = feature_table(layer)
    names = [name if name == "geom" else column_name(name) for name in row]
    connection.execute(
        sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(table.schema or "", table.name),
            sql.SQL(", ").join(map(sql.Identifier, names)),
            sql.SQL(", ").join(map(sql.Literal, row.values())),
        )
    )


def bad_values(field: Field) -> list[object]:
    bad: list[object] = []
    if field.minimum is not None:
        bad.append(field.minimum - 1)
    if field.maximum is not None:
        bad.append(field.maximum + 1)
    if field.kind == "number":
        bad += [float("nan"), float("inf")]
    if field.choices:
        bad.append("no such choice")
    if field.required:
        bad.append(None)
        bad += ["", "  "] if field.kind == "text" else []
    return bad


@pytest.mark.parametrize("layer_id", LAYERS)
def test_the_database_refuses_what_the_layer_does_not_allow(scratch: Connection, layer_id: str) -> None:
    layer = built_in_layers()[layer_id]
    add(scratch, layer, {})
    for field in layer.all_fields:
        for value in bad_values(field):
            with pytest.raises(psycopg.errors.CheckViolation) as refusal, scratch.transaction():
                add(scratch, layer, {field.name: value})
            assert rule_of(layer, refusal.value.diag.constraint_name or "") == field


@pytest.mark.parametrize("layer_id", LAYERS)
def test_unknown_is_allowed_wherever_a_field_is_not_required(scratch: Connection, layer_id: str) -> None:
    layer = built_in_layers()[layer_id]
    add(scratch, layer, {field.name: None for field in layer.all_fields if not field.required})
    table = feature_table(layer)
    measured = [table.c[column_name(field.name)].name for field in layer.all_fields if not field.required]
    row = scratch.execute(
        sql.SQL("SELECT {} FROM {}").format(
            sql.SQL(", ").join(map(sql.Identifier, measured)),
            sql.Identifier(table.schema or "", table.name),
        )
    ).fetchone()
    assert row == (None,) * len(measured)


@pytest.mark.parametrize("layer_id", LAYERS)
def test_geometry_is_of_its_kind_filled_and_on_earth(scratch: Connection, layer_id: str) -> None:
    layer = built_in_layers()[layer_id]
    foreign = [
        shape for shape in SHAPES.values() if shape.split("(")[0] not in GEOMETRY_TYPES[layer.geometry]
    ]
    broken = [*foreign, f"{SHAPES[layer.geometry].split('(')[0]} EMPTY", "POINT(582236 2325039)"]
    for shape in broken:
        with pytest.raises(psycopg.errors.CheckViolation), scratch.transaction():
            add(scratch, layer, {}, shape)


def test_older_rows_that_break_a_new_bound_stay_and_are_reported(database: str) -> None:
    layer = built_in_layers()["alleys"]
    narrower = layer.model_copy(
        update={
            "fields": tuple(
                field.model_copy(update={"maximum": 5.0}) if field.name == "width_m" else field
                for field in layer.fields
            )
        }
    )
    with connect(database) as connection:
        add(connection, layer, {"width_m": 40})
    with connect(database) as connection:
        assert [check.about for check in guard(connection, narrower)] == ["width_m"]
        assert connection.execute("SELECT width_m FROM city.alleys").fetchall() == [(40,)]
        with pytest.raises(psycopg.errors.CheckViolation), connection.transaction():
            add(connection, layer, {"width_m": 6})


@pytest.mark.parametrize("layer_id", LAYERS)
def test_each_check_has_a_name_of_its_own_that_postgresql_keeps_whole(layer_id: str) -> None:
    checks = checks_of(built_in_layers()[layer_id])
    assert len({check.name for check in checks}) == len(checks)
    assert max(len(check.name.encode()) for check in checks) <= 63
