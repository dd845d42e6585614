"""The grids in which tiles are served: OGC's tile matrix sets, and the squares in them.

Each zoom of a grid is a matrix of square tiles, counted from the north-west; a tile of one zoom is four of the next.
"""

import math
from dataclasses import dataclass, field

from twin.features.query import Box
from twin.store.tables import SRID

EXTENT = 4096
BUFFER = 64
"""Units of a tile that it reaches over its edge, so that lines and circles meet at the seams."""

TILE_PIXELS = 256
PIXEL_METRES = 0.00028
"""The size of a pixel for which OGC reckons scale denominators."""

MERCATOR = 3857
MERCATOR_LATITUDE = 85.051128
EARTH_RADIUS = 6378137.0
HALF_WORLD = math.pi * EARTH_RADIUS


@dataclass(frozen=True)
class Grid:
    """One tile matrix set. `west`, `north` and `side` (of a tile at zoom 0) are in units of its CRS."""

    id: str
    title: str
    uri: str
    crs: str
    scale_set: str
    axes: tuple[str, str]
    srid: int
    west: float
    north: float
    side: float
    columns: int
    """How many tiles stand side by side at zoom 0; one over another stands one."""
    deepest: int
    """The last matrix in OGC's registry."""
    unit_metres: float
    """Metres of a unit of the CRS, as OGC reckons scales."""
    sharper: int
    """By how many zooms of WebMercatorQuad a tile shows more than one of the same number there."""

    def cell(self, zoom: int) -> float:
        """Return the side of a pixel, in units of the CRS."""
        return self.side / (TILE_PIXELS << zoom)

    def scale(self, zoom: int) -> float:
        """Return the scale denominator for a pixel of 0.28 mm."""
        return self.cell(zoom) * self.unit_metres / PIXEL_METRES

    def size(self, zoom: int) -> tuple[int, int]:
        """Return how many rows and columns a matrix has."""
        return 1 << zoom, self.columns << zoom

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Return a place in units of the CRS; what lies over the edge of the projection, at its edge."""
        if self.srid != MERCATOR:
            return longitude, latitude
        flat = max(-MERCATOR_LATITUDE, min(MERCATOR_LATITUDE, latitude))
        return math.radians(longitude) * EARTH_RADIUS, math.asinh(math.tan(math.radians(flat))) * EARTH_RADIUS

    def degrees(self, x: float, y: float) -> tuple[float, float]:
        """Return the longitude and latitude of a place in units of the CRS."""
        if self.srid != MERCATOR:
            return x, y
        return math.degrees(x / EARTH_RADIUS), math.degrees(math.atan(math.sinh(y / EARTH_RADIUS)))


_DEFINITIONS = "http://www.opengis.net/def"

WEB_MERCATOR = Grid(
    id="WebMercatorQuad",
    title="Google Maps Compatible for the World",
    uri=f"{_DEFINITIONS}/tilematrixset/OGC/1.0/WebMercatorQuad",
    crs=f"{_DEFINITIONS}/crs/EPSG/0/3857",
    scale_set=f"{_DEFINITIONS}/wkss/OGC/1.0/GoogleMapsCompatible",
    axes=("X", "Y"),
    srid=MERCATOR,
    west=-HALF_WORLD,
    north=HALF_WORLD,
    side=2 * HALF_WORLD,
    columns=1,
    deepest=24,
    unit_metres=1.0,
    sharper=0,
)
WORLD_CRS84 = Grid(
    id="WorldCRS84Quad",
    title="CRS84 for the World",
    uri=f"{_DEFINITIONS}/tilematrixset/OGC/1.0/WorldCRS84Quad",
    crs=f"{_DEFINITIONS}/crs/OGC/1.3/CRS84",
    scale_set=f"{_DEFINITIONS}/wkss/OGC/1.0/GoogleCRS84Quad",
    axes=("Lon", "Lat"),
    srid=SRID,
    west=-180.0,
    north=90.0,
    side=180.0,
    columns=2,
    deepest=23,
    unit_metres=math.pi * EARTH_RADIUS / 180,
    sharper=1,
)
GRIDS = {grid.id: grid for grid in (WEB_MERCATOR, WORLD_CRS84)}


@dataclass(frozen=True)
class Tile:
    """A square of a grid: row 0 is the northernmost."""

    zoom: int
    row: int
    column: int
    grid: Grid = field(default=WEB_MERCATOR)

    def __hash__(self) -> int:
        return hash((self.zoom, self.row, self.column, self.grid.srid))

    @classmethod
    def at(cls, zoom: int, longitude: float, latitude: float, grid: Grid = WEB_MERCATOR) -> "Tile":
        """Return the tile in which a place lies; at the edge of the grid, the one nearest to it."""
        rows, columns = grid.size(zoom)
        x, y = grid.place(longitude, latitude)
        side = grid.side / (1 << zoom)
        row, column = int((grid.north - y) / side), int((x - grid.west) / side)
        return cls(zoom, min(max(row, 0), rows - 1), min(max(column, 0), columns - 1), grid)

    @property
    def stands(self) -> bool:
        """Tell whether the grid has such a tile."""
        if self.zoom > self.grid.deepest:
            return False
        rows, columns = self.grid.size(self.zoom)
        return 0 <= self.row < rows and 0 <= self.column < columns

    @property
    def level(self) -> int:
        """The zoom of WebMercatorQuad that shows as much: what is drawn is chosen by it, in every grid alike."""
        return self.zoom + self.grid.sharper

    @property
    def square(self) -> tuple[float, float, float, float]:
        """The least x and y and the greatest, in units of the grid's CRS."""
        return self._reaching(0)

    @property
    def reach(self) -> Box:
        """The tile with its buffer, in WGS 84; it stops at the edges of the grid."""
        return self._box(BUFFER / EXTENT)

    @property
    def surroundings(self) -> Box:
        """The tile with the eight round it, in WGS 84."""
        return self._box(1)

    def _box(self, margin: float) -> Box:
        left, bottom, right, top = self._reaching(margin)
        west, south = self.grid.degrees(left, bottom)
        east, north = self.grid.degrees(right, top)
        edge = MERCATOR_LATITUDE if self.grid.srid == MERCATOR else 90.0
        return Box(max(-180.0, west), max(-edge, south), min(180.0, east), min(edge, north))

    def _reaching(self, margin: float) -> tuple[float, float, float, float]:
        grid, side = self.grid, self.grid.side / (1 << self.zoom)
        left, top = grid.west + (self.column - margin) * side, grid.north - (self.row - margin) * side
        over = (1 + 2 * margin) * side
        return left, top - over, left + over, top


@dataclass(frozen=True)
class Cover:
    """The tiles of one zoom that a box touches."""

    zoom: int
    first_row: int
    last_row: int
    first_column: int
    last_column: int

    @classmethod
    def of(cls, grid: Grid, zoom: int, box: Box) -> "Cover":
        """Return the tiles that a box touches, by itself and not with their buffers."""
        first = Tile.at(zoom, box.west, box.north, grid)
        last = Tile.at(zoom, box.east, box.south, grid)
        return cls(zoom, first.row, last.row, first.column, last.column)
