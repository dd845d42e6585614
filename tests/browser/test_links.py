"""A link restores what was seen."""

from collections.abc import Callable

from playwright.sync_api import expect

from tests.browser.conftest import Server, Visit

Visitor = Callable[..., Visit]
LINK = (
    "#map=16/21.0130/105.7955/-20/50&on=roads,alleys,buildings&hide=alleys:0&fade=roads:0.4&look=3d&lang=en"
)


def test_a_link_restores_the_whole_view(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open(LINK)
    seen = visit.page.evaluate(
        "(({ lng, lat }, map) => [map.getZoom(), lat, lng, map.getBearing(), map.getPitch()])"
        "(window.twin.map.getCenter(), window.twin.map)"
    )
    assert [round(number, 4) for number in seen] == [16, 21.013, 105.7955, -20, 50]
    drawn = visit.drawn()
    assert {part.split(":")[0] for part in drawn} == {"roads", "alleys", "buildings"}
    assert drawn["alleys:line"] == 2
    assert drawn["buildings:extrusion"] == 1
    expect(visit.page.get_by_role("heading", name="Layers", exact=True)).to_be_visible()
    expect(visit.page.get_by_role("checkbox", name="Show Under 2 m")).not_to_be_checked()


def test_a_link_opens_a_feature_and_goes_there(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open("#open=buildings.1")
    expect(visit.page.get_by_role("region", name="Đối tượng", exact=True)).to_contain_text("Chung cư A")
    visit.until("window.twin.map.getZoom() > 16")


def test_the_copied_link_shows_another_visitor_the_same(city: Server, visitor: Visitor) -> None:
    first = visitor(city)
    first.open("#map=15.5/21.0140/105.7950")
    first.page.get_by_role("switch", name="Hiện lớp Nhà, chung cư").uncheck(force=True)
    first.page.get_by_role("button", name="Chép đường dẫn").locator("visible=true").click()
    expect(first.page.get_by_role("status").filter(has_text="Đã chép đường dẫn")).to_have_count(1)
    link = first.page.evaluate("navigator.clipboard.readText()")
    second = visitor(city)
    second.open(link.removeprefix(city.url + "/"))
    assert second.drawn() == first.drawn()
    assert second.page.evaluate("window.twin.map.getZoom()") == 15.5


def test_a_link_followed_in_an_open_page_is_followed(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open()
    visit.page.evaluate("location.hash = '#map=17/21.0110/105.7980&on=flood_spots&lang=en'")
    visit.until("Math.abs(window.twin.map.getZoom() - 17) < 0.01")
    visit.settle()
    assert {part.split(":")[0] for part in visit.drawn()} == {"flood_spots"}
    expect(visit.page.get_by_role("heading", name="Layers", exact=True)).to_be_visible()


def test_a_broken_link_is_a_first_visit(city: Server, visitor: Visitor) -> None:
    visit = visitor(city)
    visit.open("#map=x/y&on=nothing_like_it&open=nowhere.9&hide=%E0")
    expect(visit.page.get_by_role("region", name="Đối tượng", exact=True)).to_contain_text("không còn")
    assert visit.drawn() == {}
