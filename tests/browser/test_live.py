"""The page follows the city while it changes, and survives its server."""

from collections.abc import Callable

import psycopg
from playwright.sync_api import APIResponse, Route, expect
from psycopg import sql

from tests.browser.conftest import Server, Visit, until
from twin.store.database import connect
from twin.store.registry import add_layer, remove_layer
from twin.store.tables import column_name
from twin.vocabulary import Field, Layer, Style, Text

Visitor = Callable[..., Visit]
ALLEY = (105.7920, 21.0125)
NEW_SPOT_IS_DRAWN = (
    "window.twin.map.queryRenderedFeatures().some((feature) => feature.properties.name === 'Mới')"
)


TREES = Layer(
    id="cay_xanh",
    title=Text(vi="Cây xanh", en="Street trees"),
    description=Text(vi="Cây xanh đường phố.", en="Trees along the streets."),
    group="added",
    geometry="Point",
    run_time=True,
    visible=True,
    style=Style(colour="#2b8a3e", width=8),
    title_field="Tên Cây",
    fields=(
        Field(name="Tên Cây", label=Text(vi="Tên Cây", en="Tên Cây")),
        Field(name="Cao (m)", label=Text(vi="Cao (m)", en="Cao (m)"), kind="number"),
    ),
)
PLANT = (
    "INSERT INTO city_added.cay_xanh ({}, {}, geom) VALUES ('Sấu', 12.5, 'SRID=4326;POINT(105.7935 21.0130)')"
)


def change(city: Server, statement: str) -> None:
    with psycopg.connect(city.database_url) as connection:
        connection.execute(statement.encode())


def test_a_change_shows_on_the_map_and_in_the_open_feature(own_city: Server, visitor: Visitor) -> None:
    visit = visitor(own_city)
    visit.open("#map=17/21.0125/105.7935&on=alleys,flood_spots")
    visit.click(ALLEY)
    panel = visit.page.get_by_role("region", name="Đối tượng", exact=True)
    expect(panel).to_contain_text("1,6\u00a0m")
    expect(visit.page.get_by_text("Trực tiếp")).to_be_visible()
    before = visit.colours((105.7930, 21.0125))
    change(own_city, "UPDATE city.alleys SET width_m = 6.25 WHERE name = 'Ngõ 1 Trung Kính'")
    expect(panel).to_contain_text("6,25\u00a0m")
    expect(panel.get_by_text("Vừa được cập nhật")).to_be_visible()
    panel.get_by_role("button", name="Đóng").click()
    visit.page.mouse.move(5, 5)
    visit.settle()
    assert visit.colours((105.7930, 21.0125)) != before
    change(
        own_city,
        "INSERT INTO city.flood_spots (name, geom) VALUES ('Mới', 'SRID=4326;POINT(105.7935 21.0128)')",
    )
    visit.until("window.twin.map.queryRenderedFeatures().some((feature) => feature.source === 'flood_spots')")
    change(own_city, "DELETE FROM city.flood_spots WHERE name = 'Mới'")
    visit.until(f"!{NEW_SPOT_IS_DRAWN}")


def test_a_change_while_a_tile_is_still_on_its_way_is_not_missed(own_city: Server, visitor: Visitor) -> None:
    visit = visitor(own_city)
    held: list[tuple[Route, APIResponse]] = []
    slow = True

    def answer_slowly(route: Route) -> None:
        if slow:
            held.append((route, route.fetch()))
        else:
            route.continue_()

    visit.page.route("**/collections/flood_spots/tiles/**", answer_slowly)
    visit.page.goto(f"{own_city.url}/#map=17/21.0125/105.7935&on=alleys,flood_spots")
    expect(visit.page.get_by_text("Trực tiếp")).to_be_visible()
    visit.until("window.twin !== undefined")
    assert until(lambda: visit.page.evaluate("true") and len(held) > 0)
    change(
        own_city,
        "INSERT INTO city.flood_spots (name, geom) VALUES ('Mới', 'SRID=4326;POINT(105.7935 21.0128)')",
    )
    slow = False
    for route, answer in held:
        route.fulfill(response=answer)
    visit.until(NEW_SPOT_IS_DRAWN)


MANY = (
    "INSERT INTO city.cameras (name, geom) SELECT 'Máy', ST_SetSRID(ST_Point(105.790 + random() * 0.002, 21.010), 4326)"
    " FROM generate_series(1, {})"
)
CAMERAS_SHOWN = """window.twin.map.queryRenderedFeatures().filter((feature) => feature.source === 'cameras')
    .reduce((sum, feature) => sum + Number(feature.properties['twin:count']), 0)"""


def test_a_large_layer_seen_from_afar_follows_its_changes(own_city: Server, visitor: Visitor) -> None:
    change(own_city, MANY.format(10_050))
    visit = visitor(own_city)
    visit.open("#map=10/21.0125/105.7930&on=cameras")
    visit.until(f"{CAMERAS_SHOWN} === 10050")
    for added in (1, 2):
        change(own_city, MANY.format(1))
        visit.until(f"{CAMERAS_SHOWN} === {10_050 + added}")


def test_a_server_that_is_gone_is_said_and_come_back_is_noticed(own_city: Server, visitor: Visitor) -> None:
    visit = visitor(own_city)
    visit.open("#map=16/21.0125/105.7930&on=alleys")
    own_city.stop()
    expect(visit.page.get_by_role("alert")).to_contain_text("Mất kết nối với máy chủ")
    visit.page.evaluate("window.twin.map.jumpTo({ center: [105.7931, 21.0125], zoom: 17.4 })")
    own_city.start()
    expect(visit.page.get_by_role("alert")).to_have_count(0)
    expect(visit.page.get_by_text("Trực tiếp")).to_be_visible()
    visit.until("window.twin.map.queryRenderedFeatures().some((feature) => feature.source === 'alleys')")
    visit.troubles.clear()


def test_a_page_that_opens_before_its_server_opens_when_it_comes(own_city: Server, visitor: Visitor) -> None:
    visit = visitor(own_city)
    visit.page.route("**/api/**", lambda route: route.abort())
    visit.page.goto(own_city.url)
    expect(visit.page.get_by_role("alert")).to_contain_text("Chưa kết nối được máy chủ")
    visit.page.unroute("**/api/**")
    visit.settle()
    assert visit.drawn()
    visit.troubles.clear()


def test_a_layer_that_staff_add_appears_and_goes_without_a_reload(own_city: Server, visitor: Visitor) -> None:
    visit = visitor(own_city)
    visit.open("#map=17/21.0125/105.7935")
    switch = visit.page.get_by_role("switch", name="Hiện lớp Cây xanh")
    expect(switch).to_have_count(0)
    with connect(own_city.database_url) as connection:
        add_layer(connection, TREES)
    expect(switch).to_be_checked()
    with connect(own_city.database_url) as connection:
        columns = [sql.Identifier(column_name(field.name)) for field in TREES.fields]
        connection.execute(sql.SQL(PLANT).format(*columns))
    visit.until("window.twin.map.queryRenderedFeatures().some((feature) => feature.source === 'cay_xanh')")
    visit.settle()
    assert visit.colours((105.7935, 21.0130)) == [TREES.style.colour]
    visit.click((105.7935, 21.0130))
    panel = visit.page.get_by_role("region", name="Đối tượng", exact=True)
    expect(panel.get_by_role("heading", name="Sấu")).to_be_visible()
    expect(panel.locator("dl > div").filter(has_text="Cao (m)").locator("dd")).to_have_text("12,5")
    with connect(own_city.database_url) as connection:
        remove_layer(connection, TREES.id)
    expect(switch).to_have_count(0)
    expect(panel).to_contain_text("Lớp của đối tượng này không còn")
    visit.until("!window.twin.map.getSource('cay_xanh')")
