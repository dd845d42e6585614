"""Measured values from a table into the observations: one transaction, recorded, the same when done twice.

A value is known again by its feature, measure and time. A feature is told by its external id, else by its name,
case and marks ignored, where only one feature of the layer has it. A value that the file corrects replaces the
one before; of two rows for one feature, measure and time, the first counts and the later ones are refused.
"""

import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import pyarrow as pa
from psycopg import sql

from twin.access import LayerThing, User, require
from twin.errors import BadFileError, NotFoundError
from twin.features.exchange.imports import Progress, SeriesOptions, SeriesReport, silent
from twin.features.exchange.intake.ahead import read_ahead
from twin.features.exchange.intake.copying import copy_into, encode
from twin.features.exchange.intake.flow import READING
from twin.features.exchange.intake.longform import SCHEMA, LongTable, open_table
from twin.features.exchange.intake.records import FileFacts, Record, close_record, open_record
from twin.features.exchange.intake.rejects import RejectsFile, beside, with_reasons
from twin.features.exchange.intake.transactions import writing
from twin.store.database import Connection
from twin.store.registry import find_layer
from twin.store.tables import column_name, feature_table
from twin.vocabulary import Layer, Text

OBSERVATIONS = "observations"
"""What the record of the import names instead of a layer."""

_TABLES = b"""
CREATE TEMPORARY TABLE twin_series (
    row_number bigint, layer text, external_id text, feature text, measure text, "time" timestamptz,
    value double precision, unit text, source text, feature_id bigint
) ON COMMIT DROP;
CREATE TEMPORARY TABLE twin_refused (row_number bigint, about text, other bigint) ON COMMIT DROP;
"""
_FIND_BY_ID = """
UPDATE twin_series s SET feature_id = f.id FROM {table} f
WHERE s.layer = %s AND f.external_id = coalesce(s.external_id, s.feature)
"""
_FIND_BY_NAME = """
WITH wanted AS MATERIALIZED (
    SELECT feature, city_store.fold(feature) AS name FROM twin_series
    WHERE layer = %(layer)s AND feature_id IS NULL AND feature IS NOT NULL GROUP BY feature
), named AS MATERIALIZED (
    SELECT city_store.fold({title}) AS name, min(id) AS id, count(*) AS features
    FROM {table} WHERE {title} IS NOT NULL GROUP BY 1
), found AS MATERIALIZED (
    SELECT wanted.feature, named.id, named.features FROM wanted JOIN named USING (name)
), ambiguous AS (
    INSERT INTO twin_refused
    SELECT s.row_number, 'several', f.features FROM twin_series s JOIN found f USING (feature)
    WHERE s.layer = %(layer)s AND s.feature_id IS NULL AND f.features > 1
)
UPDATE twin_series s SET feature_id = f.id FROM found f
WHERE s.layer = %(layer)s AND s.feature_id IS NULL AND f.features = 1 AND f.feature = s.feature
"""
_REFUSE = b"""
INSERT INTO twin_refused
SELECT row_number, 'nobody', NULL FROM twin_series s
WHERE feature_id IS NULL AND NOT EXISTS (SELECT FROM twin_refused r WHERE r.row_number = s.row_number);
INSERT INTO twin_refused
SELECT row_number, 'repeated', first FROM (
    SELECT row_number, min(row_number) OVER (PARTITION BY layer, feature_id, measure, "time") AS first
    FROM twin_series WHERE feature_id IS NOT NULL
) numbered WHERE row_number > first;
DELETE FROM twin_series s USING twin_refused r WHERE r.row_number = s.row_number;
"""
_COUNT = b"""
SELECT count(*) FILTER (WHERE o.value IS NULL), count(*) FILTER (WHERE (o.value, o.unit) <> (s.value, s.unit))
FROM twin_series s LEFT JOIN city_store.observations o
    ON (o.layer, o.feature_id, o.measure, o.observed_at) = (s.layer, s.feature_id, s.measure, s."time")
"""
_STORE = """
INSERT INTO city_store.observations AS o
    (layer, feature_id, measure, observed_at, value, unit, source, import_id)
SELECT layer, feature_id, measure, "time", value, unit, coalesce(source, %s), %s FROM twin_series
ORDER BY layer, feature_id, measure, "time"
ON CONFLICT (layer, feature_id, measure, observed_at) DO UPDATE
SET value = excluded.value, unit = excluded.unit, source = excluded.source, import_id = excluded.import_id
WHERE (o.value, o.unit) IS DISTINCT FROM (excluded.value, excluded.unit)
"""


@dataclass(frozen=True, slots=True)
class _Stored:
    new: int
    changed: int
    same: int


def import_series(
    url: str, user: User, path: Path, options: SeriesOptions | None = None, progress: Progress = silent
) -> SeriesReport:
    """Bring a CSV or XLSX of values into the observations. Times without a zone are Vietnam's.

    Raises BadFileError and BadInputError for what the file is or leaves open, NotFoundError where none of the
    layers that it names is there, ForbiddenError or UnauthenticatedError, UnavailableError where the database
    or the rejects file fails. Nothing is stored then.
    """
    asked, started = options or SeriesOptions(), time.monotonic()
    with (
        writing(url, user, dry_run=asked.dry_run) as connection,
        open_table(path, asked) as table,
        RejectsFile(asked.rejects or beside(path)) as rejects,
    ):
        connection.execute(_TABLES)
        record = _open(connection, path, table, asked)
        read = _stage(connection, table, rejects, progress)
        layers = _resolve(connection, user)
        _write_refused(connection, table, rejects)
        stored = _store(connection, record)
        if read and rejects.rows == read:
            rejects.keep()
            raise _nothing_stored(path, rejects)
        close_record(connection, record, {"read": read, "rejected": rejects.rows, **asdict(stored)})
    return SeriesReport(
        path=path,
        import_id=None if asked.dry_run else record.id,
        read=read,
        new=stored.new,
        changed=stored.changed,
        same=stored.same,
        rejected=rejects.rows,
        layers=layers,
        rejects=rejects.path,
        dry_run=asked.dry_run,
        seconds=time.monotonic() - started,
        statements=table.statements,
    )


def _open(connection: Connection, path: Path, table: LongTable, options: SeriesOptions) -> Record:
    plan = {
        "columns": {column.column: column.field for column in table.columns},
        "constants": {"layer": options.layer, "measure": options.measure, "unit": options.unit},
        "bounds": {"minimum": options.minimum, "maximum": options.maximum},
    }
    facts = FileFacts.of(path, table.checksum())
    return open_record(connection, OBSERVATIONS, facts, options.source, options.licence, plan)


def _stage(connection: Connection, table: LongTable, rejects: RejectsFile, progress: Progress) -> int:
    """Copy the readable rows to the temporary table; return how many rows the file has."""
    read = 0

    def flow() -> Iterator[pa.RecordBatch]:
        nonlocal read
        with read_ahead(table.batches()) as batches:
            for batch in batches:
                read += batch.read
                rejects.write(batch.rejects)
                progress(READING, read, table.rows)
                yield batch.table

    copy_into(connection, sql.Identifier("twin_series"), SCHEMA.names, map(encode, flow()))
    connection.execute("ANALYZE twin_series")
    return read


def _resolve(connection: Connection, user: User) -> tuple[str, ...]:
    """Find the feature of each row; return the layers that the rows name."""
    named = connection.execute("SELECT DISTINCT layer FROM twin_series ORDER BY layer").fetchall()
    found = []
    for (layer_id,) in named:
        require(user, "import", LayerThing(layer_id))
        try:
            layer = find_layer(connection, layer_id)
        except NotFoundError:
            connection.execute(
                "INSERT INTO twin_refused SELECT row_number, 'layer', NULL FROM twin_series WHERE layer = %s",
                (layer_id,),
            )
            continue
        _find_features(connection, layer)
        found.append(layer.id)
    connection.execute(_REFUSE)
    return tuple(found)


def _find_features(connection: Connection, layer: Layer) -> None:
    table = feature_table(layer)
    place = sql.Identifier(table.schema or "public", table.name)
    connection.execute(sql.SQL(_FIND_BY_ID).format(table=place), (layer.id,))
    if layer.title_field is not None:
        title = sql.Identifier(column_name(layer.title_field))
        connection.execute(sql.SQL(_FIND_BY_NAME).format(table=place, title=title), {"layer": layer.id})


def _write_refused(connection: Connection, table: LongTable, rejects: RejectsFile) -> None:
    refused: dict[int, tuple[str, int | None]] = {}
    for number, about, other in connection.execute("SELECT row_number, about, other FROM twin_refused"):
        refused.setdefault(number, (about, other))
    if refused:
        for rows in table.find_rows(refused.keys()):
            rejects.write(with_reasons(rows, lambda number: _reason_of(*refused[number])))


def _reason_of(about: str, other: int | None) -> Text:
    if about == "layer":
        return Text(vi="Không có lớp này.", en="There is no such layer.")
    if about == "several":
        return Text(
            vi=f"Lớp có {other} đối tượng cùng tên này: hãy ghi mã (external_id).",
            en=f"{other} features of the layer have this name: write the external_id.",
        )
    if about == "repeated":
        return Text(
            vi=f"Dòng {other} đã có giá trị cho đối tượng, đại lượng và thời gian này.",
            en=f"Row {other} has a value for this feature, measure and time already.",
        )
    return Text(
        vi="Lớp không có đối tượng nào mang mã hoặc tên này.",
        en="No feature of the layer has this external id or name.",
    )


def _store(connection: Connection, record: Record) -> _Stored:
    row = connection.execute(_COUNT).fetchone()
    new, changed = (int(row[0]), int(row[1])) if row else (0, 0)
    connection.execute(_STORE, (record.source, record.id))
    total = connection.execute("SELECT count(*) FROM twin_series").fetchone()
    return _Stored(new, changed, (int(total[0]) if total else 0) - new - changed)


def _nothing_stored(path: Path, rejects: RejectsFile) -> BadFileError:
    return BadFileError(
        vi=f"Không dòng nào của «{path.name}» lưu được; lý do từng dòng ở «{rejects.path}».",
        en=f"Not one row of “{path.name}” can be stored; the reason for each is in “{rejects.path}”.",
    )
