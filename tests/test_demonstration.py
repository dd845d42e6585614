"""The demonstration in the database: whole, once, and never beside a real city's data."""

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from gis_data import WardManifest
from twin.demonstration import load_demonstration
from twin.errors import ConflictError
from twin.layers import built_in_layers
from twin.registers import registers
from twin.store.database import Connection, connect
from twin.store.tables import history_name

LINE = "SRID=4326;LINESTRING(105.79 21.01, 105.80 21.02)"


class PowerCutError(Exception):
    """What stops a load in the middle of it."""


def silent(_vi: str, _en: str) -> None:
    """Take in what nobody wants to see."""


def cut_the_power(_vi: str, en: str) -> None:
    if en.startswith("Loading layer 9"):
        raise PowerCutError


def count(connection: Connection, schema: str, table: str) -> int:
    row = connection.execute(
        sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
    ).fetchone()
    assert row is not None
    return int(row[0])


def count_told(connection: Connection, register: str) -> int:
    """How many states the demonstration's records were ever in, those of today among them."""
    return count(connection, "city", register) + count(connection, "city_history", register)


def versions(url: str) -> list[tuple[str, int]]:
    with connect(url) as connection:
        return connection.execute(
            "SELECT layer, version FROM city_store.layer_versions ORDER BY layer"
        ).fetchall()


def test_a_load_that_was_cut_short_goes_on_and_is_whole(database: str, tmp_path: Path) -> None:
    with pytest.raises(PowerCutError):
        load_demonstration(database, tmp_path, cut_the_power)
    with connect(database) as connection:
        facts = {row[0] for row in connection.execute("SELECT key FROM city_store.facts")}
    assert "demonstration" in facts
    assert "demonstration_loaded" not in facts
    load_demonstration(database, tmp_path, silent)
    manifest = WardManifest.model_validate_json((tmp_path / "manifest.json").read_text("utf8"))
    with connect(database) as connection:
        stored = {layer: count(connection, "city", layer) for layer in manifest.layers}
        assert stored == {layer: files.current.rows for layer, files in manifest.layers.items()}
        assert count(connection, "city_store", "observations") == manifest.observations.rows
        for register, file in manifest.records.items():
            assert count_told(connection, register) == file.rows, register
        _assert_two_years(connection)
        unmarked = "SELECT layer FROM city_store.imports WHERE NOT wrote_past"
        assert connection.execute(unmarked).fetchall() == [("observations",)]
    before = versions(database)
    load_demonstration(database, tmp_path, silent)
    assert versions(database) == before


def _assert_two_years(connection: Connection) -> None:
    """Each state of a feature begins where the one before it ended, over two years, and none is left over."""
    for layer in (*built_in_layers().values(), *registers().values()):
        states = sql.SQL(
            "SELECT count(*) FILTER (WHERE updated_at >= recorded_to), "
            "count(*) FILTER (WHERE next IS NOT NULL AND next < recorded_to), min(updated_at)::date::text "
            "FROM (SELECT updated_at, recorded_to, lead(updated_at) OVER (PARTITION BY id ORDER BY updated_at) AS next"
            " FROM (SELECT id, updated_at, recorded_to FROM {} UNION ALL SELECT id, updated_at, 'infinity' FROM {}) s) t"
        ).format(sql.Identifier("city_history", history_name(layer)), sql.Identifier("city", layer.id))
        row = connection.execute(states).fetchone()
        assert row is not None
        assert row[:2] == (0, 0), layer.id
        assert row[2] is None or row[2] >= "2024-10-01", layer.id


OWN = {
    "an alley": "INSERT INTO city.alleys (name, level, geom) VALUES ('Ngõ 1', 'ngo', %(line)s)",
    "a report": "INSERT INTO city.programme_updates (task, reported_on) VALUES ('III.8', '2026-09-01')",
    "a changed task": "UPDATE city.programme_tasks SET officer = 'Phó Chủ tịch' WHERE external_id = 'III.8'",
}


@pytest.mark.parametrize("written", OWN.values(), ids=list(OWN))
def test_a_real_city_is_left_alone(database: str, tmp_path: Path, written: str) -> None:
    with connect(database) as connection:
        connection.execute(written.encode(), {"line": LINE})
    with pytest.raises(ConflictError, match="twin serve"):
        load_demonstration(database, tmp_path, silent)
    assert list(tmp_path.iterdir()) == []
    with connect(database) as connection, pytest.raises(psycopg.errors.IntegrityError):
        connection.execute("DELETE FROM city_history.alleys")
