"""From a layer to a file: the whole of an export. The writers of the formats stand in `writers`."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from twin.access import LayerThing, User, require
from twin.errors import BadInputError, TwinError, UnavailableError
from twin.features.exchange.exports import ExportOptions, ExportReport, Progress
from twin.features.exchange.outgoing import Outgoing
from twin.features.exchange.provenance import find_crs, survey, trace
from twin.features.exchange.selection import Selection, select_features
from twin.features.exchange.snapshot import Snapshot, take_snapshot
from twin.features.exchange.writers.delimited import write_csv
from twin.features.exchange.writers.geojson import write_geojson
from twin.features.exchange.writers.geopackage import write_flatgeobuf, write_geopackage
from twin.features.exchange.writers.geoparquet import write_geoparquet
from twin.features.exchange.writers.kml import write_kml
from twin.features.exchange.writers.shapefile import write_shapefile
from twin.features.exchange.writers.workbook import write_xlsx
from twin.registers import registers
from twin.store.registry import find_layer
from twin.vocabulary import Text

Writer = Callable[[Outgoing, Path], tuple[Text, ...]]


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of file and who writes it."""

    name: str
    write: Writer
    shapeless: bool = False
    """Whether a file of it may do without shapes."""


FORMATS: dict[str, Format] = {
    ".gpkg": Format("GeoPackage", write_geopackage, shapeless=True),
    ".geojson": Format("GeoJSON", write_geojson),
    ".json": Format("GeoJSON", write_geojson),
    ".zip": Format("Shapefile", write_shapefile),
    ".csv": Format("CSV", write_csv, shapeless=True),
    ".xlsx": Format("XLSX", write_xlsx, shapeless=True),
    ".kml": Format("KML", write_kml),
    ".fgb": Format("FlatGeobuf", write_flatgeobuf, shapeless=True),
    ".parquet": Format("GeoParquet", write_geoparquet, shapeless=True),
    ".geoparquet": Format("GeoParquet", write_geoparquet, shapeless=True),
}
"""File suffix -> format. A Shapefile is several files, so it goes out as one zip."""


def format_of(path: Path) -> Format:
    """Return the format that a file's name asks for; raises BadInputError for a suffix that none has."""
    if (found := FORMATS.get(path.suffix.lower())) is not None:
        return found
    known = ", ".join(FORMATS)
    if path.suffix.lower() == ".shp":
        raise BadInputError(
            vi="Shapefile gồm nhiều tệp nên được xuất thành một tệp nén: hãy đặt tên tệp kết thúc bằng .zip.",
            en="A Shapefile is several files, so it is exported as one archive: choose a name that ends in .zip.",
        )
    raise BadInputError(
        vi=f"Không biết định dạng của «{path.name}». Các đuôi tệp dùng được: {known}.",
        en=f"The format of “{path.name}” is not known. These suffixes are: {known}.",
    )


def _needs_shapes(kind: Format) -> BadInputError:
    able = ", ".join(dict.fromkeys(known.name for known in FORMATS.values() if known.shapeless))
    return BadInputError(
        vi=f"{kind.name} không ghi được khi bỏ hình học. Các định dạng ghi được: {able}.",
        en=f"{kind.name} is not written without geometry. These are: {able}.",
    )


def export_file(  # noqa: PLR0913, PLR0917 - the door of the room: who, what, where to, and how
    url: str,
    user: User,
    layer_id: str,
    path: Path,
    options: ExportOptions | None = None,
    progress: Progress | None = None,
) -> ExportReport:
    """Write a layer's features, or the chosen ones, to a file whose suffix names the format.

    The file appears whole or not at all: what stood under that name before stays until then. Raises
    ForbiddenError or UnauthenticatedError, NotFoundError for the layer, BadInputError for an option or a
    format that does not fit, UnavailableError where the database or the folder fails.
    """
    require(user, "export", LayerThing(layer_id))
    asked, kind = options or ExportOptions(), format_of(path)
    if not (asked.geometry or kind.shapeless):
        raise _needs_shapes(kind)
    find_crs(asked.crs)
    with take_snapshot(url) as snapshot:
        layer = registers().get(layer_id) or find_layer(snapshot.connection, layer_id)
        ids = None if asked.only is None else snapshot.quoted(asked.only)
        selection = select_features(layer, asked, ids)
        outgoing = _prepare(snapshot, selection, user, progress)
        with _beside(path) as folder:
            statements = kind.write(outgoing, folder / path.name)
            size = _settle(folder, path)
    rows = outgoing.survey.rows
    outgoing.tell(rows)
    return ExportReport(layer, path, kind.name, outgoing.crs, rows, size, statements)


def _prepare(snapshot: Snapshot, selection: Selection, user: User, progress: Progress | None) -> Outgoing:
    found = survey(snapshot.connection, selection)
    provenance = trace(snapshot.connection, selection, found, user)

    def tell(done: int) -> None:
        if progress is not None:
            progress(done, found.rows)

    return Outgoing(selection, found, provenance, snapshot, tell)


@contextmanager
def _beside(path: Path) -> Iterator[Path]:
    """Lend a folder on the target's own file system: from there a move is one step that cannot half happen."""
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.absolute().parent) as folder:
            yield Path(folder)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> TwinError:
    reason = error.strerror or str(error)
    return UnavailableError(
        vi=f"Không ghi được «{path}»: {reason}.", en=f"“{path}” cannot be written: {reason}."
    )


def _settle(folder: Path, path: Path) -> int:
    """Move what was written to where it was asked for, the named file last; return that file's size."""
    written = folder / path.name
    for beside in sorted(folder.iterdir(), key=lambda made: made == written):
        with beside.open("rb") as finished:
            os.fsync(finished.fileno())
        beside.replace(path.absolute().parent / beside.name)
    return path.stat().st_size
