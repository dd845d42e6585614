"""The files go in by the doors that every file takes, and nothing of them is refused or changed."""

from collections.abc import Callable
from pathlib import Path

from geopandas.geodataframe import GeoDataFrame
from psycopg import sql

from gis_data import WardManifest
from twin.demonstration import load_demonstration
from twin.store.database import Connection, connect

Frames = Callable[[str], GeoDataFrame]


def count(connection: Connection, schema: str, table: str) -> int:
    statement = sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(schema, table))
    (rows,) = connection.execute(statement).fetchone() or (0,)
    return int(rows)


def test_every_row_and_every_earlier_state_goes_in(
    database: str, tmp_path: Path, manifest: WardManifest, history: Frames
) -> None:
    load_demonstration(database, tmp_path, lambda _vi, _en: None)
    with connect(database) as connection:
        held = {layer: count(connection, "city", layer) for layer in manifest.layers}
        before = {layer: count(connection, "city_history", layer) for layer in manifest.layers}
        observed = count(connection, "city_store", "observations")
        records = connection.execute(
            "SELECT layer, (counts ->> 'repaired')::int, (counts ->> 'rejected')::int FROM city_store.imports"
        ).fetchall()
    assert held == {layer: files.current.rows for layer, files in manifest.layers.items()}
    assert before == {layer: history(layer)["recorded_to"].notna().sum() for layer in manifest.layers}
    assert observed == manifest.observations.rows
    assert {record for record in records if record[1:] != (0, 0) and record[0] in manifest.layers} == set()
