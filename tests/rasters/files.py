"""Raster files as other people write them."""

from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from affine import Affine

BOX = (582000.0, 2325000.0, 582200.0, 2325100.0)
"""200 m by 100 m within the ward, EPSG:5897."""
CELL = 5.0
HEIGHTS = np.add.outer(np.arange(20) * 0.1, np.arange(40) * 0.01) + 5.0
"""Heights of the box in squares of 5 m."""


def write_file(path: Path, heights: Any = HEIGHTS, **changed: Any) -> Path:
    """Write a GeoTIFF of the box; `changed` are rasterio's words, and `unit`, `scale` and `offset`."""
    values = np.atleast_3d(np.asarray(heights))
    unit, scale, offset = (changed.pop(name, None) for name in ("unit", "scale", "offset"))
    profile = {
        "driver": "GTiff",
        "height": values.shape[0],
        "width": values.shape[1],
        "count": values.shape[2],
        "dtype": values.dtype,
        "crs": "EPSG:5897",
        "transform": Affine(CELL, 0, BOX[0], 0, -CELL, BOX[3]),
    } | changed
    with rasterio.open(path, "w", **profile) as raster:
        raster.write(np.moveaxis(values, 2, 0))
        if unit:
            raster.set_band_unit(1, unit)
        if scale:
            raster.scales = (scale,)
        if offset:
            raster.offsets = (offset,)
    return path
