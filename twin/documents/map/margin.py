"""What stands in and below a map: scale, north, the legend with how many of each, and the sources."""

from collections.abc import Iterator, Sequence
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from twin.documents.fonts import text_width
from twin.documents.map.paths import UNITS, Frame
from twin.documents.words import clean, decimal
from twin.features.legend import LegendEntry

if TYPE_CHECKING:
    from twin.documents.map.drawing import MapLayer
    from twin.documents.map.grids import MapGrid

SIZE = 3.2 * UNITS
"""Of letters; about 9 points."""
LINE = 4.2 * UNITS
SYMBOL = 6.0 * UNITS
COLUMNS = 3
_STEPS = (10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000, 50_000)


def wrap(text: str, width: float, size: float = SIZE, *, bold: bool = False) -> list[str]:
    """Break a text into lines that fit a width; a word that is too long for a line is broken too."""
    lines, line = [], ""
    for word in clean(text).split():
        longer = f"{line} {word}".strip()
        if text_width(longer, size, bold=bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        while text_width(word, size, bold=bold) > width and len(word) > 1:
            fits = next(
                n
                for n in range(len(word) - 1, 0, -1)
                if n == 1 or text_width(word[:n], size, bold=bold) <= width
            )
            lines.append(word[:fits])
            word = word[fits:]  # noqa: PLW2901 - what is left of it
        line = word
    return [*lines, line] if line else lines


def write_text(text: str, x: float, y: float, size: float = SIZE, *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" fill="#000"{weight}>{escape(text)}</text>'


def draw_scale(frame: Frame) -> str:
    """Draw a bar of a round length, at most a quarter of the frame, in two halves."""
    fitting = [step for step in _STEPS if step * frame.scale <= frame.width / 4]
    metres = max(fitting, default=_STEPS[0])
    length, x, y = metres * frame.scale, 3.0 * UNITS, frame.height - 4.0 * UNITS
    words = f"{decimal(metres / 1000, 1)} km" if metres >= _STEPS[6] else f"{metres} m"
    back_width = length + 6 * UNITS + text_width(words, SIZE)
    back = f'<rect x="{x - 15:.1f}" y="{y - 45:.1f}" width="{back_width:.1f}" height="70" fill="#fff" fill-opacity="0.8"/>'
    halves = "".join(
        f'<rect x="{left:.1f}" y="{y:.1f}" width="{right - left:.1f}" height="10" fill="{colour}" stroke="#000" stroke-width="2"/>'
        for (left, right), colour in zip(
            pairwise((x, x + length / 2, x + length)), ("#000", "#fff"), strict=True
        )
    )
    return back + halves + write_text("0", x - 5, y - 10) + write_text(words, x + length - 10, y - 10)


def draw_north(frame: Frame) -> str:
    """Draw an arrow to grid north in the upper right corner."""
    x, y = frame.width - 7.0 * UNITS, 4.0 * UNITS
    return (
        f'<path d="M{x:.1f} {y:.1f}l25 75l-25 -17l-25 17Z" fill="#000" stroke="#fff" stroke-width="4"/>'
        + write_text("B", x - text_width("B", 36) / 2, y + 112, 36, bold=True)
    )


class _Line(NamedTuple):
    words: str
    entry: LegendEntry | None = None
    heads: bool = False


def _symbol(entry: LegendEntry, x: float, y: float) -> str:
    middle = y - SIZE * 0.33
    edge = entry.outline or "#555"
    match entry.symbol:
        case "point":
            return (
                f'<circle cx="{x + SYMBOL / 2:.1f}" cy="{middle:.1f}" r="{SIZE * 0.4:.1f}" fill="{entry.colour}"'
                f' stroke="{edge}" stroke-width="1.5"/>'
            )
        case "line":
            dash = " ".join(f"{part * 8:g}" for part in entry.dash)
            path = f'<path d="M{x:.1f} {middle:.1f}h{SYMBOL:.1f}" fill="none"'
            casing = f'{path} stroke="{entry.outline}" stroke-width="14"/>' if entry.outline else ""
            return f'{casing}{path} stroke="{entry.colour}" stroke-width="8" stroke-dasharray="{dash or "none"}"/>'
    return (
        f'<rect x="{x:.1f}" y="{middle - SIZE * 0.4:.1f}" width="{SYMBOL:.1f}" height="{SIZE * 0.8:.1f}"'
        f' fill="{entry.colour}" fill-opacity="{entry.opacity:g}" stroke="{edge}" stroke-width="1.5"/>'
    )


def _broken(words: str, entry: LegendEntry | None, width: float, *, heads: bool = False) -> Iterator[_Line]:
    for place, line in enumerate(wrap(words, width, bold=heads)):
        yield _Line(line, None if place else entry, heads=heads)


def _lines_of(one: "MapLayer", width: float) -> list[_Line]:
    """Return what the legend says of a layer: of the ground only its name, beside what there is most of."""
    beside = width - SYMBOL - 2 * UNITS
    if one.layer.base_map:
        most = max(zip(one.counts, one.legend, strict=True), key=lambda pair: pair[0])[1]
        return list(_broken(one.layer.title.vi, most, beside))
    titled = one.layer.style.by is not None
    lines = list(_broken(one.layer.title.vi, None, width, heads=True)) if titled else []
    for entry, count in zip(one.legend, one.counts, strict=True):
        lines += _broken(f"{entry.label.vi} ({decimal(count, 0)})", entry, beside)
    return lines


def _pack(blocks: Sequence[list[_Line]], most: int) -> list[list[_Line]]:
    columns: list[list[_Line]] = [[]]
    for block in blocks:
        if columns[-1] and len(columns[-1]) + len(block) > most:
            columns.append([])
        columns[-1] += block
    return columns


def _columns(blocks: Sequence[list[_Line]]) -> list[list[_Line]]:
    """Share layers among columns of heights as equal as can be, each layer in one piece."""
    least, whole = max(map(len, blocks), default=0), sum(map(len, blocks))
    packings = (_pack(blocks, most) for most in range(max(least, -(-whole // COLUMNS)), whole + 1))
    return next((columns for columns in packings if len(columns) <= COLUMNS), [[]])


def _lines_of_grid(grid: "MapGrid", width: float) -> list[_Line]:
    lines = list(_broken(grid.title.vi, None, width, heads=True))
    for entry in grid.legend:
        lines += _broken(entry.label.vi, entry, width - SYMBOL - 2 * UNITS)
    return lines


def draw_legend(
    layers: Sequence["MapLayer"], width: float, grid: "MapGrid | None" = None
) -> tuple[str, float]:
    """Return the legend in columns over a width, and its height, in units."""
    room = width / COLUMNS - 3 * UNITS
    shown = sorted((one for one in layers if sum(one.counts)), key=lambda one: -one.layer.order)
    painted = [] if grid is None else [_lines_of_grid(grid, room)]
    columns = _columns([*painted, *(_lines_of(one, room) for one in shown)])
    drawn = []
    for number, column in enumerate(columns):
        left = number * width / COLUMNS
        for place, line in enumerate(column, start=1):
            y = place * LINE
            indent = 0 if line.heads else SYMBOL + 2 * UNITS
            drawn.append(write_text(line.words, left + indent, y, bold=line.heads))
            if line.entry is not None:
                drawn.append(_symbol(line.entry, left, y))
    return "".join(drawn), max(map(len, columns)) * LINE + 2 * UNITS


def draw_sources(words: Sequence[str], width: float) -> tuple[str, float]:
    """Return the sentences below a map and their height, in units."""
    small = SIZE * 0.9
    lines = [line for sentence in words for line in wrap(sentence, width, small)]
    drawn = (write_text(line, 0, place * LINE * 0.9, small) for place, line in enumerate(lines, start=1))
    return "".join(drawn), (len(lines) + 0.4) * LINE * 0.9
