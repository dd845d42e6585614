"""Geometries as bytes: taken apart without stopping at the odd ones, and put out as EWKB with SRID 4326."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import shapely
from shapely.geometry.base import BaseGeometry

from twin.features.exchange.readers.faults import Mask
from twin.features.exchange.readers.systems import WGS84
from twin.vocabulary import Text

Geometries = npt.NDArray[np.object_]

_SRID_FLAG = 0x20
_SHORTEST, _HEAD_BYTES, _SRID_BYTES = 9, 5, 4
_LAST_PLAIN_TYPE = 7


DAMAGED = Text(
    vi="Hình học hỏng hoặc thuộc loại không hỗ trợ.", en="The geometry is damaged or of an unsupported kind."
)


@dataclass(frozen=True, slots=True)
class Parsed:
    """Shapes as a file has them, None where there is none or it could not be parsed."""

    shapes: Geometries
    written: Mask
    """Where something stood for a shape."""
    closed: Mask
    """Where rings had to be closed."""
    wkb: pa.Array | None = None
    """The bytes that the shapes came from, if those can stand for them."""
    damaged: Text = DAMAGED
    """What to say where something was written that is no shape."""


def parse_wkb(values: pa.Array) -> Parsed:
    """Return the shapes of WKB; one bad shape does not stop its neighbours."""
    with np.errstate(invalid="ignore"):
        shapes = _parse_all(values)
        written = np.asarray(values.is_valid())
        odd = shapely.is_missing(shapes) & written
        for row in np.flatnonzero(odd):
            shapes[row] = _parse_one(values[int(row)].as_py(), "fix")
    closed = odd & ~shapely.is_missing(shapes)
    return Parsed(shapes, written, closed, None if closed.any() else values)


def _parse_all(values: pa.Array) -> Geometries:
    parts = values.to_numpy(zero_copy_only=False)
    try:
        return np.asarray(shapely.from_wkb(parts, on_invalid="ignore"))
    except RuntimeError:  # one curve among them stops the whole array
        return np.array([_parse_one(part, "ignore") for part in parts], dtype=object)


def _parse_one(part: bytes | None, on_invalid: Literal["ignore", "fix"]) -> BaseGeometry | None:
    try:
        return None if part is None else shapely.from_wkb(part, on_invalid=on_invalid)
    except RuntimeError:
        return None


def write_ewkb(shapes: Geometries) -> pa.Array:
    """Return EWKB with SRID 4326; null for None."""
    return pa.array(shapely.to_wkb(shapely.set_srid(shapes, WGS84), include_srid=True), pa.binary())


def splice_srid(wkb: pa.Array) -> pa.Array | None:
    """Set the SRID into little-endian 2D WKB without taking it apart; None where that cannot be done."""
    count, parts = len(wkb), wkb.cast(pa.binary())
    if not count or parts.buffers()[2] is None or parts.null_count:
        return None
    ends = np.frombuffer(parts.buffers()[1], np.int32)[parts.offset : parts.offset + count + 1]
    data = np.frombuffer(parts.buffers()[2], np.uint8)[ends[0] : ends[-1]]
    starts = (ends - ends[0]).astype(np.int64)
    heads = starts[:-1]
    if (np.diff(starts) < _SHORTEST).any() or _is_unusual(data, heads):
        return None
    moved = starts + _SRID_BYTES * np.arange(count + 1)
    if moved[-1] > np.iinfo(np.int32).max:
        return None
    spliced = np.empty(moved[-1], np.uint8)
    kept = np.ones(moved[-1], np.bool_)
    for place, byte in enumerate(WGS84.to_bytes(_SRID_BYTES, "little")):
        spliced[moved[:-1] + _HEAD_BYTES + place] = byte
        kept[moved[:-1] + _HEAD_BYTES + place] = False
    spliced[kept] = data
    spliced[moved[:-1] + _HEAD_BYTES - 1] |= _SRID_FLAG
    return pa.Array.from_buffers(
        pa.binary(), count, [None, pa.py_buffer(moved.astype(np.int32)), pa.py_buffer(spliced)]
    )


def _is_unusual(data: npt.NDArray[np.uint8], heads: npt.NDArray[np.int64]) -> bool:
    """Tell whether any shape is big-endian, or has a type other than the plain ones."""
    kinds = data[heads + 1]
    plain = (data[heads] == 1) & (kinds > 0) & (kinds <= _LAST_PLAIN_TYPE)
    return not bool(
        plain.all()
        and (data[heads + 2] == 0).all()
        and (data[heads + 3] == 0).all()
        and (data[heads + 4] == 0).all()
    )
