"""Which line of a legend a feature falls under, by the very expression that MapLibre evaluates on the screen."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from pydantic import JsonValue

from twin.features.legend import LegendEntry

_TYPES = {bool: "boolean", int: "number", float: "number", str: "string", type(None): "null"}


def _comparable(left: Any, right: Any) -> bool:
    return type(left) is type(right) or {type(left), type(right)} == {int, float}


_FUNCTIONS: dict[str, Callable[[list[Any]], Any]] = {
    "all": all,
    "any": any,
    "!": lambda values: not values[0],
    "in": lambda values: values[0] in values[1],
    "typeof": lambda values: _TYPES.get(type(values[0]), "object"),
    "==": lambda values: _comparable(*values) and values[0] == values[1],
    ">=": lambda values: _comparable(*values) and values[0] >= values[1],
    "<": lambda values: _comparable(*values) and values[0] < values[1],
}
"""What `twin.features.style` says conditions with."""


def evaluate(expression: JsonValue, properties: Mapping[str, Any]) -> Any:
    """Return the value of a condition for a feature; a property that nobody knows is not there."""
    match expression:
        case ["literal", listed]:
            return listed
        case ["has", str(name)]:
            return properties.get(name) is not None
        case ["get", str(name)]:
            return properties.get(name)
        case [str(operator), *operands]:
            return _FUNCTIONS[operator]([evaluate(operand, properties) for operand in operands])
    return expression


def entry_number(legend: Sequence[LegendEntry], properties: Mapping[str, Any]) -> int | None:
    """Return the place of the first line that takes the feature."""
    return next(
        (place for place, entry in enumerate(legend) if evaluate(entry.filter, properties)),
        None,
    )
