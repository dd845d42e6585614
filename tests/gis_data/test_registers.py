"""What the files hold, held against what the layers declare: the same test for all of them."""

import operator
import unicodedata
from collections.abc import Callable
from datetime import date
from typing import Any

import pandas as pd
import pytest
import shapely
from geopandas.geodataframe import GeoDataFrame

from gis_data.registers import REGISTERS
from twin.layers import built_in_layers
from twin.vocabulary import Comparison, Field, Layer

Frames = Callable[[str], GeoDataFrame]
LAYERS = built_in_layers()
EVERY = pytest.mark.parametrize("layer", LAYERS.values(), ids=list(LAYERS))
GEOMETRIES = {
    "Point": {"Point"},
    "LineString": {"LineString"},
    "Polygon": {"Polygon"},
    "MultiPolygon": {"MultiPolygon"},
    "Geometry": {"Point", "LineString", "Polygon"},
}
SYSTEM = ["source", "valid_from", "valid_to", "geometry"]
HISTORY = ["updated_at", "updated_by", "recorded_to", "changed_by", "change"]
TYPES: dict[str, type | tuple[type, ...]] = {
    "text": str,
    "choice": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "date": date,
    "datetime": pd.Timestamp,
}
ALONG_THE_BOUNDARY = {"roads", "alleys", "drains", "projects", "congestion_spots"}
"""Streets that bound the ward run on its outline, a few metres to this side or that."""


def records(frame: GeoDataFrame) -> list[dict[str, Any]]:
    """Rows as plain values, None where a value is missing."""
    plain = pd.DataFrame(frame.drop(columns="geometry")).convert_dtypes().astype(object)
    return [
        {str(k): v for k, v in row.items()} for row in plain.where(plain.notna(), None).to_dict("records")
    ]


def unlawful(field: Field, value: Any) -> bool:
    if value is None:
        return field.required
    if not isinstance(value, TYPES[field.kind]):
        return True
    if field.choices and value not in {choice.value for choice in field.choices}:
        return True
    if isinstance(value, str) and (
        value != unicodedata.normalize("NFC", value) or value != value.strip() or not value
    ):
        return True
    if not isinstance(value, int | float):
        return False
    low, high = field.minimum, field.maximum
    return (low is not None and value < low) or (high is not None and value > high)


def holds(test: Comparison, row: dict[str, Any]) -> bool | None:
    value = row[test.field]
    if test.operator in {"known", "unknown"}:
        return (value is not None) == (test.operator == "known")
    other = row[test.other_field] if test.other_field else test.value
    if value is None or other is None:
        return None
    if test.operator == "in":
        return isinstance(other, tuple) and value in other
    signs = {"=": "eq", "<>": "ne", "<": "lt", "<=": "le", ">": "gt", ">=": "ge"}
    return bool(getattr(operator, signs[test.operator])(value, other))


def check_rows(layer: Layer, frame: GeoDataFrame) -> None:
    for row in records(frame):
        assert [field.name for field in layer.all_fields if unlawful(field, row[field.name])] == [], row
        for rule in layer.rules:
            if rule.when is None or holds(rule.when, row):
                assert holds(rule.then, row) is not False, (rule.id, row)
        for field in layer.fields:
            if field.sourced:
                assert (row[field.name] is None) == (row[f"{field.name}_source"] is None), (field.name, row)


@EVERY
def test_columns_are_those_of_the_layer_in_its_order(layer: Layer, frames: Frames, history: Frames) -> None:
    expected = ["external_id", *(field.name for field in layer.all_fields), *SYSTEM]
    assert list(frames(layer.id).columns) == expected
    assert list(history(layer.id).columns) == [*expected[:-1], *HISTORY, "geometry"]


@EVERY
def test_every_value_is_one_that_the_layer_takes(layer: Layer, frames: Frames, history: Frames) -> None:
    assert (len(frames(layer.id)) > 0) == (layer.id in REGISTERS)
    check_rows(layer, frames(layer.id))
    check_rows(layer, history(layer.id))


@EVERY
def test_ids_are_unique_and_look_made_up(layer: Layer, frames: Frames) -> None:
    ids = frames(layer.id)["external_id"]
    assert ids.is_unique
    assert ids.str.startswith(f"MH-{layer.id}-").all()


@EVERY
def test_geometries_are_valid_and_of_the_right_kind(layer: Layer, frames: Frames) -> None:
    shapes = frames(layer.id).geometry
    assert shapes.is_valid.all()
    assert not shapes.is_empty.any()
    assert not shapes.has_z.any()
    assert set(shapes.geom_type) <= GEOMETRIES[layer.geometry]
    assert frames(layer.id).crs.to_epsg() == 4326


@EVERY
def test_everything_lies_in_the_ward(layer: Layer, metric: Frames) -> None:
    """But for the river, which the outline follows: its far bank is the neighbours'."""
    ward = metric("ward").geometry.iloc[0].buffer(3.0 if layer.id in ALONG_THE_BOUNDARY else 0.3)
    outside = metric(layer.id)[lambda frame: ~frame.geometry.within(ward)]
    assert list(outside["external_id"]) == (["MH-water_bodies-00001"] if layer.id == "water_bodies" else [])


@EVERY
def test_valid_times_end_after_they_begin(layer: Layer, frames: Frames) -> None:
    frame = frames(layer.id).dropna(subset=["valid_from", "valid_to"])
    assert (frame["valid_from"] < frame["valid_to"]).all()


COUNTS = {
    "buildings": (8500, 10500),
    "alleys": (500, 900),
    "residential_groups": (40, 60),
    "flood_spots": (25, 40),
    "fire_water": (150, 250),
    "enterprises": (1500, 6500),
    "congestion_spots": (12, 25),
    "order_cases": (150, 300),
    "citizen_reports": (300, 500),
}


@pytest.mark.parametrize("layer", COUNTS)
def test_there_are_plausibly_many(layer: str, frames: Frames) -> None:
    low, high = COUNTS[layer]
    assert low <= len(frames(layer)) <= high


MISSING = {
    ("alleys", "width_m"): (0.35, 0.6),
    ("alleys", "headroom_m"): (0.75, 0.95),
    ("buildings", "residents"): (0.8, 0.97),
    ("buildings", "height_m"): (0.15, 0.4),
    ("buildings", "built_year"): (0.5, 0.75),
    ("fire_water", "flow_ls"): (0.5, 0.9),
    ("flood_spots", "depth_m"): (0.05, 0.4),
    ("roads", "headroom_m"): (0.9, 1.0),
    ("residential_groups", "population"): (0, 0),
}


@pytest.mark.parametrize(("layer", "field"), MISSING)
def test_what_a_survey_would_miss_is_missing(layer: str, field: str, frames: Frames) -> None:
    low, high = MISSING[layer, field]
    assert low <= frames(layer)[field].isna().mean() <= high


def test_people_add_up_to_the_ward(frames: Frames) -> None:
    groups, buildings = frames("residential_groups"), frames("buildings")
    assert groups["population"].sum() == frames("ward")["population"].iloc[0] == 77029
    middles = shapely.point_on_surface(buildings.geometry.to_numpy())
    building, group = shapely.STRtree(groups.geometry.to_numpy()).query(middles, predicate="within")
    recorded = buildings["residents"].iloc[building].groupby(groups["name"].iloc[group].to_numpy()).sum()
    known = groups.set_index("name")["population"]
    assert (recorded <= known.loc[recorded.index]).all()


def test_some_water_sources_cannot_be_counted_on(frames: Frames) -> None:
    status = frames("fire_water")["status"].value_counts(normalize=True)
    assert status["working"] > 0.5
    assert min(status["faulty"], status["unchecked"], status["unknown"]) > 0.02


def test_no_household_bears_a_persons_name(frames: Frames) -> None:
    first_words = frames("enterprises")["name"].str.split().str[0]
    persons = {"Nguyễn", "Trần", "Lê", "Phạm", "Vũ", "Đặng", "Bùi", "Đỗ", "Ông", "Bà"}
    assert set(first_words) & persons == set()


def test_the_places_that_flooded_are_there(frames: Frames) -> None:
    names = " | ".join(frames("flood_spots")["name"])
    assert all(place in names for place in ("Hoa Bằng", "Keangnam", "Quan Nhân", "Đại lộ Thăng Long"))
