"""What somebody sends is held against the layer's declaration, every fault at once and in words."""

import json
import math
from typing import Any

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from twin.errors import BadInputError
from twin.features.submission import FeatureRefusedError, read_feature, read_patch
from twin.layers import built_in_layers
from twin.vocabulary import Comparison, Field, Layer, Rule, Style, Text

ALLEYS = built_in_layers()["alleys"]
LINE = {"type": "LineString", "coordinates": [[105.79, 21.01], [105.791, 21.011]]}
GOOD = {"name": "Ngõ 1", "level": "ngo"}


def feature(properties: Any, geometry: Any = LINE) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def faults(sent: Any, layer: Layer = ALLEYS) -> dict[str, str]:
    with pytest.raises(FeatureRefusedError) as refused:
        read_feature(layer, sent)
    assert all(fault.text.vi != fault.text.en for fault in refused.value.faults)
    return {fault.name: fault.text.en for fault in refused.value.faults}


def test_what_is_not_said_is_unknown() -> None:
    read = read_feature(ALLEYS, feature(GOOD))
    assert read.values["width_m"] is None
    assert read.values["name"] == "Ngõ 1"
    assert "updated_at" not in read.values


def test_every_fault_is_named_at_once() -> None:
    sent = {"name": "  ", "level": "x", "width_m": -1, "zz": 1, "dead_end": 1, "renovated_on": "1/2/2026"}
    found = faults(feature(sent, None))
    assert set(found) == {*sent, "geometry"}
    assert "at least 0.3 m" in found["width_m"]
    assert "ngo, ngach, hem" in found["level"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("width_m", "3"), ("width_m", True), ("width_m", [1]), ("width_m", 61), ("width_m", math.inf), ("width_m", math.nan), ("width_m", 10**400), ("width_m", -(10**400)),
        ("passing_bays", 1.5), ("passing_bays", False), ("passing_bays", 10**30), ("dead_end", "yes"),
        ("name", 3), ("name", "a\x00b"), ("name", "\ud800"), ("name", None), ("name", "x" * 100_001), ("renovated_on", "2026-02-30"),
        ("renovated_on", 20260101), ("surface", "gold"), ("level", None), ("valid_from", "yesterday"),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_kind_is_refused_by_name(name: str, value: Any) -> None:
    assert set(faults(feature({**GOOD, name: value}))) == {name}


def test_text_is_stored_composed() -> None:
    read = read_feature(ALLEYS, feature({**GOOD, "name": "Ngo\u0303 1"}))
    assert read.values["name"] == "Ngõ 1"


def test_a_whole_float_is_a_whole_number() -> None:
    assert read_feature(ALLEYS, feature({**GOOD, "passing_bays": 2.0})).values["passing_bays"] == 2


def test_what_the_store_keeps_by_itself_may_be_sent_back_and_changes_nothing() -> None:
    sent = {**GOOD, "updated_at": "2020-01-01T00:00:00Z", "updated_by": "x", "import_id": 7}
    assert not {"updated_at", "updated_by", "import_id"} & set(read_feature(ALLEYS, feature(sent)).values)


@pytest.mark.parametrize(
    "geometry",
    [
        None, 3, [], {}, {"type": "Point", "coordinates": [105, 21]}, {"type": "LineString"},
        {"type": "LineString", "coordinates": []}, {"type": "LineString", "coordinates": [[1, 2]]},
        {"type": "LineString", "coordinates": [["a", 2], [3, 4]]}, {"type": "LineString", "coordinates": "x"},
        {"type": "LineString", "coordinates": [[582236, 2325039], [582240, 2325040]]},
        {"type": "LineString", "coordinates": [[math.inf, 2], [3, 4]]},
        {"type": "LineString", "coordinates": [[1, 2], [1, 2]]},
        {"type": "GeometryCollection", "geometries": []}, {"type": ["LineString"], "coordinates": [[1, 2], [3, 4]]},
    ],
)  # fmt: skip
def test_a_shape_that_cannot_stand_is_refused(geometry: Any) -> None:
    assert set(faults(feature(GOOD, geometry))) == {"geometry"}


def test_an_outline_that_crosses_itself_is_told_where() -> None:
    bow = {"type": "Polygon", "coordinates": [[[105, 21], [106, 22], [106, 21], [105, 22], [105, 21]]]}
    code = {"code": "1", "name": "Tổ 1"}
    found = faults(feature(code, bow), built_in_layers()["residential_groups"])
    assert "Self-intersection" in found["geometry"]


def test_a_height_is_dropped_and_the_rest_kept_to_the_last_digit() -> None:
    line = {"type": "LineString", "coordinates": [[105.79000000000001, 21.01, 7], [105.791, 21.011, 8]]}
    read = read_feature(ALLEYS, feature(GOOD, line))
    assert read.geometry is not None
    shape = shapely.from_wkb(read.geometry)
    assert shapely.get_srid(shape) == 4326
    assert shapely.get_coordinates(shape).tolist() == [[105.79000000000001, 21.01], [105.791, 21.011]]
    assert not shapely.has_z(shape)


@pytest.mark.parametrize(
    "sent", [None, 3, [], {}, {"type": "FeatureCollection"}, {"type": "Feature", "properties": 3}]
)
def test_what_is_no_feature_is_refused(sent: Any) -> None:
    with pytest.raises(BadInputError):
        read_feature(ALLEYS, sent)


@pytest.mark.parametrize("properties", [[], "", False, 0])
def test_what_is_no_object_is_not_taken_for_no_properties(properties: Any) -> None:
    with pytest.raises(BadInputError, match="“properties” must be a JSON object"):
        read_feature(ALLEYS, feature(properties))
    with pytest.raises(BadInputError, match="“properties” must be a JSON object"):
        read_patch(ALLEYS, feature(properties), {"name": "Ngõ 1", "level": "ngo"})


def test_a_rule_between_fields_is_held() -> None:
    found = faults(feature({**GOOD, "renovated_on": "2026-01-01", "renovation": "planned"}))
    assert found == {"renovation": "Only an alley whose renovation is done has a day on which it was done."}


def test_an_unknown_value_breaks_no_rule() -> None:
    read_feature(ALLEYS, feature({**GOOD, "renovated_on": "2026-01-01"}))


def test_time_runs_forward() -> None:
    assert set(faults(feature({**GOOD, "valid_from": "2026-01-02", "valid_to": "2026-01-02"}))) == {
        "valid_from"
    }


def test_a_patch_is_held_against_the_feature_that_it_makes() -> None:
    held = {"renovated_on": None, "renovation": "planned", "name": "Ngõ 1", "level": "ngo"}
    sent: dict[str, Any] = {"type": "Feature", "properties": {"renovated_on": "2026-01-01"}}
    with pytest.raises(FeatureRefusedError):
        read_patch(ALLEYS, sent, held)
    wider: dict[str, Any] = {"type": "Feature", "properties": {"width_m": 2}}
    done = read_patch(ALLEYS, wider, held)
    assert (dict(done.values), done.geometry) == ({"width_m": 2.0}, None)


def one_rule(*, then: Comparison, when: Comparison | None = None) -> Layer:
    return Layer(
        id="ruled",
        title=Text(vi="a", en="b"),
        description=Text(vi="a", en="b"),
        group="ground",
        geometry="LineString",
        fields=tuple(
            Field(name=name, label=Text(vi="a", en=f"{name}!"), kind=kind)
            for name, kind in (("a", "number"), ("b", "number"), ("day", "date"), ("at", "datetime"))
        ),
        style=Style(colour="#000000"),
        rules=(Rule(id="r", message=Text(vi="sai", en="wrong"), then=then, when=when),),
    )


@pytest.mark.parametrize(
    ("then", "good", "bad"),
    [
        (Comparison(field="a", operator="<=", other_field="b"), {"a": 1, "b": 1}, {"a": 2, "b": 1}),
        (Comparison(field="a", operator="<", value=5), {"a": 4}, {"a": 5}),
        (Comparison(field="a", operator=">", value=5), {"a": 6}, {"a": 5}),
        (Comparison(field="a", operator=">=", value=5), {"a": 5}, {"a": 4}),
        (Comparison(field="a", operator="=", value=5), {"a": 5}, {"a": 4}),
        (Comparison(field="a", operator="<>", value=5), {"a": 4}, {"a": 5}),
        (Comparison(field="a", operator="in", value=(1.0, 2.0)), {"a": 2}, {"a": 3}),
        (Comparison(field="a", operator="known"), {"a": 0}, {"a": None}),
        (Comparison(field="a", operator="unknown"), {}, {"a": 0}),
        (
            Comparison(field="day", operator=">=", value="2026-01-01"),
            {"day": "2026-01-01"},
            {"day": "2025-12-31"},
        ),
        (
            Comparison(field="day", operator="<=", other_field="at"),
            {"day": "2026-01-02", "at": "2026-01-02T08:00:00"},
            {"day": "2026-01-02", "at": "2026-01-01T23:59:00+07:00"},
        ),
    ],
)
def test_every_comparison_is_understood(then: Comparison, good: Any, bad: Any) -> None:
    layer = one_rule(then=then)
    read_feature(layer, feature(good))
    assert set(faults(feature(bad), layer)) == {then.field}


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.sampled_from([*ALLEYS.by_name, "valid_from", "other"]), JSON), JSON)
def test_nothing_that_is_sent_ends_in_a_traceback(properties: Any, geometry: Any) -> None:
    try:
        read = read_feature(ALLEYS, feature(properties, geometry))
    except FeatureRefusedError as error:
        json.dumps([fault.text.model_dump() for fault in error.faults])
    else:
        assert read.geometry is not None
