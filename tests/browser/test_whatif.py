"""What-if beside the map: steps drawn there, put one after another, and a report before and after."""

from collections.abc import Callable, Iterator

import psycopg
import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import PROGRAMME, Databases, Server, Visit, serve
from tests.browser.test_shell import AXE
from twin.scenarios import scenarios

Visitor = Callable[..., Visit]
WHERE = "#map=15.3/21.0140/105.7960/0/0&on=buildings,roads,alleys&side=whatif"
GARDEN = ((105.7935, 21.0115), (105.7955, 21.0115), (105.7955, 21.0145))
GREEN = "green_access"


@pytest.fixture(scope="module")
def town(postgis: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The small city with residential groups."""
    with postgis.clone("twin_template") as url:
        yield from serve(url, tmp_path_factory.mktemp("whatif"), PROGRAMME)


def panel_of(visit: Visit) -> Locator:
    return visit.page.get_by_role("region", name="Giả định", exact=True)


def open_panel(visit: Visit) -> Locator:
    visit.open(WHERE)
    panel = panel_of(visit)
    expect(panel.locator("[data-scenario]")).to_have_count(len(scenarios()))
    return panel


def suppose_garden(visit: Visit, panel: Locator) -> None:
    panel.locator("[data-scenario=new_green_space]").click()
    panel.get_by_role("button", name="Vẽ vùng").click()
    for place in GARDEN:
        visit.click(place)
    visit.page.get_by_role("button", name="Xong", exact=True).click()
    panel.get_by_label("Có thiết bị thể dục").select_option(label="Có")
    panel.get_by_role("button", name="Thêm vào giả định").click()


def test_every_scenario_of_the_shelf_has_a_form(town: Server, visitor: Visitor) -> None:
    visit = visitor(town)
    panel = open_panel(visit)
    for name, scenario in scenarios().items():
        panel.locator(f"[data-scenario={name}]").click()
        expect(panel.get_by_role("heading", level=3)).to_have_text(scenario.title.vi)
        expect(panel.get_by_role("button", name="Thêm vào giả định")).to_be_visible()
        panel.get_by_role("button", name="Về các bước").click()


def test_a_garden_is_drawn_and_a_report_told_before_and_after(town: Server, visitor: Visitor) -> None:
    visit = visitor(town)
    panel = open_panel(visit)
    suppose_garden(visit, panel)
    step = panel.locator("[data-step=new_green_space]")
    expect(step).to_contain_text("Vùng vẽ trên bản đồ")
    panel.get_by_label("Báo cáo để so sánh").select_option(GREEN)
    panel.get_by_role("button", name="Chạy trước và sau").click()
    table = panel.locator(f"[data-comparison={GREEN}]")
    expect(table).to_be_visible(timeout=60_000)
    expect(panel.get_by_text("Giả định: thêm vườn hoa")).to_be_visible()
    with psycopg.connect(town.database_url) as connection:
        row = connection.execute("SELECT count(*) FROM city.green_spaces").fetchone()
    assert row == (0,), "a what-if writes nothing"
    # What is put together outlives a reload, and leaves when it is removed.
    visit.page.reload()
    visit.settle()
    expect(step).to_be_visible()
    panel.get_by_role("button", name="Bỏ Thêm không gian xanh").click()
    expect(step).to_have_count(0)


def test_steps_are_moved_changed_and_asked_for_what_they_lack(town: Server, visitor: Visitor) -> None:
    visit = visitor(town)
    panel = open_panel(visit)
    panel.locator("[data-scenario=rain]").click()
    panel.get_by_role("button", name="Thêm vào giả định").click()
    expect(panel.get_by_text("Cần nhập mục này.")).to_be_visible()
    panel.get_by_role("textbox", name="Lượng mưa (mm)").fill("80")
    panel.get_by_role("button", name="Thêm vào giả định").click()
    suppose_garden(visit, panel)
    steps = panel.locator("[data-step]")
    expect(steps).to_have_count(2)
    expect(steps.nth(0)).to_contain_text("80")
    panel.get_by_role("button", name="Lên trước").click()
    expect(steps.nth(1)).to_contain_text("80")
    panel.get_by_role("button", name="Sửa Mưa").click()
    panel.get_by_role("textbox", name="Lượng mưa (mm)").fill("95")
    panel.get_by_role("button", name="Giữ thay đổi").click()
    expect(steps.nth(1)).to_contain_text("95")


def test_a_what_if_that_may_not_be_saved_is_refused_in_words_and_stays(
    town: Server, visitor: Visitor
) -> None:
    visit = visitor(town)
    panel = open_panel(visit)
    suppose_garden(visit, panel)
    name = panel.get_by_label("Đặt tên để lưu")
    name.fill("Vườn hoa Trung Kính")
    panel.get_by_role("button", name="Lưu", exact=True).click()
    expect(panel.get_by_role("alert")).not_to_be_empty()
    expect(name).to_have_value("Vườn hoa Trung Kính")
    expect(panel.locator("[data-step]")).to_have_count(1)
    visit.troubles.clear()


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_everybody_can_use_it(town: Server, visitor: Visitor, *, dark: bool) -> None:
    visit = visitor(town, dark=dark)
    panel = open_panel(visit)
    suppose_garden(visit, panel)
    visit.page.evaluate(AXE.read_text())
    rules = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }"
    violations = visit.page.evaluate(f"axe.run(document, {rules}).then((r) => r.violations)")
    assert [(found["id"], [node["html"][:160] for node in found["nodes"]]) for found in violations] == []
