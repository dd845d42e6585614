"""Geometries that stand in the columns of a table: two numbers, a pair in one cell, degrees and minutes, or WKT."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from twin.errors import BadInputError
from twin.features.exchange.folding import fold_name
from twin.features.exchange.readers import numbers
from twin.features.exchange.readers.systems import Numbers
from twin.features.exchange.readers.wkb import Parsed
from twin.features.exchange.texts import as_text, is_text
from twin.vocabulary import Text

_PAIRS: tuple[tuple[frozenset[str], frozenset[str]], ...] = (
    (frozenset({"lon", "lng", "long", "longitude", "kinhdo"}), frozenset({"lat", "latitude", "vido"})),
    (
        frozenset({"easting", "east", "dong", "toadodong"}),
        frozenset({"northing", "north", "bac", "toadobac"}),
    ),
    (
        frozenset({"x", "toadox", "xcoord", "coordx", "pointx", "xcoordinate"}),
        frozenset({"y", "toadoy", "ycoord", "coordy", "pointy", "ycoordinate"}),
    ),
    (frozenset({"e"}), frozenset({"n"})),
)
_TOGETHER = frozenset(
    {"toado", "coordinates", "coordinate", "latlon", "latlng", "latlong", "gps", "toadogps", "lonlat"}
)
_SHAPES = frozenset({"wkt", "geom", "geometry", "thegeom", "geometrywkt", "hinhhoc"})
_SUFFIX = re.compile(r"(wgs84|vn2000|4326|5897|dd|m)$")
_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_DEGREES = re.compile(
    r"(?P<degrees>\d{1,3})\s*[°º]\s*(?:(?P<minutes>\d{1,2}(?:[.,]\d+)?)\s*['′’]\s*)?"
    r"(?:(?P<seconds>\d{1,2}(?:[.,]\d+)?)\s*(?:[\"″”]|''))?"
)
_TWO_NUMBERS = re.compile(
    r"\(?\s*(-?\d+(?:\.\d+)?)\s*[,;\s]\s*(-?\d+(?:\.\d+)?)\s*\)?|(-?\d+,\d+)\s*[;\s]\s*(-?\d+,\d+)"
)
_EWKT = re.compile(r"^\s*SRID\s*=\s*\d+\s*;", re.IGNORECASE)
_UNREADABLE = Text(
    vi="Tọa độ thiếu một phần hoặc không đọc được.", en="A coordinate is missing or cannot be read."
)
_COORDINATE_COLUMN = Text(vi="cột tọa độ", en="a column of coordinates")


@dataclass(frozen=True, slots=True)
class ShapeColumns:
    """Where a table keeps its geometries: `x` and `y`, or `pair`, or `wkt`."""

    x: str | None = None
    y: str | None = None
    pair: str | None = None
    wkt: str | None = None

    @property
    def taken(self) -> dict[str, Text]:
        """The columns that so serve, with the reason."""
        columns = (self.x, self.y, self.pair, self.wkt)
        return {column: _COORDINATE_COLUMN for column in columns if column is not None}


def find_shapes(columns: Sequence[str], said: Mapping[str, str]) -> ShapeColumns:
    """Return the columns of a table's geometries, by what is said of them or by name.

    `said` may map columns to `lon`, `lat`, `x`, `y` or `wkt`. Raises `BadInputError` where there are none.
    """
    told = {target.lower(): column for column, target in said.items() if target.lower() in PSEUDO_FIELDS}
    x, y = told.get("lon", told.get("x")), told.get("lat", told.get("y"))
    if x is not None and y is not None:
        return ShapeColumns(x=x, y=y)
    if "wkt" in told:
        return ShapeColumns(wkt=told["wkt"])
    names = {name: column for column in reversed(columns) for name in _bare(column)}
    for xs, ys in _PAIRS:
        x, y = _first(names, xs), _first(names, ys)
        if x is not None and y is not None:
            return ShapeColumns(x=x, y=y)
    wkt, pair = _first(names, _SHAPES), _first(names, _TOGETHER)
    if wkt is not None:
        return ShapeColumns(wkt=wkt)
    if pair is not None:
        return ShapeColumns(pair=pair)
    raise _no_coordinates(columns)


PSEUDO_FIELDS = frozenset({"lon", "lat", "x", "y", "wkt"})
"""What a table's column may be mapped to beside the layer's fields."""


def _bare(column: str) -> tuple[str, str]:
    """Return a column's folded name, without and with the system or unit that may end it."""
    name = fold_name(_BRACKETS.sub(" ", column))
    return _SUFFIX.sub("", name), name


def _first(names: Mapping[str, str], wanted: frozenset[str]) -> str | None:
    return next((column for name, column in names.items() if name in wanted), None)


def _no_coordinates(columns: Sequence[str]) -> BadInputError:
    listed = ", ".join(columns)
    return BadInputError(
        vi="Bảng không có cột tọa độ (kinh độ và vĩ độ, X và Y, hoặc WKT). "
        f"Các cột: {listed}. Nếu có, hãy nói bằng --map CỘT=lon --map CỘT=lat.",
        en="The table has no columns of coordinates (lon and lat, X and Y, or WKT). "
        f"Its columns: {listed}. If two of them are, say so with --map COLUMN=lon --map COLUMN=lat.",
    )


@dataclass(frozen=True, slots=True)
class ShapeReader:
    """Reads a table's geometries; `decimal` is the mark decided for its coordinate columns."""

    columns: ShapeColumns
    decimal: numbers.Mark | None = None

    def read_xy(self, table: Mapping[str, pa.Array]) -> tuple[Numbers, Numbers] | None:
        """Return the first and second coordinates as they stand, NaN where there is none; None for WKT."""
        if self.columns.x is not None and self.columns.y is not None:
            return self._read(table[self.columns.x]), self._read(table[self.columns.y])
        if self.columns.pair is not None:
            return _read_pairs(table[self.columns.pair])
        return None

    def read_shapes(self, table: Mapping[str, pa.Array]) -> Parsed:
        """Return shapes in the file's own coordinates."""
        if self.columns.wkt is not None:
            return _read_wkt(table[self.columns.wkt])
        xy = self.read_xy(table)
        x, y = xy if xy is not None else (np.array([]), np.array([]))
        shapes = np.full(x.size, None, dtype=object)
        there = np.isfinite(x) & np.isfinite(y)
        shapes[there] = shapely.points(x[there], y[there])
        written = np.asarray(self._written(table))
        return Parsed(shapes, written, np.zeros_like(written), damaged=_UNREADABLE)

    def _written(self, table: Mapping[str, pa.Array]) -> pa.Array:
        parts = [table[column] for column in self.columns.taken]
        filled = [pc.and_(pc.is_valid(part), pc.invert(_says_nothing(part))) for part in parts]
        return filled[0] if len(filled) == 1 else pc.or_(*filled)

    def _read(self, values: pa.Array) -> Numbers:
        if not is_text(values.type):
            return np.asarray(pc.fill_null(values.cast(pa.float64(), safe=False), np.nan))
        bare = pc.utf8_trim_whitespace(values)
        if self.decimal == "." and pc.all(pc.match_substring_regex(bare, _PLAIN), min_count=0).as_py():
            return np.asarray(pc.fill_null(bare.cast(pa.float64()), np.nan))
        coded = pc.dictionary_encode(values)
        read = pa.array(
            [read_coordinate(text, self.decimal) for text in coded.dictionary.to_pylist()], pa.float64()
        )
        return np.asarray(pc.fill_null(read.take(coded.indices), np.nan))


_PLAIN = r"^[+-]?\d{1,9}(\.\d{1,15})?$"


def _says_nothing(values: pa.Array) -> pa.Array:
    return pc.match_substring_regex(pc.fill_null(as_text(values), ""), r"^[\s\p{P}\p{S}]*$")


def read_coordinate(text: str, decimal: numbers.Mark | None) -> float | None:
    """Return one coordinate, also in degrees, minutes and seconds; None where it is none."""
    degrees = _DEGREES.fullmatch(text.strip().rstrip("NEBĐDneđbd").strip())
    if degrees:
        return _add_up(degrees)
    written = None if numbers.is_unknown(text) else numbers.dissect(text)
    if written is None or (
        written.unit and fold_name(written.unit) not in {"", "m", "e", "n", "b", "d", "do"}
    ):
        return None
    value = written.value(decimal)
    return None if value is None else float(value)


def _add_up(found: re.Match[str]) -> float:
    minutes, seconds = ((found[part] or "0").replace(",", ".") for part in ("minutes", "seconds"))
    return float(found["degrees"]) + float(minutes) / 60 + float(seconds) / 3600


def _read_pairs(values: pa.Array) -> tuple[Numbers, Numbers]:
    coded = pc.dictionary_encode(as_text(values))
    pairs = [_read_pair(text) for text in coded.dictionary.to_pylist()]
    columns = [
        pa.array([pair[place] for pair in pairs], pa.float64()).take(coded.indices) for place in (0, 1)
    ]
    first, second = (np.asarray(pc.fill_null(column, np.nan)) for column in columns)
    return first, second


def _read_pair(text: str) -> tuple[float | None, float | None]:
    found = _TWO_NUMBERS.fullmatch(text.strip())
    if found:
        first, second = (part.replace(",", ".") for part in found.groups() if part is not None)
        return float(first), float(second)
    degrees = list(_DEGREES.finditer(text))
    return (_add_up(degrees[0]), _add_up(degrees[1])) if len(degrees) == _TWO else (None, None)


_TWO = 2


def _read_wkt(values: pa.Array) -> Parsed:
    """Read WKT, EWKT or WKB in hex."""
    texts = [
        None if text is None or not text.strip() else _EWKT.sub("", text).strip()
        for text in as_text(values).to_pylist()
    ]
    parts = np.array(texts, dtype=object)
    is_hex = np.array([text is not None and set(text) <= _HEX for text in texts], dtype=np.bool_)
    shapes = np.full(len(texts), None, dtype=object)
    shapes[~is_hex] = shapely.from_wkt(parts[~is_hex], on_invalid="ignore")
    shapes[is_hex] = shapely.from_wkb(parts[is_hex], on_invalid="ignore")
    written = np.array([text is not None for text in texts], dtype=np.bool_)
    return Parsed(shapes, written, np.zeros_like(written))


_HEX = frozenset("0123456789abcdefABCDEF")


def is_plausible(value: float) -> bool:
    """Tell whether a number can be a coordinate in Vietnam, in degrees or in metres of any usual zone."""
    return any(low <= value <= high for low, high in _PLAUSIBLE)


_PLAUSIBLE = ((5, 119), (150_000, 3_000_000), (11_000_000, 20_000_000))
"""Degrees; eastings and northings; web mercator and eastings that bear their zone's number."""


def survey(columns: ShapeColumns, table: Mapping[str, pa.Array]) -> numbers.Evidence:
    """Return what the texts of the coordinate columns say about their decimal mark."""
    named: Iterable[str] = (column for column in (columns.x, columns.y) if column is not None)
    texts = [
        text
        for column in named
        if is_text(table[column].type)
        for text in pc.unique(table[column]).to_pylist()
    ]
    return numbers.survey(text for text in texts if text is not None and "°" not in text)
