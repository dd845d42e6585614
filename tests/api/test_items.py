"""Pages of features, and single ones."""

from typing import Any

import httpx
import pytest

from twin.store.database import connect

ROADS = "/collections/roads/items"
WORLD = {"bbox": "-180,-90,180,90"}


def ids(answer: httpx.Response) -> list[int]:
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


def next_of(answer: httpx.Response) -> str | None:
    return next((link["href"] for link in answer.json()["links"] if link["rel"] == "next"), None)


def all_pages(client: httpx.Client, href: str | None) -> list[list[int]]:
    pages = []
    while href is not None:
        answer = client.get(href)
        pages.append(ids(answer))
        href = next_of(answer)
    return pages


@pytest.mark.parametrize("question", ["", "&bbox=105,20,106,22", "&datetime=2025-06-01", "&offset=0"])
def test_pages_follow_one_another_to_the_end(reader: httpx.Client, question: str) -> None:
    pages = all_pages(reader, f"{ROADS}?limit=2{question}")
    whole = ids(reader.get(f"{ROADS}?{question[1:]}"))
    assert [number for page in pages for number in page] == whole
    assert [len(page) for page in pages] == [2] * (len(whole) // 2) + [1] * (len(whole) % 2)


def test_a_page_tells_how_many_there_are(reader: httpx.Client) -> None:
    reader.get("/catalogue")
    page = reader.get(f"{ROADS}?limit=2").json()
    assert (page["numberReturned"], page["numberMatched"]) == (2, 5)
    boxed = reader.get(f"{ROADS}?limit=2&bbox=105,20,106,22").json()
    assert boxed["numberReturned"] == 2
    assert "numberMatched" not in boxed
    assert reader.get(f"{ROADS}?bbox=105,20,106,22").json()["numberMatched"] == 5


def test_a_limit_over_the_most_is_the_most(reader: httpx.Client) -> None:
    assert len(ids(reader.get(f"{ROADS}?limit=9999999999"))) == 5


def test_an_offset_leaves_features_out(reader: httpx.Client) -> None:
    whole = ids(reader.get(ROADS))
    assert ids(reader.get(f"{ROADS}?offset=3")) == whole[3:]
    assert ids(reader.get(f"{ROADS}?offset=99")) == []


def test_a_box_finds_what_it_touches(reader: httpx.Client) -> None:
    first = reader.get(f"{ROADS}/1").json()
    (west, south), (east, _) = first["geometry"]["coordinates"]
    touching = f"{east},{south - 0.00001},{east + 0.00001},{south + 0.00001}"
    assert ids(reader.get(f"{ROADS}?bbox={touching}")) == [1]
    assert ids(reader.get(f"{ROADS}?bbox={west - 1},{south - 1},{west - 0.5},{south - 0.5}")) == []
    assert ids(reader.get(f"{ROADS}?bbox={west},{south},-50,{east},{south},900")) == [1]


def test_a_box_over_the_date_line_is_one_box(reader: httpx.Client) -> None:
    whole = ids(reader.get(ROADS))
    assert ids(reader.get(f"{ROADS}?bbox=100,20,-170,22")) == whole
    assert ids(reader.get(f"{ROADS}?bbox=170,20,110,22")) == whole
    assert ids(reader.get(f"{ROADS}?bbox=170,20,100,22")) == []


BAD = [
    ("bbox", "1,2,3"), ("bbox", "a,b,c,d"), ("bbox", "1,2,3,nan"), ("bbox", "1,2,3,inf"), ("bbox", "1,9,3,2"),
    ("bbox", "181,0,182,1"), ("bbox", ""), ("bbox", "1,2,3,4,5"), ("limit", "0"), ("limit", "-1"), ("limit", "x"),
    ("limit", "1.5"), ("limit", ""), ("limit", "١"), ("limit", "99999999999999999999"), ("offset", "-1"),
    ("cursor", "x"), ("datetime", "2026"), ("datetime", "hôm qua"), ("datetime", "2026-01-01/2025-01-01"),
    ("datetime", "../.."), ("datetime", "2026-13-01"), ("datetime", "2026-01-01/2026-02-01/2026-03-01"),
    ("datetime", ""), ("datetime", "2026-01-01T99:00:00Z"), ("f", "pdf"), ("limit", "1\x00"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), BAD)
def test_a_bad_value_is_refused_by_name(reader: httpx.Client, name: str, value: str) -> None:
    answer = reader.get(ROADS, params={name: value})
    assert (answer.status_code, answer.json()["parameter"]) == (400, name)


@pytest.mark.parametrize(
    "query", ["limit=1&limit=2", "cursor=1&offset=1", "x=%ff", "&".join(f"a{n}=1" for n in range(60))]
)
def test_a_question_that_makes_no_sense_is_refused(reader: httpx.Client, query: str) -> None:
    answer = reader.get(f"{ROADS}?{query}")
    assert answer.status_code == 400
    assert answer.json()["detail_vi"] != answer.json()["detail_en"]


TIMES = [
    ("2024-06-01", {"before", "always"}),
    ("2025-06-01", {"now", "always"}),
    ("2025-01-01T00:00:00Z", {"now", "always"}),
    ("2024-12-31T16:59:59Z", {"before", "always"}),
    ("2024-12-31T17:00:00Z", {"now", "always"}),
    ("../2024-12-31", {"before", "always"}),
    ("2025-01-01/..", {"now", "always"}),
    ("2024-12-31/2025-01-01", {"before", "now", "always"}),
    ("/2030-01-01", {"before", "now", "always"}),
]


@pytest.fixture(scope="module")
def dated(writer: httpx.Client) -> set[str]:
    """Cameras that were taken down when others came, at the turn of 2025."""
    lives: dict[str, dict[str, Any]] = {
        "before": {"valid_from": "2024-01-01", "valid_to": "2025-01-01"},
        "now": {"valid_from": "2025-01-01"},
        "always": {},
    }
    for name, life in lives.items():
        feature = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [100, 10]},
            "properties": {"name": name, **life},
        }
        assert writer.post("/collections/cameras/items", json=feature).status_code == 201
    return set(lives)


@pytest.mark.parametrize(("when", "expected"), TIMES)
def test_what_was_so_then_is_found(
    writer: httpx.Client, dated: set[str], when: str, expected: set[str]
) -> None:
    found = writer.get("/collections/cameras/items", params={"datetime": when, "bbox": "99,9,101,11"}).json()
    assert {feature["properties"]["name"] for feature in found["features"]} == expected <= dated


def test_a_page_stays_where_it_was_while_the_city_changes(writer: httpx.Client) -> None:
    url = "/collections/schools/items"
    first = writer.get(f"{url}?limit=2")
    feature = writer.get(f"{url}/1").json() | {"id": 0}
    assert writer.delete(f"{url}/1", headers={"If-Match": "*"}).status_code == 204
    added = writer.post(url, json=feature).json()["id"]
    rest = all_pages(writer, next_of(first))
    assert ids(first) == [1, 2]
    assert [number for page in rest for number in page] == [3, 4, 5, added]


def test_a_single_feature_is_told_to_the_last_digit(writer: httpx.Client) -> None:
    place = [105.79123456789012, 21.012345678901234]
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": place},
        "properties": {"name": "x"},
    }
    made = writer.post("/collections/cameras/items", json=feature).json()
    alone = writer.get(f"/collections/cameras/items/{made['id']}").json()
    assert alone["geometry"]["coordinates"] == pytest.approx(place, abs=1e-14)


def test_an_unknown_value_is_null_and_not_left_out(writer: httpx.Client) -> None:
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [105, 21]},
        "properties": {"name": "x"},
    }
    made = writer.post("/collections/cameras/items", json=feature).json()
    assert made["properties"]["bearing_deg"] is None
    assert set(made["properties"]) == set(writer.get("/collections/cameras/items/1").json()["properties"])


def test_names_of_a_file_stay_as_they_were(reader: httpx.Client) -> None:
    properties = reader.get("/collections/cay_xanh/items/1").json()["properties"]
    assert {
        "Tên cây",
        "source",
        '50% "cao" : m',
        "id",
        "geom",
        "x" * 80,
        "x" * 81,
        "twin_source",
        "updated_by",
    } <= set(properties)
    assert properties["Tên cây"] == "Mẫu cay_xanh số 0"
    assert isinstance(properties["source"], int)
    assert properties["twin_source"] is None


def test_etags_change_with_the_layer_and_with_nothing_else(writer: httpx.Client) -> None:
    roads, parks = "/collections/roads/items?limit=1", "/collections/green_spaces/items?limit=1"
    before = writer.get(roads).headers["etag"], writer.get(parks).headers["etag"]
    assert writer.delete("/collections/green_spaces/items/5", headers={"If-Match": "*"}).status_code == 204
    assert writer.get(roads).headers["etag"] == before[0]
    changed = writer.get(parks, headers={"If-None-Match": before[1]})
    assert (changed.status_code, changed.headers["etag"] == before[1]) == (200, False)


def test_answers_are_packed_as_the_client_likes(reader: httpx.Client) -> None:
    url = "/collections/roads/items"
    packed = {
        coding: reader.get(url, headers={"Accept-Encoding": coding})
        for coding in ("zstd", "gzip", "identity", "br", "gzip;q=0, *;q=0")
    }
    codings = {asked: answer.headers.get("content-encoding") for asked, answer in packed.items()}
    assert codings == {"zstd": "zstd", "gzip": "gzip", "identity": None, "br": None, "gzip;q=0, *;q=0": None}
    assert len({repr(answer.json()["features"]) for answer in packed.values()}) == 1
    assert all("Accept-Encoding" in answer.headers["vary"] for answer in packed.values())


def test_a_reader_far_off_reads_every_page_of_a_wide_box(reader: httpx.Client) -> None:
    for _ in range(8):
        assert ids(reader.get(ROADS, params={**WORLD, "limit": 3})) == ids(reader.get(f"{ROADS}?limit=3"))


def test_the_history_tells_every_state_and_its_end(writer: httpx.Client, changing: Any) -> None:
    url = "/collections/roads/items/2"
    before = writer.get(url).json()["properties"]
    assert writer.patch(url, json={"type": "Feature", "properties": {"name": "Tên mới"}}).status_code == 200
    with connect(changing.url) as connection:
        connection.execute("UPDATE city.roads SET name = 'Tên sau' WHERE id = 2")
    assert writer.delete(url, headers={"If-Match": "*"}).status_code == 204
    assert writer.get(url).status_code == 404
    told = writer.get(f"{url}/history").json()["features"]
    assert [state["properties"]["name"] for state in told] == ["Tên sau", "Tên mới", before["name"]]
    assert [state["record"]["change"] for state in told] == ["delete", "update", "update"]
    assert [state["record"]["by"] for state in told] == [
        "biên tập",
        told[0]["properties"]["updated_by"],
        "biên tập",
    ]
    assert [state["record"]["from"] for state in told[:-1]] == [state["record"]["to"] for state in told[1:]]
