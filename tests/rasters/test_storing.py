"""Rasters of ours: written, read back, asked at a point."""

from pathlib import Path

import numpy as np
import pytest
import rasterio
from pyproj import Transformer
from rasterio.warp import transform

from tests.rasters.files import BOX, HEIGHTS, write_file
from twin.analysis.surface import Surface
from twin.errors import BadFileError
from twin.rasters.storing import open_stored, write_raster
from twin.reporting.surfaces import SHADE_STYLE, RasterStyle, Stop, style_depths, style_heights
from twin.vocabulary import StyleClass, Text

EDGES = (0.1, 0.2, 0.3, 0.6)
DEPTHS = Surface(np.where(HEIGHTS > 6.5, np.nan, HEIGHTS - 5.0), 5.0, BOX[0], BOX[3])


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "depth.tif"
    write_raster(DEPTHS, style_depths(EDGES), path, {"SOURCE": "Mưa 100 mm", "LICENCE": "CC BY 4.0"})
    return path


def test_numbers_place_and_legend_come_back(file: Path) -> None:
    with open_stored(file) as stored:
        back = stored.read()
        assert stored.style == style_depths(EDGES)
    assert back.values == pytest.approx(DEPTHS.values, abs=1e-6, nan_ok=True)
    assert (back.west, back.north, back.cell) == (DEPTHS.west, DEPTHS.north, DEPTHS.cell)


def test_any_gis_finds_crs_unit_nodata_and_source(file: Path) -> None:
    with rasterio.open(file) as raster:
        assert raster.crs.to_epsg() == 5897
        assert raster.units == ("m",)
        assert raster.nodata == -9999
        assert raster.descriptions == ("Depth of water",)
        assert raster.tags()["SOURCE"] == "Mưa 100 mm"
        assert raster.tags()["LICENCE"] == "CC BY 4.0"


def test_a_large_raster_has_overviews_and_the_order_of_a_cog(tmp_path: Path) -> None:
    path = tmp_path / "large.tif"
    write_raster(Surface(np.ones((700, 900)), 5.0, BOX[0], BOX[3]), SHADE_STYLE, path)
    with rasterio.open(path) as raster:
        assert raster.tags(ns="IMAGE_STRUCTURE")["LAYOUT"] == "COG"
        assert raster.overviews(1) == [2, 4]
        assert raster.block_shapes == [(256, 256)]


def test_a_point_has_the_number_of_its_square(file: Path) -> None:
    to_degrees = Transformer.from_crs(5897, 4326, always_xy=True)
    with open_stored(file) as stored:
        for row, column in ((0, 0), (3, 7), (10, 39)):
            place = to_degrees.transform(BOX[0] + 5 * column + 0.1, BOX[3] - 5 * row - 0.1)
            assert stored.value_at(*place) == pytest.approx(DEPTHS.values[row, column])
        assert stored.value_at(*to_degrees.transform(BOX[2] - 1, BOX[1] + 1)) is None  # unknown
        assert stored.value_at(*to_degrees.transform(BOX[2] + 1, BOX[1] + 1)) is None  # outside
        assert stored.value_at(-75.0, 89.0) is None


def test_bounds_hold_every_square_and_zooms_end_where_squares_are_pixels(file: Path) -> None:
    corner = Transformer.from_crs(5897, 4326, always_xy=True).transform(BOX[0], BOX[3])
    with open_stored(file) as stored:
        west, south, east, north = stored.bounds
        assert west <= corner[0] < east
        assert south < corner[1] <= north
        assert (east - west) * 103_900 == pytest.approx(200, rel=0.02)
        assert stored.deepest_zoom == 15  # 4.5 m a pixel at this latitude


def test_rasters_are_moved_by_the_official_parameters() -> None:
    # rasterio brings a PROJ of its own beside pyproj's.
    (x,), (y,) = transform("EPSG:4326", "EPSG:5897", [105.793], [21.017])
    assert (x, y) == pytest.approx((582236.660, 2325039.287), abs=0.001)


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="nowhere"):
        write_raster(DEPTHS, SHADE_STYLE, tmp_path / "nowhere" / "depth.tif")
    (tmp_path / "taken").mkdir()
    with pytest.raises(OSError, match="taken"):
        write_raster(DEPTHS, SHADE_STYLE, tmp_path / "taken")
    assert [path.name for path in tmp_path.iterdir()] == ["taken"]


def test_a_raster_without_our_legend_is_refused(tmp_path: Path) -> None:
    with (
        pytest.raises(BadFileError, match="no legend of ours"),
        open_stored(write_file(tmp_path / "terrain.tif")),
    ):
        pass


def test_classes_of_depth_follow_the_edges_without_gaps() -> None:
    classes = style_depths(EDGES).classes
    assert [known.maximum for known in classes] == [*EDGES, None]
    assert [known.minimum for known in classes][1:] == list(EDGES)
    assert [known.label.en for known in classes] == [
        "Under 0.1 m",
        "0.1 to 0.2 m",
        "0.2 to 0.3 m",
        "0.3 to 0.6 m",
        "0.6 m and over",
    ]
    assert classes[1].label.vi == "0,1 - 0,2 m"


@pytest.mark.parametrize("heights", [HEIGHTS, np.zeros((4, 4)), np.full((4, 4), -3.2)])
def test_colours_of_heights_span_the_ground(
    heights: np.ndarray[tuple[int, int], np.dtype[np.float64]],
) -> None:
    stops = style_heights(Surface(heights, 5.0)).stops
    assert stops[0].value <= np.percentile(heights, 1)
    assert stops[-1].value >= np.percentile(heights, 99)


TITLE = Text(vi="Thử", en="Trial")
ONE_CLASS = (StyleClass(label=TITLE, colour="#000000"),)
FALLING = (Stop(value=1, colour="#000000"), Stop(value=0, colour="#ffffff"))


@pytest.mark.parametrize(("classes", "stops"), [((), ()), (ONE_CLASS, FALLING[:1]), ((), FALLING)])
def test_a_style_is_classes_or_rising_stops(classes: tuple[StyleClass, ...], stops: tuple[Stop, ...]) -> None:
    with pytest.raises(ValueError, match="raster style trial"):
        RasterStyle(id="trial", title=TITLE, classes=classes, stops=stops)
