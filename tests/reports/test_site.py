"""A place of the demonstration ward: what its files say of it, found again."""

from datetime import date

import pandas as pd
import pytest
import shapely
from pyproj import Transformer

from tests.conftest import Ward
from tests.reports.asking import Told, ask
from tests.ward_files import Files
from twin.errors import BadInputError, NotFoundError
from twin.layers import built_in_layers
from twin.store.database import connect

TODAY = date(2026, 10, 31)
CHANGED = """
SELECT id, external_id FROM city.alleys a WHERE renovation = 'done' AND width_m IS NOT NULL
  AND EXISTS (SELECT FROM city_history.alleys h WHERE h.id = a.id) ORDER BY id LIMIT 1
"""


@pytest.fixture(scope="module")
def alley(ward: Ward) -> tuple[int, str]:
    with connect(ward.url) as connection:
        row = connection.execute(CHANGED).fetchone()
    assert row is not None
    return row[0], row[1]


def shape_of(files: Files, external_id: str) -> shapely.Geometry:
    alleys = files.on("alleys", TODAY)
    (shape,) = alleys.geometry[alleys["external_id"] == external_id]
    assert isinstance(shape, shapely.Geometry)
    return shape


@pytest.fixture(scope="module")
def told(ward: Ward, alley: tuple[int, str]) -> Told:
    return ask(ward, "site", layer="alleys", feature=alley[0], reach_m=60)


def test_what_it_is(told: Told, files: Files, alley: tuple[int, str]) -> None:
    alleys = files.on("alleys", TODAY).set_index("external_id")
    known = alleys.loc[alley[1]]
    facts = {row["field"]: row for row in told.rows("facts")}
    assert set(facts) == {field.name for field in built_in_layers()["alleys"].fields}
    assert float(facts["width_m"]["value"]) == known["width_m"]
    assert facts["width_m"]["unit"] == "m"
    assert facts["renovation"]["value"] == "Đã hoàn thành / Done"
    assert told.figures["name"] == known["name"]
    for name, row in facts.items():
        assert (row["value"] is None) == (pd.isna(known[name]) or known[name] == "unknown"), name


def test_what_is_near(told: Told, files: Files, alley: tuple[int, str]) -> None:
    shape = shape_of(files, alley[1])
    for layer in ("buildings", "fire_water", "schools", "drains", "enterprises"):
        apart = shapely.distance(files.on(layer, TODAY).geometry.to_numpy(), shape)
        rows = [row for row in told.rows("near") if row["layer"] == layer]
        inside = int((apart <= 60).sum())
        if inside:
            assert [row["distance_m"] for row in rows] == pytest.approx(
                sorted(apart)[: min(inside, 3)], abs=1e-6
            )
            assert all(row["within"] and row["others"] == max(inside - 3, 0) for row in rows)
        elif apart.min() <= 500:
            assert [row["distance_m"] for row in rows] == pytest.approx([apart.min()])
            assert not rows[0]["within"]
    buildings = shapely.distance(files.on("buildings", TODAY).geometry.to_numpy(), shape)
    assert told.figures["buildings"] == (buildings <= 60).sum()


def test_reports_round_it_without_their_words(told: Told, files: Files, alley: tuple[int, str]) -> None:
    shape = shape_of(files, alley[1])
    reports = files.on("citizen_reports", TODAY)
    near = reports[shapely.distance(reports.geometry.to_numpy(), shape) <= 60]
    assert told.figures["reports"] == len(near)
    assert sorted(row["topic"] for row in told.rows("reports")) == sorted(near["topic"])
    assert not any(text in str(told.whole) for text in set(reports["text"]))


def test_its_history(told: Told, files: Files, alley: tuple[int, str]) -> None:
    past = pd.read_parquet(files.folder / "history" / "alleys.parquet")
    states = past[past["external_id"] == alley[1]]
    assert told.figures["states"] == len(states)
    changed = {row["field"] for row in told.rows("history")}
    for name in (field.name for field in built_in_layers()["alleys"].fields):
        values = {None if pd.isna(value) else value for value in states[name]}
        assert (len(values) > 1) == (name in changed), name
    days = [row["on"] for row in told.rows("history")]
    assert days == sorted(days, reverse=True)


def test_tasks_that_concern_it(told: Told, ward: Ward, alley: tuple[int, str]) -> None:
    with connect(ward.url) as connection:
        rows = connection.execute(
            "SELECT DISTINCT subject FROM city.programme_overlay WHERE kind = 'task' AND layer = 'alleys' AND feature_id = %s",
            (alley[0],),
        ).fetchall()
    assert {row["subject"] for row in told.rows("tasks")} >= {subject for (subject,) in rows} > set()
    assert all(row["task"] for row in told.rows("tasks"))


def test_as_it_was(ward: Ward, alley: tuple[int, str], told: Told) -> None:
    first = ask(ward, "site", layer="alleys", feature=alley[0], data_as_of="2024-10-02")
    assert first.figures["states"] == 1 < told.figures["states"]
    assert first.rows("history") == []
    with pytest.raises(NotFoundError, match="2024-09-01"):
        ask(ward, "site", layer="alleys", feature=alley[0], data_as_of="2024-09-01")


def test_a_point_is_told_by_what_holds_it(ward: Ward, files: Files) -> None:
    group = files.on("residential_groups", TODAY).iloc[5]
    to_degrees = Transformer.from_crs(5897, 4326, always_xy=True)
    place = shapely.get_coordinates(shapely.point_on_surface(group.geometry))[0]
    longitude, latitude = to_degrees.transform(*place)
    told = ask(ward, "site", longitude=longitude, latitude=latitude)
    assert told.figures["group"] == group["name"]
    assert told.figures["kind"].startswith("Một điểm")


@pytest.mark.parametrize(
    ("inputs", "refusal"),
    [
        ({"layer": "alleys"}, BadInputError),
        ({"longitude": 105.79}, BadInputError),
        ({"layer": "alleys", "feature": 1, "longitude": 105.79, "latitude": 21.01}, BadInputError),
        ({"longitude": 105.9, "latitude": 21.01}, BadInputError),
        ({"layer": "alleys", "feature": 10**9}, NotFoundError),
        ({"layer": "no_such", "feature": 1}, NotFoundError),
    ],
)
def test_no_such_place(ward: Ward, inputs: dict[str, object], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        ask(ward, "site", **inputs)
