"""The demonstration ward: built once, loaded once, marked as such in the database.

Its files come in by the doors that every file takes. Only then is its past written, which nobody else may do:
the imports that brought it say so (`wrote_past`).
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
from psycopg import sql
from sqlalchemy import Table

from gis_data import WardManifest, build_ward
from twin.access import machine_owner
from twin.errors import ConflictError
from twin.features.exchange.imports import ImportOptions
from twin.features.exchange.loading import import_file
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.series import import_series
from twin.layers import built_in_layers
from twin.overlays import overlays
from twin.registers import registers
from twin.store.database import Connection, connect
from twin.store.tables import HISTORY, feature_table, history_table
from twin.vocabulary import Layer

USER = machine_owner("demonstration")
MARK = "demonstration"
"""Set before the first row comes in: from then on everything says that it is illustrative."""
LOADED = "demonstration_loaded"
"""Set after the last one."""
Report = Callable[[str, str], None]


def load_demonstration(url: str, folder: Path, report: Report) -> None:
    """Build the ward's files in `folder` and load them, unless the database already holds them.

    A load that was cut short goes on where it stopped. `report` takes a sentence in Vietnamese and in English
    for every step that takes a while. Raises ConflictError where the database holds a city of its own.
    """
    facts = _facts(url)
    if LOADED in facts:
        return
    if MARK not in facts:
        _claim(url)
    manifest = build_ward(folder, lambda doing, share: _tell(report, doing, share))
    for number, layer in enumerate(built_in_layers().values(), start=1):
        report(
            f"Nạp lớp {number}/{len(manifest.layers)}: {layer.title.vi}",
            f"Loading layer {number}/{len(manifest.layers)}: {layer.title.en}",
        )
        _load_layer(url, layer, folder, manifest)
    report("Nạp quan trắc theo thời gian", "Loading the observations")
    import_series(url, USER, folder / manifest.observations.path)
    _state(url, LOADED)


def _tell(report: Report, doing: str, share: float) -> None:
    vi, _, en = doing.partition(" / ")
    report(f"{share:4.0%}  {vi}", f"{share:4.0%}  {en or vi}")


def _facts(url: str) -> set[str]:
    with connect(url) as connection:
        return {row[0] for row in connection.execute("SELECT key FROM city_store.facts WHERE value = 'true'")}


def _state(url: str, fact: str) -> None:
    with connect(url) as connection:
        connection.execute("INSERT INTO city_store.facts (key, value) VALUES (%s, 'true')", (fact,))


def _claim(url: str) -> None:
    """Mark the database as a demonstration's, which never mixes with a real city."""
    with connect(url) as connection:
        changed = connection.execute(
            "SELECT layer FROM city_store.layer_versions WHERE version > 0 AND layer <> ALL (%s) LIMIT 1",
            (sorted({*registers(), *overlays()}),),  # every database begins with the programme in it
        ).fetchone()
    if changed is not None:
        raise ConflictError(
            vi="Cơ sở dữ liệu này đã có dữ liệu riêng: không nạp phường minh họa vào. Hãy chạy 'twin serve'.",
            en="This database holds data of its own: the demonstration is not loaded into it. Run 'twin serve'.",
        )
    _state(url, MARK)


def _load_layer(url: str, layer: Layer, folder: Path, manifest: WardManifest) -> None:
    files = manifest.layers[layer.id]
    options = ImportOptions(
        read=ReadOptions(external_id="external_id"), source=manifest.notice.vi, licence=manifest.licence
    )
    if files.current.rows:
        import_file(url, USER, layer.id, folder / files.current.path, options)
    with connect(url) as connection:
        connection.execute("SELECT set_config('twin.writes_past', 'on', true)")
        _write_past(connection, layer, folder / files.history.path, manifest.recorded_from)
        connection.execute("UPDATE city_store.imports SET wrote_past = true WHERE layer = %s", (layer.id,))


def _write_past(connection: Connection, layer: Layer, history: Path, start: datetime) -> None:
    """Give the layer's rows their moments of record, and its history the states that came before.

    The import has just written every row at one moment; that moment itself leaves no history behind.
    """
    now, before = (_name(table) for table in (feature_table(layer), history_table(layer)))
    columns = _stage(connection, layer, history)
    connection.execute(
        sql.SQL("UPDATE {} SET updated_at = %s, updated_by = %s").format(now), (start, USER.name)
    )
    connection.execute(
        sql.SQL(
            "UPDATE {} f SET updated_at = p.updated_at, updated_by = p.updated_by FROM past p "
            "WHERE p.external_id = f.external_id AND p.recorded_to IS NULL"
        ).format(now)
    )
    connection.execute(sql.SQL("DELETE FROM {}").format(before))
    connection.execute(
        sql.SQL(
            "WITH known AS (SELECT e.external_id, coalesce(f.id, nextval(pg_get_serial_sequence({table}, 'id'))) AS id"
            " FROM (SELECT DISTINCT external_id FROM past) e LEFT JOIN {now} f USING (external_id)) "
            "INSERT INTO {before} (id, {columns}) "
            "SELECT known.id, {columns} FROM past JOIN known USING (external_id) "
            "WHERE recorded_to IS NOT NULL ORDER BY recorded_to"
        ).format(
            table=sql.Literal(now.as_string(connection)),
            now=now,
            before=before,
            columns=sql.SQL(", ").join(map(sql.Identifier, columns)),
        )
    )


def _stage(connection: Connection, layer: Layer, history: Path) -> list[str]:
    """Copy the history file into a temporary table `past`; return the columns that it has."""
    states: list[dict[str, Any]] = pq.read_table(history).to_pylist()
    names = [
        column.name
        for column in history_table(layer).columns
        if column.name not in {"history_id", "id", "import_id"}
    ]
    connection.execute("DROP TABLE IF EXISTS past")
    connection.execute(
        sql.SQL("CREATE TEMP TABLE past ON COMMIT DROP AS SELECT {} FROM {} WITH NO DATA").format(
            sql.SQL(", ").join(map(sql.Identifier, names)), sql.Identifier(HISTORY, history_table(layer).name)
        )
    )
    copying = sql.SQL("COPY past ({}) FROM STDIN").format(sql.SQL(", ").join(map(sql.Identifier, names)))
    with connection.cursor().copy(copying) as copy:
        for state in states:
            state["geom"] = state.pop("geometry").hex()  # its SRID is the column's
            copy.write_row([state[name] for name in names])
    return names


def _name(table: Table) -> sql.Identifier:
    return sql.Identifier(table.schema or "", table.name)
