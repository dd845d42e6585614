"""What a terrain file says of itself, what it leaves out, and what its numbers tell: settled, asked or remarked."""

import re
from dataclasses import dataclass
from typing import Literal

import numpy as np
from affine import Affine
from pyproj import CRS
from pyproj.exceptions import CRSError
from rasterio.enums import ColorInterp
from rasterio.io import DatasetReader

from twin.analysis.surface import Grid, Surface
from twin.errors import BadFileError, BadInputError
from twin.vocabulary import Text

Unit = Literal["m", "ft"]
FOOT = 0.3048

LOWEST, HIGHEST = -500.0, 9_000.0
"""No ground on earth lies lower or higher, metres."""
_VOIDS = (
    -32768.0,
    -32767.0,
    -9999.0,
    -99999.0,
    *(float(sign * np.finfo(np.float32).max) for sign in (-1, 1)),
)
"""Numbers that files write where they know nothing, often without saying so."""
_FEET = re.compile(r"(?<![a-z])(ft|foot|feet)(?![a-z])")
_PICTURE = (ColorInterp.palette, ColorInterp.red, ColorInterp.alpha)
_FEW = 5
_FAR_OFF = 15.0


@dataclass(frozen=True)
class Heights:
    """Ground whose height is known, to judge a file by: easting and northing (EPSG:5897) a row each, and metres."""

    places: Grid
    metres: Grid


def require_heights(dataset: DatasetReader, called: str) -> None:
    """Raise BadFileError for a picture, for several bands, and for a raster that stands nowhere on earth."""
    if dataset.count != 1 or dataset.colorinterp[0] in _PICTURE or np.dtype(dataset.dtypes[0]).kind == "c":
        raise BadFileError(
            vi=f"Tệp “{called}” có {dataset.count} kênh hoặc là ảnh; tệp địa hình có một kênh cao độ.",
            en=f"The file “{called}” has {dataset.count} bands or is a picture; a terrain file has one band of heights.",
        )
    if dataset.transform == Affine.identity():
        raise BadFileError(
            vi=f"Tệp “{called}” không cho biết nó nằm ở đâu (thiếu thông tin định vị).",
            en=f"The file “{called}” does not say where it lies (it has no georeference).",
        )


def settle_crs(dataset: DatasetReader, said: str | None, called: str) -> CRS:
    """Return the horizontal CRS: what somebody says, or else what the file does.

    Raises BadInputError where neither says it, or what is said is none.
    """
    if said is None and dataset.crs is None:
        west, south, east, north = dataset.bounds
        raise BadInputError(
            vi=f"Tệp “{called}” không ghi hệ tọa độ (x {west:g} - {east:g}, y {south:g} - {north:g}); "
            "hãy cho biết, ví dụ EPSG:5897 hoặc EPSG:4326.",
            en=f"The file “{called}” names no CRS (x {west:g} - {east:g}, y {south:g} - {north:g}); "
            "say which it is, as EPSG:5897 or EPSG:4326.",
        )
    try:
        crs = CRS.from_user_input(said or dataset.crs)
    except CRSError as error:
        raise BadInputError(
            vi=f"Không có hệ tọa độ “{said or dataset.crs}”.", en=f"There is no CRS “{said or dataset.crs}”."
        ) from error
    return _take_horizontal(crs)


def _take_horizontal(crs: CRS) -> CRS:
    # Parameters pasted into a file (BOUNDCRS) are often those of another convention: the datum's own are taken.
    inner = crs.source_crs if crs.is_bound else crs.sub_crs_list[0] if crs.is_compound else None
    return crs.to_2d() if inner is None else _take_horizontal(inner)


def settle_unit(dataset: DatasetReader, said: Unit | None) -> Unit | None:
    """Return the unit of the heights: what somebody says, or else what the file does; None where neither says it."""
    if said is not None:
        return said
    axes = CRS.from_user_input(dataset.crs).axis_info if dataset.crs else []
    upward = [axis.unit_name for axis in axes if axis.direction == "up"]
    named = (dataset.units[0] or " ".join(upward)).lower()
    if _FEET.search(named):
        return "ft"
    return "m" if named else None


def find_void(look: Grid, declared: float | None, called: str) -> float | None:
    """Return the number that stands for nothing known, from a first look at the values.

    Raises BadFileError where the values are no heights at all.
    """
    odd, counts = np.unique(look[~_may_be_height(look) & ~np.isnan(look)], return_counts=True)
    if declared is not None or len(odd) == 0:
        return declared
    void = float(odd[np.argmax(counts)])
    if void in _VOIDS or counts.max() > 0.9 * counts.sum():
        return void
    raise BadFileError(
        vi=f"Tệp “{called}” có giá trị từ {np.nanmin(look):g} đến {np.nanmax(look):g}: không phải cao độ.",
        en=f"The file “{called}” has values from {np.nanmin(look):g} to {np.nanmax(look):g}: they are no heights.",
    )


def _may_be_height(values: Grid) -> np.ndarray[tuple[int, ...], np.dtype[np.bool_]]:
    # Heights in feet are taken too at this point.
    return np.asarray((values >= LOWEST / FOOT) & (values <= HIGHEST / FOOT))


def judge_unit(surface: Surface, unit: Unit | None, known: Heights | None, called: str) -> tuple[Text, ...]:
    """Return what is to be remarked of the heights, taken as metres, beside known ground.

    Raises BadInputError where they look like feet.
    """
    ours, theirs = _compare(surface, known)
    if len(ours) < _FEW:
        return () if unit else (_UNIT_ASSUMED,)
    level, truth = float(np.median(theirs)), float(np.median(ours))
    if abs(level - truth / FOOT) < abs(level - truth) and abs(level - truth) > 1:
        raise BadInputError(
            vi=f"Tệp “{called}” cao khoảng {level:.1f} nơi mặt đất cao {truth:.1f} m: có vẻ tính bằng foot. "
            "Hãy cho biết đơn vị (ft hoặc m).",
            en=f"The file “{called}” is about {level:.1f} high where the ground is {truth:.1f} m: it looks like feet. "
            "Say which unit it is in (ft or m).",
        )
    return _remark_offset(level - truth) + (() if unit else (_UNIT_ASSUMED,))


def _compare(surface: Surface, known: Heights | None) -> tuple[Grid, Grid]:
    if known is None:
        return np.empty(0), np.empty(0)
    theirs = surface.at(known.places)
    both = np.isfinite(theirs) & np.isfinite(known.metres)
    return known.metres[both], theirs[both]


def _remark_offset(above: float) -> tuple[Text, ...]:
    if abs(above) <= _FAR_OFF:
        return ()
    return (
        Text(
            vi=f"Cao độ lệch {above:+.1f} m so với mặt đất đã biết: có thể khác hệ độ cao.",
            en=f"The heights are {above:+.1f} m off known ground: perhaps another height system.",
        ),
    )


_UNIT_ASSUMED = Text(
    vi="Tệp không ghi đơn vị cao độ; coi là mét.",
    en="The file does not say the unit of its heights; taken as metres.",
)
