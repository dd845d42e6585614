"""The grids of ours that rasters are moved to: squares in EPSG:5897, whose corners are whole multiples of their side."""

import math
from dataclasses import dataclass

import numpy as np
import rasterio
from affine import Affine
from pyproj import CRS, Transformer
from rasterio.enums import Resampling
from rasterio.io import DatasetReader
from rasterio.warp import reproject

from twin.analysis.projection import METRIC_SRID
from twin.analysis.surface import Grid, Surface
from twin.errors import BadInputError

Box = tuple[float, float, float, float]
"""West, south, east, north in metres (EPSG:5897)."""

MOST_SQUARES = 40_000_000
FINEST, COARSEST = 0.25, 1_000.0
"""Sides of a square, metres."""
_COARSER = 1.5


@dataclass(frozen=True)
class Frame:
    """A grid without its numbers; `cell` in metres, `west` and `north` its outer corner."""

    west: float
    north: float
    cell: float
    rows: int
    columns: int

    @classmethod
    def over(cls, box: Box, cell: float) -> "Frame":
        """Return the frame that covers a box.

        Raises BadInputError for squares, or so many of them, as nothing here is made of.
        """
        if not (math.isfinite(cell) and FINEST <= cell <= COARSEST):
            raise BadInputError(
                vi=f"Độ phân giải phải từ {FINEST:g} đến {COARSEST:g} m; nhận được {cell:g}.",
                en=f"The resolution must be between {FINEST:g} and {COARSEST:g} m; {cell:g} was given.",
            )
        west, south, east, north = box
        left, top = math.floor(west / cell), math.ceil(north / cell)
        columns, rows = math.ceil(east / cell) - left, top - math.floor(south / cell)
        if not 0 < rows * columns <= MOST_SQUARES:
            least = math.ceil(10 * math.sqrt(max(0.0, (east - west) * (north - south)) / MOST_SQUARES)) / 10
            raise BadInputError(
                vi=f"Vùng này thành {rows * columns:,} ô, nhiều hơn {MOST_SQUARES:,}; hãy chọn độ phân giải từ {least:.1f} m.",
                en=f"The area makes {rows * columns:,} squares, more than {MOST_SQUARES:,}; ask for {least:.1f} m or coarser.",
            )
        return cls(left * cell, top * cell, cell, rows, columns)

    @classmethod
    def of(cls, surface: Surface) -> "Frame":
        """Return the frame of a surface."""
        return cls(surface.west, surface.north, surface.cell, *surface.values.shape)

    @property
    def transform(self) -> Affine:
        return Affine(self.cell, 0.0, self.west, 0.0, -self.cell, self.north)

    def thinned(self, most: int) -> "Frame":
        """Return a frame of the same place with at most so many squares each way."""
        times = max(1, math.ceil(max(self.rows, self.columns) / most))
        rows, columns = math.ceil(self.rows / times), math.ceil(self.columns / times)
        return Frame(self.west, self.north, self.cell * times, rows, columns)


def find_resolution(dataset: DatasetReader, crs: CRS, box: Box) -> float | None:
    """Return the side, in metres, of the raster's squares where the box lies; None where it does not reach there."""
    to_raster = Transformer.from_crs(METRIC_SRID, crs, always_xy=True)
    west, south, east, north = to_raster.transform_bounds(*box)
    if not np.isfinite([west, south, east, north]).all():
        return None
    corners = ((west, north), (east, north), (west, south), (east, south))
    columns, rows = np.transpose([~dataset.transform @ corner for corner in corners])
    beside = columns.max() <= 0 or columns.min() >= dataset.width
    if beside or rows.max() <= 0 or rows.min() >= dataset.height:
        return None
    return _measure_square(dataset.transform, crs, (columns.mean(), rows.mean()))


def _measure_square(transform: Affine, crs: CRS, at: tuple[float, float]) -> float:
    column, row = at
    corners = [transform @ place for place in ((column, row), (column + 1, row), (column, row + 1))]
    to_metres = Transformer.from_crs(crs, METRIC_SRID, always_xy=True)
    here, along, down = np.column_stack(to_metres.transform(*np.transpose(corners)))
    (a, b), (c, d) = along - here, down - here
    return math.sqrt(abs(a * d - b * c))


def warp(dataset: DatasetReader, crs: CRS, frame: Frame, void: float | None, resampling: Resampling) -> Grid:
    """Move a raster's first band to a frame; NaN where it is unknown."""
    moved = np.full((frame.rows, frame.columns), np.nan)
    reproject(
        source=rasterio.band(dataset, 1),  # type: ignore[no-untyped-call]
        destination=moved,
        src_crs=rasterio.crs.CRS.from_user_input(crs),
        src_nodata=void,
        dst_transform=frame.transform,
        dst_crs=f"EPSG:{METRIC_SRID}",
        dst_nodata=np.nan,
        resampling=resampling,
        warp_mem_limit=256,
    )
    return moved


def choose_resampling(frame: Frame, own: float) -> Resampling:
    """Return how numbers are carried over: the mean of finer squares, or between the middles of coarser ones."""
    return Resampling.average if frame.cell > _COARSER * own else Resampling.bilinear
