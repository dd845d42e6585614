"""What a person reads: the open feature in words, the search, both languages, with the mouse and the keyboard."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.conftest import Server, Visit

CROSSING = (105.7950, 21.0140)
NARROW_ALLEY = (105.7920, 21.0125)
CLOSE = "#map=17/21.0125/105.7930"

Visitor = Callable[..., Visit]


def panel_of(visit: Visit) -> Locator:
    return visit.page.get_by_role("region", name="Đối tượng", exact=True)


def line_of(panel: Locator, label: str) -> Locator:
    return panel.locator("dl > div").filter(has=panel.page.locator("dt", has_text=label)).locator("dd")


def search(visit: Visit, text: str) -> None:
    visit.page.get_by_role("combobox").press_sequentially(text, delay=20)


def test_a_click_tells_every_attribute_in_words(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open(CLOSE)
    visit.click(NARROW_ALLEY)
    panel = panel_of(visit)
    expect(panel.get_by_role("heading", name="Ngõ 1 Trung Kính")).to_be_visible()
    expect(line_of(panel, "Cấp")).to_have_text("Ngõ")
    expect(line_of(panel, "Bề rộng thông thủy")).to_contain_text("1,6\u00a0m")
    expect(line_of(panel, "Bề rộng thông thủy")).to_contain_text("Theo hồ sơ")
    expect(line_of(panel, "Ngõ cụt")).to_have_text("Có")
    expect(line_of(panel, "Chỉnh trang, cải tạo")).to_have_text("Đã hoàn thành")
    expect(line_of(panel, "Ngày hoàn thành cải tạo")).to_have_text("09/03/2026")
    expect(line_of(panel, "Chiều cao tĩnh không")).to_have_text("chưa rõ")
    expect(line_of(panel, "Cập nhật lúc")).to_be_visible()


def test_a_word_less_value_is_said_in_english_too(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open(CLOSE + "&lang=en")
    visit.click(NARROW_ALLEY)
    panel = visit.page.get_by_role("region", name="Feature", exact=True)
    expect(line_of(panel, "Clear width")).to_contain_text("1.6\u00a0m")
    expect(line_of(panel, "Clear width")).to_contain_text("From a document")
    expect(line_of(panel, "Headroom")).to_have_text("unknown")
    expect(line_of(panel, "Renovated on")).to_have_text("09/03/2026")


def test_of_several_features_at_one_point_each_can_be_chosen(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open("#map=17/21.0140/105.7950")
    visit.click(CROSSING)
    panel = panel_of(visit)
    expect(panel.get_by_role("heading", name="Điểm ngã tư")).to_be_visible()
    here = panel.get_by_role("navigation")
    expect(here).to_contain_text("Hoàng Đạo Thúy")
    here.get_by_role("button", name="Trung Kính").first.click()
    expect(panel.get_by_role("heading", name="Trung Kính")).to_be_visible()
    expect(line_of(panel, "Bề rộng mặt đường")).to_contain_text("Đo thực địa")
    expect(here.get_by_role("button", name="Trung Kính").first).to_have_attribute("aria-current", "true")


def test_the_pointer_is_told_what_it_is_on(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open(CLOSE)
    x, y = visit.page.evaluate("(place) => Object.values(window.twin.map.project(place))", list(NARROW_ALLEY))
    visit.page.locator("canvas.maplibregl-canvas").hover(position={"x": x, "y": y})
    expect(visit.page.locator(".maplibregl-popup")).to_contain_text("Ngõ 1 Trung Kính")


def test_a_click_beside_everything_and_escape_close_the_panel(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open(CLOSE + "&on=alleys")
    visit.click(NARROW_ALLEY)
    expect(panel_of(visit)).to_be_visible()
    visit.click((105.7920, 21.0120))
    expect(panel_of(visit)).to_have_count(0)
    visit.click(NARROW_ALLEY)
    panel_of(visit).get_by_role("button", name="Đóng").press("Escape")
    expect(panel_of(visit)).to_have_count(0)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("trung kinh", "Trung Kính"),
        ("hoang dao thuy", "Hoàng Đạo Thúy"),
        ("HOÀNG ĐẠO THUÝ", "Hoàng Đạo Thúy"),
        ("Nam Hoà", "Nam Hòa"),
        ("trung hòa", "Trung Hoà"),
    ],
)
def test_search_finds_names_however_they_are_typed(
    city: Server, visitor: Visitor, typed: str, found: str
) -> None:
    visit = visitor(city)
    visit.open()
    search(visit, typed)
    option = visit.page.get_by_role("option").filter(has=visit.page.get_by_text(found, exact=True))
    expect(option.first).to_be_visible()
    option.first.click()
    expect(panel_of(visit).get_by_role("heading", name=found, exact=True)).to_be_visible()


def test_search_by_keyboard_flies_there_and_moves_the_focus(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open("#map=13/21.05/105.75&on=roads")
    visit.page.keyboard.press("/")
    search(visit, "hoa bang")
    expect(visit.page.get_by_role("option").first).to_contain_text("Điểm Hoa Bằng")
    visit.page.keyboard.press("ArrowDown")
    visit.page.keyboard.press("ArrowUp")
    visit.page.keyboard.press("Enter")
    heading = panel_of(visit).get_by_role("heading", name="Điểm Hoa Bằng")
    expect(heading).to_be_focused()
    visit.settle()
    west, south, east, north = visit.page.evaluate("window.twin.map.getBounds().toArray().flat()")
    assert west < 105.7970 < east
    assert south < 21.0120 < north
    assert visit.drawn()["flood_spots:circle"] >= 1, "the layer of what was found is switched on"


def test_what_is_not_there_is_said(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open()
    search(visit, "xyzzy")
    expect(visit.page.get_by_text("Không tìm thấy gì cho “xyzzy”.")).to_be_visible()


def test_an_overtaken_search_is_cancelled(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open()
    asked: list[str] = []
    visit.page.on("request", lambda request: asked.append(request.url))
    search(visit, "trung kinh")
    expect(visit.page.get_by_role("option").first).to_be_visible()
    questions = [url for url in asked if "/api/search" in url]
    assert 1 <= len(questions) < len("trung kinh"), "not every letter is a question"


def test_everything_speaks_the_chosen_language_and_stays_in_it(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open()
    expect(visit.page.get_by_role("heading", name="Lớp dữ liệu")).to_be_visible()
    visit.page.get_by_text("EN", exact=True).click()
    expect(visit.page.get_by_role("heading", name="Layers", exact=True)).to_be_visible()
    expect(visit.page.get_by_role("switch", name="Show Alleys")).to_be_checked()
    expect(visit.page.locator("html")).to_have_attribute("lang", "en")
    expect(visit.page.get_by_role("note")).to_contain_text("Illustrative")
    visit.open()
    expect(visit.page.get_by_role("heading", name="Layers", exact=True)).to_be_visible()


def test_the_keyboard_opens_what_is_in_the_middle_of_the_map(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open("#map=18/21.0125/105.7920")
    visit.page.locator("canvas.maplibregl-canvas").focus()
    visit.page.keyboard.press("Enter")
    expect(panel_of(visit).get_by_role("heading", name="Ngõ 1 Trung Kính")).to_be_focused()
    visit.page.locator("canvas.maplibregl-canvas").press("Escape")
    expect(panel_of(visit)).to_have_count(0)


def test_the_demonstration_says_that_it_is_one(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open()
    expect(visit.page.get_by_role("note")).to_contain_text("minh họa")
