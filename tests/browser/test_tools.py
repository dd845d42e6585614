"""Measuring, coordinates and kept views: what staff do on the map beside looking."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Locator, expect
from pyproj import Transformer

from tests.browser.conftest import ROOT, Server, Visit, until

Visitor = Callable[..., Visit]
AXE = ROOT / "viewer/node_modules/axe-core/axe.min.js"
HERE = "#map=17/21.0140/105.7970&on=ward"
CORNERS = ((105.7965, 21.0135), (105.7975, 21.0135), (105.7975, 21.0145))
TO_GRID = Transformer.from_crs(4326, 5897, always_xy=True)


def take_up(visit: Visit, tool: str) -> Locator:
    visit.page.get_by_role("toolbar", name="Công cụ", exact=True).get_by_role("button", name=tool).click()
    return visit.page.get_by_role("region", name=tool)


def length(*corners: tuple[float, float]) -> float:
    points = [TO_GRID.transform(*corner) for corner in corners]
    pairs = pairwise(points)
    return float(sum(((a - c) ** 2 + (b - d) ** 2) ** 0.5 for (a, b), (c, d) in pairs))


def measured(visit: Visit) -> list[list[float]]:
    text = visit.page.evaluate("new URLSearchParams(location.hash.slice(1)).get('measure')") or ":"
    return [[float(part) for part in corner.split("/")] for corner in text.split(":")[1].split(";") if corner]


def test_a_length_and_an_area_are_measured_in_vn_2000(city: Server, visitor: Visitor) -> None:
    visit = visitor(city, 1280, 800)
    visit.open(HERE)
    card = take_up(visit, "Đo độ dài, diện tích")
    expect(card.get_by_role("status")).to_contain_text("–")
    for corner in CORNERS:
        visit.click(corner)
    card.get_by_role("button", name="Xong").click()
    assert until(lambda: len(measured(visit)) == len(CORNERS)), "the link follows"
    corners = [(x, y) for x, y in measured(visit)]
    told = card.get_by_role("status").inner_text().split("\u00a0m")[0].replace(",", ".")
    assert float(told) == pytest.approx(length(*corners), abs=0.006)
    assert float(told) == pytest.approx(length(*CORNERS), abs=3), "as exact as a click"
    expect(visit.page.get_by_role("region", name="Đối tượng", exact=True)).to_have_count(0)
    card.get_by_text("Diện tích", exact=True).click()
    expect(card.get_by_role("status")).to_contain_text("m²")
    expect(card.get_by_role("status")).to_contain_text("Chu vi")
    visit.page.mouse.move(640, 700)
    visit.settle()
    assert visit.drawn()["twin:drawn:area"] == 1
    card.get_by_role("button", name="Đóng công cụ").click()
    visit.page.wait_for_url("**measure=area:**")
    other = visitor(city, 1280, 800)
    other.open(visit.page.url.removeprefix(city.url + "/"))
    assert other.drawn()["twin:drawn:corner"] == len(CORNERS)


def test_the_keyboard_measures_and_takes_back(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open(HERE)
    card = take_up(visit, "Đo độ dài, diện tích")
    expect(card.get_by_role("status")).to_contain_text("–")
    canvas = visit.page.locator("canvas.maplibregl-canvas")
    canvas.press("Enter")
    for place in (105.7980, 105.7990):
        visit.page.evaluate(f"window.twin.map.jumpTo({{ center: [{place}, 21.0140] }})")
        canvas.press("Enter")
    two = length((105.7970, 21.0140), (105.7980, 21.0140))
    three = length((105.7970, 21.0140), (105.7980, 21.0140), (105.7990, 21.0140))
    expect(card.get_by_role("status")).to_contain_text(f"{three:.2f}".replace(".", ","))
    canvas.press("Backspace")
    expect(card.get_by_role("status")).to_contain_text(f"{two:.2f}".replace(".", ","))
    canvas.press("Escape")
    expect(card.get_by_role("status")).to_contain_text("–")


def test_sides_that_cross_have_no_area(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    bow = "105.7965/21.0135;105.7975/21.0145;105.7975/21.0135;105.7965/21.0145"
    visit.open(f"{HERE}&measure=area:{bow}")
    expect(take_up(visit, "Đo độ dài, diện tích")).to_contain_text("cắt nhau")


def test_the_pointer_is_told_where_it_is_in_both_systems(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open("#map=17/21.017/105.793&on=ward")
    shown = visit.page.get_by_title("Tọa độ tại con trỏ")
    expect(shown).to_contain_text("21,017000°\u00a0B 105,793000°\u00a0Đ")
    expect(shown).to_contain_text("X\u00a02325039,29 Y\u00a0582236,66")
    canvas = visit.page.locator("canvas.maplibregl-canvas")
    canvas.hover(position={"x": 300, "y": 300})
    expect(shown).not_to_contain_text("105,793000°")


@pytest.mark.parametrize(
    "typed", ["21,0180 105,7940", "2325150,68 582340,07", "21°01'04.8\"N 105°47'38.4\"E"]
)
def test_typed_coordinates_are_gone_to(city: Server, visitor: Visitor, typed: str) -> None:
    visit = visitor(city)
    visit.open(HERE)
    card = take_up(visit, "Tới tọa độ")
    card.get_by_role("textbox", name="Tọa độ").fill(typed)
    card.get_by_role("textbox", name="Tọa độ").press("Enter")
    visit.until("Math.abs(window.twin.map.getCenter().lat - 21.018) < 1e-5")
    visit.settle()
    assert visit.drawn()["twin:drawn:corner"] == 1
    visit.page.wait_for_url("**spot=105.79**")


def test_swapped_coordinates_are_asked_about_and_nonsense_is_refused(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open(HERE)
    card = take_up(visit, "Tới tọa độ")
    box = card.get_by_role("textbox", name="Tọa độ")
    box.fill("105,7940; 21,0180")
    box.press("Enter")
    question = card.get_by_role("alert")
    expect(question).to_contain_text("đổi chỗ")
    assert visit.page.evaluate("window.twin.map.getCenter().lat") == pytest.approx(21.014)
    question.get_by_role("button", name="21,018000°").click()
    visit.until("Math.abs(window.twin.map.getCenter().lat - 21.018) < 1e-5")
    box.fill("48,85 2,35")
    box.press("Enter")
    expect(card).to_contain_text("Không đọc được tọa độ")
    expect(box).to_have_value("48,85 2,35")


def test_a_view_is_kept_named_anew_gone_to_and_brought_back(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open("#map=17/21.0110/105.7980&on=flood_spots")
    card = take_up(visit, "Dấu trang")
    card.get_by_role("textbox", name="Tên khung nhìn").fill("Hoa Bằng <b>")
    card.get_by_role("button", name="Lưu").click()
    expect(card.get_by_role("link", name="Hoa Bằng <b>")).to_be_visible()
    card.get_by_role("button", name="Đổi tên").click()
    card.get_by_role("textbox", name="Tên khung nhìn").last.fill("Ngập Hoa Bằng")
    card.get_by_role("textbox", name="Tên khung nhìn").last.press("Enter")
    visit.page.goto("about:blank")
    visit.open("#map=14/21.0140/105.7950")
    card = take_up(visit, "Dấu trang")
    card.get_by_role("link", name="Ngập Hoa Bằng").click()
    visit.until("Math.abs(window.twin.map.getZoom() - 17) < 0.01")
    visit.settle()
    assert {part.split(":")[0] for part in visit.drawn()} == {"flood_spots"}
    card.get_by_role("button", name="Bỏ Ngập Hoa Bằng").click()
    expect(card.get_by_role("link")).to_have_count(0)
    card.get_by_role("button", name="Hoàn tác").click()
    expect(card.get_by_role("link", name="Ngập Hoa Bằng")).to_be_visible()


@pytest.mark.parametrize("dark", [False, True])
def test_everybody_can_use_every_tool_table_and_leaf(city: Server, visitor: Visitor, *, dark: bool) -> None:
    visit = visitor(city, 1280, 860, dark=dark)
    visit.open("#map=16/21.0130/105.7950&open=alleys.1&list=alleys&pick=alleys:1")
    bar = visit.page.get_by_role("toolbar", name="Công cụ", exact=True)
    found: list[tuple[str, str, list[str]]] = []
    visit.page.evaluate(AXE.read_text())

    def look(where: str) -> None:
        rules = "{ runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'] }"
        violations = visit.page.evaluate(f"axe.run(document, {rules}).then((r) => r.violations)")
        found.extend((where, one["id"], [node["html"][:160] for node in one["nodes"]]) for one in violations)

    for tool in bar.get_by_role("button").all():
        tool.click()
        expect(visit.page.get_by_role("button", name="Đóng công cụ")).to_be_visible()
        look(str(tool.get_attribute("aria-label")))
    panel = visit.page.get_by_role("region", name="Đối tượng", exact=True)
    for leaf in ("Liên quan", "Lịch sử", "Sửa"):
        panel.get_by_text(leaf, exact=True).click()
        look(leaf)
    assert found == []
