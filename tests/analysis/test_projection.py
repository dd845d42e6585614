"""Degrees and metres."""

import numpy as np
import pytest
import shapely
from geopandas.geoseries import GeoSeries

from twin.analysis.projection import box_in_degrees, to_metres


def test_the_control_point_of_the_ward_is_where_the_survey_has_it() -> None:
    (point,) = to_metres(np.array([shapely.Point(105.793, 21.017)], dtype=np.object_))
    assert (point.x, point.y) == pytest.approx((582236.660, 2325039.287), abs=0.001)


def test_heights_are_left_out_and_what_stands_nowhere_stays_nowhere() -> None:
    moved = to_metres(np.array([shapely.Point(105.793, 21.017, 8), None], dtype=np.object_))
    assert not moved[0].has_z
    assert moved[1] is None


def test_a_box_in_degrees_holds_the_whole_of_the_box_in_metres() -> None:
    east, north = 582236.660, 2325039.287
    west, south, last, top = box_in_degrees((east, north, east + 3000, north + 2000))
    edge = np.linspace(0, 1, 50)
    corners = [(east + 3000 * a, north + 2000 * b) for a in edge for b in (0, 1)]
    corners += [(east + 3000 * a, north + 2000 * b) for b in edge for a in (0, 1)]
    places = shapely.get_coordinates(GeoSeries(shapely.points(corners), crs=5897).to_crs(4326).to_numpy())
    assert (places[:, 0] >= west - 1e-12).all()
    assert (places[:, 0] <= last + 1e-12).all()
    assert (places[:, 1] >= south - 1e-9).all()
    assert (places[:, 1] <= top + 1e-9).all()
    assert (last - west, top - south) == pytest.approx((0.0289, 0.0183), abs=5e-4)
