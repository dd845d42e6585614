"""Geometries as SVG paths on a sheet of paper, in tenths of a millimetre from its upper left corner."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

UNITS = 10
"""In a millimetre."""


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of the ground that is drawn, in metres of the metric system, and how it lies on paper."""

    west: float
    south: float
    east: float
    north: float
    scale: float
    """Units of paper for a metre of ground."""

    @property
    def width(self) -> float:
        return (self.east - self.west) * self.scale

    @property
    def height(self) -> float:
        return (self.north - self.south) * self.scale

    def place(self, x: float, y: float) -> tuple[float, float]:
        """Return where a point of the ground lies on paper."""
        return (x - self.west) * self.scale, (self.north - y) * self.scale

    def cut(self, geometry: Any) -> Any:
        """Return what of a geometry lies in the frame, without bends too small to be seen."""
        from shapely import clip_by_rect, make_valid, simplify

        inside = clip_by_rect(make_valid(geometry), self.west, self.south, self.east, self.north)
        return simplify(inside, 0.5 / self.scale, preserve_topology=True)


def frame_of(outline: Any, width: float, height: float, margin: float = 0.03) -> Frame:
    """Return the frame that shows an outline as large as the paper (in units) lets it be."""
    west, south, east, north = outline.bounds
    rim = margin * max(east - west, north - south, 1.0)
    west, south, east, north = west - rim, south - rim, east + rim, north + rim
    scale = min(width / (east - west), height / (north - south))
    more = (width / scale - (east - west)) / 2
    return Frame(west - more, south, east + more, north, scale)


def parts_of(geometry: Any) -> Iterator[Any]:
    """Yield the simple parts of a geometry that are not empty."""
    if geometry is None or geometry.is_empty:
        return
    if hasattr(geometry, "geoms"):
        for part in geometry.geoms:
            yield from parts_of(part)
    else:
        yield geometry


def _number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _run(frame: Frame, coordinates: Iterable[tuple[float, ...]]) -> str:
    places = (frame.place(x, y) for x, y, *_ in coordinates)
    return "M" + "L".join(f"{_number(x)} {_number(y)}" for x, y in places)


def path_of(frame: Frame, part: Any, radius: float) -> str:
    """Return the path of a simple part: rings closed and turned so that holes stay open, points as circles."""
    from shapely.geometry.polygon import orient

    match part.geom_type:
        case "Polygon":
            turned = orient(part)
            return "".join(f"{_run(frame, ring.coords)}Z" for ring in (turned.exterior, *turned.interiors))
        case "Point":
            x, y = frame.place(part.x, part.y)
            size = _number(radius)
            arc = f"a{size} {size} 0 1 0"
            return f"M{_number(x - radius)} {_number(y)}{arc} {_number(2 * radius)} 0{arc} {_number(-2 * radius)} 0Z"
    return _run(frame, part.coords)
