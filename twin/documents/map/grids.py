"""Numbers on squares on a map for paper: painted as on the screen, under the layers."""

from dataclasses import dataclass
from math import ceil, floor

from twin.analysis.surface import Surface
from twin.documents.map.paths import Frame
from twin.features.legend import LegendEntry
from twin.rasters.pictures import picture_of
from twin.reporting.surfaces import RasterDrawing
from twin.vocabulary import Text


@dataclass(frozen=True, slots=True)
class MapGrid:
    """A raster as it is drawn: its picture lies on the squares of the metric system, its legend beside the layers'."""

    drawing: RasterDrawing

    @property
    def title(self) -> Text:
        return self.drawing.title

    @property
    def legend(self) -> tuple[LegendEntry, ...]:
        """Return a line for each class, or for each stop between which colours are mixed."""
        style = self.drawing.style
        unit = f" {style.unit}" if style.unit else ""
        told = [(one.label, one.colour) for one in style.classes] + [
            (Text(vi=f"{stop.value:g}{unit}".replace(".", ","), en=f"{stop.value:g}{unit}"), stop.colour)
            for stop in style.stops
        ]
        return tuple(
            LegendEntry(
                label=label,
                symbol="polygon",
                colour=colour,
                outline=None,
                width=1.0,
                dash=(),
                opacity=style.opacity,
                filter=True,
            )
            for label, colour in told
        )

    def draw(self, frame: Frame) -> str:
        """Return the picture in its place, as SVG."""
        surface = _cut(self.drawing.surface, frame)
        if surface.values.size == 0:
            return ""
        picture = picture_of(surface, self.drawing.style)
        squares = picture.squares
        left, top = frame.place(squares.west, squares.north)
        rows, columns = squares.values.shape
        side = squares.cell * frame.scale
        return (
            f'<image x="{left:.2f}" y="{top:.2f}" width="{columns * side:.2f}" height="{rows * side:.2f}"'
            f' preserveAspectRatio="none" style="image-rendering: pixelated" href="{picture.url}"/>'
        )


def _cut(surface: Surface, frame: Frame) -> Surface:
    """Return the squares that lie within the frame."""
    cell, (rows, columns) = surface.cell, surface.values.shape
    top, left = (
        max(0, ceil(metres / cell)) for metres in (surface.north - frame.north, frame.west - surface.west)
    )
    bottom = min(rows, floor((surface.north - frame.south) / cell))
    right = min(columns, floor((frame.east - surface.west) / cell))
    inside = surface.values[top : max(top, bottom), left : max(left, right)]
    return Surface(inside, cell, surface.west + left * cell, surface.north - top * cell)
