"""What a person may say about a file before it is read; whatever is unsaid is recognised from the file."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

Bounds = tuple[float, float, float, float]
"""West, south, east, north in degrees of WGS 84."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What is refused before it can hurt, in bytes and rows."""

    file_bytes: int = 20_000_000_000
    unpacked_bytes: int = 8_000_000_000
    unpacked_ratio: int = 200
    """Unpacked size against packed, looked at from 50 MB unpacked on."""
    members: int = 1_000
    """Files in one zip."""
    rows: int = 50_000_000
    columns: int = 2_000


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """Every answer that reading may ask for. An unsaid one is recognised, or asked with a sample."""

    sheet: str | None = None
    """Which layer (or spreadsheet sheet) of a file that holds several."""
    crs: int | None = None
    """EPSG code of the coordinates; wins over what the file declares."""
    encoding: str | None = None
    """One of `encodings.NAMES`: unicode, tcvn3, vni, viqr, cp1258, utf8-as-latin1, ..."""
    mapping: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """File column -> field; an empty field name leaves the column out."""
    external_id: str | None = None
    """The file column that identifies a row at its source."""
    key: tuple[str, ...] = ()
    """Fields of the layer that together identify a row, where no column does."""
    decimal: Literal[",", "."] | None = None
    """The decimal mark of numbers that are written as text."""
    expected: Bounds | None = None
    """Where the rows should land: settles the zone of VN-2000 coordinates; rows outside are counted."""
    anywhere: bool = False
    """The rows may lie anywhere on Earth: their system must be stated, and nothing is told from where they land."""
    local_crs: int | None = None
    """The city's own zone (EPSG code): taken for metres of no stated zone where it lands the rows as `expected`."""
    percents_as_seen: bool = False
    """A number that a workbook shows as a percentage is read as it is seen: 0.7 as `70%`."""
    header_row: int | None = None
    """1-based line of a CSV or XLSX file that holds the column names."""
    limits: Limits = field(default_factory=Limits)
    sample_rows: int = 50_000
    """Rows looked at before reading starts; every later row is held to what they decided."""
    batch_rows: int = 65_536
