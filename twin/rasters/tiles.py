"""Squares of a raster as pictures, in the grids of OGC."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from twin.analysis.surface import Grid
from twin.rasters.storing import open_stored
from twin.reporting.surfaces import RasterStyle

SIDE = 256
"""Pixels."""
DEEPEST = 24

Picture = NDArray[np.uint8]
"""Red, green, blue, opacity: four grids."""


def draw_tile(path: Path, zoom: int, row: int, column: int, grid: str = "WebMercatorQuad") -> bytes | None:
    """Return a tile of a stored raster as PNG; None where the raster does not reach, or no such tile is.

    `grid` is OGC's id of a tile matrix set.
    """
    import morecantile
    from rio_tiler.errors import TileOutsideBounds
    from rio_tiler.io import Reader
    from rio_tiler.utils import render

    tms = morecantile.tms.get(grid)
    if not (0 <= zoom <= DEEPEST and 0 <= row < 1 << zoom and 0 <= column < 1 << zoom + _sharper(grid)):
        return None
    with open_stored(path) as stored, Reader("", dataset=stored.dataset, tms=tms) as reader:
        # The colours of classes are those of what was reckoned; between two stops they may run.
        method = "nearest" if stored.style.classes else "bilinear"
        try:
            image = reader.tile(column, row, zoom, SIDE, resampling_method=method, reproject_method=method)
        except TileOutsideBounds:
            return None
        values = image.array[0].astype(np.float64).filled(np.nan)
    picture = paint(values, stored.style)
    return bytes(render(picture[:3], mask=picture[3], img_format="PNG"))


def _sharper(grid: str) -> int:
    """Return 1 for a grid that begins with two tiles side by side."""
    return int(grid == "WorldCRS84Quad")


def paint(values: Grid, style: RasterStyle) -> Picture:
    """Colour numbers by a style; what is unknown (NaN) or in no class is clear."""
    picture = np.zeros((4, *values.shape), np.uint8)
    opacity = round(style.opacity * 255)
    for known in style.classes:
        within = (values >= _or(known.minimum, -np.inf)) & (values < _or(known.maximum, np.inf))
        picture[:, within] = np.array([*_split(known.colour), opacity], np.uint8)[:, None]
    if style.stops:
        places = [stop.value for stop in style.stops]
        colours = np.array([_split(stop.colour) for stop in style.stops], np.float64)
        known_values = np.isfinite(values)
        for band in range(3):
            mixed = np.interp(values[known_values], places, colours[:, band])
            picture[band, known_values] = np.round(mixed)
        picture[3, known_values] = opacity
    return picture


def _or(bound: float | None, otherwise: float) -> float:
    return otherwise if bound is None else bound


def _split(colour: str) -> tuple[int, int, int]:
    red, green, blue = (int(colour[place : place + 2], 16) for place in (1, 3, 5))
    return red, green, blue
