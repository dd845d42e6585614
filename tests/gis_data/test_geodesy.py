"""What the ward's things measure in VN-2000, against the ellipsoid."""

import geopandas
import pytest
import shapely
from pyproj import Geod

from tests.conftest import Ward
from twin.analysis.projection import to_metres
from twin.layers import built_in_layers

GEOD = Geod(ellps="WGS84")
NEAR = 0.0005
"""Lengths and areas on the map are within 0.05% of those on the earth."""
DRAWN = {layer.id for layer in built_in_layers().values() if layer.geometry != "Point"}


@pytest.mark.parametrize("layer", sorted(DRAWN))
def test_lengths_and_areas_are_those_on_the_ellipsoid(ward: Ward, layer: str) -> None:
    shapes = geopandas.read_parquet(ward.folder / f"{layer}.parquet").geometry.to_numpy()  # type: ignore[attr-defined,no-untyped-call]
    metric = to_metres(shapes)
    lines = shapely.get_dimensions(shapes) > 0
    assert lines.any()
    for shape, length, area in zip(
        shapes[lines], shapely.length(metric[lines]), shapely.area(metric[lines]), strict=True
    ):
        if shapely.get_dimensions(shape) == 1:
            assert length == pytest.approx(GEOD.geometry_length(shape), rel=NEAR)
        else:
            surface, round_it = GEOD.geometry_area_perimeter(shape)
            assert area == pytest.approx(abs(surface), rel=NEAR)
            assert length == pytest.approx(round_it, rel=NEAR)
