"""Several features at once: picked one by one, in a box, listed, shown and handed out."""

from collections.abc import Callable

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Server, Visit

Visitor = Callable[..., Visit]
ALLEYS = "#map=17/21.0115/105.7925&on=alleys,roads"
DESK = (1280, 900)
"""A table takes its room from the map."""
FIRST, SECOND, THIRD = (105.7920, 21.0125), (105.7920, 21.0115), (105.7920, 21.0105)


def at(visit: Visit, place: tuple[float, float]) -> tuple[float, float]:
    x, y = visit.page.evaluate("(place) => Object.values(window.twin.map.project(place))", list(place))
    box = visit.page.locator("canvas.maplibregl-canvas").bounding_box()
    assert box is not None
    return box["x"] + x, box["y"] + y


def shift_click(visit: Visit, place: tuple[float, float]) -> None:
    x, y = at(visit, place)
    visit.page.keyboard.down("Shift")
    visit.page.mouse.click(x, y)
    visit.page.keyboard.up("Shift")


def drag(visit: Visit, start: tuple[float, float], end: tuple[float, float]) -> None:
    visit.page.mouse.move(*at(visit, start))
    visit.page.mouse.down()
    visit.page.mouse.move(*at(visit, end), steps=4)
    visit.page.mouse.up()


def list_of(visit: Visit) -> Locator:
    return visit.page.get_by_role("region", name="Đối tượng đã chọn")


def marked(visit: Visit) -> int:
    visit.settle()
    return visit.drawn().get("twin:selected:alleys:line", 0)


def test_shift_gathers_features_that_are_marked_listed_and_in_the_link(
    city: Server, visitor: Visitor
) -> None:
    visit = visitor(city, *DESK)
    visit.open(ALLEYS)
    shift_click(visit, FIRST)
    expect(list_of(visit).locator("tbody tr")).to_have_count(1)
    visit.settle()
    shift_click(visit, SECOND)
    expect(list_of(visit)).to_contain_text("Đã chọn 2")
    expect(list_of(visit).locator("tbody")).to_contain_text("Ngõ 2 Trung Kính")
    expect(visit.page.get_by_role("region", name="Đối tượng", exact=True)).to_have_count(0)
    assert marked(visit) == 2
    visit.page.wait_for_url("**pick=alleys:1,alleys:2**")
    other = visitor(city, *DESK)
    other.open(visit.page.url.removeprefix(city.url + "/"))
    assert marked(other) == 2
    shift_click(visit, FIRST)
    expect(list_of(visit)).to_contain_text("Đã chọn 1")
    list_of(visit).get_by_role("button", name="Bỏ chọn").click()
    expect(list_of(visit)).to_have_count(0)
    assert marked(visit) == 0


def test_a_box_takes_what_it_touches_and_the_map_stays_where_it_is(city: Server, visitor: Visitor) -> None:
    visit = visitor(city, *DESK)
    visit.open(ALLEYS)
    before = visit.page.evaluate("window.twin.map.getCenter().toArray()")
    visit.page.get_by_role("button", name="Chọn nhiều đối tượng").click()
    drag(visit, (105.7915, 21.0120), (105.7925, 21.0102))
    expect(list_of(visit)).to_contain_text("Đã chọn 2")
    expect(list_of(visit).locator("tbody tr")).to_have_count(2)
    assert visit.page.evaluate("window.twin.map.getCenter().toArray()") == before
    visit.page.get_by_role("button", name="Đóng công cụ").click()
    visit.settle()
    visit.page.keyboard.down("Shift")
    drag(visit, (105.7915, 21.0128), (105.7925, 21.0122))
    visit.page.keyboard.up("Shift")
    expect(list_of(visit)).to_contain_text("Đã chọn 3")
    assert marked(visit) == 3


def test_the_selected_are_flown_to_and_handed_out(city: Server, visitor: Visitor) -> None:
    visit = visitor(city, *DESK)
    visit.open("#map=15/21.0160/105.8000&on=alleys,roads&pick=alleys:1,alleys:3,roads:4&list=*")
    expect(list_of(visit).get_by_role("tab")).to_have_count(2)
    list_of(visit).get_by_role("tab", name="Ngõ").click()
    list_of(visit).get_by_role("button", name="Phóng tới").click()
    visit.until("window.twin.map.getZoom() > 15.5")
    visit.settle()
    assert marked(visit) == 2
    list_of(visit).get_by_role("button", name="Tải xuống").click()
    with visit.page.expect_download() as asked:
        visit.page.get_by_role("menuitem", name="CSV").click()
    text = asked.value.path().read_text(encoding="utf8")
    assert ("Ngõ 1 Trung Kính" in text, "Ngách 2/3" in text, "Ngõ 2 Trung" in text) == (True, True, False)


def test_the_keyboard_selects_what_is_in_the_middle(city: Server, visitor: Visitor) -> None:
    visit = visitor(city, *DESK)
    visit.open("#map=18/21.0125/105.7920&on=alleys")
    visit.page.locator("canvas.maplibregl-canvas").focus()
    visit.page.keyboard.press("Shift+Enter")
    expect(list_of(visit)).to_contain_text("Ngõ 1 Trung Kính")
