"""Layers that staff add: the same value, kept as JSON, with the file's own names."""

import pytest
from psycopg import sql

from twin.errors import ConflictError, NotFoundError
from twin.overlays import served_layers
from twin.store.database import connect
from twin.store.registry import (
    add_layer,
    find_layer,
    read_layers,
    read_removed_layers,
    remove_layer,
    restore_layer,
)
from twin.store.tables import SCHEMAS, column_name
from twin.vocabulary import Field, Layer, Style, Text

NAMES = (
    "Tên Cây",
    "id",
    "geom",
    "valid_from",
    "history_id",
    'Tỷ lệ %; "DROP" : x',
    "Ă" * 80,
    "Ă" * 80 + "b",
    "ten cay",
)


def trees() -> Layer:
    label = Text(vi="Cây", en="Trees")
    return Layer(
        id="cay_xanh",
        title=label,
        description=label,
        group="added",
        geometry="Point",
        run_time=True,
        style=Style(colour="#2b8a3e"),
        title_field="Tên Cây",
        fields=tuple(Field(name=name, label=label) for name in NAMES),
    )


def test_a_files_own_names_are_kept_each_in_its_column(database: str) -> None:
    layer = trees()
    columns = [sql.Identifier(column_name(name)) for name in NAMES]
    with connect(database) as connection:
        add_layer(connection, layer)
        connection.execute(
            sql.SQL(
                "INSERT INTO city_added.cay_xanh ({}, geom) VALUES ({}, 'SRID=4326;POINT(105.8 21)')"
            ).format(sql.SQL(", ").join(columns), sql.SQL(", ").join(map(sql.Literal, NAMES)))
        )
        connection.execute(sql.SQL("UPDATE city_added.cay_xanh SET {} = 'Phượng'").format(columns[0]))
    with connect(database) as connection:
        assert find_layer(connection, "cay_xanh") == layer
        query = sql.SQL("SELECT {} FROM city_history.added_cay_xanh").format(sql.SQL(", ").join(columns))
        assert connection.execute(query).fetchall() == [NAMES]


def test_a_removed_layer_comes_back_with_all_it_held(database: str) -> None:
    with connect(database) as connection:
        add_layer(connection, trees())
        connection.execute("INSERT INTO city_added.cay_xanh (geom) VALUES ('SRID=4326;POINT(105.8 21)')")
        remove_layer(connection, "cay_xanh")
        assert "cay_xanh" not in read_layers(connection)
        assert list(read_removed_layers(connection)) == ["cay_xanh"]
        with pytest.raises(ConflictError), connection.transaction():
            add_layer(connection, trees())
        restore_layer(connection, "cay_xanh")
        assert connection.execute("SELECT count(*) FROM city_added.cay_xanh").fetchone() == (1,)
        assert read_layers(connection)["cay_xanh"] == trees()


def test_built_in_layers_are_neither_doubled_nor_removed(database: str) -> None:
    double = trees().model_copy(update={"id": "alleys"})
    with connect(database) as connection:
        with pytest.raises(ConflictError):
            add_layer(connection, double)
        with pytest.raises(ConflictError):
            remove_layer(connection, "alleys")
        with pytest.raises(NotFoundError):
            remove_layer(connection, "no_such_layer")
        with pytest.raises(NotFoundError):
            restore_layer(connection, "cay_xanh")
        assert read_layers(connection) == served_layers()


def test_the_role_that_owns_the_twin_bears_no_schemas_name(database: str) -> None:
    with connect(database) as connection:
        row = connection.execute("SELECT current_user::text").fetchone()
    assert row is not None
    assert row[0] not in SCHEMAS
