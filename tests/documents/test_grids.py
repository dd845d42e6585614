"""Rasters on paper: painted in the legend's colours, where they lie on the ground."""

from datetime import date
from io import BytesIO

import numpy as np
import pytest
from PIL import Image
from shapely import box

from twin.analysis.projection import box_in_degrees
from twin.analysis.surface import Surface
from twin.documents.map.drawing import MapSheet, draw_map
from twin.documents.map.grids import MapGrid
from twin.documents.map.paths import frame_of
from twin.documents.map.raster import png_of
from twin.reporting.surfaces import RasterDrawing, style_depths, style_heights
from twin.vocabulary import Text

WEST, NORTH, CELL = 582_000.0, 2_325_500.0, 5.0
EDGES = (0.1, 0.2, 0.3, 0.6)
OUTLINE = box(*box_in_degrees((WEST, NORTH - 500, WEST + 500, NORTH)))
DEPTHS = np.zeros((100, 100))
DEPTHS[20:40, 60:80] = 0.9
"""From 300 to 400 m east and 100 to 200 m south of the corner."""


def sheet(grid: MapGrid) -> MapSheet:
    return MapSheet((), OUTLINE, "Độ sâu", ("Nguồn: thử.",), date(2026, 9, 30), grid=grid)


def test_water_is_painted_where_it_stands_and_named_in_the_legend() -> None:
    drawing = RasterDrawing(
        "depth", Text(vi="Ngập", en="Flood"), Surface(DEPTHS, CELL, WEST, NORTH), style_depths(EDGES)
    )
    made = draw_map(sheet(MapGrid(drawing)))
    for one in drawing.style.classes:
        assert one.label.vi in made.svg
    picture = np.asarray(Image.open(BytesIO(png_of(made))).convert("RGB")).astype(int)
    deep = (
        np.abs(picture - np.array([0x2C, 0x4E, 0x80])).max(axis=2) < 24
    )  # the deepest class over the paper's white
    frame = frame_of(OUTLINE_METRES, 160 * 10, 135 * 10)
    pixels = picture.shape[1] / frame.width
    left, top = frame.place(WEST + 300, NORTH - 100)
    right, bottom = frame.place(WEST + 400, NORTH - 200)
    rows, columns = np.nonzero(deep[: int(frame.height * pixels)])
    assert columns.mean() == pytest.approx((left + right) / 2 * pixels, abs=3)
    assert rows.mean() == pytest.approx((top + bottom) / 2 * pixels, abs=3)
    assert len(rows) == pytest.approx((right - left) * (bottom - top) * pixels * pixels, rel=0.1)


OUTLINE_METRES = box(WEST, NORTH - 500, WEST + 500, NORTH)


def test_colours_that_run_are_named_at_their_stops() -> None:
    surface = Surface(np.add.outer(np.arange(100) * 0.05, np.zeros(100)), CELL, WEST, NORTH)
    drawing = RasterDrawing("heights", Text(vi="Cao độ", en="Heights"), surface, style_heights(surface))
    labels = [entry.label.vi for entry in MapGrid(drawing).legend]
    assert labels[0] == "0 m"
    assert len(labels) == len(drawing.style.stops)
