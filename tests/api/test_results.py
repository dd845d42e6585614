"""Kept results through the API: kept, listed, shown, downloaded, named by one at a time, removed, put back."""

import io
import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import httpx
import pytest
from openpyxl import load_workbook

from tests.api.conftest import serving
from tests.conftest import Ward
from twin.access import Role
from twin.access.tokens import create_token
from twin.city.files import FORMATS
from twin.store.database import connect

BEGINS = {
    "json": b"{", "geojson": b"{", "csv": b"\xef\xbb\xbf", "gpkg": b"SQLite format 3", "html": b"<!DOCTYPE html",
    "pdf": b"%PDF-", "docx": b"PK", "xlsx": b"PK",
}  # fmt: skip
RUN = "/processes/rain_activation/execution"
Client = httpx.Client


def token(ward: Ward, name: str, *roles: Role) -> dict[str, str]:
    with connect(ward.url) as connection:
        return {"Authorization": f"Bearer {create_token(connection, name, roles)}"}


@pytest.fixture(scope="module")
def client(ward: Ward) -> Iterator[Client]:
    maker = token(ward, "cán bộ", "viewer")
    with (
        serving(ward.url) as address,
        httpx.Client(base_url=f"{address}/api/", timeout=60, headers=maker) as asking,
    ):
        yield asking


@pytest.fixture(scope="module")
def other(ward: Ward) -> dict[str, str]:
    return token(ward, "người khác", "viewer")


def keep(client: Client, **inputs: Any) -> str:
    told = client.post(
        RUN, params={"keep": "true", "anew": "true"}, json={"inputs": inputs}
    ).raise_for_status()
    assert told.headers["location"].endswith(told.json()["kept"]["id"])
    assert told.json()["kept"]["found_again"] is False
    return str(told.json()["kept"]["id"])


@pytest.fixture(scope="module")
def kept(client: Client) -> str:
    return keep(client, intensity_mm_h=120)


def test_it_stands_as_it_was_told(client: Client, kept: str) -> None:
    told = client.get(f"/results/{kept}").raise_for_status()
    again = client.post(RUN, params={"anew": "true"}, json={"inputs": {"intensity_mm_h": 120}}).json()
    document = told.json()
    for name in ("key", "figures", "tables", "charts", "drawings", "gaps", "norms", "asked"):
        assert document[name] == again[name], name
    assert (document["id"], document["made_by"], document["name"]) == (kept, "cán bộ", None)
    assert document["keep_until"] is not None
    assert client.get(f"/results/{kept}", headers={"If-None-Match": told.headers["etag"]}).status_code == 304


def test_the_same_is_answered_at_once_and_says_so(client: Client, kept: str) -> None:
    found = client.post(RUN, json={"inputs": {"intensity_mm_h": 120}}).json()
    assert found["kept"]["found_again"] is True
    assert found["figures"] == client.get(f"/results/{kept}").json()["figures"]
    sheet = client.post(RUN, params={"format": "csv"}, json={"inputs": {"intensity_mm_h": 120}})
    assert sheet.content == client.get(f"/results/{kept}", params={"f": "csv"}).content
    for asked in ({"intensity_mm_h": 121}, {"intensity_mm_h": 120, "norm_as_of": "2026-05-01"}):
        assert "kept" not in client.post(RUN, json={"inputs": asked}).json()


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", ["f", "format"])
def test_every_form_is_written_later(client: Client, kept: str, form: str, name: str) -> None:
    told = client.get(f"/results/{kept}", params={name: form})
    assert told.status_code == 200, told.text[:300]
    assert told.content.lower().startswith(BEGINS[form].lower())
    if form == "xlsx":
        assert "Kết quả chính" in load_workbook(io.BytesIO(told.content)).sheetnames
    if form not in {"json", "html"}:
        assert f".{form}" in told.headers["content-disposition"]


def test_the_page_shows_numbers_maps_and_tables(client: Client, kept: str) -> None:
    page = client.get(f"/results/{kept}", headers={"Accept": "text/html", "Accept-Language": "vi"})
    document = client.get(f"/results/{kept}").json()
    for figure in document["figures"]:
        assert figure["label"]["vi"] in page.text
    (drawing,) = [one["id"] for one in document["drawings"]]
    assert f"/api/results/{kept}/maps/{drawing}" in page.text
    picture = client.get(f"/results/{kept}/maps/{drawing}").raise_for_status()
    assert picture.headers["content-type"] == "image/svg+xml"
    assert picture.text.startswith("<svg")
    assert client.get(f"/results/{kept}/maps/no_such").status_code == 404


def test_they_are_listed_newest_first_and_page_by_page(client: Client, kept: str) -> None:
    later = keep(client, intensity_mm_h=77)
    listed = client.get("/results", params={"report": "rain_activation", "by": "cán bộ"}).json()
    ids = [one["id"] for one in listed["results"]]
    assert ids.index(later) < ids.index(kept)
    assert listed["numberMatched"] == listed["numberReturned"] == len(ids)
    walked, address = [], "/results?report=rain_activation&limit=1"
    while address:
        page = client.get(address).json()
        walked += [one["id"] for one in page["results"]]
        address = next((link["href"] for link in page["links"] if link["rel"] == "next"), "")
    assert walked == [
        one["id"] for one in client.get("/results", params={"report": "rain_activation"}).json()["results"]
    ]
    assert client.get("/results", params={"report": "no_such"}).json()["results"] == []
    assert "text/html" in client.get("/results", params={"f": "html"}).headers["content-type"]


def test_a_name_is_given_by_one_at_a_time(client: Client, other: dict[str, str]) -> None:
    mine = keep(client, intensity_mm_h=91)
    address = f"/results/{mine}"
    tag = client.get(address).headers["etag"]
    assert client.patch(address, json={"name": "không nêu bản"}).status_code == 428
    named = client.patch(address, json={"name": "Mưa 91 mm/h"}, headers={"If-Match": tag}).raise_for_status()
    assert (named.json()["name"], named.json()["keep_until"]) == ("Mưa 91 mm/h", None)
    late = client.patch(address, json={"name": "Tên khác"}, headers={"If-Match": tag})
    assert late.status_code == 412
    assert late.json()["detail_vi"]
    assert client.get(address).json()["name"] == "Mưa 91 mm/h"
    stranger = client.patch(address, json={"name": "x"}, headers={**other, "If-Match": "*"})
    assert stranger.status_code == 403
    dated = client.patch(
        address, json={"keep_until": "2999-12-31"}, headers={"If-Match": named.headers["etag"]}
    )
    assert dated.json()["keep_until"].startswith("2999-12-31")
    unnamed = client.patch(address, json={"name": None}, headers={"If-Match": "*"}).json()
    assert (unnamed["name"], unnamed["keep_until"] < "2999") == (None, True)
    found = client.get("/results", params={"q": "mua 91"}).json()["results"]
    assert found == []


@pytest.mark.parametrize(
    "body",
    [{}, [], {"name": 1}, {"name": " "}, {"keep_until": "mai"}, {"keep_until": "2020-01-01"}, {"colour": 1}],
)
def test_a_change_that_makes_no_sense_is_refused(client: Client, kept: str, body: Any) -> None:
    told = client.patch(f"/results/{kept}", json=body, headers={"If-Match": "*"})
    assert told.status_code == 400
    assert told.json()["detail_vi"]


def test_what_is_removed_is_put_back(client: Client, other: dict[str, str]) -> None:
    mine = keep(client, intensity_mm_h=92)
    address = f"/results/{mine}"
    assert client.delete(address).status_code == 428
    assert client.delete(address, headers={**other, "If-Match": "*"}).status_code == 403
    assert client.delete(address, headers={"If-Match": "*"}).status_code == 204
    for told in (
        client.get(address),
        client.get(address, params={"f": "pdf"}),
        client.patch(address, json={"name": "x"}, headers={"If-Match": "*"}),
        client.delete(address, headers={"If-Match": "*"}),
    ):
        assert told.status_code == 404
        assert mine in told.json()["detail_vi"]
    assert mine in [one["id"] for one in client.get("/results", params={"removed": "true"}).json()["results"]]
    assert "kept" not in client.post(RUN, json={"inputs": {"intensity_mm_h": 92}}).json()
    assert client.post(f"{address}/restore", headers=other).status_code == 403
    assert client.post(f"{address}/restore").raise_for_status().json()["id"] == mine
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("form", FORMATS)
def test_two_are_compared_in_every_form(client: Client, kept: str, form: str) -> None:
    weaker = keep(client, intensity_mm_h=40)
    address = f"/results/{weaker}/compare/{kept}"
    told = client.get(address, params={"format": form})
    assert told.status_code == 200, told.text[:300]
    assert told.content.lower().startswith(BEGINS[form].lower())
    document = client.get(address).json()
    assert (document["one"]["id"], document["other"]["id"]) == (weaker, kept)
    rows = next(one["rows"] for one in document["tables"] if one["id"] == "figures")
    assert any(row[5] == "worse" for row in rows)
    (drawing,) = [one["id"] for one in document["drawings"]]
    if form == "html":
        page = client.get(address, params={"f": "html"}).text
        assert f"{address}/maps/{drawing}" in page
        assert client.get(f"{address}/maps/{drawing}").text.startswith("<svg")


def test_two_reports_are_not_compared(client: Client, kept: str) -> None:
    told = client.post("/processes/waste_cover/execution", params={"keep": "true"}, json={}).json()
    refused = client.get(f"/results/{kept}/compare/{told['kept']['id']}")
    assert refused.status_code == 400
    assert "waste_cover" in refused.json()["detail_vi"]
    assert client.get(f"/results/{kept}/compare/{uuid4()}").status_code == 404


@pytest.mark.parametrize("wrong", ["1", "không-phải-mã", "00000000-0000-4000-8000-000000000000"])
def test_no_such_result(client: Client, wrong: str) -> None:
    told = client.get(f"/results/{wrong}")
    assert told.status_code == 404
    assert {"detail_vi", "detail_en"} <= told.json().keys()


def test_a_document_of_other_code_is_shown_but_not_written(client: Client, ward: Ward) -> None:
    import zstandard

    mine = keep(client, intensity_mm_h=93)
    document = client.get(f"/results/{mine}").json() | {"form": 99, "code_version": "9.0"}
    packed = zstandard.compress(json.dumps(document).encode())
    with connect(ward.url) as connection:
        connection.execute("UPDATE city_store.results SET document = %s WHERE id = %s", (packed, mine))
    assert client.get(f"/results/{mine}").status_code == 200
    told = client.get(f"/results/{mine}", params={"f": "pdf"})
    assert told.status_code == 409
    assert "9.0" in told.json()["detail_vi"]


def test_who_is_not_signed_in_reads_and_changes_nothing(client: Client, kept: str) -> None:
    with httpx.Client(base_url=client.base_url, timeout=60) as anybody:
        assert anybody.get(f"/results/{kept}").status_code == 200
        change = anybody.patch(f"/results/{kept}", json={"name": "x"}, headers={"If-Match": "*"})
        assert change.status_code == 401
        assert anybody.delete(f"/results/{kept}", headers={"If-Match": "*"}).status_code == 401
