"""The programme's records through their doors: listed, sorted, filtered, added, changed, restored, and refused in words."""

import io
import json
import zipfile

import httpx
import openpyxl
import pytest

from tests.api.conftest import serving
from tests.api.programme.conftest import Document, add, change, record, refused
from twin.access.tokens import create_token
from twin.registers import registers
from twin.store.database import connect

SHORT = [name.removeprefix("programme_") for name in registers()]
COUNTS = {"tasks": 49, "indicators": 42, "models": 9, "updates": 0, "targets": 0, "values": 0}
UPDATE = {
    "task": "III.8",
    "reported_on": "2026-03-02",
    "text": "Đã khảo sát",
    "status": "in_progress",
    "percent": 20,
}


def faults(answer: httpx.Response) -> set[str]:
    told = refused(answer)
    assert all(one["vi"] != one["en"] for one in told["faults"])
    return {one["name"] for one in told["faults"]}


def only(officer: httpx.Client, register: str, **asked: str) -> list[Document]:
    found: list[Document] = officer.get(f"/{register}", params=asked).raise_for_status().json()["features"]
    return found


@pytest.mark.parametrize("register", COUNTS)
def test_the_programme_is_there(officer: httpx.Client, register: str) -> None:
    listed = officer.get(f"/{register}").json()
    assert (listed["numberMatched"], listed["numberReturned"]) == (COUNTS[register], COUNTS[register])


@pytest.mark.parametrize("register", SHORT)
@pytest.mark.parametrize("form", ["json", "csv", "html", "xlsx", "gpkg", "parquet"])
def test_every_list_comes_in_every_form(officer: httpx.Client, register: str, form: str) -> None:
    answer = officer.get(f"/{register}", params={"f": form})
    assert answer.status_code == 200, answer.text
    links = officer.get(f"/{register}").json()["links"]
    assert answer.headers["content-type"].partition(";")[0] in {link["type"] for link in links}


def test_a_spreadsheet_has_the_tasks_word_for_word(officer: httpx.Client) -> None:
    content = officer.get("/tasks", params={"f": "xlsx"}).content
    assert zipfile.is_zipfile(io.BytesIO(content))
    sheet = openpyxl.load_workbook(io.BytesIO(content), read_only=True).worksheets[0]
    cells = {str(cell) for row in sheet.iter_rows(values_only=True) for cell in row}
    assert {task["properties"]["name"] for task in only(officer, "tasks")} <= cells


@pytest.mark.parametrize(
    ("asked", "keys"),
    [
        ({"filter": "\"group\" = 'III' AND no = 8"}, ["III.8"]),
        ({"lead": "Văn phòng Đảng ủy", "sortby": "-no", "limit": "1"}, ["I.9"]),
        ({"q": "ngap ung"}, ["III.8"]),
        ({"sortby": "-external_id", "limit": "1"}, ["IV.9"]),
    ],
)
def test_a_list_is_filtered_sorted_and_searched(
    officer: httpx.Client, asked: dict[str, str], keys: list[str]
) -> None:
    assert [one["properties"]["external_id"] for one in only(officer, "tasks", **asked)] == keys


def test_pages_follow_one_another(officer: httpx.Client) -> None:
    seen: list[str] = []
    following: str | None = f"{officer.base_url}tasks?limit=20&sortby=-name"
    while following:
        page = officer.get(following).json()
        seen += [one["properties"]["external_id"] for one in page["features"]]
        following = next((link["href"] for link in page["links"] if link["rel"] == "next"), None)
    assert len(seen) == len(set(seen)) == 49


@pytest.mark.parametrize("path", ["/tasks/III.8", "/indicators/T.1", "/models/M.7", "/agencies/ubnd"])
def test_a_record_is_found_by_its_key(officer: httpx.Client, path: str) -> None:
    found = officer.get(path)
    assert found.status_code == 200, found.text
    assert found.json()["properties"]["external_id"] == path.rpartition("/")[2]
    again = officer.get(path, headers={"If-None-Match": found.headers["etag"]})
    assert again.status_code == 304
    page = officer.get(path, params={"f": "html"})
    assert found.json()["properties"]["name"].split()[0] in page.text
    for link in found.json()["links"]:
        assert officer.get(link["href"]).status_code == 200, link


@pytest.mark.parametrize(
    "path", ["/tasks/V.1", "/tasks/x", "/updates/0", "/updates/x", "/updates/9999999999999999999", "/nothing", "/tasks/%00"]
)  # fmt: skip
def test_what_is_not_there_is_said_in_words(officer: httpx.Client, path: str) -> None:
    refused(officer.get(path), 404)


def test_an_update_moves_its_task_and_stands_below_it(officer: httpx.Client) -> None:
    made = add(officer, "updates", UPDATE)
    assert made.status_code == 201, made.text
    assert officer.get(made.headers["location"]).json()["properties"]["text"] == "Đã khảo sát"
    task = officer.get("/tasks/III.8").json()["properties"]
    assert (task["status"], task["percent"]) == ("in_progress", 20)
    listed = officer.get("/tasks/III.8/updates").json()
    assert [one["id"] for one in listed["features"]] == [made.json()["id"]]
    assert officer.get("/tasks/III.7/updates").json()["features"] == []


def test_the_same_request_adds_one_record(officer: httpx.Client) -> None:
    sent = {"indicator": "II.4.2", "year": 2027, "target": "≥95"}
    first, second = (
        add(officer, "targets", sent, **{"Idempotency-Key": "mục tiêu".encode().hex()}) for _ in range(2)
    )
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] == second.json()["id"]
    assert faults(add(officer, "targets", sent)) == {"year"}


TASK = {
    "group": "IV",
    "group_name": "Nhóm",
    "no": 11,
    "name": "Việc mới",
    "period": "2026-2027",
    "lead": "UBND",
}


@pytest.mark.parametrize(
    ("register", "properties", "named"),
    [
        ("updates", UPDATE | {"percent": 140}, {"percent"}),
        ("updates", UPDATE | {"percent": 140, "task": "V.1", "agency": "Sở Phép Thuật"}, {"percent", "task", "agency"}),
        ("updates", UPDATE | {"status": "done", "percent": 60}, {"percent"}),
        ("updates", UPDATE | {"reported_on": "2999-01-01"}, {"reported_on"}),
        ("tasks", TASK | {"lead": "Sở Phép Thuật"}, {"lead"}),
        ("tasks", TASK | {"coordinators": "UBND, Sở Phép Thuật"}, {"coordinators"}),
        ("tasks", TASK | {"period": "bao giờ xong"}, {"period"}),
        ("tasks", TASK | {"starts_on": "2027-05-01", "ends_on": "2027-04-01"}, {"ends_on"}),
        ("tasks", TASK | {"ends_on": "2025-12-31"}, {"ends_on"}),
        ("tasks", TASK | {"models": "2; 99"}, {"models"}),
        ("tasks", TASK | {"external_id": "IV.12"}, {"external_id"}),
        ("tasks", TASK | {"nonsense": 1, "lead": "Sở Phép Thuật"}, {"nonsense", "lead"}),
        ("targets", {"indicator": "II.4.2", "year": 2028, "target": "thật nhiều"}, {"target"}),
        ("targets", {"indicator": "IX.1", "year": 2028, "target": "95"}, {"indicator"}),
        ("values", {"indicator": "II.4.2", "as_of": "2026-03-31", "value": "tàm tạm"}, {"value"}),
        ("values", {"indicator": "II.4.2", "as_of": "2999-03-31", "value": "45"}, {"as_of"}),
        ("indicators", {"section": "x", "section_no": "II", "group": "x", "group_no": 9, "no": 1, "name": "x", "target": "?",
                        "tasks": "III.13; X.1", "lead": "ai đó"}, {"target", "tasks", "lead"}),
        ("places", {"task": "III.8", "layer": "no_such"}, {"layer"}),
        ("places", {"task": "III.8", "layer": "programme_overlay"}, {"layer"}),
        ("places", {"task": "III.8", "layer": "flood_spots", "feature_id": 7}, {"feature_id"}),
        ("agencies", {"name": "Phòng mới", "aliases": "UBND; Phòng rất mới"}, {"aliases"}),
        ("agencies", {"name": "Phòng mới", "external_id": "Phòng Mới"}, {"external_id"}),
        ("models", {"no": 10, "name": "Mô hình", "lead": "ai đó"}, {"lead"}),
    ],
)  # fmt: skip
def test_what_cannot_be_meant_is_refused_in_words_and_nothing_is_kept(
    officer: httpx.Client, register: str, properties: Document, named: set[str]
) -> None:
    before = officer.get(f"/{register}").json()["numberMatched"]
    assert faults(add(officer, register, properties)) == named
    assert officer.get(f"/{register}").json()["numberMatched"] == before


@pytest.mark.parametrize(
    ("properties", "named"),
    [
        ({"percent": 140}, {"percent"}),
        ({"lead": "Sở Phép Thuật", "percent": -1}, {"lead", "percent"}),
        ({"ends_on": "2024-12-31"}, {"ends_on"}),
        ({"no": 30}, {"external_id"}),
        ({"external_id": "III.30"}, {"external_id"}),
    ],
)
def test_a_change_is_held_to_the_same(officer: httpx.Client, properties: Document, named: set[str]) -> None:
    before = officer.get("/tasks/III.9").json()["properties"]
    assert faults(change(officer, "/tasks/III.9", properties)) == named
    assert officer.get("/tasks/III.9").json()["properties"] == before


def test_two_officers_who_save_at_once_both_see_both(officer: httpx.Client) -> None:
    tag = officer.get("/tasks/III.13").headers["etag"]
    assert change(officer, "/tasks/III.13", {"officer": "Trưởng Công an phường"}, tag).status_code == 200
    told = refused(change(officer, "/tasks/III.13", {"officer": "Phó Chủ tịch UBND"}, tag), 412)
    assert told["sent"]["feature"]["properties"]["officer"] is None
    assert told["present"]["feature"]["properties"]["officer"] == "Trưởng Công an phường"
    unnamed = officer.patch("/tasks/III.13", json={"properties": {"officer": "?"}})
    refused(unnamed, 428)
    refused(officer.delete("/tasks/III.13"), 428)


def test_history_tells_who_and_gives_back(officer: httpx.Client) -> None:
    change(officer, "/models/M.3", {"note": "mới"}).raise_for_status()
    newest, *older = officer.get("/models/M.3/history").json()["features"]
    assert newest["record"]["made_by"] == "cán bộ"
    assert {"name": "note", "old": None, "new": "mới"} in newest["record"]["changes"]
    headers = {"If-Match": newest["record"]["etag"]}
    back = officer.post(older[-1]["record"]["restore"], headers=headers)
    assert (back.status_code, back.json()["properties"]["note"]) == (200, None)


def test_a_task_that_others_speak_of_is_not_deleted(officer: httpx.Client) -> None:
    add(officer, "updates", UPDATE | {"task": "I.1"}).raise_for_status()
    told = refused(officer.delete("/tasks/I.1", headers={"If-Match": "*"}), 409)
    assert "I.1" in told["detail_vi"]
    assert officer.delete("/tasks/IV.10", headers={"If-Match": "*"}).status_code == 204
    newest = officer.get("/tasks/IV.10/history").json()["features"][0]
    assert newest["record"]["change"] == "delete"
    revived = officer.post(newest["record"]["restore"])
    assert (revived.status_code, revived.headers["location"]) == (201, f"{officer.base_url}tasks/IV.10")


def test_a_new_record_gets_its_key_from_its_numbers(officer: httpx.Client) -> None:
    made = add(officer, "tasks", TASK)
    assert made.status_code == 201, made.text
    assert made.headers["location"].endswith("/tasks/IV.11")
    assert refused(add(officer, "tasks", TASK), 409)
    agency = add(officer, "agencies", {"name": "Trạm Y tế mới", "kind": "unit"})
    assert agency.json()["properties"]["external_id"] == "tram-y-te-moi"
    for path in ("/tasks/IV.11", "/agencies/tram-y-te-moi"):
        assert officer.delete(path, headers={"If-Match": "*"}).status_code == 204


def test_only_who_may_writes(officer: httpx.Client, url: str) -> None:
    with connect(url) as connection:
        viewer = create_token(connection, "người xem", ("viewer",))
    refused(officer.post("/updates", json=record(UPDATE), headers={"Authorization": f"Bearer {viewer}"}), 403)
    with httpx.Client(base_url=officer.base_url) as nobody:
        refused(nobody.post("/updates", json=record(UPDATE)), 401)


@pytest.mark.parametrize("register", SHORT)
def test_the_schema_of_a_register_says_its_fields(officer: httpx.Client, register: str) -> None:
    told = officer.get(f"/schemas/{register}").json()
    declared = registers()[f"programme_{register}"]
    assert {field.name for field in declared.fields} <= told["properties"].keys()
    assert told["required"] == [field.name for field in declared.fields if field.required]
    json.dumps(told)


def test_a_list_is_told_as_it_was_held(officer: httpx.Client) -> None:
    before = officer.get("/tasks/II.2").json()["properties"]
    changed = change(officer, "/tasks/II.2", {"officer": "Chánh Văn phòng"}).json()["properties"]
    asked = {"external_id": "II.2", "as-of": before["updated_at"].replace("+00:00", "Z")}
    for moment, officers in ((before["updated_at"], []), (changed["updated_at"], ["Chánh Văn phòng"])):
        held = only(officer, "tasks", **asked | {"as-of": moment})
        assert [one["properties"]["officer"] for one in held if one["properties"]["officer"]] == officers


def test_whom_others_name_stays_known(officer: httpx.Client) -> None:
    add(officer, "agencies", {"external_id": "to-c", "name": "Tổ C", "aliases": "Đội C"}).raise_for_status()
    change(officer, "/tasks/II.7", {"coordinators": "Đội C"}).raise_for_status()
    assert faults(change(officer, "/agencies/to-c", {"aliases": None})) == {"name"}
    for path in ("/agencies/ubnd", "/models/M.2", "/tasks/III.13"):
        assert "named by" in refused(officer.delete(path, headers={"If-Match": "*"}), 409)["detail_en"]
    assert change(officer, "/agencies/ubnd", {"note": "Trụ sở mới"}).status_code == 200


def test_what_is_restored_is_held_to_the_same(officer: httpx.Client) -> None:
    for key, name, alias in (("to-a", "Tổ A", "Tổ cũ"), ("to-b", "Tổ B", None)):
        add(officer, "agencies", {"external_id": key, "name": name, "aliases": alias}).raise_for_status()
    change(officer, "/agencies/to-a", {"aliases": None}).raise_for_status()
    change(officer, "/agencies/to-b", {"aliases": "Tổ cũ"}).raise_for_status()
    newest, oldest = officer.get("/agencies/to-a/history").json()["features"]
    again = officer.post(oldest["record"]["restore"], headers={"If-Match": newest["record"]["etag"]})
    assert faults(again) == {"aliases"}
    assert officer.get("/agencies/to-a").json()["properties"]["aliases"] is None


def test_what_was_wrong_before_stands_in_no_way(officer: httpx.Client, url: str) -> None:
    with connect(url) as connection:
        connection.execute(
            "UPDATE city.programme_tasks SET lead = 'Sở Phép Thuật' WHERE external_id = 'II.9'"
        )
    assert change(officer, "/tasks/II.9", {"percent": 5}).status_code == 200
    assert faults(change(officer, "/tasks/II.9", {"percent": 6, "lead": "Sở Thần Bí"})) == {"lead"}


@pytest.mark.parametrize(
    ("register", "properties"),
    [
        ("places", {"task": "III.8", "layer": "flood_spots", "feature_id": 10**30}), ("places", {"task": [], "layer": {}, "feature_id": True}),
        ("tasks", TASK | {"no": [1], "period": 5, "lead": {}, "models": 2}), ("indicators", {"section_no": None, "no": "x", "target": []}),
        ("agencies", {"name": "x", "aliases": "UBND;" * 20_000}), ("tasks", TASK | {"models": "99;" * 20_000}), ("models", {"no": 1e400}),
        ("tasks", TASK | {"external_id": "a\x00b"}), ("targets", {"indicator": "II.4.2", "year": "2027", "target": "9" * 5000}),
    ],
)  # fmt: skip
def test_nonsense_is_refused_and_no_fault_of_ours(
    officer: httpx.Client, register: str, properties: Document
) -> None:
    sent = json.dumps(record(properties))
    headers = {"Content-Type": "application/geo+json"}
    assert refused(officer.post(f"/{register}", content=sent, headers=headers))


def test_numbers_may_be_written_as_json_likes(officer: httpx.Client) -> None:
    made = add(officer, "models", {"no": 12.0, "name": "Mô hình mới"})
    assert (made.status_code, made.json()["properties"]["external_id"]) == (201, "M.12")


def test_nobody_reads_where_reading_is_closed(officer: httpx.Client, url: str) -> None:
    del officer
    paths = ("", "/dashboard", "/overlay?subject=III.8", "/tasks", "/tasks/III.8", "/tasks/III.8/history", "/tasks/III.8/updates",
             "/schemas/tasks", "/indicators/II.4.2/measured", "/indicators/II.4.2/series", "/updates/1/evidence", "/report", "/sheets")  # fmt: skip
    with serving(url, public_reading=False) as address:
        for path in paths:
            refused(httpx.get(f"{address}/api/programme{path}"), 401)
