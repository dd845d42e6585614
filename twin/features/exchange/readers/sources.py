"""What every kind of file looks like to the rest: a header and a stream of batches, rows as they stand."""

import hashlib
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Protocol

import pyarrow as pa

from twin.errors import BadFileError, BadInputError
from twin.features.exchange.readers.faults import quote
from twin.features.exchange.readers.sniffing import TITLES, Format
from twin.vocabulary import Text

_CHUNK = 1 << 22


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself before its rows are read."""

    format: Format
    schema: pa.Schema
    """The attribute columns of every batch. Text is string, or binary where it is not known to be Unicode."""
    has_geometry: bool
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    geometry: str | None = None
    """The geometry type that the file declares, as OGR names it."""
    crs: str | None = None
    """The declared system as WKT, PROJJSON or EPSG code."""
    encoding: str | None = None
    """The encoding that the file itself names."""
    coded: frozenset[str] = frozenset()
    """Binary columns that are text whose encoding is still to be found."""
    rows: int | None = None
    row_id: str | None = None
    """The column that is only the format's own number of the row."""
    exact_texts: Mapping[str, frozenset[str]] = field(default_factory=lambda: MappingProxyType({}))
    """Texts of mixed columns that a program wrote for a number: no evidence of how people write theirs."""
    statements: tuple[Text, ...] = ()

    @property
    def title(self) -> str:
        """The format's usual name."""
        return TITLES[self.format]


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that its format cannot hold: its cells as text, and why."""

    number: int
    cells: tuple[str, ...]
    reason: Text


@dataclass(frozen=True, slots=True)
class SourceBatch:
    """Some rows: their 1-based numbers, their attributes, and their geometries as WKB."""

    numbers: pa.Array
    table: pa.RecordBatch
    wkb: pa.Array | None = None
    broken: tuple[BrokenRow, ...] = ()


class Source(Protocol):
    """A file opened for reading; `batches` starts anew at each call."""

    @property
    def header(self) -> Header: ...

    def batches(self, rows: int) -> Iterator[SourceBatch]:
        """Give all rows in the file's order, at most `rows` at a time."""
        ...


@dataclass(slots=True)
class Workspace:
    """A folder of our own for one import: links to the parts that may be read, and what is unpacked."""

    _folder: tempfile.TemporaryDirectory[str] = field(
        default_factory=lambda: tempfile.TemporaryDirectory(prefix="twin-import-")
    )

    @property
    def path(self) -> Path:
        """The folder."""
        return Path(self._folder.name)

    def link(self, original: Path, name: str) -> Path:
        """Make a file known under a plain name, so that no program guesses by its own name or neighbours."""
        target = self.path / name
        target.symlink_to(original.resolve())
        return target

    def close(self) -> None:
        """Remove the folder with all that was unpacked."""
        self._folder.cleanup()


def digest(paths: Iterable[Path]) -> str:
    """Return the SHA-256 of files one after the other, in hex."""
    seen = hashlib.sha256()
    for path in paths:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                seen.update(chunk)
    return seen.hexdigest()


def choose_sheet(sheets: Sequence[str], wanted: str | None) -> str:
    """Return the sheet (or layer) to read; raises `BadInputError` that names them all where one must be said."""
    names = ", ".join(quote(name) for name in sheets)
    if wanted is not None:
        if wanted in sheets:
            return wanted
        raise BadInputError(
            vi=f"Tệp không có lớp {quote(wanted)}. Các lớp trong tệp: {names}.",
            en=f"The file has no layer {quote(wanted)}. The layers in it: {names}.",
        )
    if len(sheets) == 1:
        return sheets[0]
    if not sheets:
        raise BadFileError(vi="Tệp không có lớp dữ liệu nào.", en="The file holds no layer of data.")
    raise BadInputError(
        vi=f"Tệp có {len(sheets)} lớp: {names}. Hãy chọn bằng --sheet.",
        en=f"The file holds {len(sheets)} layers: {names}. Choose one with --sheet.",
    )
