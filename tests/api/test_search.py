"""Search folds case, marks and the two ways of placing a tone."""

from typing import Any

import httpx
import pytest

from twin.overlays import overlays

NAMES = (
    "Ngõ 130 Trung Kính", "Phố Trung Kính", "Trung Kính Thượng", "Hoàng Đạo Thúy", "Đình Hòa Mục", "Chùa Hoà Bình",
    "100% tre_n\\m", "Đường Đê", "Hòa", "Kính trung", "Trungkính",
)  # fmt: skip


@pytest.fixture(scope="module")
def named(writer: httpx.Client) -> httpx.Client:
    for place, name in enumerate(NAMES):
        geometry = {
            "type": "LineString",
            "coordinates": [[105.8, 21 + place / 1000], [105.81, 21 + place / 1000]],
        }
        sent = {"type": "Feature", "geometry": geometry, "properties": {"name": name, "class": "residential"}}
        assert writer.post("/collections/roads/items", json=sent).status_code == 201
    return writer


def titles(client: httpx.Client, asked: str, limit: int = 20) -> list[str]:
    answer = client.get("/search", params={"q": asked, "limit": limit})
    assert answer.status_code == 200, answer.text
    return [feature["properties"]["title"] for feature in answer.json()["features"]]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (
            "trung kinh",
            {"Ngõ 130 Trung Kính", "Phố Trung Kính", "Trung Kính Thượng", "Kính trung", "Trungkính"},
        ),
        (
            "TRUNG  KÍNH ",
            {"Ngõ 130 Trung Kính", "Phố Trung Kính", "Trung Kính Thượng", "Kính trung", "Trungkính"},
        ),
        ("hoang dao thuy", {"Hoàng Đạo Thúy"}),
        ("Hoàng Đạo Thuý", {"Hoàng Đạo Thúy"}),
        ("Hoà", {"Đình Hòa Mục", "Chùa Hoà Bình", "Hòa", "Hoàng Đạo Thúy"}),
        ("Hòa", {"Đình Hòa Mục", "Chùa Hoà Bình", "Hòa", "Hoàng Đạo Thúy"}),
        ("Ho\u0300a", {"Đình Hòa Mục", "Chùa Hoà Bình", "Hòa", "Hoàng Đạo Thúy"}),
        ("kinh 130", {"Ngõ 130 Trung Kính"}),
        ("đ d", {"Đường Đê", "Đình Hòa Mục", "Hoàng Đạo Thúy"}),
        ("de", {"Đường Đê"}),
        ("rung", {"Ngõ 130 Trung Kính", "Phố Trung Kính", "Trung Kính Thượng", "Kính trung", "Trungkính"}),
        ("100%", {"100% tre_n\\m"}),
        ("e_n\\m", {"100% tre_n\\m"}),
        ("%%%", set()),
        ("___", set()),
        ("\\\\\\", set()),
        ("'; DROP TABLE city.roads; --", set()),
    ],
)
def test_names_are_found_as_people_write_them(named: httpx.Client, asked: str, found: set[str]) -> None:
    assert set(titles(named, asked)) & set(NAMES) == found


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("hòa", "Hòa"),
        ("trung kinh", "Trung Kính Thượng"),
        ("pho trung", "Phố Trung Kính"),
        ("kinh trung", "Kính trung"),
    ],
)
def test_the_likest_comes_first(named: httpx.Client, asked: str, first: str) -> None:
    assert titles(named, asked)[0] == first


def test_a_match_says_where_it_is(named: httpx.Client) -> None:
    (found,) = named.get("/search", params={"q": "hoang dao thuy"}).json()["features"]
    identifier = found["properties"]["feature_id"]
    assert found["id"] == f"roads.{identifier}"
    assert found["bbox"] == [105.8, 21.003, 105.81, 21.003]
    x, y = found["geometry"]["coordinates"]
    assert 105.8 <= x <= 105.81
    assert y == pytest.approx(21.003)
    assert found["properties"]["subtitle"] == {"vi": "Đường phố", "en": "Streets"}
    assert (
        named.get(f"/collections/roads/items/{identifier}").json()["properties"]["name"] == "Hoàng Đạo Thúy"
    )


def test_every_layer_with_names_is_searched(reader: httpx.Client) -> None:
    found = {
        feature["properties"]["layer"] for feature in reader.get("/search?q=so+3&limit=50").json()["features"]
    }
    layers = reader.get("/catalogue").json()["layers"]
    assert found == {
        layer["id"] for layer in layers if layer["title_field"] and layer["id"] not in overlays()
    }


def test_what_has_ended_is_not_found(named: httpx.Client) -> None:
    (found,) = named.get("/search", params={"q": "duong de"}).json()["features"]
    url = f"/collections/roads/items/{found['properties']['feature_id']}"
    ended: dict[str, Any] = {"type": "Feature", "properties": {"valid_to": "2001-01-01"}}
    assert named.patch(url, json=ended).status_code == 200
    assert titles(named, "duong de") == []
    assert named.patch(url, json={"type": "Feature", "properties": {"valid_to": None}}).status_code == 200
    assert titles(named, "duong de") == ["Đường Đê"]


def test_the_limit_is_held(named: httpx.Client) -> None:
    assert len(titles(named, "so", 3)) == 3
    assert len(titles(named, "so", 9999)) == 50
    assert titles(named, "   ") == []


@pytest.mark.parametrize(
    ("query", "parameter"), [("", "q"), ("q=" + "x" * 201, "q"), ("q=a&limit=0", "limit"), ("q=a%00", "q")]
)
def test_a_bad_question_is_refused_by_name(reader: httpx.Client, query: str, parameter: str) -> None:
    answer = reader.get(f"/search?{query}")
    assert (answer.status_code, answer.json()["parameter"]) == (400, parameter)
