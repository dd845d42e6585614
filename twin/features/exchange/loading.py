"""From a file to a layer: the whole of an import, in one transaction.

Policies, so that nobody has to guess:

* A row is known again by its external id, else by the key fields that the user stated, else by its content.
* A column that the file does not have changes nothing. What an empty cell, an edit made here, or a new
  measurement does is decided in `intake.merging`.
* Of two rows with one key in a file, the first is stored and the later ones are refused.
* A refused row goes whole, with its reasons, to the rejects file beside the input; also in a dry run.
* Features that an earlier import of the same source brought, and that the file has no more, are counted as
  gone; they are deleted only with `remove_gone`, and the history keeps them.
* A failure, a kill or Ctrl-C leaves the layer as it was. Two imports into one layer run one after the other.
"""

import time
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import psycopg
from psycopg import sql

from twin.access import Everything, LayerThing, User, require
from twin.errors import BadFileError, BadInputError
from twin.features.exchange.batches import EXTERNAL_ID, Counts
from twin.features.exchange.imports import ImportOptions, ImportReport, Merged, Progress, silent
from twin.features.exchange.intake.copying import copy_into, encode
from twin.features.exchange.intake.direct import copy_directly, fits_directly
from twin.features.exchange.intake.flow import Flow, Source
from twin.features.exchange.intake.indexes import indexes_set_aside
from twin.features.exchange.intake.merging import Merge
from twin.features.exchange.intake.records import FileFacts, Record, close_record, describe_plan, open_record
from twin.features.exchange.intake.refusals import reason_of
from twin.features.exchange.intake.rejects import RejectsFile, beside, with_reasons
from twin.features.exchange.intake.settling import compare, make_tables, read_refused, settle
from twin.features.exchange.intake.staging import Incoming, stage
from twin.features.exchange.intake.statements import count
from twin.features.exchange.intake.transactions import wait_for_turn, writing
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.reading import describe_new_layer, read_clean
from twin.features.writable import require_original
from twin.store.database import Connection
from twin.store.registry import add_layer, find_layer
from twin.vocabulary import Layer, Text

INDEXING = Text(vi="Dựng lại chỉ mục", en="Building the indexes again")
COMPARING = Text(vi="So với dữ liệu đang có", en="Comparing with what the layer holds")
_MARGIN = 0.02
"""Degrees, about 2 km: a ward's files often reach over its boundary."""
_EXTENT = """
SELECT ST_XMin(e) - %(margin)s, ST_YMin(e) - %(margin)s, ST_XMax(e) + %(margin)s, ST_YMax(e) + %(margin)s
FROM (SELECT ST_Extent(geom) AS e FROM city.ward) AS known
"""
WRITING = Text(vi="Ghi vào lớp", en="Writing to the layer")


def import_file(  # noqa: PLR0913, PLR0917 - the door of the room: who, what, where from, and how
    url: str,
    user: User,
    layer_id: str,
    path: Path,
    options: ImportOptions | None = None,
    progress: Progress = silent,
) -> ImportReport:
    """Bring a file's rows into a layer, or make the layer from it (`options.new_layer`).

    Raises BadFileError and BadInputError for what the file is or leaves open (see `reading.read_clean`),
    ForbiddenError or UnauthenticatedError, NotFoundError for the layer, ConflictError for a new layer's id
    that is taken, UnavailableError where the database or the rejects file fails. Nothing is stored then.
    """
    asked, started = options or ImportOptions(), time.monotonic()
    require(user, "import", LayerThing(layer_id))
    with writing(url, user, dry_run=asked.dry_run) as connection:
        asked = replace(asked, read=_in_the_city(connection, asked.read))
        layer = _find_or_make(connection, user, layer_id, path, asked)
        with read_clean(path, layer, asked.read) as source:
            facts = FileFacts.of(path, source.checksum)
            rejects = asked.rejects or beside(path)
            loaded = load(Intake(connection, layer, source, facts, asked, progress, rejects))
        if loaded.counts.clean == loaded.merged.refused:
            raise _nothing_stored(path, loaded)
    return ImportReport(
        layer=layer,
        path=path,
        import_id=None if asked.dry_run else loaded.record.id,
        plan=source.plan,
        counts=loaded.counts,
        merged=loaded.merged,
        rejects=loaded.rejects,
        dry_run=asked.dry_run,
        seconds=time.monotonic() - started,
    )


def _in_the_city(connection: Connection, options: ReadOptions) -> ReadOptions:
    """Expect rows round the wards that the twin knows, unless somebody has said where: zones hang on it."""
    if options.expected is not None:
        return options
    row = connection.execute(_EXTENT, {"margin": _MARGIN}).fetchone()
    return options if row is None or row[0] is None else replace(options, expected=row)


def _find_or_make(
    connection: Connection, user: User, layer_id: str, path: Path, options: ImportOptions
) -> Layer:
    if options.new_layer is None:
        found = find_layer(connection, layer_id)
        require_original(found)
        return found
    require(user, "define", Everything())
    layer = describe_new_layer(path, layer_id, options.read).model_copy(update={"title": options.new_layer})
    add_layer(connection, layer)
    return layer


@dataclass(frozen=True, slots=True)
class Intake:
    """All that one layer's part of an import needs."""

    connection: Connection
    layer: Layer
    source: Source
    file: FileFacts
    options: ImportOptions
    progress: Progress
    rejects: Path

    def say(self, step: Text) -> None:
        self.progress(step, 0, None)


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of it."""

    record: Record
    counts: Counts
    merged: Merged
    rejects: Path | None


def load(intake: Intake) -> Loaded:
    """Bring a source's rows into its layer, inside the connection's transaction, and record the import."""
    connection, plan = intake.connection, intake.source.plan
    wait_for_turn(connection, intake.layer.id, intake.say)
    told, said = describe_plan(plan, intake.options), intake.options
    record = open_record(connection, intake.layer.id, intake.file, said.source, said.licence, told)
    incoming = Incoming(intake.layer, plan.fields, plan.identity)
    loaded = _load_directly(intake, incoming, record) or _load_staged(intake, incoming, record)
    close_record(connection, record, asdict(loaded.counts) | asdict(loaded.merged))
    return loaded


def _load_directly(intake: Intake, incoming: Incoming, record: Record) -> Loaded | None:
    """Copy straight into the empty layer; None where that does not fit, with everything as it was."""
    connection = intake.connection
    try:
        with connection.transaction(), RejectsFile(intake.rejects) as rejects:
            if not fits_directly(connection, incoming, intake.file, intake.source.rows):
                return None
            flow = Flow(intake.source, rejects, intake.progress)
            with indexes_set_aside(connection, intake.layer):
                rows = copy_directly(connection, incoming, record, flow)
                intake.say(INDEXING)
    except (psycopg.errors.UniqueViolation, psycopg.errors.CheckViolation):
        return None
    merge = Merge(incoming)
    restored = count(connection, merge.restored(record.id))
    return Loaded(record, flow.counts, Merged(new=rows, restored=restored), rejects.path)


def _load_staged(intake: Intake, incoming: Incoming, record: Record) -> Loaded:
    """Compare the rows with what the layer holds, in a temporary table."""
    connection, options = intake.connection, intake.options
    merge = Merge(incoming, empty_erases=options.empty_erases)
    with RejectsFile(intake.rejects) as rejects:
        flow = Flow(intake.source, rejects, intake.progress)
        stage(connection, incoming, flow)
        make_tables(connection, merge)
        copy_into(connection, sql.Identifier(merge.unread.name), (EXTERNAL_ID,), map(encode, flow.unread))
        intake.say(COMPARING)
        if compare(connection, merge):
            _write_refused(intake, merge, rejects)
        if options.remove_gone and rejects.rows:
            rejects.keep()
            raise _not_whole(rejects)
        intake.say(WRITING)
        merged = settle(connection, merge, record, remove_gone=options.remove_gone)
    return Loaded(record, flow.counts, merged, rejects.path)


def _write_refused(intake: Intake, merge: Merge, rejects: RejectsFile) -> None:
    """Read the refused rows from the file once more, whole, and write them down with their reasons."""
    refused = read_refused(intake.connection, merge)
    for rows in intake.source.find_rows(refused.keys()):
        rejects.write(with_reasons(rows, lambda number: reason_of(intake.layer, *refused[number])))


def _not_whole(rejects: RejectsFile) -> BadInputError:
    return BadInputError(
        vi=f"Có {rejects.rows} dòng bị từ chối nên không xóa gì (--remove-gone): dòng bị từ chối không phải là dòng "
        f"đã mất. Hãy sửa các dòng trong «{rejects.path}» rồi nhập lại. Lớp giữ nguyên.",
        en=f"{rejects.rows} rows were refused, so nothing is removed (--remove-gone): a refused row is not a gone "
        f"one. Mend the rows in “{rejects.path}” and import again. Nothing was stored.",
    )


def _nothing_stored(path: Path, loaded: Loaded) -> BadFileError:
    if loaded.rejects is None:
        return BadFileError(vi=f"«{path.name}» không có dòng nào.", en=f"“{path.name}” has no rows.")
    return BadFileError(
        vi=f"Không dòng nào của «{path.name}» lưu được; lý do từng dòng ở «{loaded.rejects}».",
        en=f"Not one row of “{path.name}” can be stored; the reason for each is in “{loaded.rejects}”.",
    )
