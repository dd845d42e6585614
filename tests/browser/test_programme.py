"""The action programme beside the map: what was promised, where it stands, and a way to each place of it."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

import psycopg
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import ROOT, Server, Visit

Visitor = Callable[..., Visit]
AXE = ROOT / "viewer/node_modules/axe-core/axe.min.js"
PHONE = (390, 844)
FLOODING = "III.8"
ALLEYS = "II.4.2"
PLACES, GROUPS = "programme_overlay", "programme_progress"
WEST, EAST = (105.7868, 21.0092), (105.8035, 21.0092)
"""Ground of either residential group with nothing else on it."""
STREETS = "#on=ward,roads&map=14.6/21.0140/105.7950"

SHOWN = """([source, state]) => {
  const features = window.twin.map.queryRenderedFeatures().filter((feature) => feature.source === source);
  const told = features.map(({ id, layer, properties }) => ({ id, part: layer.id, ...properties }));
  return [...new Map(told.map((feature) => [feature.id, feature])).values()];
}"""


def ask(server: Server, path: str) -> Any:
    return json.loads(server.get("/api" + path))


def items(server: Server, layer: str, subject: str) -> list[dict[str, Any]]:
    found = ask(server, f"/collections/{layer}/items?subject={quote(subject)}&limit=1000")["features"]
    return [{"id": feature["id"], **feature["properties"]} for feature in found]


def shown(visit: Visit, source: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = visit.page.evaluate(SHOWN, [source, None])
    return found


def panel_of(visit: Visit) -> Locator:
    return visit.page.get_by_role("region", name="Chương trình", exact=True)


def open_programme(visit: Visit, link: str = STREETS) -> Locator:
    visit.open(link)
    visit.page.get_by_role("button", name="Mở chương trình hành động").click()
    panel = panel_of(visit)
    expect(panel.get_by_role("tab", name="Nhiệm vụ 49")).to_be_visible()
    return panel


def choose(visit: Visit, key: str) -> None:
    panel_of(visit).locator(f"[data-subject='{key}']").click()
    expect(panel_of(visit).get_by_role("heading", level=3)).to_contain_text(key)
    visit.until(f"window.twin.map.getSource('{PLACES}')")
    visit.settle()


def counts_in(panel: Locator) -> dict[str, int]:
    lines = panel.locator("li[data-state]")
    expect(lines).to_have_count(4)
    return {
        str(line.get_attribute("data-state")): int(line.locator("b").inner_text()) for line in lines.all()
    }


def test_a_chosen_task_is_drawn_alone_and_told_as_the_api_tells_it(
    programme: Server, visitor: Visitor
) -> None:
    visit = visitor(programme)
    panel = open_programme(visit)
    before = visit.drawn()
    west, east = visit.colours(WEST, EAST)
    choose(visit, FLOODING)
    known = items(programme, PLACES, FLOODING)
    assert {place["role"] for place in known} == {"place", "works"}
    drawn = shown(visit, PLACES)
    told = ("id", "subject", "state", "role")
    assert sorted([place[name] for name in told] for place in drawn) == sorted(
        [place[name] for name in told] for place in known
    )
    works = [place["part"] for place in drawn if place["role"] == "works"]
    assert works == [f"{PLACES}:line:works"], "works are drawn apart"
    overlay = ask(programme, f"/programme/overlay?subject={FLOODING}")
    assert counts_in(panel) == {state: count for state, count in overlay["states"].items() if state != "all"}
    assert overlay["states"] == {"done": 1, "under_way": 0, "not_yet": 2, "unknown": 0, "all": 3}
    assert {group["id"] for group in shown(visit, GROUPS)} == {
        group["id"] for group in items(programme, GROUPS, FLOODING)
    }
    shaded = visit.colours(WEST, EAST)
    assert len({west, shaded[0], shaded[1]}) == 3, "each group has the shade of its share"
    panel.get_by_role("button", name="Về danh sách").click()
    visit.settle()
    assert (visit.drawn(), visit.colours(WEST, EAST)) == (before, [west, east])


def test_another_subject_takes_the_place_of_the_first(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme)
    panel = open_programme(visit)
    choose(visit, FLOODING)
    panel.get_by_role("button", name="Về danh sách").click()
    panel.get_by_role("tab", name="Chỉ tiêu").click()
    choose(visit, ALLEYS)
    assert {place["subject"] for place in shown(visit, PLACES)} == {ALLEYS}
    assert sorted(place["id"] for place in shown(visit, PLACES)) == sorted(
        place["id"] for place in items(programme, PLACES, ALLEYS)
    )


def test_a_link_restores_the_subject_and_its_day(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme)
    panel = open_programme(visit)
    choose(visit, FLOODING)
    panel.get_by_label("Chuyển biến từ ngày").fill("2026-01-31")
    visit.until("location.hash.includes('since=2026-01-31')")
    drawn = visit.drawn()
    visit.page.reload()
    visit.settle()
    assert f"about={FLOODING}" in visit.page.url
    expect(panel.get_by_role("heading", level=3)).to_contain_text("Xử lý điểm ngập úng")
    expect(panel.get_by_label("Chuyển biến từ ngày")).to_have_value("2026-01-31")
    visit.until(f"window.twin.map.getSource('{PLACES}')")
    visit.settle()
    assert visit.drawn() == drawn


def test_a_subject_that_the_programme_does_not_have_is_said(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme)
    visit.open("#side=programme&about=XX.99")
    expect(panel_of(visit)).to_contain_text("Chương trình không có mục “XX.99”.")
    assert shown(visit, PLACES) == []
    visit.troubles.clear()


def test_the_keyboard_alone_finds_a_task_and_comes_back(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme)
    visit.open(STREETS)
    visit.page.get_by_role("button", name="Mở chương trình hành động").press("Enter")
    panel = panel_of(visit)
    field = panel.get_by_label("Tìm trong chương trình")
    field.press_sequentially("diem ngap")
    expect(panel.get_by_role("status").first).to_have_text("Hiện 1 trong 49")
    row = panel.locator(f"[data-subject='{FLOODING}']")
    while not row.evaluate("row => row === document.activeElement"):
        visit.page.keyboard.press("Tab")
        assert panel.locator(":focus").count() == 1, "the row comes before the focus leaves the panel"
    visit.page.keyboard.press("Enter")
    expect(panel.get_by_role("heading", level=3)).to_be_focused()
    expect(panel.locator("li[data-state]")).to_have_count(4)
    panel.get_by_role("button", name="Về danh sách").press("Escape")
    expect(row).to_be_focused()


def test_an_entry_of_a_list_leads_to_its_place(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme)
    panel = open_programme(visit)
    choose(visit, FLOODING)
    panel.get_by_role("button", name="Chưa đạt").click()
    panel.get_by_role("button", name="Điểm Hoa Bằng").click()
    feature = visit.page.get_by_role("region", name="Đối tượng", exact=True)
    expect(feature.get_by_role("heading", name="Điểm Hoa Bằng")).to_be_visible()
    visit.until("window.twin.map.getZoom() > 16 && !window.twin.map.isMoving()")
    west, south, east, north = visit.page.evaluate("window.twin.map.getBounds().toArray().flat()")
    assert west < 105.7970 < east
    assert south < 21.0120 < north
    feature.get_by_role("button", name="Đóng").click()
    panel.get_by_role("button", name="Về danh sách").click()
    visit.settle()
    assert not any(part.startswith("flood_spots:") for part in visit.drawn()), "no layer was left on"


def test_a_place_on_the_map_opens_the_thing_that_stands_there(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme)
    visit.open(f"{STREETS}&side=programme&about={FLOODING}")
    visit.until(f"window.twin.map.getSource('{PLACES}')")
    visit.settle()
    visit.click((105.7980, 21.0110))
    feature = visit.page.get_by_role("region", name="Đối tượng", exact=True)
    expect(feature.get_by_role("heading", name="Điểm Đỗ Quang")).to_be_visible()
    expect(feature).to_contain_text("Điểm ngập úng")


def test_a_task_tells_its_facts_its_updates_and_their_evidence(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme)
    visit.open(f"{STREETS}&side=programme&about={FLOODING}")
    panel = panel_of(visit)

    def line(label: str) -> Locator:
        return panel.locator("dl > div").filter(has=visit.page.get_by_text(label, exact=True)).locator("dd")

    task = ask(programme, f"/programme/tasks/{FLOODING}")["properties"]
    expect(line("Chủ trì")).to_have_text(task["lead"])
    expect(line("Thời gian thực hiện")).to_have_text(task["period"])
    expect(line("Sản phẩm")).to_have_text(task["product"])
    expect(line("Hiệu quả")).to_have_text(task["outcome"])
    expect(line("Thẩm quyền")).to_have_text("chưa rõ")
    expect(panel.get_by_text("Đã nạo vét cống Đỗ Quang.")).to_be_visible()
    with visit.page.expect_download() as saved:
        panel.get_by_role("link", name="bien-ban.pdf").click()
    assert saved.value.suggested_filename == "bien-ban.pdf"
    reports = panel.get_by_role("navigation", name="Báo cáo").get_by_role("link")
    assert reports.all_inner_texts() == ["DOCX", "PDF", "XLSX"]


def test_a_day_that_is_still_to_come_is_refused_in_words(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme)
    visit.open(f"{STREETS}&side=programme&about={FLOODING}&since=2999-01-31")
    expect(panel_of(visit).get_by_role("alert")).to_contain_text("đến hôm nay")
    visit.troubles.clear()


def test_lists_are_narrowed_by_warning_agency_and_gap(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme)
    panel = open_programme(visit)
    board = ask(programme, "/programme/dashboard")
    tasks, agencies = board["digest"]["tasks"], board["agencies"]
    silent = [task for task in tasks if any(one["kind"] == "no_update" for one in task["warnings"])]
    status = panel.get_by_role("status").first
    panel.get_by_role("button", name="Chưa cập nhật một quý").click()
    expect(status).to_have_text(f"Hiện {len(silent)} trong 49")
    panel.get_by_role("button", name="Bỏ lọc").click()
    expect(status).to_have_text("Hiện 49 trong 49")
    front = next(agency for agency in agencies if agency["name"] == "MTTQ")
    panel.get_by_label("Cơ quan", exact=True).select_option(label="MTTQ")
    own = {*front["tasks"], *front["helps"]}
    expect(status).to_have_text(f"Hiện {len(own)} trong 49")
    lacking = [task for task in tasks if task["key"] in own and "person" in task["gaps"]]
    panel.get_by_label("Kiểm tra 6 rõ").select_option(value="person")
    expect(panel.locator("[data-subject]")).to_have_count(len(lacking))
    # Whose tasks one looks at is remembered.
    visit.page.reload()
    expect(status).to_have_text(f"Hiện {len(own)} trong 49")


def test_an_indicator_opens_the_lists_behind_its_percentage(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme)
    visit.open(f"{STREETS}&side=programme&about={ALLEYS}&lang=en")
    panel = visit.page.get_by_role("region", name="Programme", exact=True)
    # One alley of three is renovated; nobody knows about the others.
    expect(panel.locator("dl > div").filter(has_text="By number")).to_contain_text("33.3% (at most 100%)")
    expect(panel).to_contain_text("By length")
    expect(panel).to_contain_text("official total is not known")
    heading = visit.page.get_by_role("heading", name="The lists behind")
    behind = panel.locator("section").filter(has=heading).last
    expect(behind.get_by_role("list")).to_contain_text("Ngõ 1 Trung Kính")
    behind.get_by_role("button", name="Unknown").click()
    expect(behind.get_by_role("list")).to_contain_text("Ngách 2/3")
    expect(behind.get_by_role("list")).not_to_contain_text("Ngõ 1 Trung Kính")


def test_what_moves_is_counted_and_shown_without_a_reload(own_programme: Server, visitor: Visitor) -> None:
    visit = visitor(own_programme)
    visit.open(f"{STREETS}&side=programme&about={FLOODING}")
    panel = panel_of(visit)
    expect(panel.locator("li[data-state=done] b")).to_have_text("1")
    today = datetime.now(UTC).astimezone(ZoneInfo("Asia/Ho_Chi_Minh")).date().isoformat()
    panel.get_by_label("Chuyển biến từ ngày").fill(today)
    with psycopg.connect(own_programme.database_url) as connection:
        connection.execute("UPDATE city.flood_spots SET status = 'resolved' WHERE name = 'Điểm Hoa Bằng'")
    expect(panel.locator("li[data-state=done] b")).to_have_text("2")
    moved = ask(own_programme, f"/programme/overlay?subject={FLOODING}&since={today}")["moved_count"]
    assert moved >= 1
    expect(panel.get_by_text(f"{moved} nơi chuyển biến")).to_be_visible()
    visit.until(
        "window.twin.map.queryRenderedFeatures().some(({ layer }) => layer.id.endsWith(':circle:moved'))"
    )


def test_a_phone_chooses_in_a_sheet_and_sees_the_map(programme: Server, visitor: Visitor) -> None:
    visit = visitor(programme, *PHONE)
    visit.open(STREETS)
    visit.page.get_by_role("button", name="Mở chương trình hành động").click()
    sheet = visit.page.get_by_role("dialog", name="Chương trình")
    # By key: while the sheet slides in, a click lands beside what it was aimed at.
    sheet.locator(f"[data-subject='{FLOODING}']").press("Enter")
    expect(sheet).to_have_count(0)
    card = panel_of(visit)
    expect(card).to_contain_text("Xử lý điểm ngập úng")
    assert counts_in(card)["done"] == 1
    assert visit.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]
    visit.until(f"window.twin.map.getSource('{PLACES}')")
    visit.settle()
    assert shown(visit, PLACES)
    card.get_by_role("button", name="Chi tiết").click()
    expect(sheet.get_by_role("heading", level=3)).to_contain_text(FLOODING)
    sheet.get_by_role("button", name="Điểm").first.press("Enter")
    expect(sheet).to_have_count(0)
    expect(visit.page.get_by_role("region", name="Đối tượng", exact=True)).to_contain_text("Điểm")


def test_a_programme_that_cannot_be_read_is_said_and_asked_for_again(
    programme: Server, visitor: Visitor
) -> None:
    visit = visitor(programme)
    visit.page.route("**/api/programme/dashboard", lambda route: route.abort())
    visit.open("#side=programme")
    alert = panel_of(visit).get_by_role("alert")
    expect(alert).to_contain_text("Chưa tải được chương trình")
    visit.page.unroute("**/api/programme/dashboard")
    alert.get_by_role("button", name="Thử lại ngay").click()
    expect(panel_of(visit).get_by_role("tab", name="Nhiệm vụ 49")).to_be_visible()
    visit.troubles.clear()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize(
    "link",
    ["side=programme", f"side=programme&about={FLOODING}", f"side=programme&about={ALLEYS}&lang=en"],
    ids=["list", "task", "indicator"],
)
def test_everybody_can_use_it(programme: Server, visitor: Visitor, link: str, *, dark: bool) -> None:
    visit = visitor(programme, dark=dark)
    visit.open(f"{STREETS}&{link}")
    expect(visit.page.locator("[data-subject], li[data-state]").first).to_be_visible()
    visit.page.evaluate(AXE.read_text())
    rules = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }"
    violations: list[dict[str, Any]] = visit.page.evaluate(
        f"axe.run(document, {rules}).then((r) => r.violations)"
    )
    assert [(found["id"], [node["html"][:160] for node in found["nodes"]]) for found in violations] == []
