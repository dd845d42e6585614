"""The layer list: what lies above what, whole subjects at once, and filters that the map and the table follow."""

import json
from collections.abc import Callable
from urllib.parse import quote

from playwright.sync_api import Locator, expect

from tests.browser.conftest import Server, Visit

Visitor = Callable[..., Visit]
CLOSE = "#map=16.7/21.0118/105.7952"
CROSSING = (105.7950, 21.0140)
NARROW, WIDE, UNMEASURED = (105.7935, 21.0125), (105.7935, 21.0115), (105.7935, 21.0105)


def row_of(visit: Visit, layer: str) -> Locator:
    return visit.page.locator(f"li[data-layer='{layer}']")


def open_filter(visit: Visit, layer: str, title: str) -> Locator:
    row = row_of(visit, layer)
    row.get_by_role("button", name=f"Chú giải và độ mờ của {title}").click()
    row.get_by_role("button", name=f"Lọc lớp {title}").click()
    row.get_by_role("button", name="Thêm điều kiện").click()
    return row


def choose(visit: Visit, row: Locator, label: str, option: str) -> None:
    row.get_by_label(label, exact=True).locator("visible=true").click()
    visit.page.get_by_role("option", name=option, exact=True).click()


def test_a_filter_narrows_the_map_the_count_the_table_and_the_link(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open(CLOSE)
    before = visit.colours(NARROW, WIDE, UNMEASURED)
    row = open_filter(visit, "alleys", "Ngõ, ngách, hẻm")
    choose(visit, row, "Thuộc tính", "Bề rộng thông thủy")
    choose(visit, row, "Phép so sánh", "từ")
    row.get_by_role("textbox", name="Giá trị").press_sequentially("3,5")
    expect(row).to_contain_text("Lọc còn 1 đối tượng")
    visit.settle()
    narrow, wide, unmeasured = visit.colours(NARROW, WIDE, UNMEASURED)
    assert (narrow != before[0], wide, unmeasured != before[2]) == (True, before[1], True)
    row.get_by_role("button", name="Bảng của lớp").click()
    table = visit.page.get_by_role("region", name="Bảng").first
    expect(table.locator("tbody tr")).to_have_count(1)
    expect(table.locator("tbody")).to_contain_text("Ngõ 2 Trung Kính")
    visit.page.wait_for_url("**where=alleys:**")
    other = visitor(city)
    other.open(visit.page.url.removeprefix(city.url + "/"))
    assert other.drawn()["alleys:line"] == 1
    row.get_by_role("button", name="Bỏ lọc lớp").click()
    expect(table.locator("tbody tr")).to_have_count(3)
    table.get_by_role("button", name="Đóng bảng").click()
    visit.settle()
    assert visit.colours(NARROW, WIDE, UNMEASURED) == before


def test_what_nobody_knows_can_be_asked_for_and_conditions_combine(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open(CLOSE + "&on=alleys")
    row = open_filter(visit, "alleys", "Ngõ, ngách, hẻm")
    choose(visit, row, "Thuộc tính", "Bề rộng thông thủy")
    choose(visit, row, "Phép so sánh", "chưa rõ")
    visit.until("window.twin.map.queryRenderedFeatures({ layers: ['alleys:line'] }).length > 0")
    expect(row).to_contain_text("Lọc còn 1 đối tượng")
    row.get_by_role("button", name="Thêm điều kiện").click()
    second = row.locator("fieldset > div").nth(1)
    choose(visit, second, "Thuộc tính", "Tên")
    second.get_by_role("textbox", name="Giá trị").fill("NGO 1")
    expect(row).to_contain_text("Lọc còn 0 đối tượng")
    row.get_by_text("Thỏa một điều kiện").click()
    expect(row).to_contain_text("Lọc còn 2 đối tượng")
    visit.settle()
    assert visit.drawn()["alleys:line"] == 2


def test_a_filter_of_a_link_that_cannot_be_asked_says_why(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    unknown = quote(json.dumps([0, ["no_such_thing", "number", "least", "3"]]))
    visit.page.goto(f"{city.url}/{CLOSE}&on=alleys&where=alleys:{unknown}")
    row = row_of(visit, "alleys")
    expect(row.locator("[data-wrong=true]")).to_contain_text("no_such_thing")
    visit.troubles.clear()
    row.get_by_role("button", name="Bỏ lọc lớp").click()
    visit.until("window.twin?.map?.queryRenderedFeatures({ layers: ['alleys:line'] }).length === 3")
    visit.troubles.clear()


def test_the_order_of_layers_is_changed_by_key_by_dragging_and_by_link(
    city: Server, visitor: Visitor
) -> None:
    visit = visitor(city)
    visit.open("#map=17/21.0140/105.7950&on=roads,flood_spots")
    spot = visit.colours(CROSSING)
    visit.page.get_by_text("Thứ tự vẽ", exact=True).click()
    order = visit.page.get_by_role("list", name="Thứ tự vẽ").get_by_role("listitem")
    expect(order).to_have_count(2)
    expect(order.first).to_have_attribute("data-layer", "flood_spots")
    handle = visit.page.get_by_role("button", name="Di chuyển lớp Điểm ngập úng")
    handle.press("ArrowDown")
    expect(order.first).to_have_attribute("data-layer", "roads")
    expect(handle).to_be_focused()
    visit.page.mouse.move(400, 300)
    visit.settle()
    road = visit.colours(CROSSING)
    assert road != spot, "the street covers the spot now"
    visit.page.wait_for_url("**order=roads,flood_spots**")
    other = visitor(city)
    other.open(visit.page.url.removeprefix(city.url + "/"))
    assert other.colours(CROSSING) == road
    order.nth(1).drag_to(order.first)
    expect(order.first).to_have_attribute("data-layer", "flood_spots")
    visit.page.mouse.move(400, 300)
    visit.settle()
    assert visit.colours(CROSSING) == spot


def test_a_subject_is_switched_and_folded_as_a_whole_and_layers_are_found_without_marks(
    city: Server, visitor: Visitor
) -> None:
    visit = visitor(city)
    visit.open()
    group = visit.page.locator("[data-group]").filter(has=row_of(visit, "alleys"))
    everything = group.get_by_role("checkbox", name="Hiện mọi lớp của nhóm").first
    everything.check()
    expect(group.get_by_role("switch", checked=False)).to_have_count(0)
    everything.uncheck()
    expect(group.get_by_role("switch", checked=True)).to_have_count(0)
    visit.settle()
    assert not any(part.startswith("alleys:") for part in visit.drawn())
    fold = group.get_by_role("button", name="Gập hoặc mở nhóm")
    fold.press("Enter")
    expect(row_of(visit, "alleys")).to_have_count(0)
    visit.page.get_by_role("textbox", name="Lọc theo tên lớp").fill("ngo, ngach")
    expect(row_of(visit, "alleys")).to_be_visible()
    expect(visit.page.locator("li[data-layer]")).to_have_count(1)


def test_a_table_orders_opens_and_hands_out_what_it_shows(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open(CLOSE + "&list=alleys")
    table = visit.page.get_by_role("region", name="Bảng").first
    expect(table.locator("tbody tr")).to_have_count(3)
    heading = table.get_by_role("columnheader", name="Bề rộng thông thủy")
    heading.get_by_role("button").click()
    expect(heading).to_have_attribute("aria-sort", "ascending")
    expect(table.locator("tbody tr").first).to_contain_text("1,6")
    heading.get_by_role("button").click()
    expect(table.locator("tbody tr").filter(has_text="5,5")).to_have_count(1)
    table.get_by_role("button", name="Tải xuống").click()
    with visit.page.expect_download() as asked:
        visit.page.get_by_role("menuitem", name="CSV").click()
    assert "Ngõ 1 Trung Kính" in asked.value.path().read_text(encoding="utf8")
    table.get_by_role("button", name="Ngách 2/3").click()
    panel = visit.page.get_by_role("region", name="Đối tượng", exact=True)
    expect(panel.get_by_role("heading", name="Ngách 2/3")).to_be_visible()
    table.get_by_role("button", name="Đóng bảng").click()
    expect(table).to_have_count(0)
