"""Writing one feature at a time: who may, what is refused and how, and what two people do to each other."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from twin.access.tokens import create_token
from twin.store.database import connect

ALLEYS = "/collections/alleys/items"
LINE = {"type": "LineString", "coordinates": [[105.79, 21.01], [105.791, 21.011]]}


def alley(**properties: Any) -> dict[str, Any]:
    return {
        "type": "Feature",
        "geometry": LINE,
        "properties": {"name": "Ngõ thử", "level": "ngo", **properties},
    }


def patch(**properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties}


def test_a_feature_is_added_changed_replaced_and_deleted(writer: httpx.Client) -> None:
    made = writer.post(ALLEYS, json=alley(width_m=2.5, lighting="yes"))
    assert (made.status_code, made.json()["properties"]["updated_by"]) == (201, "biên tập")
    url = made.headers["location"]
    assert writer.get(url).headers["etag"] == made.headers["etag"]
    changed = writer.patch(url, json=patch(width_m=3))
    assert changed.status_code == 200
    assert (changed.json()["properties"]["width_m"], changed.json()["properties"]["lighting"]) == (3, "yes")
    replaced = writer.put(url, json=alley(name="Ngõ khác"), headers={"If-Match": changed.headers["etag"]})
    assert replaced.status_code == 200
    assert (replaced.json()["properties"]["name"], replaced.json()["properties"]["width_m"]) == (
        "Ngõ khác",
        None,
    )
    moved = writer.patch(
        url, json={**patch(), "geometry": {"type": "LineString", "coordinates": [[105, 21], [105, 22]]}}
    )
    assert moved.json()["geometry"]["coordinates"] == [[105, 21], [105, 22]]
    deleted = writer.delete(url, headers={"If-Match": moved.headers["etag"]})
    assert (deleted.status_code, deleted.content) == (204, b"")
    assert writer.get(url).status_code == 404


def test_what_is_read_may_be_written_back_and_changes_nothing(writer: httpx.Client) -> None:
    before = writer.get(f"{ALLEYS}/2")
    seen = {"If-Match": before.headers["etag"]}
    written = writer.put(f"{ALLEYS}/2", json=before.json(), headers=seen)
    assert (written.status_code, written.headers["etag"]) == (200, before.headers["etag"])
    assert writer.get(f"{ALLEYS}/2/history").json()["numberReturned"] == 1


def test_a_stale_writer_is_stopped(writer: httpx.Client) -> None:
    seen = writer.get(f"{ALLEYS}/3").headers["etag"]
    first = writer.patch(f"{ALLEYS}/3", json=patch(width_m=4), headers={"If-Match": seen})
    assert first.status_code == 200
    for method in ("PATCH", "PUT", "DELETE"):
        late = writer.request(method, f"{ALLEYS}/3", json=alley(), headers={"If-Match": seen})
        refused = late.json()
        assert (late.status_code, refused["type"]) == (412, "urn:twin:stale-version")
        assert (refused["sent"]["etag"], refused["present"]["etag"]) == (seen, first.headers["etag"])
        assert refused["sent"]["feature"]["properties"]["width_m"] != 4
        assert refused["present"]["feature"]["properties"]["width_m"] == 4
    never = writer.patch(f"{ALLEYS}/3", json=alley(), headers={"If-Match": '"1"'})
    assert (never.status_code, never.json()["sent"]) == (412, None)
    assert writer.get(f"{ALLEYS}/3").json()["properties"]["width_m"] == 4
    fresh = {"If-Match": f'"other", {first.headers["etag"]}'}
    assert writer.patch(f"{ALLEYS}/3", json=patch(width_m=5), headers=fresh).status_code == 200
    assert writer.patch(f"{ALLEYS}/3", json=patch(width_m=6), headers={"If-Match": "*"}).status_code == 200


def test_every_fault_comes_back_in_words(writer: httpx.Client) -> None:
    answer = writer.post(ALLEYS, json=alley(level="x", width_m=-1, nonsense=1))
    refused = answer.json()
    assert (answer.status_code, answer.headers["content-type"]) == (400, "application/problem+json")
    assert {fault["name"] for fault in refused["faults"]} == {"level", "width_m", "nonsense"}
    assert refused["parameter"] in {"level", "width_m", "nonsense"}
    assert "«Bề rộng thông thủy»" in refused["detail_vi"]
    assert "“Clear width”" in refused["detail_en"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"7", b"null", b'{"type":"Feature"}', b'{"type":"Feature","properties":[]}', b"\xff\xfe",
     b'{"type":"Feature","properties":{"width_m":NaN},"geometry":null}', b"[" * 100_000,
     b'{"type":"Feature","properties":{"width_m":%s},"geometry":null}' % (b"9" * 400),
     rb'{"type":"Feature","properties":{"\ud800":1},"geometry":null}', b'{"type":"Feature","properties":{"\xed\xa0\x80":1}}',
     rb'{"type":"Feature","properties":{},"place":{"type":"LineString","coordinates":[[1,2],[3,4]],"coordRefSys":"\ud800"}}'],
)  # fmt: skip
def test_what_is_no_feature_is_refused(writer: httpx.Client, body: bytes) -> None:
    answer = writer.post(ALLEYS, content=body, headers={"Content-Type": "application/geo+json"})
    assert answer.status_code == 400
    assert answer.json()["type"] in {"urn:twin:bad-input", "urn:twin:feature-refused"}
    assert answer.json()["detail_vi"] != answer.json()["detail_en"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (rb'{"type":"Feature","properties":{"name":"\udfff"}}', "not Unicode"),
        (b'{"type":"Feature","properties":{"width_m":3,"width_m":4}}', "two members of one name"),
        (b'{"type":"Feature","properties":{},"properties":{"width_m":4}}', "two members of one name"),
        (b'{"type":"Feature","properties":[]}', "must be a JSON object"),
        (b'{"type":"Feature","properties":0}', "must be a JSON object"),
    ],
)
@pytest.mark.parametrize("method", ["PUT", "PATCH"])
def test_what_can_be_read_in_two_ways_changes_nothing(
    writer: httpx.Client, method: str, body: bytes, told: str
) -> None:
    before = writer.get(f"{ALLEYS}/5")
    head = {"Content-Type": "application/geo+json", "If-Match": before.headers["etag"]}
    answer = writer.request(method, f"{ALLEYS}/5", content=body, headers=head)
    assert (answer.status_code, told in answer.json()["detail_en"]) == (400, True)
    assert writer.get(f"{ALLEYS}/5").content == before.content


def test_a_body_without_end_is_cut_off(writer: httpx.Client) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(11):
            yield b" " * 2**20

    answer = writer.post(ALLEYS, content=endless(), headers={"Content-Type": "application/geo+json"})
    assert (answer.status_code, answer.json()["type"]) == (413, "urn:twin:too-large")
    assert str(10 * 2**20) in answer.json()["detail_en"]


def test_a_body_that_says_that_it_is_too_large_is_not_read(changing: Any, changing_address: str) -> None:
    url = httpx.URL(changing_address)
    head = (
        f"POST /api{ALLEYS} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {changing.editor}\r\n"
        "Content-Type: application/geo+json\r\nContent-Length: 209715200\r\n\r\n"
    )
    with socket.create_connection((url.host, url.port), timeout=5) as connection:
        connection.sendall(head.encode())
        answer = b"".join(iter(lambda: connection.recv(65536), b""))
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"connection: close" in answer.lower()


def test_a_rule_is_told_in_its_own_words(writer: httpx.Client) -> None:
    answer = writer.post(ALLEYS, json=alley(renovation="planned", renovated_on="2026-01-01"))
    assert "Chỉ ngõ đã hoàn thành cải tạo" in answer.json()["detail_vi"]


def test_a_rule_that_only_the_database_holds_is_told_in_words_too(
    writer: httpx.Client, changing: Any
) -> None:
    """The database is asked last and has the last word, whatever was held before it."""
    with connect(changing.url) as connection:
        row = connection.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'city.cameras'::regclass AND starts_with(conname, 'rule_bearing_deg')"
        ).fetchone()
        assert row is not None
        connection.execute(f"ALTER TABLE city.cameras DROP CONSTRAINT {row[0]}".encode())
        connection.execute(
            f"ALTER TABLE city.cameras ADD CONSTRAINT {row[0]} CHECK (bearing_deg < 10) NOT VALID".encode()
        )
    point = {"type": "Point", "coordinates": [105.79, 21.01]}
    sent = {"type": "Feature", "geometry": point, "properties": {"name": "x", "bearing_deg": 20}}
    answer = writer.post("/collections/cameras/items", json=sent)
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:twin:rule-broken")
    assert "cameras" in answer.json()["detail_en"]


def test_an_external_id_stands_once(writer: httpx.Client) -> None:
    assert writer.post(ALLEYS, json=alley(external_id="A-1")).status_code == 201
    again = writer.post(ALLEYS, json=alley(external_id="A-1"))
    assert (again.status_code, again.json()["type"]) == (409, "urn:twin:conflict")


@pytest.mark.parametrize(
    ("method", "path"), [("PUT", "/999999"), ("PATCH", "/999999"), ("DELETE", "/999999"), ("PATCH", "/x")]
)
def test_a_feature_that_is_not_there_cannot_be_written(writer: httpx.Client, method: str, path: str) -> None:
    answer = writer.request(method, f"{ALLEYS}{path}", json=alley(), headers={"If-Match": "*"})
    assert answer.status_code == 404


WRITES = [("POST", ALLEYS), ("PUT", f"{ALLEYS}/1"), ("PATCH", f"{ALLEYS}/1"), ("DELETE", f"{ALLEYS}/1")]


@pytest.mark.parametrize(("method", "path"), WRITES)
def test_writing_needs_a_token_that_may(changing: Any, changing_address: str, method: str, path: str) -> None:
    def status(**headers: str) -> tuple[int, str]:
        answer = httpx.request(method, f"{changing_address}/api{path}", json=alley(), headers=headers)
        assert answer.json()["detail_vi"] != answer.json()["detail_en"]
        return answer.status_code, answer.headers.get("www-authenticate", "")

    assert status() == (401, "Bearer")
    assert status(Authorization="Bearer wrong") == (401, "Bearer")
    assert status(Authorization="Basic YTpi") == (401, "Bearer")
    assert status(Authorization=f"Bearer {changing.viewer}") == (403, "")
    assert httpx.get(f"{changing_address}/api{ALLEYS}/1").status_code == 200


def test_a_revoked_token_is_refused_by_a_server_that_has_not_seen_it(
    changing: Any, changing_address: str
) -> None:
    with connect(changing.url) as connection:
        token = create_token(connection, "tạm", ("editor",))
        connection.execute("UPDATE city_store.tokens SET revoked_at = now() WHERE user_name = 'tạm'")
    answer = httpx.get(f"{changing_address}/api{ALLEYS}", headers={"Authorization": f"Bearer {token}"})
    assert answer.status_code == 401


def test_a_layer_of_staff_is_written_as_any_other(writer: httpx.Client) -> None:
    point = {"type": "Point", "coordinates": [105.79, 21.01]}
    sent = {"Tên cây": "Xà cừ", "source": 3, "twin_source": "khảo sát", '50% "cao" : m': 12.5, "x" * 80: True}
    made = writer.post(
        "/collections/cay_xanh/items", json={"type": "Feature", "geometry": point, "properties": sent}
    )
    assert made.status_code == 201, made.text
    assert {name: made.json()["properties"][name] for name in sent} == sent
    changed = writer.patch(made.headers["location"], json=patch(**{"Tên cây": "Sấu"}))
    assert changed.json()["properties"]["Tên cây"] == "Sấu"
    assert json.loads(changed.content)["properties"]["source"] == 3
