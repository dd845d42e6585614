"""What MapLibre is told of a layer."""

import json
from typing import Any

import pytest

from twin.features.style import (
    COUNT,
    FONT,
    LABEL,
    OVERVIEW,
    document_of,
    is_named_at_points,
    layers_of,
    pile,
    source_of,
    tile_zooms,
)
from twin.layers import built_in_layers
from twin.vocabulary import Layer

LAYERS = built_in_layers()


def names_in(expression: Any) -> set[str]:
    """Return the properties that an expression reads."""
    if not isinstance(expression, list):
        return (
            {name for value in expression.values() for name in names_in(value)}
            if isinstance(expression, dict)
            else set()
        )
    if expression and expression[0] in {"get", "has"}:
        return {expression[1]}
    return {name for part in expression for name in names_in(part)}


@pytest.mark.parametrize("layer", LAYERS.values(), ids=lambda layer: layer.id)
def test_a_style_reads_only_what_the_tiles_carry(layer: Layer) -> None:
    for drawn in layers_of(layer):
        from_afar = drawn["source-layer"] == f"{layer.id}.{OVERVIEW}"
        told = {layer.style.by, COUNT} if from_afar else set(layer.map_fields)
        assert names_in(drawn) <= told
        assert drawn["source"] == layer.id
        own = f"{layer.id}.{LABEL}" if drawn["type"] == "symbol" and is_named_at_points(layer) else layer.id
        assert from_afar or drawn["source-layer"] == own
        part = str(drawn["id"]).removeprefix(f"{layer.id}:")
        assert drawn["metadata"] == {"twin:layer": layer.id, "twin:part": part}


@pytest.mark.parametrize("layer", LAYERS.values(), ids=lambda layer: layer.id)
def test_every_layer_is_drawn_and_nothing_comes_from_elsewhere(layer: Layer) -> None:
    drawn = layers_of(layer)
    assert {"fill", "line", "circle"} & {str(part["type"]) for part in drawn}
    assert "http" not in json.dumps(drawn)
    for part in drawn:
        if part["type"] == "symbol":
            assert isinstance(part["layout"], dict)
            assert part["layout"]["text-font"] == FONT


def test_volumes_wait_for_the_third_dimension_and_need_a_height() -> None:
    lifted = [layer for layer in LAYERS.values() if layer.style.height_field]
    assert lifted
    for layer in lifted:
        (volume,) = (part for part in layers_of(layer) if part["type"] == "fill-extrusion")
        assert volume["layout"] == {"visibility": "none"}
        assert layer.style.height_field in names_in(volume["filter"])


def test_labels_lie_over_volumes_and_volumes_over_the_ground() -> None:
    kinds = [str(part["type"]) for part in pile(list(LAYERS.values()))]
    symbols = [place for place, kind in enumerate(kinds) if kind == "symbol"]
    volumes = [place for place, kind in enumerate(kinds) if kind == "fill-extrusion"]
    assert symbols == list(range(len(kinds) - len(symbols), len(kinds)))
    assert max(volumes) < min(symbols)
    assert max(place for place, kind in enumerate(kinds) if kind in {"fill", "line", "circle"}) < min(volumes)


def test_a_layer_drawn_later_lies_higher() -> None:
    order = {layer.id: layer.order for layer in LAYERS.values()}
    ground = [order[str(part["source"])] for part in pile(list(LAYERS.values())) if part["type"] == "fill"]
    assert ground == sorted(ground)
    assert len(set(ground)) > 1


def test_the_document_has_a_source_for_all_that_it_draws() -> None:
    tiles = {name: f"http://x/{name}/{{z}}/{{y}}/{{x}}" for name in LAYERS}
    document = document_of(list(LAYERS.values()), tiles, (105.0, 21.0, 106.0, 22.0), "twin")
    sources, layers = document["sources"], document["layers"]
    assert isinstance(sources, dict)
    assert isinstance(layers, list)
    drawn = {part["source"] for part in layers if isinstance(part, dict) and "source" in part}
    assert drawn == set(sources) == set(LAYERS)
    assert document["center"] == [105.5, 21.5]
    assert "glyphs" not in document


def test_a_label_gives_way_where_the_layer_says() -> None:
    for layer in LAYERS.values():
        for label in (part for part in layers_of(layer) if part["type"] == "symbol"):
            assert label["minzoom"] == max(layer.style.label_min_zoom, layer.min_zoom)
            assert label.get("maxzoom") == layer.style.label_max_zoom


def test_a_layer_of_deep_zooms_still_has_tiles() -> None:
    deep = LAYERS["alleys"].model_copy(update={"min_zoom": 19})
    assert tile_zooms(deep) == (0, 19)
    assert source_of(deep, "x")["maxzoom"] == 19
