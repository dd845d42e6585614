"""Spatial reports beside the map: asked by a form from the API's schema, answered in numbers, tables, charts and on the map."""

import json
import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Locator, Route, expect

from tests.browser.conftest import PROGRAMME, Databases, Server, Visit, serve
from tests.browser.test_shell import AXE, PHONE
from twin.reports import reports

Visitor = Callable[..., Visit]
RAIN = "rain_activation"
PARKING = "parking_balance"
WHERE = "#map=15.3/21.0140/105.7960/0/0&on=buildings,roads"
LOTS = """
UPDATE city.residential_groups SET households = 100, population = 400;
INSERT INTO city.parking_lots (name, spaces, public, geom) VALUES
  ('Bãi xe Trung Kính', 60, true, 'SRID=4326;POLYGON((105.7900 21.0130, 105.7902 21.0130,
    105.7902 21.0132, 105.7900 21.0130))'),
  ('Bãi xe Nam Hòa', 10, true, 'SRID=4326;POLYGON((105.8000 21.0130, 105.8002 21.0130,
    105.8002 21.0132, 105.8000 21.0130))');
"""
"""Two groups of a hundred households: forty cars each by the assumption, room for sixty in one and for ten in the other."""
SOON = 60_000
"""Milliseconds until a job is done where every core is busy."""
LIT = """(drawing) => window.twin.map.queryRenderedFeatures()
  .filter(({ source, layer }) => source.endsWith(':' + drawing) && !layer.id.includes(':chosen'))
  .map(({ id, properties }) => [id, properties])"""
CHOSEN = """() => [...new Set(window.twin.map.queryRenderedFeatures()
  .filter(({ layer }) => layer.id.includes(':chosen')).map(({ id }) => id))]"""


@pytest.fixture(scope="module")
def town(postgis: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The small city with residential groups and car parks."""
    with postgis.clone("twin_template") as url:
        yield from serve(url, tmp_path_factory.mktemp("reports"), PROGRAMME + LOTS)


def panel_of(visit: Visit) -> Locator:
    return visit.page.get_by_role("region", name="Báo cáo không gian", exact=True)


def open_report(visit: Visit, report: str, more: str = "") -> Locator:
    visit.open(f"{WHERE}&side=reports&report={report}{more}")
    panel = panel_of(visit)
    expect(panel.get_by_role("button", name="Chạy báo cáo")).to_be_visible()
    return panel


def run(panel: Locator) -> None:
    panel.get_by_role("button", name="Chạy báo cáo").click()
    expect(panel.locator("[data-answer]")).to_be_visible(timeout=SOON)


def lit(visit: Visit, drawing: str) -> dict[int, dict[str, Any]]:
    """What a drawing of the answer has on the screen, by id."""
    return dict(visit.page.evaluate(LIT, drawing))


def figure(panel: Locator, name: str) -> Locator:
    return panel.locator(f"[data-figure={name}] b")


def test_every_report_of_the_shelf_is_offered_and_has_a_form(town: Server, visitor: Visitor) -> None:
    visit = visitor(town)
    visit.open("#side=reports")
    panel = panel_of(visit)
    expect(panel.locator("[data-report]")).to_have_count(len(reports()))
    for name, report in reports().items():
        panel.locator(f"[data-report={name}]").click()
        expect(panel.get_by_role("heading", level=3)).to_have_text(report.title.vi)
        own = [one for one in report.inputs.model_fields.values() if one.annotation in {float, int, bool}]
        for asked in own:
            extra = asked.json_schema_extra
            assert isinstance(extra, dict)
            expect(panel.get_by_label(str(extra["title_vi"]), exact=True).first).to_be_visible()
        panel.get_by_role("button", name="Về danh sách báo cáo").click()
    panel.get_by_label("Tìm báo cáo").fill("chua chay")
    assert 0 < panel.locator("[data-report]").count() < len(reports())


def test_a_report_is_run_and_its_answer_stands_beside_and_on_the_map(town: Server, visitor: Visitor) -> None:
    visit = visitor(town)
    panel = open_report(visit, PARKING)
    run(panel)
    expect(figure(panel, "need")).to_have_text("80")
    expect(figure(panel, "spaces")).to_have_text("70")
    expect(figure(panel, "short")).to_have_text("1")
    visit.settle()
    drawn = lit(visit, "parking_groups")
    assert {one["code"]: one["state"] for one in drawn.values()} == {"TDP01": "enough", "TDP02": "short"}
    green, red = visit.colours((105.7880, 21.0100), (105.8010, 21.0095))
    assert green != red
    key = panel.locator("li").filter(has_text=re.compile("^(Đủ|Thiếu)$"))
    expect(key).to_have_count(2)
    panel.get_by_role("switch", name="Hiện Chỗ đỗ xe so với nhu cầu").press("Space")
    visit.settle()
    assert lit(visit, "parking_groups") == {}


def test_table_chart_and_map_choose_one_another(town: Server, visitor: Visitor) -> None:
    visit = visitor(town)
    panel = open_report(visit, PARKING)
    run(panel)
    visit.settle()
    rows = panel.locator("[data-table=groups] tbody tr")
    bars = panel.locator("[data-chart=groups] [role=button]")
    chosen = {one["code"]: number for number, one in lit(visit, "parking_groups").items()}
    rows.filter(has_text="TDP02").click()
    expect(bars.nth(1)).to_have_attribute("aria-pressed", "true")
    visit.until(f"({CHOSEN})().includes({chosen['TDP02']})")
    bars.nth(0).click()
    expect(rows.filter(has_text="TDP01")).to_have_attribute("aria-current", "true")
    expect(rows.filter(has_text="TDP02")).to_have_attribute("aria-current", "false")
    visit.until(f"JSON.stringify(({CHOSEN})()) === '[{chosen['TDP01']}]'")
    # The map flies to what is chosen: until it is there nobody can point at anything.
    visit.settle()
    visit.click((105.8010, 21.0095))
    expect(rows.filter(has_text="TDP02")).to_have_attribute("aria-current", "true")
    expect(bars.nth(1)).to_have_attribute("aria-pressed", "true")
    assert visit.page.get_by_role("region", name="Đối tượng", exact=True).count() == 0
    panel.get_by_role("button", name="Bỏ chọn").click()
    visit.settle()
    assert visit.page.evaluate(CHOSEN) == []


def test_a_table_is_sorted_with_what_is_unknown_last(town: Server, visitor: Visitor) -> None:
    visit = visitor(town)
    panel = open_report(visit, RAIN)
    run(panel)
    names = panel.locator("[data-table=spots] tbody td:first-child")
    expect(names).to_have_count(1)
    expect(figure(panel, "unknown")).to_have_text("1")
    panel.get_by_role("button", name="Sửa điều kiện").click()
    intensity = panel.get_by_role("textbox", name="Cường độ mưa (mm/h)")
    expect(intensity).to_have_value("70")


def test_what_is_typed_is_kept_and_what_cannot_be_is_said(town: Server, visitor: Visitor) -> None:
    visit = visitor(town)
    panel = open_report(visit, RAIN)
    intensity = panel.get_by_role("textbox", name="Cường độ mưa (mm/h)")
    intensity.fill("12,5")
    intensity.blur()
    panel.get_by_role("textbox", name="Tầm ảnh hưởng (m)").fill("9999")
    panel.get_by_role("button", name="Chạy báo cáo").click()
    expect(panel.get_by_text("Nhiều nhất là 2000.")).to_be_visible()
    expect(panel.get_by_role("alert")).to_contain_text("Còn 1 mục cần sửa")
    panel.get_by_role("button", name="Về danh sách báo cáo").click()
    visit.until("!location.hash.includes('report=')")
    visit.page.reload()
    visit.settle()
    panel.locator(f"[data-report={RAIN}]").click()
    expect(panel.get_by_role("textbox", name="Cường độ mưa (mm/h)")).to_have_value("12,5")
    expect(panel.get_by_role("textbox", name="Tầm ảnh hưởng (m)")).to_have_value("9999")
    panel.get_by_role("button", name="Nhập lại từ đầu").click()
    expect(panel.get_by_role("textbox", name="Tầm ảnh hưởng (m)")).to_have_value("100")


def test_an_area_is_picked_on_the_map_or_drawn_there(town: Server, visitor: Visitor) -> None:
    visit = visitor(town)
    panel = open_report(visit, PARKING)
    panel.get_by_text("Theo tổ dân phố", exact=True).click()
    panel.get_by_role("button", name="Chọn trên bản đồ").click()
    visit.until("window.twin.map.getSource('residential_groups')")
    visit.settle()
    visit.click((105.8010, 21.0095))
    expect(panel.get_by_text("Tổ dân phố số 2 (TDP02)")).to_be_visible()
    panel.get_by_role("button", name="Chọn xong").click()
    run(panel)
    expect(figure(panel, "need")).to_have_text("40")
    panel.get_by_role("button", name="Sửa điều kiện").click()
    panel.get_by_text("Vẽ trên bản đồ", exact=True).click()
    panel.get_by_role("button", name="Vẽ vùng").click()
    for place in ((105.7935, 21.0115), (105.7955, 21.0115), (105.7955, 21.0145)):
        visit.click(place)
    visit.page.get_by_role("button", name="Xong", exact=True).click()
    expect(panel.get_by_text("Vùng vẽ trên bản đồ").last).to_be_visible()
    run(panel)
    expect(panel.locator("[data-table=groups] tbody tr")).to_have_count(1)
    expect(panel.locator("[data-table=groups] tbody tr")).to_contain_text("TDP01")


def test_a_refusal_and_a_server_that_is_away_are_said_and_lose_nothing(
    town: Server, visitor: Visitor
) -> None:
    visit = visitor(town)
    panel = open_report(visit, PARKING)
    panel.get_by_label("Số liệu tính đến ngày").fill("2999-01-31")
    panel.get_by_role("button", name="Chạy báo cáo").click()
    expect(panel.get_by_role("alert")).to_contain_text("2999")
    visit.page.route("**/execution*", lambda route: route.abort())
    panel.get_by_role("button", name="Chạy báo cáo").click()
    expect(panel.get_by_role("alert")).to_contain_text("Điều kiện đã nhập vẫn còn nguyên")
    expect(panel.get_by_label("Số liệu tính đến ngày")).to_have_value("2999-01-31")
    visit.troubles.clear()


def test_a_run_goes_on_while_one_works_and_can_be_stopped(town: Server, visitor: Visitor) -> None:
    visit = visitor(town)
    panel = open_report(visit, PARKING)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    visit.page.route("**/execution*", hold)
    panel.get_by_role("button", name="Chạy báo cáo").click()
    expect(panel.get_by_role("status")).to_contain_text("Đang tính")
    panel.get_by_role("button", name="Về danh sách báo cáo").click()
    visit.page.get_by_role("button", name="Mở danh sách lớp").click()
    visit.page.get_by_role("button", name="Mở báo cáo không gian").click()
    held[0].continue_()
    panel.locator("li[data-state=successful]").get_by_role("button", name="Xem kết quả").click()
    expect(figure(panel, "need")).to_have_text("80")
    panel.get_by_role("button", name="Sửa điều kiện").click()
    panel.get_by_role("button", name="Chạy báo cáo").click()
    panel.get_by_role("button", name="Dừng").click()
    expect(panel.get_by_role("alert")).to_contain_text("Đã dừng")
    visit.troubles.clear()


def test_the_answer_is_downloaded_in_every_form(town: Server, visitor: Visitor) -> None:
    visit = visitor(town)
    panel = open_report(visit, PARKING)
    run(panel)
    for form in ("XLSX", "GEOJSON"):
        panel.get_by_role("button", name="Tải về").click()
        with visit.page.expect_download() as saved:
            visit.page.get_by_role("menuitem", name=f"Tải dạng {form}").click()
        assert re.fullmatch(rf"{PARKING}-\d{{8}}\.{form.lower()}", saved.value.suggested_filename)
    told = json.loads(saved.value.path().read_text())
    assert {one["properties"]["code"] for one in told["features"]} == {"TDP01", "TDP02"}


def test_the_keyboard_alone_runs_a_report_and_reads_its_chart(town: Server, visitor: Visitor) -> None:
    visit = visitor(town)
    panel = open_report(visit, PARKING)
    panel.get_by_role("textbox", name="Giả định số ô tô trên 100 hộ").press("Enter")
    expect(panel.locator("[data-answer]")).to_be_visible(timeout=SOON)
    bars = panel.locator("[data-chart=groups] [role=button]")
    bars.first.focus()
    visit.page.keyboard.press("ArrowRight")
    expect(bars.nth(1)).to_be_focused()
    visit.page.keyboard.press("Enter")
    expect(panel.locator("[data-table=groups] tr[aria-current=true]")).to_contain_text("TDP02")


def test_a_phone_asks_in_a_sheet(town: Server, visitor: Visitor) -> None:
    visit = visitor(town, *PHONE)
    visit.open(f"{WHERE}&side=reports&report={PARKING}")
    visit.page.get_by_role("button", name="Mở báo cáo không gian").click()
    sheet = visit.page.get_by_role("dialog", name="Báo cáo không gian")
    sheet.get_by_role("button", name="Chạy báo cáo").press("Enter")
    expect(sheet.locator("[data-figure=need] b")).to_have_text("80", timeout=SOON)
    assert visit.page.evaluate("document.documentElement.scrollWidth") == PHONE[0]


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
@pytest.mark.parametrize("report", [None, RAIN, PARKING])
def test_everybody_can_use_it(town: Server, visitor: Visitor, report: str | None, *, dark: bool) -> None:
    visit = visitor(town, dark=dark)
    visit.open("#side=reports" if report is None else f"{WHERE}&side=reports&report={report}")
    expect(visit.page.locator("[data-report], form").first).to_be_visible()
    if report == PARKING:
        run(panel_of(visit))
    visit.page.evaluate(AXE.read_text())
    rules = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }"
    violations: list[dict[str, Any]] = visit.page.evaluate(
        f"axe.run(document, {rules}).then((r) => r.violations)"
    )
    assert [(found["id"], [node["html"][:160] for node in found["nodes"]]) for found in violations] == []
