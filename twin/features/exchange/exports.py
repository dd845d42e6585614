"""What may be said of an export before it starts, and what it tells when it is done."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from twin.features.exchange.options import Bounds
from twin.features.statement import Statement
from twin.vocabulary import Language, Layer, Text

Progress = Callable[[int, int], None]
"""Called with the rows written so far and the rows in all."""


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """Which features to write, and how. Nothing said: all of them, in WGS 84, as they are stored."""

    crs: int = 4326
    """EPSG code of the coordinates in the file."""
    bbox: Bounds | None = None
    """Only features that touch this box, in degrees of WGS 84."""
    valid_at: date | None = None
    """Only what was so in the city on this day."""
    fields: tuple[str, ...] | None = None
    """Only these fields beside the id and the external id; None: all."""
    labels: Language | None = None
    """Write choices as words of this language instead of as their stored values."""
    digits: int | None = None
    """Decimal places of coordinates in formats that are text; None: a tenth of a millimetre."""
    legacy_crs: bool = False
    """GeoJSON in another CRS than WGS 84, with the `crs` member of 2008 that RFC 7946 took away."""
    only: Statement | None = None
    """Only features whose id this statement returns; its values stand in its constants."""
    held_at: datetime | None = None
    """The layer as the database held it at this moment; None: as it is now."""
    geometry: bool = True
    """Whether shapes are written; some formats are nothing without them."""

    @property
    def geographic_digits(self) -> int:
        return 9 if self.digits is None else self.digits

    @property
    def projected_digits(self) -> int:
        return 4 if self.digits is None else self.digits


@dataclass(frozen=True, slots=True)
class ExportReport:
    """What was written where, and all that the format could not hold."""

    layer: Layer
    path: Path
    format: str
    crs: int
    rows: int
    bytes: int
    statements: tuple[Text, ...] = ()
    """Sentences on everything that a reader of the file should know: what was cut, renamed, left out."""
