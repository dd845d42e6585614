"""OpenStreetMap into every layer that declares what it takes of it, in one transaction."""

import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from twin.access import LayerThing, User, require
from twin.errors import BadInputError
from twin.features.exchange.imports import ImportOptions, ImportReport, Progress, silent
from twin.features.exchange.intake.openstreetmap import LayerRows, sort_by_layer
from twin.features.exchange.intake.records import FileFacts
from twin.features.exchange.intake.transactions import writing
from twin.features.exchange.loading import Intake, load
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers.sources import digest
from twin.features.exchange.reading import read_clean
from twin.store.database import Connection
from twin.store.registry import find_layer, read_layers
from twin.vocabulary import Layer, Text

SOURCE = "OpenStreetMap contributors"
LICENCE = "ODbL 1.0"
SORTING = Text(vi="Đọc OpenStreetMap", en="Reading OpenStreetMap")
_READ = ReadOptions(external_id="external_id", crs=4326, decimal=".")


def import_osm(  # noqa: PLR0913, PLR0917 - the door of the room: who, what, where from, and how
    url: str,
    user: User,
    path: Path,
    layer_ids: tuple[str, ...] = (),
    options: ImportOptions | None = None,
    progress: Progress = silent,
) -> list[ImportReport]:
    """Bring a PBF or XML file into the named layers, or into all that take anything; one report a layer.

    External ids are OpenStreetMap's (`way/123`). Only what the options say of the import itself counts, not how
    files are read. Raises BadFileError for what is no OpenStreetMap file, BadInputError for a layer that takes
    nothing of it, and what `import_file` raises otherwise. Nothing is stored then.
    """
    asked = options or ImportOptions()
    asked = replace(asked, source=asked.source or SOURCE, licence=asked.licence or LICENCE, new_layer=None)
    with ExitStack() as stack:
        connection = stack.enter_context(writing(url, user, dry_run=asked.dry_run))
        layers = _choose_layers(connection, user, layer_ids)
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="twin-osm-")))
        sorted_rows = sort_by_layer(path, layers, folder, lambda done: progress(SORTING, done, None))
        facts = FileFacts.of(path, digest([path]))
        return list(_load_all(connection, sorted_rows, facts, path, asked, progress))


def _choose_layers(connection: Connection, user: User, layer_ids: tuple[str, ...]) -> list[Layer]:
    if layer_ids:
        layers = [find_layer(connection, layer_id) for layer_id in layer_ids]
    else:
        layers = [layer for layer in read_layers(connection).values() if layer.osm]
    for layer in layers:
        require(user, "import", LayerThing(layer.id))
        if not layer.osm:
            raise BadInputError(
                vi=f"Lớp «{layer.id}» không khai báo lấy gì từ OpenStreetMap.",
                en=f"The layer “{layer.id}” does not say what it takes from OpenStreetMap.",
            )
    return sorted(layers, key=lambda layer: layer.id)


def _load_all(  # noqa: PLR0913, PLR0917 - what each layer's part needs
    connection: Connection,
    sorted_rows: list[LayerRows],
    facts: FileFacts,
    path: Path,
    options: ImportOptions,
    progress: Progress,
) -> Iterator[ImportReport]:
    for rows in filter(lambda each: each.rows, sorted_rows):
        started = time.monotonic()
        rejects = options.rejects or path.with_name(f"{path.stem}.{rows.layer.id}.rejects.csv")
        with read_clean(rows.path, rows.layer, _READ) as source:
            loaded = load(Intake(connection, rows.layer, source, facts, options, progress, rejects))
        yield ImportReport(
            layer=rows.layer,
            path=path,
            import_id=None if options.dry_run else loaded.record.id,
            plan=replace(source.plan, format="OpenStreetMap", statements=tuple(rows.statements())),
            counts=loaded.counts,
            merged=loaded.merged,
            rejects=loaded.rejects,
            dry_run=options.dry_run,
            seconds=time.monotonic() - started,
        )
