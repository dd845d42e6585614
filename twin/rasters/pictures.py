"""A raster as one picture, for a page or a sheet of paper."""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from pyproj import Transformer

from twin.analysis.projection import METRIC_SRID
from twin.analysis.surface import Surface
from twin.rasters.tiles import paint
from twin.reporting.surfaces import RasterStyle

MOST_PIXELS = 1600
"""Each way: more is seen neither on a sheet of paper nor on a screen."""


@dataclass(frozen=True)
class Picture:
    """A PNG, and the surface of squares that its pixels are."""

    png: bytes
    squares: Surface

    @property
    def url(self) -> str:
        """The picture as an address that holds it (`data:`)."""
        return f"data:image/png;base64,{b64encode(self.png).decode()}"

    @property
    def corners(self) -> list[tuple[float, float]]:
        """Longitude and latitude of the upper left corner, and on clockwise: the squares lean a little from north."""
        rows, columns = np.shape(self.squares.values)
        west, north, cell = self.squares.west, self.squares.north, self.squares.cell
        x = np.array([west, west + columns * cell, west + columns * cell, west])
        y = np.array([north, north, north - rows * cell, north - rows * cell])
        longitudes, latitudes = Transformer.from_crs(METRIC_SRID, 4326, always_xy=True).transform(x, y)
        return list(zip(longitudes.round(7).tolist(), latitudes.round(7).tolist(), strict=True))


def picture_of(surface: Surface, style: RasterStyle) -> Picture:
    """Paint a surface as its legend says; of very many squares every second, third or on is taken."""
    from PIL import Image

    step = max(1, -(-max(surface.values.shape) // MOST_PIXELS))
    values, written = surface.values[::step, ::step], BytesIO()
    Image.fromarray(np.moveaxis(paint(values, style), 0, -1), "RGBA").save(written, "PNG", optimize=True)
    return Picture(written.getvalue(), Surface(values, surface.cell * step, surface.west, surface.north))
