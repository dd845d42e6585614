"""The programme's overlays through the API: ordinary collections and tiles that nobody writes."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tests.api.conftest import serving
from tests.api.test_tiles import decode
from tests.conftest import Ward
from twin.access.tokens import create_token
from twin.features.grids import Tile
from twin.store.database import connect

PLACES = "/collections/programme_overlay"
SHADES = "/collections/programme_progress"
RENOVATED = "II.4.2"


@contextmanager
def asking(ward: Ward) -> Iterator[httpx.Client]:
    with connect(ward.url) as connection:
        token = create_token(connection, "biên tập", ("editor",))
    headers = {"Authorization": f"Bearer {token}"}
    with (
        serving(ward.url) as address,
        httpx.Client(base_url=f"{address}/api/", headers=headers, timeout=60) as client,
    ):
        yield client


def features(client: httpx.Client, path: str, **query: str) -> list[dict[str, object]]:
    found = client.get(path, params={"limit": "10000", **query}).raise_for_status().json()["features"]
    return [{**one["properties"], "geometry": one["geometry"]} for one in found]


def tile_of(client: httpx.Client, feature: dict[str, object], **query: str) -> httpx.Response:
    ring: object = feature["geometry"]["coordinates"]  # type: ignore[index]
    while isinstance(ring[0], list):  # type: ignore[index]
        ring = ring[0]  # type: ignore[index]
    tile = Tile.at(15, *ring)  # type: ignore[misc]
    path = f"{PLACES}/tiles/WebMercatorQuad/{tile.zoom}/{tile.row}/{tile.column}"
    return client.get(path, params=query)


def test_an_edit_shows_in_the_places_the_groups_and_the_tile_at_once(
    changing_ward: Ward, tmp_path: Path
) -> None:
    with asking(changing_ward) as client:
        before = features(client, f"{PLACES}/items", subject=RENOVATED, state="not_yet")
        place = next(one for one in before if one["group_code"])
        shaded = features(client, f"{SHADES}/items", subject=RENOVATED, group_code=str(place["group_code"]))
        drawn = tile_of(client, place, subject=RENOVATED)
        known = {one["feature_id"]: one["state"] for one in told(drawn, tmp_path / "before")}
        assert known[place["feature_id"]] == "not_yet"
        address = f"/collections/alleys/items/{place['feature_id']}"
        client.patch(address, json={"properties": {"renovation": "done"}}).raise_for_status()
        after = features(client, f"{PLACES}/items", subject=RENOVATED, feature_id=str(place["feature_id"]))
        assert [(one["state"], one["state_before"]) for one in after] == [("done", "not_yet")]
        again = features(client, f"{SHADES}/items", subject=RENOVATED, group_code=str(place["group_code"]))
        assert again[0]["done"] == shaded[0]["done"] + 1  # type: ignore[operator]
        redrawn = tile_of(client, place, subject=RENOVATED)
        assert redrawn.headers["etag"] != drawn.headers["etag"]
        seen = {one["feature_id"]: one["state"] for one in told(redrawn, tmp_path / "after")}
        assert seen == {**known, place["feature_id"]: "done"}


def told(tile: httpx.Response, folder: Path) -> list[dict[str, object]]:
    folder.mkdir()
    return decode(tile, folder)["programme_overlay"]


def test_a_tile_is_asked_for_one_subject(ward: Ward, tmp_path: Path) -> None:
    with serving(ward.url) as address, httpx.Client(base_url=f"{address}/api/", timeout=60) as client:
        place = features(client, f"{PLACES}/items", subject="III.13")[0]
        whole = told(tile_of(client, place), tmp_path / "whole")
        for number, asked in enumerate(({"subject": "III.13"}, {"filter": "subject = 'III.13'"})):
            some = told(tile_of(client, place, **asked), tmp_path / str(number))
            assert {one["subject"] for one in some} == {"III.13"}
            assert len(some) == sum(one["subject"] == "III.13" for one in whole) < len(whole)


@pytest.mark.parametrize("query", [{"filter": "subject ="}, {"filter": "no_such = 1"}, {"nothing": "1"}])
def test_a_tile_refuses_a_filter_that_makes_no_sense(reader: httpx.Client, query: dict[str, str]) -> None:
    answer = reader.get("/collections/alleys/tiles/WebMercatorQuad/16/28854/52026", params=query)
    assert (answer.status_code, answer.json()["parameter"]) == (400, next(iter(query)))


@pytest.mark.parametrize("path", [PLACES, SHADES])
def test_nobody_writes_what_is_derived(changing_ward: Ward, path: str) -> None:
    with asking(changing_ward) as client:
        (one,) = client.get(f"{path}/items?limit=1").json()["features"]
        address = f"{path}/items/{one['id']}"
        version = {"If-Match": "*"}
        for answer in (
            client.post(f"{path}/items", json=one),
            client.put(address, json=one, headers=version),
            client.patch(address, json={"properties": {"name": "x"}}),
            client.delete(address, headers=version),
        ):
            assert (answer.status_code, answer.json()["type"]) == (403, "urn:twin:forbidden")
            assert answer.json()["detail_vi"] != answer.json()["detail_en"]
        assert "POST" not in client.options(f"{path}/items").headers["allow"]
        assert client.get(address).json() == one | {"links": client.get(address).json()["links"]}
