"""The legend tells what the map draws: held with a small reading of MapLibre's expressions."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest

from twin.features.legend import OTHER, legend_of
from twin.features.style import colour_of
from twin.layers import built_in_layers
from twin.vocabulary import UNKNOWN, Choice, Field, FieldKind, Layer, Style, StyleClass, Text

LAYERS = built_in_layers().values()


def text(words: str) -> Text:
    return Text(vi=words, en=words)


def evaluate(expression: Any, properties: Mapping[str, Any]) -> Any:
    """Read an expression as MapLibre does, for the operators that styles here use."""
    if not isinstance(expression, list):
        return expression
    operator, *parts = expression
    if operator == "literal":
        return parts[0]
    if operator == "case":
        pairs = zip(parts[0:-1:2], parts[1:-1:2], strict=True)
        return next((v for test, v in pairs if evaluate(test, properties) is True), parts[-1])
    if operator in {"all", "any"}:
        return {"all": all, "any": any}[operator](evaluate(part, properties) for part in parts)
    values = [evaluate(part, properties) for part in parts]
    return compare(operator, values, properties)


def compare(operator: str, values: list[Any], properties: Mapping[str, Any]) -> Any:
    first, second = values[0], values[-1]
    if operator in {">=", "<"}:
        # MapLibre refuses to compare what is no number: such a feature would not be drawn at all.
        assert isinstance(first, int | float)
    kind = "null" if first is None else "number" if isinstance(first, int | float) else "string"
    results: dict[str, Callable[[], Any]] = {
        "get": lambda: properties.get(first),
        "has": lambda: first in properties,
        "typeof": lambda: kind,
        "!": lambda: not first,
        "==": lambda: first == second,
        "in": lambda: first in second,
        ">=": lambda: first >= second,
        "<": lambda: first < second,
    }
    return results[operator]()


def values_of(field: Field) -> Iterator[Any]:
    if field.choices:
        yield from (choice.value for choice in field.choices)
    elif field.kind == "boolean":
        yield from (True, False)
    elif field.kind in {"integer", "number"}:
        least = field.minimum if field.minimum is not None else -10
        most = field.maximum if field.maximum is not None else 1000
        yield from (
            least,
            most,
            (least + most) / 2,
            *(least + (most - least) * part / 97 for part in range(98)),
        )
    else:
        yield "chữ"


def looks(layer: Layer) -> Iterator[dict[str, Any]]:
    if layer.style.by is None:
        yield {}
        return
    field = layer.by_name[layer.style.by]
    if not field.required:
        yield {}
    for value in values_of(field):
        yield {field.name: value}


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.id)
def test_every_feature_has_exactly_one_line_and_its_colour(layer: Layer) -> None:
    legend = legend_of(layer)
    for properties in looks(layer):
        lines = [line for line in legend if evaluate(line.filter, properties) is True]
        assert len(lines) == 1, properties
        assert lines[0].colour == evaluate(colour_of(layer), properties), properties


def layer_by(kind: FieldKind, classes: tuple[StyleClass, ...], **field: Any) -> Layer:
    return Layer(
        id="sample",
        title=text("sample"),
        description=text("sample"),
        group="ground",
        geometry="Polygon",
        fields=(Field(name="f", label=text("f"), kind=kind, **field),),
        style=Style(colour="#000000", by="f", classes=classes),
    )


def labels(layer: Layer) -> list[str]:
    return [line.label.en for line in legend_of(layer)]


LOW = StyleClass(label=text("low"), colour="#111111", maximum=2)
HIGH = StyleClass(label=text("high"), colour="#222222", minimum=2)
SEVERAL = StyleClass(label=text("several"), colour="#333333", minimum=2, maximum=5)


def test_a_missing_number_is_unknown_and_not_zero() -> None:
    layer = layer_by("number", (LOW, HIGH))
    assert labels(layer) == ["low", "high", "Unknown"]
    assert evaluate(colour_of(layer), {}) == "#000000"
    assert evaluate(colour_of(layer), {"f": 0}) == "#111111"


def test_the_upper_bound_of_a_class_belongs_to_the_next() -> None:
    layer = layer_by("number", (LOW, HIGH))
    assert evaluate(colour_of(layer), {"f": 2}) == "#222222"
    assert evaluate(colour_of(layer), {"f": 1.999}) == "#111111"


def test_what_no_class_covers_is_said() -> None:
    assert labels(layer_by("number", (LOW, SEVERAL)))[-1] == "Unknown or other"
    assert labels(layer_by("number", (LOW, SEVERAL), maximum=4, required=True)) == ["low", "several"]
    assert labels(layer_by("number", (LOW, SEVERAL), maximum=5, required=True))[-1] == OTHER.en


def test_a_class_of_the_unknown_takes_features_without_a_value() -> None:
    choices = (Choice(value="yes", label=text("yes")), UNKNOWN)
    known = StyleClass(label=text("yes"), colour="#111111", values=("yes",))
    nobody = StyleClass(label=text("nobody knows"), colour="#222222", values=("unknown",))
    layer = layer_by("choice", (known, nobody), choices=choices)
    assert labels(layer) == ["yes", "nobody knows"]
    assert evaluate(colour_of(layer), {}) == "#222222"


def test_a_layer_without_classes_has_one_line() -> None:
    plain = layer_by("number", (LOW,)).model_copy(update={"style": Style(colour="#abcdef")})
    (line,) = legend_of(plain)
    assert (line.colour, line.label, evaluate(line.filter, {})) == ("#abcdef", plain.title, True)
