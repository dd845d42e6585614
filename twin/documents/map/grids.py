"""Numbers on squares on a map for paper: painted as on the screen, under the layers."""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO
from math import ceil, floor

import numpy as np

from twin.analysis.surface import Surface
from twin.documents.map.paths import Frame
from twin.features.legend import LegendEntry
from twin.rasters.tiles import paint
from twin.reporting.surfaces import RasterDrawing
from twin.vocabulary import Text

_MOST_PIXELS = 1600
"""Each way: more is not seen on a sheet of paper."""


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
        step = max(1, -(-max(surface.values.shape) // _MOST_PIXELS))
        values = surface.values[::step, ::step]
        left, top = frame.place(surface.west, surface.north)
        rows, columns = values.shape
        side = surface.cell * step * frame.scale
        return (
            f'<image x="{left:.2f}" y="{top:.2f}" width="{columns * side:.2f}" height="{rows * side:.2f}"'
            f' preserveAspectRatio="none" style="image-rendering: pixelated" href="{self._picture(values)}"/>'
        )

    def _picture(self, values: "np.ndarray[tuple[int, ...], np.dtype[np.float64]]") -> str:
        from PIL import Image

        written = BytesIO()
        Image.fromarray(np.moveaxis(paint(values, self.drawing.style), 0, -1), "RGBA").save(written, "PNG")
        return f"data:image/png;base64,{b64encode(written.getvalue()).decode()}"


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
