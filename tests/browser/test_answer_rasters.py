"""The depth of a flood on the map: under what stands in it, with its legend, and off when nobody wants it."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from affine import Affine
from playwright.sync_api import expect
from rasterio.warp import transform

from tests.browser.conftest import PROGRAMME, Databases, Server, Visit, serve
from tests.browser.test_reports import open_report
from tests.rasters.files import write_file
from twin.access import machine_owner
from twin.analysis.water.preparing import prepare
from twin.rasters.grounds import Said, import_terrain
from twin.store.database import connect

Visitor = Callable[..., Visit]
WARD = """
INSERT INTO city.ward (code, name, geom) SELECT '00175', 'Yên Hòa',
  'SRID=4326;MULTIPOLYGON(((105.788 21.008, 105.804 21.008, 105.804 21.020, 105.788 21.020, 105.788 21.008)))'
WHERE NOT EXISTS (SELECT FROM city.ward);
"""
PATIENCE = 60_000
"""Milliseconds: the first report of a server waits for a process of its own, and that for its libraries."""
RASTERS = """() => window.twin.map.getLayersOrder().filter((id) => window.twin.map.getLayer(id).type === 'raster')
  .map((id) => window.twin.map.isSourceLoaded(window.twin.map.getLayer(id).source))"""


@pytest.fixture(scope="module")
def town(postgis: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The small city on flat ground with one hollow."""
    folder: Path = tmp_path_factory.mktemp("rasters")
    with postgis.clone("twin_template") as url:
        with connect(url) as connection:
            connection.execute(WARD.encode())
        (east,), (north,) = transform("EPSG:4326", "EPSG:5897", [105.796], [21.014])
        place = np.add.outer((np.arange(400) - 200.0) ** 2, (np.arange(400) - 200.0) ** 2)
        corner = Affine(5, 0, round(east) - 1000, 0, -5, round(north) + 1000)
        file = write_file(folder / "ground.tif", 6 - np.exp(-place / 2 / 20**2), transform=corner)
        prepare()  # what is compiled is kept on disk: the server does not compile it again
        import_terrain(url, machine_owner("thử"), file, Said())
        yield from serve(url, folder, PROGRAMME)


def test_water_is_drawn_with_its_legend_and_can_be_switched_off(town: Server, visitor: Visitor) -> None:
    visit = visitor(town)
    panel = open_report(visit, "flood_exposure")
    panel.get_by_role("button", name="Chạy báo cáo").click()
    expect(panel.locator("[data-answer]")).to_be_visible(timeout=PATIENCE)
    visit.page.wait_for_function(f"() => ({RASTERS})().join() === 'true'")
    key = panel.get_by_role("switch", name="Hiện Độ sâu ngập")
    expect(key).to_be_checked()
    expect(panel.get_by_role("listitem").filter(has_text="0,3 - 0,6 m")).not_to_have_count(0)
    key.click(force=True)
    visit.page.wait_for_function(f"() => ({RASTERS})().length === 0")
    key.click(force=True)
    visit.page.wait_for_function(f"() => ({RASTERS})().join() === 'true'")
