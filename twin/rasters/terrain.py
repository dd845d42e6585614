"""A terrain file as heights in metres on a grid of ours, or the reason why not."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pyproj import CRS, Transformer
from rasterio.enums import Resampling
from rasterio.io import DatasetReader

from twin.analysis.surface import Surface
from twin.errors import BadInputError
from twin.rasters.frames import Box, Frame, choose_resampling, find_resolution, warp
from twin.rasters.judging import (
    FOOT,
    HIGHEST,
    LOWEST,
    Heights,
    Unit,
    find_void,
    judge_unit,
    require_heights,
    settle_crs,
    settle_unit,
)
from twin.rasters.opening import open_raster
from twin.vocabulary import Text

_A_LOOK = 300
"""Squares each way of a first look at the values."""


@dataclass(frozen=True)
class Wanted:
    """What is wanted of a terrain file, and what somebody says of it that it does not say itself.

    `resolution` is in metres; None is the file's own. `crs` is as `EPSG:5897`.
    """

    box: Box
    resolution: float | None = None
    crs: str | None = None
    unit: Unit | None = None


@dataclass(frozen=True)
class Terrain:
    """Heights in metres in EPSG:5897, how fine the file itself is (metres), and what is to be known of them."""

    surface: Surface
    own_resolution: float
    notes: tuple[Text, ...]


def read_terrain(
    path: Path, wanted: Wanted, known: Heights | None = None, name: str | None = None
) -> Terrain:
    """Read the heights within a box, moved to EPSG:5897; `known` heights tell feet from metres.

    Raises BadFileError for a file that is no terrain or cannot be read whole, and BadInputError where something must
    be said or asked otherwise: the CRS, the unit, a coarser resolution, another place.
    """
    called = name or path.name
    with open_raster(path, name) as dataset:
        require_heights(dataset, called)
        crs = settle_crs(dataset, wanted.crs, called)
        own = find_resolution(dataset, crs, wanted.box)
        if own is None:
            raise _elsewhere(dataset, crs, called)
        frame = Frame.over(wanted.box, round(own, 2) if wanted.resolution is None else wanted.resolution)
        look = warp(dataset, crs, frame.thinned(_A_LOOK), dataset.nodata, Resampling.nearest)
        void = find_void(look, dataset.nodata, called)
        values = warp(dataset, crs, frame, void, choose_resampling(frame, own))
        unit = settle_unit(dataset, wanted.unit)
        values = (values * dataset.scales[0] + dataset.offsets[0]) * (FOOT if unit == "ft" else 1.0)
    surface, notes = _keep_possible(Surface(values, frame.cell, frame.west, frame.north), called)
    notes += judge_unit(surface, wanted.unit or unit, known if wanted.unit is None else None, called)
    return Terrain(surface, own, notes)


def _keep_possible(surface: Surface, called: str) -> tuple[Surface, tuple[Text, ...]]:
    """Make unknown what no ground can be; raises BadInputError where nothing is left."""
    possible = (surface.values >= LOWEST) & (surface.values <= HIGHEST)
    if not possible.any():
        raise BadInputError(
            vi=f"Tệp “{called}” không có cao độ nào trong vùng cần đọc.",
            en=f"The file “{called}” has no heights in the area that is asked for.",
        )
    odd = int((~possible & ~np.isnan(surface.values)).sum())
    told = Text(
        vi=f"{odd:,} ô có cao độ không thể có trên mặt đất, coi là chưa biết.",
        en=f"{odd:,} squares have heights that no ground has; they are unknown.",
    )
    return surface.holding(np.where(possible, surface.values, np.nan)), (told,) if odd else ()


def _elsewhere(dataset: DatasetReader, crs: CRS, called: str) -> BadInputError:
    x, y = dataset.transform @ (dataset.width / 2, dataset.height / 2)
    longitude, latitude = Transformer.from_crs(crs, 4326, always_xy=True).transform(x, y)
    return BadInputError(
        vi=f"Tệp “{called}” nằm nơi khác (quanh {longitude:.3f}, {latitude:.3f}), không phủ vùng cần đọc.",
        en=f"The file “{called}” lies elsewhere (round {longitude:.3f}, {latitude:.3f}) and does not cover the area.",
    )
