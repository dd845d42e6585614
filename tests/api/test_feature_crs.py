"""Features told and asked in every coordinate system, against PROJ asked directly."""

from typing import Any

import httpx
import numpy as np
import pyproj
import pytest
import shapely
from shapely.geometry import shape

from tests.api.conftest import LAYERS
from twin.features.crs import CRS84, EVERY_CRS, Crs

BOX = (105.79013, 21.01007, 105.79066, 21.01033)
"""Degrees: some of the samples lie in it and some do not."""


def transformed(geometry: Any, crs: Crs) -> Any:
    """Move GeoJSON into the axis order of the definition, by PROJ without PostGIS."""
    transformer = pyproj.Transformer.from_crs("OGC:CRS84", pyproj.CRS.from_user_input(crs.uri))
    return shapely.transform(
        shape(geometry),
        lambda points: np.array([transformer.transform(x, y) for x, y in points]),
    )


def ids(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


@pytest.mark.parametrize("crs", EVERY_CRS, ids=lambda crs: crs.curie)
@pytest.mark.parametrize("layer", ["cameras", "roads", "ward", "cay_xanh"])
def test_a_page_and_a_feature_are_told_in_the_system_asked_for(
    reader: httpx.Client, layer: str, crs: Crs
) -> None:
    items = f"/collections/{layer}/items"
    page = reader.get(items, params={"crs": crs.uri})
    assert page.headers["content-crs"] == f"<{crs.uri}>"
    plain = reader.get(items).json()["features"]
    for told, known in zip(page.json()["features"], plain, strict=True):
        expected = transformed(known["geometry"], crs)
        assert shape(told["geometry"]).hausdorff_distance(expected) < 2 * 10.0**-crs.digits
    alone = reader.get(f"{items}/1", params={"crs": crs.curie})
    assert alone.headers["content-crs"] == f"<{crs.uri}>"
    expected = transformed(reader.get(f"{items}/1").json()["geometry"], crs)
    assert shape(alone.json()["geometry"]).hausdorff_distance(expected) < 10.0**-crs.digits


@pytest.mark.parametrize("crs", EVERY_CRS, ids=lambda crs: crs.curie)
@pytest.mark.parametrize("layer", ["cameras", "roads", "ward"])
def test_a_box_in_any_system_finds_what_shapely_finds(reader: httpx.Client, layer: str, crs: Crs) -> None:
    corners = transformed({"type": "LineString", "coordinates": [BOX[:2], BOX[2:]]}, crs)
    box = shapely.box(*corners.bounds)
    items = reader.get(f"/collections/{layer}/items").json()["features"]
    expected = [one["id"] for one in items if transformed(one["geometry"], crs).intersects(box)]
    assert 0 < len(expected) < len(items) or layer == "ward"
    (a, b), (c, d) = corners.coords
    for text in (f"{a},{b},{c},{d}", f"{a},{b},-5,{c},{d},90"):
        found = reader.get(f"/collections/{layer}/items", params={"bbox": text, "bbox-crs": crs.uri})
        assert ids(found) == expected


def test_a_box_over_the_date_line_is_one_box_in_any_system(reader: httpx.Client) -> None:
    items = "/collections/roads/items"
    whole = ids(reader.get(items))
    for code in ("4326", "4756"):
        crs = f"[EPSG:{code}]"
        assert ids(reader.get(items, params={"bbox": "20,100,22,-170", "bbox-crs": crs})) == whole
        assert ids(reader.get(items, params={"bbox": "20,170,22,100", "bbox-crs": crs})) == []


@pytest.mark.parametrize(
    ("crs", "box"),
    [
        ("[EPSG:4326]", "105,20,106,22"),
        ("[EPSG:5897]", "600000,2300000,500000,2400000"),
        ("[EPSG:5897]", "500000,inf,600000,inf"),
        ("[EPSG:3857]", "1,2,3,4,5"),
        ("[EPSG:3857]", "nan,0,1,1"),
    ],
)
def test_a_box_that_is_none_is_refused(reader: httpx.Client, crs: str, box: str) -> None:
    answer = reader.get("/collections/roads/items", params={"bbox": box, "bbox-crs": crs})
    assert (answer.status_code, answer.json()["parameter"]) == (400, "bbox")


def test_a_box_as_wide_as_numbers_go_finds_all(reader: httpx.Client) -> None:
    wide = {"bbox": "-1e300,-1e300,1e300,1e300", "bbox-crs": "[EPSG:3857]"}
    assert len(ids(reader.get("/collections/roads/items", params=wide))) == 5


@pytest.mark.parametrize("name", ["crs", "bbox-crs"])
@pytest.mark.parametrize(
    "value", ["EPSG:4326", "[EPSG:27700]", "http://www.opengis.net/def/crs/EPSG/0/1", ""]
)
def test_an_unknown_system_is_refused(reader: httpx.Client, name: str, value: str) -> None:
    answer = reader.get("/collections/roads/items", params={name: value})
    assert (answer.status_code, answer.json()["parameter"]) == (400, name)


@pytest.mark.parametrize("layer", LAYERS)
def test_every_answer_names_its_system(reader: httpx.Client, layer: str) -> None:
    for path in (f"/collections/{layer}/items?limit=1", f"/collections/{layer}/items/1"):
        assert reader.get(path).headers["content-crs"] == f"<{CRS84.uri}>"


@pytest.mark.parametrize("layer", LAYERS)
def test_a_collection_lists_the_systems(reader: httpx.Client, layer: str) -> None:
    document = reader.get(f"/collections/{layer}").json()
    assert document["crs"] == [crs.uri for crs in EVERY_CRS]
    assert document["storageCrs"] == CRS84.uri
