"""The schemas of a collection, of built-in and of run-time layers, hold for what the collection serves."""

from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator

from tests.api.conftest import LAYERS as DECLARED
from tests.api.test_routes import LAYERS
from twin.features.properties import properties_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"
Document = dict[str, Any]


def get(reader: httpx.Client, layer: str, part: str) -> Document:
    answer = reader.get(f"/collections/{layer}/{part}", headers={"Accept": "application/schema+json"})
    document: Document = answer.raise_for_status().json()
    return document


@pytest.mark.parametrize("part", ["schema", "queryables", "sortables"])
@pytest.mark.parametrize("layer", LAYERS)
def test_each_is_a_schema_that_says_where_it_is(reader: httpx.Client, layer: str, part: str) -> None:
    document = get(reader, layer, part)
    Draft202012Validator.check_schema(document)
    assert (document["$schema"], document["type"]) == (DIALECT, "object")
    assert reader.get(document["$id"]).json() == document
    for name, known in document["properties"].items():
        assert known["title"], name
        assert ("type" in known) != known.get("format", "").startswith("geometry-"), name
        assert set(known["x-title"]) == {"vi", "en"}


@pytest.mark.parametrize("layer", LAYERS)
def test_what_is_served_is_what_the_schema_says(reader: httpx.Client, layer: str) -> None:
    document = get(reader, layer, "schema")
    properties = document["properties"]
    roles = {known["x-ogc-role"]: name for name, known in properties.items() if "x-ogc-role" in known}
    assert set(roles) == {"id", "primary-geometry", "primary-interval-start", "primary-interval-end"}
    order = [known["x-ogc-propertySeq"] for known in properties.values()]
    assert order == list(range(1, len(properties) + 1))
    beside = {roles["id"], roles["primary-geometry"]}
    assert set(properties) - beside == {one.name for one in properties_of(DECLARED[layer])}
    holds = Draft202012Validator(document, format_checker=Draft202012Validator.FORMAT_CHECKER)
    for feature in reader.get(f"/collections/{layer}/items").raise_for_status().json()["features"]:
        told = {**feature["properties"], roles["id"]: feature["id"]}
        assert set(told) == set(properties) - {roles["primary-geometry"]}
        assert list(holds.iter_errors(told)) == []


@pytest.mark.parametrize("layer", LAYERS)
def test_units_and_bounds_are_the_fields(reader: httpx.Client, layer: str) -> None:
    properties = get(reader, layer, "schema")["properties"]
    for field in DECLARED[layer].fields:
        said = properties[field.name]
        assert (said.get("minimum"), said.get("maximum")) == (field.minimum, field.maximum)
        assert said.get("x-unit") == field.unit
        assert ("x-ogc-unit" in said) == (field.unit is not None), field.unit
        assert (field.name in get_required(reader, layer)) == field.required


def get_required(reader: httpx.Client, layer: str) -> list[str]:
    required: list[str] = get(reader, layer, "schema")["required"]
    return required


@pytest.mark.parametrize("layer", LAYERS)
def test_what_may_be_asked_has_plain_types_and_its_choices(reader: httpx.Client, layer: str) -> None:
    for part in ("queryables", "sortables"):
        properties = get(reader, layer, part)["properties"]
        for one in properties_of(DECLARED[layer]):
            said = properties[one.name]
            assert isinstance(said["type"], str)
            assert said.get("enum", []) == [choice.value for choice in one.field.choices]


def test_a_files_own_names_win_over_ours(reader: httpx.Client) -> None:
    properties = get(reader, "cay_xanh", "queryables")["properties"]
    assert properties["id"]["type"] == properties["geom"]["type"] == "string"
    assert properties["twin_id"]["x-ogc-role"] == "id"
    assert properties["twin_geom"]["format"] == "geometry-point-or-multipoint"
    assert "geom" in get(reader, "cay_xanh", "sortables")["properties"]
    assert "twin_geom" not in get(reader, "cay_xanh", "sortables")["properties"]
