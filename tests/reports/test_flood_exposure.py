"""Flood exposure on the demonstration ward: sums, water that is accounted for, what is deeper in more rain, what is unknown."""

import base64
import io
import json

import numpy as np
import pytest
from PIL import Image
from pyproj import Transformer

from tests.conftest import Ward
from tests.reports.asking import USER, Told, ask, run
from tests.reports.test_reports import PAPERS_OF
from twin.city.city import LiveCity
from twin.city.files import format_of
from twin.errors import BadInputError, StoppedError
from twin.rasters.grounds import undo_import
from twin.store.database import connect
from twin.vocabulary import Text

CLASSES = ("0", "1", "2", "3", "4", "unknown")


@pytest.fixture(scope="module")
def told(ward: Ward) -> Told:
    return ask(ward, "flood_exposure")


def test_everything_is_in_one_class_of_depth_and_in_the_sums(told: Told) -> None:
    rows = {row["class"]: row for row in told.rows("classes")}
    assert tuple(rows) == CLASSES
    drawn = told.drawn("flooded_buildings")
    assert sum(row["buildings"] for row in rows.values()) == told.figures["buildings"] == len(drawn)
    for name in CLASSES:
        assert sum(one["class"] == name for one in drawn.values()) == rows[name]["buildings"]
    wet = sum(rows[name]["buildings"] for name in ("1", "2", "3", "4"))
    assert wet == told.figures["buildings_wet"] > told.figures["buildings_deep"] > 0
    people = sum(rows[name]["recorded"] + rows[name]["estimated"] for name in ("1", "2", "3", "4"))
    assert told.figures["people_wet"] == pytest.approx(people, abs=1)
    streets = sum(rows[name]["streets_m"] for name in ("1", "2", "3", "4"))
    assert told.figures["streets_wet_m"] == pytest.approx(streets, abs=1)


def test_every_drop_is_accounted_for(told: Told) -> None:
    water = [told.figures[f"{name}_m3"] for name in ("stored", "drained", "left")]
    assert sum(water) == pytest.approx(told.figures["rain_m3"], rel=0.001)
    assert told.figures["balance_error"] < 0.1
    assert told.figures["drained_m3"] == pytest.approx(told.figures["rain_m3"] * 2 * 310 / 48 / 100, rel=1e-3)


def test_who_gets_through_follows_the_depth(told: Told) -> None:
    for drawing in ("flooded_streets", "flooded_alleys"):
        for way in told.drawn(drawing).values():
            if way["passable"] == "cars":
                assert way["depth_m"] <= 0.31
            if way["passable"] == "none":
                assert way["depth_m"] >= 0.59
    norms = {norm["id"] for norm in told.whole["norms"]}
    assert {
        "passable_depth_car",
        "passable_depth_emergency",
        "depth_classes",
        "drainage_design_rain",
    } <= norms


def test_the_list_of_spots_stands_beside_what_is_reckoned(told: Told) -> None:
    names = ("list_hits", "list_missed", "list_surprises", "list_quiet")
    counted = sum(told.figures[name] for name in names)
    assert counted + told.gap("listed spots") == len(told.rows("spots")) > 0
    assert told.figures["list_hits"] > 0


def test_more_rain_never_floods_less_and_drains_never_flood_more(ward: Ward) -> None:
    asked = [
        {"rain_mm": 0},
        {"rain_mm": 30},
        {"rain_mm": 100, "drainage_mm_h": 50},
        {"rain_mm": 100, "drainage_mm_h": 10},
        {"rain_mm": 300, "drainage_mm_h": 10},
    ]
    answers = [ask(ward, "flood_exposure", **one).figures for one in asked]
    for name in ("buildings_wet", "streets_wet_m", "closed_to_cars", "stored_m3"):
        values = [answer[name] for answer in answers]
        assert values[0] == 0
        assert values[2] == 0  # the drains take it all
        assert values[1] <= values[3] <= values[4]
        assert values[4] > 0


def test_the_depth_map_is_the_water_that_was_counted(ward: Ward) -> None:
    result = run(ward, "flood_exposure")
    (depth,) = result.answer.rasters
    assert (depth.id, depth.surface.cell, depth.style.unit) == ("depth", 5.0, "m")
    figures = {one.id: one.value for one in result.answer.figures}
    assert np.nanmax(depth.surface.values) == pytest.approx(figures["deepest"], abs=0.01)
    standing = np.nansum(depth.surface.values) * depth.surface.area
    stored = figures["stored_m3"]
    assert isinstance(stored, int)
    assert 0.5 * stored < standing < stored  # the beds of lakes and rivers are not flooded
    assert ("terrain", 1) in {(one.layer, one.version) for one in result.origins}


def test_the_json_file_holds_the_depth_map_as_a_picture_with_its_corners(ward: Ward) -> None:
    result = run(ward, "flood_exposure")
    written = json.loads(format_of("json").write(result, PAPERS_OF))
    (told,) = written["rasters"]
    (drawing,) = result.answer.rasters
    with Image.open(io.BytesIO(base64.b64decode(told["picture"]["url"].partition(",")[2]))) as picture:
        painted = np.asarray(picture)
    assert painted.shape == (*drawing.surface.values.shape, 4)
    assert ((painted[..., 3] > 0) == (np.nan_to_num(drawing.surface.values) >= 0.01)).all()
    to_degrees = Transformer.from_crs(5897, 4326, always_xy=True)
    first = to_degrees.transform(drawing.surface.west, drawing.surface.north)
    assert told["picture"]["corners"][0] == pytest.approx(first, abs=1e-6)
    easts, norths = zip(*told["picture"]["corners"], strict=True)
    ends = (min(easts), min(norths), max(easts), max(norths))
    assert ends == pytest.approx(told["bounds"], abs=1e-6)


def test_a_part_of_the_ward_counts_only_its_own(ward: Ward, told: Told) -> None:
    with connect(ward.url) as connection:
        row = connection.execute("SELECT code FROM city.residential_groups ORDER BY id LIMIT 1").fetchone()
    assert row is not None
    part = ask(ward, "flood_exposure", area={"groups": [row[0]]})
    for name in ("buildings", "streets_wet_m", "alleys_wet_m", "buildings_wet"):
        assert part.figures[name] < told.figures[name]
    assert part.figures["rain_m3"] == told.figures["rain_m3"]  # water knows no groups


def test_the_rain_of_a_what_if_takes_the_place_of_ones_own_and_that_is_said(ward: Ward) -> None:
    rain = {"depth_mm": 200, "hours": 2, "drainage_mm_h": 5}
    supposed = ask(ward, "flood_exposure", what_if=[{"scenario": "rain", "inputs": rain}], rain_mm=10)
    own = ask(ward, "flood_exposure", rain_mm=200, hours=2, drainage_mm_h=5)
    for name in ("rain_m3", "stored_m3", "drained_m3", "buildings_wet", "people_wet"):
        assert supposed.figures[name] == own.figures[name]
    assert any("not used" in note["en"] for note in supposed.whole["notes"])
    assert not any("not used" in note["en"] for note in own.whole["notes"])


def test_in_time_the_water_is_followed_and_accounted_for(ward: Ward, told: Told) -> None:
    run_in_time = ask(
        ward, "flood_exposure", method="dynamic", cell_m=40, hours=0.5, hours_after=0, rain_mm=60
    )
    assert run_in_time.figures["balance_error"] < 0.1
    assert run_in_time.figures["buildings_wet"] > 0
    charts = {chart["id"] for chart in run_in_time.whole["charts"]}
    assert charts == {"by_depth", "in_time"}
    assert {chart["id"] for chart in told.whole["charts"]} == {"by_depth"}


def test_a_run_in_time_can_be_stopped(ward: Ward, monkeypatch: pytest.MonkeyPatch) -> None:
    heard: list[float] = []

    def stop_half_way(_city: LiveCity, share: float, _doing: Text) -> None:
        heard.append(share)
        if share > 0.3:
            raise StoppedError(vi="Đã dừng.", en="Stopped.")

    monkeypatch.setattr(LiveCity, "progress", stop_half_way)
    with pytest.raises(StoppedError):
        run(ward, "flood_exposure", method="dynamic", cell_m=40, hours=0.5)
    assert heard == sorted(heard)
    assert 0.3 < heard[-1] < 0.92


@pytest.mark.parametrize(
    ("inputs", "words"),
    [
        ({"rain_mm": 10_000}, "rain_mm"),
        ({"rain_mm": -1}, "rain_mm"),
        ({"hours": 0}, "hours"),
        ({"drainage_mm_h": -1}, "drainage_mm_h"),
        ({"cell_m": 0.01}, "cell_m"),
        ({"method": "guessing"}, "method"),
        ({"method": "dynamic", "cell_m": 1}, "takes hours"),
    ],
)
def test_what_cannot_be_is_refused_in_words(ward: Ward, inputs: dict[str, object], words: str) -> None:
    with pytest.raises(BadInputError, match=words) as refused:
        run(ward, "flood_exposure", **inputs)
    assert refused.value.text.vi != refused.value.text.en


def test_without_a_terrain_every_number_is_unknown_and_it_is_said(changing_ward: Ward) -> None:
    undo_import(changing_ward.url, USER)
    told = ask(changing_ward, "flood_exposure")
    assert set(told.figures.values()) == {None}
    assert "There is no terrain" in told.whole["gaps"][0]["what"]["en"]
    assert not any(table["rows"] for table in told.whole["tables"])
