"""Our own rasters as Cloud-Optimized GeoTIFF: one file with its CRS, its overviews and its legend."""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import numpy as np
import rasterio.shutil
from pydantic import ValidationError
from pyproj import Transformer
from rasterio.io import DatasetReader, MemoryFile

from twin.analysis.projection import METRIC_SRID
from twin.analysis.surface import Surface
from twin.errors import BadFileError
from twin.rasters.frames import Frame
from twin.rasters.opening import open_raster
from twin.reporting.surfaces import RasterStyle

NODATA = -9999.0
BLOCK = 256
_STYLE_TAG = "TWIN_STYLE"
_PIXEL_AT_0 = 2 * math.pi * 6378137 / 256
"""Metres of a pixel at zoom 0, on the equator."""
_COG = {"compress": "deflate", "predictor": "yes", "blocksize": str(BLOCK), "overview_resampling": "average"}


def write_raster(
    surface: Surface, style: RasterStyle, path: Path, about: Mapping[str, str] | None = None
) -> None:
    """Write a surface in EPSG:5897; `about` becomes the file's tags (source, date, licence).

    The file stands whole under its name or not at all. Raises OSError where it cannot be written.
    """
    beside = path.with_name(f".{path.name}.{uuid4().hex}")
    try:
        beside.write_bytes(pack_raster(surface, style, about or {}))
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)


def pack_raster(surface: Surface, style: RasterStyle, about: Mapping[str, str]) -> bytes:
    """Return the bytes of the file that `write_raster` writes."""
    # GDAL writes such a file only as a copy of another raster; both are made in memory.
    with MemoryFile() as memory, MemoryFile(ext=".tif") as packed:  # type: ignore[no-untyped-call]
        _fill(memory, surface, style, about)
        with memory.open() as plain:
            rasterio.shutil.copy(plain, packed.name, driver="COG", **_COG)
        return bytes(packed.read())


def _fill(memory: MemoryFile, surface: Surface, style: RasterStyle, about: Mapping[str, str]) -> None:
    frame = Frame.of(surface)
    profile = {
        "driver": "GTiff",
        "width": frame.columns,
        "height": frame.rows,
        "count": 1,
        "dtype": "float32",
        "crs": f"EPSG:{METRIC_SRID}",
        "transform": frame.transform,
        "nodata": NODATA,
    }
    with memory.open(**profile) as plain:
        plain.write(np.where(np.isfinite(surface.values), surface.values, NODATA).astype(np.float32), 1)
        plain.update_tags(**{**about, _STYLE_TAG: style.model_dump_json()})
        plain.set_band_description(1, style.title.en)
        if style.unit:
            plain.set_band_unit(1, style.unit)


@dataclass(frozen=True)
class Stored:
    """A raster of ours, opened."""

    dataset: DatasetReader
    style: RasterStyle

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        """West, south, east and north in degrees (WGS 84)."""
        to_degrees = Transformer.from_crs(METRIC_SRID, 4326, always_xy=True)
        west, south, east, north = to_degrees.transform_bounds(*self.dataset.bounds)
        return west, south, east, north

    @property
    def deepest_zoom(self) -> int:
        """The first zoom of WebMercatorQuad that shows every square; deeper ones show no more."""
        _, south, _, north = self.bounds
        pixel = _PIXEL_AT_0 * math.cos(math.radians((south + north) / 2))
        return max(0, math.ceil(math.log2(pixel / self.dataset.transform.a)))

    def value_at(self, longitude: float, latitude: float) -> float | None:
        """Return the number of the square in which a place lies; None where it is unknown or outside."""
        x, y = Transformer.from_crs(4326, METRIC_SRID, always_xy=True).transform(longitude, latitude)
        if not (np.isfinite(x) and np.isfinite(y)):
            return None
        column, row = (int(np.floor(place)) for place in ~self.dataset.transform @ (x, y))
        if not (0 <= row < self.dataset.height and 0 <= column < self.dataset.width):
            return None
        value = float(self.dataset.read(1, window=((row, row + 1), (column, column + 1)))[0, 0])
        return None if value == self.dataset.nodata else value

    def read(self) -> Surface:
        """Return all of its numbers."""
        values = self.dataset.read(1).astype(np.float64)
        origin = self.dataset.transform
        return Surface(np.where(values == self.dataset.nodata, np.nan, values), origin.a, origin.c, origin.f)


@contextmanager
def open_stored(path: Path) -> Iterator[Stored]:
    """Open a raster that `write_raster` wrote; raises BadFileError for any other."""
    with open_raster(path) as dataset:
        yield stored_in(dataset, path.name)


def stored_in(dataset: DatasetReader, called: str) -> Stored:
    """Return a raster of ours that is open; raises BadFileError for any other."""
    try:
        style = RasterStyle.model_validate_json(dataset.tags().get(_STYLE_TAG, ""))
    except ValidationError as error:
        raise BadFileError(
            vi=f"Tệp “{called}” không có chú giải của hệ thống.",
            en=f"The file “{called}” has no legend of ours.",
        ) from error
    return Stored(dataset, style)
