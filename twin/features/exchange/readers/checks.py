"""A layer's own conditions on clean columns: required fields, bounds, rules and the order of valid time.

The database holds the same conditions as CHECKs; here they give every row its reason beforehand.
"""

from collections.abc import Mapping
from datetime import UTC, date, datetime

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from twin.features.exchange.readers.faults import Faults, name_field, quote
from twin.vocabulary import SYSTEM_FIELDS, Comparison, Field, Layer, Rule, Scalar, Text

Columns = Mapping[str, pa.Array]
"""Field name -> clean values, for the fields that the file fills."""

_SYSTEM = {field.name: field for field in SYSTEM_FIELDS}
_ORDERED = {
    "<": pc.less,
    "<=": pc.less_equal,
    ">": pc.greater,
    ">=": pc.greater_equal,
    "=": pc.equal,
    "<>": pc.not_equal,
}


def check(layer: Layer, columns: Columns, faults: Faults) -> None:
    """Add a fault for each condition that a row breaks; an unknown value breaks only `required`."""
    for name, values in columns.items():
        field = layer.by_name.get(name) or _SYSTEM[name]
        _check_required(field, values, faults)
        _check_bounds(field, values, faults)
    for rule in layer.rules:
        if columns.keys() >= _fields_of(rule):
            faults.add_all(np.flatnonzero(_broken(rule, columns)), rule.message)
    _check_valid_time(columns, faults)


def _fields_of(rule: Rule) -> set[str]:
    return {*rule.then.fields, *(rule.when.fields if rule.when else ())}


def _check_required(field: Field, values: pa.Array, faults: Faults) -> None:
    if not field.required or not values.null_count:
        return
    name = name_field(field)
    missing = [
        int(row) for row in np.flatnonzero(pc.is_null(values)) if not faults.blames(int(row), field.name)
    ]
    faults.add_all(missing, Text(vi=f"{name.vi}: bắt buộc phải có.", en=f"{name.en}: is required."))


def _check_bounds(field: Field, values: pa.Array, faults: Faults) -> None:
    bounds = ((field.minimum, pc.less, "nhỏ hơn", "under"), (field.maximum, pc.greater, "lớn hơn", "over"))
    name, unit = name_field(field), f" {field.unit}" if field.unit else ""
    for bound, past, vi, en in bounds:
        if bound is None:
            continue
        for row in np.flatnonzero(pc.fill_null(past(values, bound), False)):
            value = quote(values[row])
            reason = Text(
                vi=f"{name.vi}: {value} {vi} {bound:.15g}{unit}.",
                en=f"{name.en}: {value} is {en} {bound:.15g}{unit}.",
            )
            faults.add(int(row), reason)


def _broken(rule: Rule, columns: Columns) -> pa.Array:
    """Return where the rule's `then` is false and its `when` is true or absent."""
    fails = pc.fill_null(pc.invert(_compare(rule.then, columns)), False)
    if rule.when is None:
        return fails
    return pc.and_(fails, pc.fill_null(_compare(rule.when, columns), False))


def _compare(comparison: Comparison, columns: Columns) -> pa.Array:
    """Return true, false or null (unknown) for each row, as SQL would."""
    values, operator = columns[comparison.field], comparison.operator
    if operator == "known":
        return pc.is_valid(values)
    if operator == "unknown":
        return pc.is_null(values)
    if operator == "in":
        constants = comparison.value if isinstance(comparison.value, tuple) else (comparison.value,)
        wanted = pa.array([_constant(constant, values.type) for constant in constants], values.type)
        return pc.if_else(pc.is_valid(values), pc.is_in(values, wanted), pa.scalar(None, pa.bool_()))
    if comparison.other_field is not None:
        return _ORDERED[operator](values, columns[comparison.other_field])
    return _ORDERED[operator](values, pa.scalar(_constant(comparison.value, values.type), values.type))


def _constant(value: Scalar | tuple[Scalar, ...] | None, kind: pa.DataType) -> object:
    """Return a rule's constant as the column's type holds it: days are written as ISO text."""
    if isinstance(value, str) and pa.types.is_date(kind):
        return date.fromisoformat(value)
    if isinstance(value, str) and pa.types.is_timestamp(kind):
        return datetime.fromisoformat(value).astimezone(UTC)
    return value


def _check_valid_time(columns: Columns, faults: Faults) -> None:
    if not columns.keys() >= {"valid_from", "valid_to"}:
        return
    reason = Text(
        vi="Ngày hết hiệu lực (valid_to) phải sau ngày bắt đầu (valid_from).",
        en="The day on which it ceases (valid_to) must come after the day from which it holds (valid_from).",
    )
    backward = pc.less_equal(columns["valid_to"], columns["valid_from"])
    faults.add_all(np.flatnonzero(pc.fill_null(backward, False)), reason)
