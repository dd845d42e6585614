"""What OGC's conformance suites ask of every collection, asked here too: `make clients` runs the suites themselves."""

from datetime import datetime
from typing import Any

import httpx
import pytest

from tests.api.test_routes import LAYERS, SERVED

Document = dict[str, Any]
COLLECTIONS = [*LAYERS, "layer-records"]
GEOJSON = "application/geo+json"
BOXES = ("-1.5,50.0,1.5,53.0", "-80.0,-5.0,-70.0,5.0", "177.0,65.0,-177.0,70.0", "-180.0,85.0,180.0,90.0",
         "-180.0,-90.0,180.0,-85.0")  # fmt: skip
TIMES = (
    "2018-02-12T23:20:50Z",
    "2018-02-12T00:00:00Z/2018-03-18T12:31:12Z",
    "2018-02-12/P2D",
    "2018-01-31/P1M",
)


def features(reader: httpx.Client, collection: str, **asked: Any) -> Document:
    answer = reader.get(f"/collections/{collection}/items", params=asked, headers={"Accept": GEOJSON})
    assert answer.status_code == 200, answer.text
    document: Document = answer.json()
    assert document["type"] == "FeatureCollection"
    assert document["numberReturned"] == len(document["features"])
    datetime.fromisoformat(document["timeStamp"])
    return document


def links(document: Document, rel: str) -> dict[str, str]:
    return {link["type"]: link["href"] for link in document["links"] if link["rel"] == rel}


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_collection_says_where_its_features_are(reader: httpx.Client, name: str) -> None:
    listed = {one["id"]: one for one in reader.get("/collections").json()["collections"]}
    one = reader.get(f"/collections/{name}").json()
    assert set(listed) == {*SERVED, "layer-records"}
    for told in (one, listed[name]):
        assert {GEOJSON, "text/html"} <= set(links(told, "items"))
        assert told["crs"][0] == told["storageCrs"] == "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
        (box,) = told["extent"]["spatial"]["bbox"]
        assert len(box) == 4
        for moments in told["extent"].get("temporal", {}).get("interval", []):
            assert all(datetime.fromisoformat(moment) for moment in moments)
    assert {"text/html"} <= set(links(one, "alternate"))


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_page_leads_to_its_other_forms_and_to_its_features(reader: httpx.Client, name: str) -> None:
    page = features(reader, name, limit=2)
    assert len(page["features"]) == 2
    assert "text/html" in links(page, "alternate")
    assert len(links(page, "self")) == 1
    for first in page["features"]:
        answer = reader.get(f"/collections/{name}/items/{first['id']}", headers={"Accept": GEOJSON})
        feature = answer.raise_for_status().json()
        assert feature["id"] == first["id"]
        assert "text/html" in links(feature, "alternate")
        assert len(links(feature, "self")) == len(links(feature, "collection")) == 1


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_box_anywhere_on_earth_is_taken(reader: httpx.Client, name: str) -> None:
    (box,) = reader.get(f"/collections/{name}").json()["extent"]["spatial"]["bbox"]
    west, south, east, north = box
    margin = f"{west - 1e-5},{south - 1e-5},{east + 1e-5},{north + 1e-5}"
    assert features(reader, name, bbox=margin)["features"]
    for elsewhere in BOXES:
        assert features(reader, name, bbox=elsewhere)["features"] == []


@pytest.mark.parametrize("name", COLLECTIONS)
def test_a_moment_an_interval_and_a_duration_are_taken(reader: httpx.Client, name: str) -> None:
    for asked in TIMES:
        features(reader, name, datetime=asked)


@pytest.mark.parametrize("name", COLLECTIONS)
def test_every_coordinate_system_of_a_collection_is_taken(reader: httpx.Client, name: str) -> None:
    for uri in reader.get(f"/collections/{name}").json()["crs"]:
        answer = reader.get(f"/collections/{name}/items", params={"crs": uri, "limit": 1})
        assert (answer.status_code, answer.headers["content-crs"]) == (200, f"<{uri}>")
        first = answer.json()["features"][0]["id"]
        answer = reader.get(f"/collections/{name}/items/{first}", params={"crs": uri})
        assert (answer.status_code, answer.headers["content-crs"]) == (200, f"<{uri}>")
    for parameter in ("crs", "bbox-crs"):
        asked = {parameter: f"{uri}/unknown", "bbox": "1,1,2,2"}
        assert reader.get(f"/collections/{name}/items", params=asked).status_code == 400


@pytest.mark.parametrize(
    "asked", ["2018-02-12/P", "2018-02-12/PT", "../P1D", "2018-02-12/P1X", "9999-01-01/P9Y"]
)
def test_a_duration_that_is_none_is_refused(reader: httpx.Client, asked: str) -> None:
    refused = reader.get("/collections/roads/items", params={"datetime": asked})
    assert (refused.status_code, refused.json()["parameter"]) == (400, "datetime")
