"""Sorting, paging, choosing and leaving out: what a page may be asked for."""

from datetime import UTC, datetime
from typing import Any

import httpx
import pytest

from tests.api.conftest import LAYERS
from twin.features.properties import properties_of

ITEMS = "/collections/cameras/items"
NAMES = ["b", None, "a", "B", None, "ă", "a"]


def features_of(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    features: list[dict[str, Any]] = answer.json()["features"]
    return features


def next_of(answer: httpx.Response) -> str | None:
    return next((link["href"] for link in answer.json()["links"] if link["rel"] == "next"), None)


def pages(client: httpx.Client, href: str | None) -> list[dict[str, Any]]:
    """Every feature of every page, in order."""
    found = []
    while href is not None:
        answer = client.get(href)
        found += features_of(answer)
        href = next_of(answer)
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_every_property_of_every_layer_may_be_sorted_by(reader: httpx.Client, layer: str) -> None:
    items = f"/collections/{layer}/items"
    for one in properties_of(LAYERS[layer]):
        for sign in ("", "-"):
            asked: dict[str, str | int] = {
                "sortby": f'"{sign}{one.name}"' if "," in one.name else f"{sign}{one.name}",
                "limit": 2,
            }
            found = pages(reader, str(reader.build_request("GET", items, params=asked).url))
            assert sorted(feature["id"] for feature in found) == [1, 2, 3, 4, 5], one.name
            values = [feature["properties"][one.name] for feature in found]
            known = [value for value in values if value is not None]
            assert values == known + [None] * (len(values) - len(known))
            if one.field.kind in {"integer", "number", "date", "datetime"}:
                assert known == sorted(known, reverse=bool(sign))


def test_several_keys_are_looked_at_in_turn(reader: httpx.Client) -> None:
    found = features_of(reader.get("/collections/schools/items?sortby=-updated_by,+id"))
    assert [feature["id"] for feature in found] == [1, 2, 3, 4, 5]
    found = features_of(reader.get("/collections/schools/items", params={"sortby": "updated_by,-id"}))
    assert [feature["id"] for feature in found] == [5, 4, 3, 2, 1]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("sortby", "nope"), ("sortby", ""), ("sortby", "name,,use"), ("sortby", "-"), ("sortby", "name,-name"),
        ("sortby", "geom"), ("sortby", '"name'), ("sortby", "name\x00"), ("sortby", "--name"),
        ("properties", "nope"), ("properties", ""), ("properties", "geom"), ("properties", "name;drop"),
        ("skip-geometry", "yes"), ("q", ""), ("q", " "), ("q", "x" * 201), ("resultType", "all"),
        ("as-of", "nonsense"), ("as-of", "2026-01-01"), ("as-of", "2990-01-01T00:00:00Z"), ("as-of", ""),
        ("as-of", "0000-01-01T00:00:00Z"), ("as-of", "2026-01-01T00:00:00Zx"),
        ("cursor", ""), ("cursor", "é"), ("cursor", "A" * 30_000), ("cursor", "=="), ("f", "exe"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_by_name(reader: httpx.Client, name: str, value: str) -> None:
    answer = reader.get("/collections/roads/items", params={name: value})
    assert (answer.status_code, answer.json()["parameter"]) == (400, name)


def test_a_cursor_is_good_for_its_own_order_and_layer_only(reader: httpx.Client) -> None:
    first = reader.get("/collections/roads/items?limit=2&sortby=name")
    cursor = httpx.URL(next_of(first) or "").params["cursor"]
    asked = {"cursor": cursor, "limit": "2"}
    for path, order in (("roads", "-name"), ("roads", None), ("alleys", "name"), ("roads", "name,id")):
        given = asked | ({} if order is None else {"sortby": order})
        answer = reader.get(f"/collections/{path}/items", params=given)
        assert (answer.status_code, answer.json()["parameter"]) == (400, "cursor")
    for place in range(0, len(cursor), 3):
        broken = cursor[:place] + ("A" if cursor[place] != "A" else "B") + cursor[place + 1 :]
        given = {"cursor": broken, "sortby": "name"}
        assert reader.get("/collections/roads/items", params=given).status_code == 400


@pytest.fixture(scope="module")
def named(writer: httpx.Client) -> list[int]:
    """Cameras with names that are alike, unknown, or differ in marks and case only."""
    made = []
    for name in NAMES:
        feature = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [101, 11]},
            "properties": {"name": "x", "source": name},
        }
        answer = writer.post(ITEMS, json=feature)
        assert answer.status_code == 201, answer.text
        made.append(answer.json()["id"])
    return made


@pytest.mark.parametrize("limit", [1, 2, 3, 7])
@pytest.mark.parametrize("sign", ["", "-"])
def test_pages_in_an_order_follow_one_another_with_the_unknown_last(
    writer: httpx.Client, named: list[int], limit: int, sign: str
) -> None:
    asked = f"{ITEMS}?bbox=100.9,10.9,101.1,11.1&limit={limit}&sortby={sign}source"
    found = [(one["properties"]["source"], one["id"]) for one in pages(writer, asked)]
    assert sorted(identifier for _, identifier in found) == sorted(named)
    assert [name for name, _ in found[-2:]] == [None, None]
    ties = [identifier for name, identifier in found if name == "a"]
    assert ties == sorted(ties)


def test_pages_in_an_order_stay_where_they_were_while_the_city_changes(
    writer: httpx.Client, named: list[int]
) -> None:
    asked = f"{ITEMS}?bbox=100.9,10.9,101.1,11.1&limit=3&sortby=source"
    first = writer.get(asked)
    gone = features_of(first)[0]["id"]
    everything = [one["id"] for one in pages(writer, asked)]
    assert writer.delete(f"{ITEMS}/{gone}", headers={"If-Match": "*"}).status_code == 204
    assert [one["id"] for one in pages(writer, next_of(first))] == everything[3:]
    named.remove(gone)


def test_only_the_properties_asked_for_are_told(reader: httpx.Client) -> None:
    asked = {"properties": 'source,"50% ""cao"" : m"', "skip-geometry": "true"}
    for path in ("/collections/cay_xanh/items", "/collections/cay_xanh/items/1"):
        answer = reader.get(path, params=asked).json()
        feature = answer["features"][0] if "features" in answer else answer
        assert set(feature["properties"]) == {"source", '50% "cao" : m'}
        assert feature["geometry"] is None


@pytest.mark.parametrize("layer", LAYERS)
def test_words_are_found_without_case_and_marks(reader: httpx.Client, layer: str) -> None:
    declared = LAYERS[layer]
    text = next(field.name for field in declared.fields if field.kind == "text")
    items = f"/collections/{layer}/items"
    wanted = features_of(reader.get(items))[2]["properties"][text]
    found = features_of(reader.get(items, params={"q": wanted.upper()}))
    assert 3 in [feature["id"] for feature in found]
    assert features_of(reader.get(items, params={"q": "khong dau ca 100%_"})) == []
    assert len(features_of(reader.get(items, params={"q": "MAU"}))) == 5


def test_hits_are_counted_and_not_shown(reader: httpx.Client) -> None:
    hits = reader.get("/collections/roads/items?resultType=hits&bbox=105,20,106,22&limit=1").json()
    assert (hits["numberMatched"], hits["numberReturned"], hits["features"]) == (5, 0, [])
    assert reader.get("/collections/roads/items?resultType=hits&f=csv").status_code == 400


def test_a_layer_is_shown_as_it_was_held(writer: httpx.Client) -> None:
    items = "/collections/health_facilities/items"
    before = features_of(writer.get(items))
    moment = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    changed = {"type": "Feature", "properties": {"name": "Tên mới"}}
    assert writer.patch(f"{items}/1", json=changed).status_code == 200
    assert writer.delete(f"{items}/2", headers={"If-Match": "*"}).status_code == 204
    assert (
        writer.post(
            items, json={**before[2], "properties": before[2]["properties"] | {"external_id": "mới"}}
        ).status_code
        == 201
    )
    asked: dict[str, str | int] = {"as-of": moment, "limit": 2, "sortby": "-name"}
    first = writer.get(items, params=asked)
    assert httpx.URL(next_of(first) or "").params["as-of"] == moment
    found = sorted(pages(writer, str(first.url)), key=lambda one: one["id"])
    assert found == before
    assert len(features_of(writer.get(items))) == len(before)
    assert writer.get(f"{items}/2", params={"as-of": moment}).json()["properties"] == before[1]["properties"]
    assert writer.get(f"{items}/2").status_code == 404
    assert features_of(writer.get(items, params={"as-of": "2001-01-01T00:00:00+07:00"})) == []
    assert writer.get(f"{items}/1?as-of=2001-01-01T00:00:00Z").status_code == 404
