"""The city as a scenario would have it: as if somebody had edited the table, and the table itself as it was."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
import pytest
import shapely
from geopandas.geodataframe import GeoDataFrame
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.city.asking import open_city, today
from tests.conftest import Ward
from twin.analysis.water.rain import Rain
from twin.city.changed import ChangedCity
from twin.city.city import LiveCity
from twin.errors import BadInputError, NotFoundError
from twin.features.submission import LOCAL_TIME
from twin.reporting import City
from twin.reporting.whatif import Changes, LayerChange
from twin.vocabulary import Text

LAYER = "alleys"
FIELDS = (
    "name",
    "level",
    "width_m",
    "width_m_source",
    "passing_bays",
    "dead_end",
    "renovated_on",
    "external_id",
)
SAID = Text(vi="thử", en="a test")
VALUES: dict[str, st.SearchStrategy[Any]] = {
    "name": st.sampled_from(["Ngõ 1", "Ngách 1/2"]),
    "width_m": st.sampled_from([None, np.nan, 2, 3.5]),
    "width_m_source": st.sampled_from([None, "estimated"]),
    "passing_bays": st.sampled_from([None, 0, 3]),
    "dead_end": st.sampled_from([None, True, False]),
    "renovated_on": st.sampled_from([None, date(2026, 3, 1)]),
}
HERE = shapely.box(582000, 2324600, 582600, 2325300)


@pytest.fixture(scope="module")
def city(ward: Ward) -> Iterator[LiveCity]:
    with open_city(ward) as found:
        yield found


@pytest.fixture(scope="module")
def ids(city: LiveCity) -> list[int]:
    """Alleys, some of them in the part of the ward that is asked about."""
    found = city.within(HERE).frame(LAYER).index.to_list()
    others = city.frame(LAYER, whole=True).index.difference(found).to_list()
    assert len(found) > 4
    return [*found[:4], *others[:4]]


def line(number: int) -> shapely.LineString:
    return shapely.LineString([(582000 + 100 * number, 2325000), (582050 + 100 * number, 2325010)])


@st.composite
def edits(draw: st.DrawFn) -> dict[str, Any]:
    """Edits by the places of features in a list: new rows, new values of some fields, and what goes."""
    columns = draw(st.lists(st.sampled_from(list(VALUES)), min_size=1, max_size=3, unique=True))
    some = st.lists(st.integers(0, 7), max_size=4, unique=True)
    row = st.fixed_dictionaries({name: VALUES[name] for name in columns})
    altered = draw(some)
    return {
        "added": draw(st.lists(row, max_size=2)),
        "altered": {number: draw(row) for number in altered},
        "moved": draw(st.booleans()),
        "removed": draw(some),
    }


def change_of(told: dict[str, Any], ids: list[int], gone: set[int]) -> LayerChange:
    added = GeoDataFrame(told["added"], geometry=[line(n) for n in range(len(told["added"]))], crs=5897)
    altered = {ids[n]: row for n, row in told["altered"].items() if ids[n] not in gone}
    frame = pd.DataFrame(list(altered.values()), index=list(altered))
    if told["moved"] and altered:
        frame["geometry"] = np.array([line(10)] * len(altered), dtype=np.object_)
    removed = frozenset(ids[n] for n in told["removed"]) - gone
    return LayerChange(LAYER, added=added, altered=frame, removed=removed)


def edit_by_hand(rows: dict[int, dict[str, Any]], told: dict[str, Any], ids: list[int], new: int) -> int:
    """Do the edits on plain rows; return the last id that was given to a new one."""
    for number, values in told["altered"].items():
        if ids[number] in rows:
            rows[ids[number]] |= values | ({"geometry": line(10)} if told["moved"] else {})
    for number in told["removed"]:
        rows.pop(ids[number], None)
    for number, values in enumerate(told["added"]):
        new -= 1
        rows[new] = dict.fromkeys(FIELDS) | values | {"geometry": line(number)}
    return new


def plain(value: Any) -> Any:
    return value if isinstance(value, shapely.Geometry) else None if pd.isna(value) else value


def read(city: City, *, whole: bool) -> dict[int, dict[str, Any]]:
    frame = city.frame(LAYER, *FIELDS, whole=whole)
    assert frame.index.is_monotonic_increasing
    return {
        number: {name: plain(value) for name, value in zip(frame.columns, row, strict=True)}
        for number, row in zip(frame.index, frame.itertuples(index=False, name=None), strict=True)
    }


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(edits(), min_size=1, max_size=3))
def test_changes_are_the_same_edits_made_by_hand(
    city: LiveCity, ids: list[int], steps: list[dict[str, Any]]
) -> None:
    changed: City = city
    rows = read(city, whole=True)
    new = 0
    for step in steps:
        gone = set(ids) - set(rows)
        changed = ChangedCity(changed, Changes(SAID, (change_of(step, ids, gone),)))
        new = edit_by_hand(rows, step, ids, new)
    expected = {
        number: {name: plain(value) for name, value in rows[number].items()} for number in sorted(rows)
    }
    assert read(changed, whole=True) == expected
    here = {number: row for number, row in expected.items() if row["geometry"].intersects(HERE)}
    assert read(changed.within(HERE), whole=False) == here
    real, other = (each.frame(LAYER, *FIELDS).dtypes.to_dict() for each in (city, changed))
    assert other == real


def alter(ids: list[int], **values: Any) -> Changes:
    return Changes(SAID, (LayerChange(LAYER, altered=pd.DataFrame(values, index=ids)),))


def test_an_earlier_day_is_as_it_was(ward: Ward) -> None:
    with open_city(ward, data_as_of="2026-03-01") as city:
        number = int(city.frame(LAYER).index[0])
        changes = Changes(SAID, (LayerChange(LAYER, removed=frozenset([number])),), Rain(50))
        changed = city.with_changes(changes)
        assert number not in changed.frame(LAYER).index
        assert number not in changed.on(date(2026, 4, 1)).frame(LAYER).index
        before = changed.on(date(2026, 2, 28))
        assert number in before.frame(LAYER).index
        assert (before.rain, changed.rain) == (None, Rain(50))
        assert before.on(date(2026, 3, 1)).frame(LAYER).index.equals(changed.frame(LAYER).index)


def test_what_is_closed_and_who_closed_it(city: LiveCity, ids: list[int]) -> None:
    new = GeoDataFrame({"name": ["một", "hai"]}, geometry=[line(1), line(2)], crs=5897)
    first = LayerChange(LAYER, added=new, closed=frozenset(ids[:1]), closed_added=frozenset([1]))
    changed = city.with_changes(Changes(SAID, (first,)))
    assert changed.closed(LAYER) == {ids[0], -2}
    again = changed.with_changes(
        Changes(
            SAID, (LayerChange(LAYER, closed=frozenset([-1])), LayerChange(LAYER, removed=frozenset([-2])))
        )
    )
    assert again.closed(LAYER) == {ids[0], -1}
    assert (city.closed(LAYER), again.closed("roads")) == (frozenset(), frozenset())
    assert again.on(today() - timedelta(days=1)).closed(LAYER) == frozenset()


def test_the_states_of_one_feature_end_with_what_is_supposed(city: LiveCity, ids: list[int]) -> None:
    held = city.states(LAYER, ids[0])
    wide = city.with_changes(alter(ids[:1], width_m=9.0))
    told = wide.states(LAYER, ids[0])
    assert told["width_m"].to_list() == [9.0, *held["width_m"]]
    assert told["recorded_to"].iloc[0] is None
    assert told["recorded_to"].iloc[1] == told["updated_at"].iloc[0]
    assert told["name"].iloc[0] == held["name"].iloc[0]
    gone = city.with_changes(Changes(SAID, (LayerChange(LAYER, removed=frozenset(ids[:1])),)))
    assert gone.states(LAYER, ids[0])["change"].iloc[0] == "delete"
    added = GeoDataFrame({"name": ["mới"]}, geometry=[line(0)], crs=5897)
    new = city.with_changes(Changes(SAID, (LayerChange(LAYER, added=added),))).states(LAYER, -1)
    assert (new["name"].to_list(), new["recorded_to"].to_list()) == (["mới"], [None])
    assert new["geometry"].iloc[0].centroid.x == pytest.approx(105.79, abs=0.02)
    assert city.states(LAYER, -1).empty


def test_nobody_measured_at_what_is_not_there(city: LiveCity) -> None:
    until = datetime.now(LOCAL_TIME)
    asked = ("congestion_spots", "speed", until - timedelta(days=400), until)
    measured = city.observations(*asked)
    one = int(measured["feature"].iloc[0])
    gone = city.with_changes(Changes(SAID, (LayerChange("congestion_spots", removed=frozenset([one])),)))
    left = gone.observations(*asked)
    assert set(left["feature"]) == set(measured["feature"]) - {one}
    assert len(left) == (measured["feature"] != one).sum()


def test_norms_declarations_and_origins_are_those_of_the_real_city(city: LiveCity) -> None:
    changed = city.with_changes(alter([], width_m=[]))
    assert changed.norm("fire_road_width") == city.norm("fire_road_width")
    assert changed.declared(LAYER) is city.declared(LAYER)
    assert changed.day == city.day
    changed.frame("schools")
    assert "schools" in city.read


@pytest.mark.parametrize(
    "change",
    [
        LayerChange(LAYER, removed=frozenset([987_654_321])),
        LayerChange(LAYER, closed=frozenset([-1])),
        LayerChange(LAYER, altered=pd.DataFrame({"width_m": [1.0]}, index=[987_654_321])),
        LayerChange("no_such_layer"),
    ],
)
def test_what_is_not_there_cannot_change(city: LiveCity, change: LayerChange) -> None:
    with pytest.raises(NotFoundError) as refused:
        city.with_changes(Changes(SAID, (change,)))
    assert refused.value.text.vi != refused.value.text.en


def test_a_field_that_a_layer_does_not_have_is_refused(city: LiveCity, ids: list[int]) -> None:
    with pytest.raises(BadInputError, match="no_such_field"):
        city.with_changes(alter(ids[:1], no_such_field=1))
