"""Names on a map, each once and none over another."""

from collections.abc import Iterable
from html import escape
from typing import Any

from twin.documents.fonts import text_width
from twin.documents.map.paths import UNITS, Frame
from twin.documents.words import clean

SIZE = 2.6 * UNITS
INK, HALO = "#343a40", "#ffffff"

Box = tuple[float, float, float, float]


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _anchor(geometry: Any) -> Any:
    """Return the point that a name is written at: inside an area, in the middle of a line."""
    if geometry.geom_type in {"LineString", "MultiLineString"}:
        longest = max(getattr(geometry, "geoms", [geometry]), key=lambda part: part.length)
        return longest.interpolate(0.5, normalized=True)
    return geometry.representative_point()


def _written(text: str, x: float, y: float) -> str:
    shared = f'x="{x:.1f}" y="{y:.1f}" font-size="{SIZE:g}" text-anchor="middle"'
    words = escape(text)
    # Twice: not every reader of SVG can draw the edge of letters below their inside.
    return (
        f'<text {shared} fill="none" stroke="{HALO}" stroke-width="{SIZE / 4:.1f}" stroke-linejoin="round">{words}'
        f'</text><text {shared} fill="{INK}">{words}</text>'
    )


def draw_labels(frame: Frame, named: Iterable[tuple[str, Any]]) -> str:
    """Return the names that find room within the frame, the first come first."""
    taken: list[Box] = []
    drawn = []
    for name, geometry in named:
        if geometry.is_empty:
            continue
        text = clean(name)[:60]
        point = _anchor(geometry)
        x, y = frame.place(point.x, point.y)
        half = text_width(text, SIZE) / 2
        low = y - SIZE * 0.4 if geometry.geom_type.endswith("Point") else y + SIZE * 0.35
        low = low - SIZE * 0.5 if geometry.geom_type.endswith("Point") else low
        box = (x - half, low - SIZE, x + half, low + SIZE * 0.3)
        inside = box[0] > 0 and box[1] > 0 and box[2] < frame.width and box[3] < frame.height
        if inside and not any(_overlap(box, other) for other in taken):
            taken.append(box)
            drawn.append(_written(text, x, low))
    return "".join(drawn)
