"""What was reported of the programme in the demonstration: the registers' records, with their recorded past.

The programme itself stands in every database. The demonstration adds updates, targets and values, and fills in
of the tasks what offices would have filled in.
"""

from pathlib import Path

from psycopg import sql

from gis_data import WardManifest
from twin.access import User
from twin.demonstration.past import allow_past, date_back, forget_changes, name_of, stage, write_past
from twin.features.exchange.intake.records import FileFacts, close_record, open_record
from twin.registers import registers
from twin.store.database import Connection, act_as, connect
from twin.store.programme import WRITER
from twin.store.tables import feature_table, history_table
from twin.vocabulary import Layer

PROMISES = "programme_tasks"
"""Its records are the programme's own: the demonstration only changes them."""
_LOADED = "SELECT FROM city_store.imports WHERE layer = %s"


def is_untouched(connection: Connection) -> bool:
    """Say whether the registers hold the programme as it was decided, and nobody has written anything since."""
    for register in registers().values():
        touched = sql.SQL(
            "SELECT FROM {before} UNION ALL SELECT FROM {now} WHERE updated_by <> %s LIMIT 1"
        ).format(before=name_of(history_table(register)), now=name_of(feature_table(register)))
        if connection.execute(touched, (WRITER,)).fetchone() is not None:
            return False
    return True


def load_records(url: str, user: User, folder: Path, manifest: WardManifest) -> None:
    """Load all registers in one transaction, unless that has been done."""
    with connect(url) as connection:
        if connection.execute(_LOADED, (PROMISES,)).fetchone() is not None:
            return
        act_as(connection, user.name)
        allow_past(connection)
        told = sorted(manifest.records, key=lambda register: register == PROMISES)
        for register in told:
            _load(connection, registers()[register], folder, manifest)
        for register in sorted(registers().keys() - manifest.records.keys()):
            date_back(connection, registers()[register], manifest.recorded_from, user.name)
            forget_changes(connection, registers()[register])


def _load(connection: Connection, register: Layer, folder: Path, manifest: WardManifest) -> None:
    """Load one register: records that are new, then what they were before.

    The newest update of a task writes into the task, so that the tasks come last.
    """
    written = manifest.records[register.id]
    path = folder / written.path
    file = FileFacts(path.name, path.stat().st_size, written.sha256)
    record = open_record(connection, register.id, file, manifest.notice.vi, manifest.licence, {})
    if register.id == PROMISES:
        _change(connection, register, path)
    else:
        _insert(connection, register, path, record.id)
    write_past(connection, register, path, manifest.recorded_from, "demonstration")
    connection.execute("UPDATE city_store.imports SET wrote_past = true WHERE id = %s", (record.id,))
    close_record(connection, record, {"new": written.rows})


def _insert(connection: Connection, register: Layer, path: Path, import_id: int) -> None:
    columns = [name for name in stage(connection, register, path) if name not in _TOLD_OF_STATES]
    connection.execute(
        sql.SQL(
            "INSERT INTO {table} (import_id, {columns}) SELECT %s, {columns} FROM past "
            "WHERE recorded_to IS NULL ORDER BY updated_at, external_id"
        ).format(
            table=name_of(feature_table(register)), columns=sql.SQL(", ").join(map(sql.Identifier, columns))
        ),
        (import_id,),
    )


def _change(connection: Connection, register: Layer, path: Path) -> None:
    """Write what the file says of the tasks that stand."""
    columns = [name for name in stage(connection, register, path) if name in register.by_name]
    values = sql.SQL(", ").join(
        sql.SQL("{} = p.{}").format(sql.Identifier(name), sql.Identifier(name)) for name in columns
    )
    connection.execute(
        sql.SQL(
            "UPDATE {} f SET {} FROM past p WHERE p.external_id = f.external_id AND recorded_to IS NULL"
        ).format(name_of(feature_table(register)), values)
    )


_TOLD_OF_STATES = frozenset({"updated_at", "updated_by", "recorded_to", "changed_by", "change", "geom"})
