"""Who changed what and when, and the way back: also from a deletion, and never without a trace."""

from typing import Any

import httpx
import pytest

ALLEYS = "/collections/alleys/items"
LINE = {"type": "LineString", "coordinates": [[105.79, 21.01], [105.791, 21.011]]}
LONGER = {"type": "LineString", "coordinates": [[105.79, 21.01], [105.792, 21.012]]}
ANY = {"If-Match": "*"}


def alley(**properties: Any) -> dict[str, Any]:
    named = {"name": "Ngõ thử", "level": "ngo", **properties}
    return {"type": "Feature", "geometry": LINE, "properties": named}


def states(writer: httpx.Client, url: str, query: str = "") -> list[dict[str, Any]]:
    answer = writer.get(f"{url}/history{query}")
    assert answer.status_code == 200, answer.text
    told: list[dict[str, Any]] = answer.json()["features"]
    return told


def changes(state: dict[str, Any]) -> dict[str, tuple[Any, Any]] | None:
    listed = state["record"]["changes"]
    return None if listed is None else {one["name"]: (one["old"], one["new"]) for one in listed}


@pytest.fixture
def url(writer: httpx.Client) -> str:
    """A feature that was made, widened, moved, and named anew."""
    made = writer.post(ALLEYS, json=alley(width_m=2.5))
    where: str = made.headers["location"]
    assert writer.patch(where, json={"properties": {"width_m": 3}}).status_code == 200
    assert writer.patch(where, json={"geometry": LONGER}).status_code == 200
    assert writer.put(where, json=alley(name="Ngõ mới"), headers=ANY).status_code == 200
    return where


def test_what_changed_is_told_field_by_field(writer: httpx.Client, url: str) -> None:
    told = states(writer, url)
    assert [changes(state) for state in told] == [
        {"name": ("Ngõ thử", "Ngõ mới"), "width_m": (3, None), "geometry": (LONGER, LINE)},
        {"geometry": (LINE, LONGER)},
        {"width_m": (2.5, 3)},
        None,
    ]
    records = [state["record"] for state in told]
    assert {record["made_by"] for record in records} == {"biên tập"}
    assert [record["change"] for record in records] == [None, "update", "update", "update"]
    assert [record["from"] for record in records[:-1]] == [record["to"] for record in records[1:]]
    assert records[0]["etag"] == writer.get(url).headers["etag"]


def test_history_is_read_in_pages(writer: httpx.Client, url: str) -> None:
    whole, read, query = states(writer, url), [], "?limit=3"
    while query:
        answer = writer.get(f"{url}/history{query}").json()
        read += answer["features"]
        following = [link["href"] for link in answer["links"] if link["rel"] == "next"]
        query = f"?{following[0].partition('?')[2]}" if following else ""
    assert read == whole
    assert states(writer, url, "?before=1") == []
    assert states(writer, url, f"?before={2**62}") == whole
    assert writer.get(f"{url}/history?before=x").status_code == 400


def test_an_earlier_state_is_restored_and_that_is_history_too(writer: httpx.Client, url: str) -> None:
    before = states(writer, url)
    second = before[2]["record"]["moment"]
    path = f"{url}/history/{second}/restore"
    assert writer.post(path).status_code == 428
    stale = writer.post(path, headers={"If-Match": before[1]["record"]["etag"]})
    assert (stale.status_code, stale.json()["type"]) == (412, "urn:twin:stale-version")
    restored = writer.post(path, headers={"If-Match": before[0]["record"]["etag"]})
    assert restored.status_code == 200
    told = restored.json()
    assert (told["properties"]["width_m"], told["geometry"], told["properties"]["name"]) == (
        3,
        LINE,
        "Ngõ thử",
    )
    after = states(writer, url)
    assert len(after) == len(before) + 1
    assert [state["properties"] for state in after[1:]] == [state["properties"] for state in before]
    assert changes(after[0]) == {"name": ("Ngõ mới", "Ngõ thử"), "width_m": (None, 3)}
    again = writer.post(path, headers={"If-Match": restored.headers["etag"]})
    assert (again.status_code, again.headers["etag"]) == (200, restored.headers["etag"])


def test_a_deleted_feature_comes_back_under_its_own_id(writer: httpx.Client, url: str) -> None:
    assert writer.delete(url, headers=ANY).status_code == 204
    gone = states(writer, url)
    assert (gone[0]["record"]["change"], gone[0]["record"]["by"]) == ("delete", "biên tập")
    path = f"{url}/history/{gone[0]['record']['moment']}/restore"
    stale = writer.post(path, headers={"If-Match": gone[0]["record"]["etag"]})
    assert (stale.status_code, stale.json()["present"]) == (412, None)
    back = writer.post(path)
    assert (back.status_code, back.headers["location"]) == (201, url)
    assert str(back.json()["id"]) == url.rpartition("/")[2]
    assert back.json()["properties"]["name"] == "Ngõ mới"
    told = states(writer, url)
    assert (len(told), changes(told[0])) == (len(gone) + 1, None)
    assert writer.get(url).status_code == 200


@pytest.mark.parametrize("moment", ["0", "1", "9" * 16, "9" * 17, "x", "-1", "١"])
def test_a_state_that_never_was_cannot_be_restored(writer: httpx.Client, url: str, moment: str) -> None:
    answer = writer.post(f"{url}/history/{moment}/restore", headers=ANY)
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:twin:not-found")


def test_restoring_is_writing(changing: Any, writer: httpx.Client, url: str) -> None:
    path = states(writer, url)[-1]["record"]["restore"]
    got = httpx.get(path)
    assert (got.status_code, got.headers["allow"]) == (405, "POST")
    assert httpx.post(path, headers=ANY).status_code == 401
    token = {"Authorization": f"Bearer {changing.viewer}"}
    assert httpx.post(path, headers={**ANY, **token}).status_code == 403


def test_an_external_id_that_somebody_else_bears_by_now_is_not_taken_back(writer: httpx.Client) -> None:
    made = writer.post(ALLEYS, json=alley(external_id="R-1"))
    where = made.headers["location"]
    writer.delete(where, headers=ANY)
    assert writer.post(ALLEYS, json=alley(external_id="R-1")).status_code == 201
    moment = states(writer, where)[0]["record"]["moment"]
    assert writer.post(f"{where}/history/{moment}/restore").status_code == 409
