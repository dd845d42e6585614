"""Tiles of rasters: each number in its colour, where it stands on earth."""

import io
import math
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image
from pyproj import Transformer

from tests.rasters.files import BOX
from twin.analysis.surface import Surface
from twin.rasters.storing import write_raster
from twin.rasters.tiles import draw_tile, paint
from twin.reporting.surfaces import SHADE_STYLE, style_depths

EDGES = (0.1, 0.2, 0.3, 0.6)
DEPTHS = style_depths(EDGES)
HALF_WORLD = 20037508.342789244
Picture = NDArray[np.uint8]


def read_png(tile: bytes | None) -> Picture:
    assert tile is not None
    with Image.open(io.BytesIO(tile)) as picture:
        assert (picture.format, picture.mode) == ("PNG", "RGBA")
        return np.moveaxis(np.asarray(picture), 2, 0)


def find_tile(x: float, y: float, zoom: int) -> tuple[int, int, float, float]:
    """Return row and column of the tile in which a place of EPSG:5897 lies, and where in it, in pixels."""
    east, north = Transformer.from_crs(5897, 3857, always_xy=True).transform(x, y)
    side = 2 * HALF_WORLD / (1 << zoom)
    column, row = (east + HALF_WORLD) / side, (HALF_WORLD - north) / side
    return int(row), int(column), (column % 1) * 256, (row % 1) * 256


@pytest.mark.parametrize("cell", [1.0, 2.0, 5.0])
@pytest.mark.parametrize("zoom", [17, 18, 19])
def test_a_square_is_drawn_where_it_stands_within_half_a_pixel(
    tmp_path: Path, cell: float, zoom: int
) -> None:
    # A block of water in the middle of a tile; what is asked is where its middle and its sides are drawn.
    row, column, _, _ = find_tile(582_100.0, 2_325_050.0, zoom)
    side = 2 * HALF_WORLD / (1 << zoom)
    to_metres = Transformer.from_crs(3857, 5897, always_xy=True)
    middle = to_metres.transform(-HALF_WORLD + (column + 0.5) * side, HALF_WORLD - (row + 0.5) * side)
    west, north = (math.floor(part / cell) * cell for part in middle)
    values = np.zeros((200, 200))
    values[95:105, 95:105] = 1.0
    write_raster(Surface(values, cell, west - 100 * cell, north + 100 * cell), DEPTHS, tmp_path / "depth.tif")

    drawn = read_png(draw_tile(tmp_path / "depth.tif", zoom, row, column))[3] > 0
    truth = [
        find_tile(west + dx * 5 * cell, north + dy * 5 * cell, zoom)[2:] for dx in (-1, 1) for dy in (-1, 1)
    ]
    down, along = np.nonzero(drawn)
    centre_x, centre_y = np.mean(truth, axis=0)
    assert (along + 0.5).mean() == pytest.approx(centre_x, abs=0.5)
    assert (down + 0.5).mean() == pytest.approx(centre_y, abs=0.5)
    pixels = cell * 10 / (side / 256 * math.cos(math.radians(21.014)))
    assert math.sqrt(drawn.sum()) == pytest.approx(pixels, abs=1.0)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    values = np.repeat([0.0, 0.05, 0.15, 0.25, 0.45, 0.9, np.nan, np.nan], 25) * np.ones((200, 1))
    path = tmp_path / "depth.tif"
    write_raster(Surface(values, 5.0, BOX[0] - 400, BOX[3] + 400), DEPTHS, path)
    return path


def test_every_pixel_has_the_colour_of_a_class_or_none(file: Path) -> None:
    row, column, _, _ = find_tile(582_100.0, 2_325_050.0, 14)
    picture = read_png(draw_tile(file, 14, row, column))
    assert picture.shape == (4, 256, 256)
    found = {tuple(pixel) for pixel in picture.reshape(4, -1).T.tolist() if pixel[3]}
    expected = {
        tuple(paint(np.array([depth]), DEPTHS)[:, 0].tolist()) for depth in (0.05, 0.15, 0.25, 0.45, 0.9)
    }
    assert found == expected


@pytest.mark.parametrize(
    ("zoom", "row", "column"),
    [(14, 0, 0), (14, 7213, 9000), (0, 1, 0), (3, -1, 2), (30, 5, 5), (-1, 0, 0), (25, 0, 0)],
)
def test_there_is_no_tile_where_there_is_no_raster(file: Path, zoom: int, row: int, column: int) -> None:
    assert draw_tile(file, zoom, row, column) is None


def test_the_whole_world_can_be_asked_for(file: Path) -> None:
    assert read_png(draw_tile(file, 0, 0, 0)).shape == (4, 256, 256)


@pytest.mark.parametrize(
    ("depth", "colour"),
    [
        (math.nan, (0, 0, 0, 0)),
        (0.0, (0, 0, 0, 0)),
        (0.009, (0, 0, 0, 0)),
        (0.01, (0xC6, 0xDB, 0xEF, 217)),
        (0.1, (0x9E, 0xCA, 0xE1, 217)),
        (0.3, (0x21, 0x71, 0xB5, 217)),
        (99.0, (0x08, 0x30, 0x6B, 217)),
    ],
)
def test_a_depth_has_the_colour_of_its_class(depth: float, colour: tuple[int, ...]) -> None:
    assert tuple(paint(np.array([[depth]]), DEPTHS)[:, 0, 0].tolist()) == colour


@pytest.mark.parametrize(("light", "grey"), [(0.0, 0), (0.5, 128), (1.0, 255), (-3.0, 0), (2.0, 255)])
def test_between_two_stops_colours_are_mixed(light: float, grey: int) -> None:
    assert paint(np.array([[light]]), SHADE_STYLE)[:, 0, 0].tolist() == [grey, grey, grey, 128]
    assert not paint(np.array([[math.nan]]), SHADE_STYLE).any()
