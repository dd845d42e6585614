"""Columns of a city's frames, in which what is unknown stays unknown."""

from collections.abc import Iterable
from typing import Any

import pandas as pd

from twin.vocabulary import SYSTEM_FIELDS, FieldKind, Layer

SYSTEM = {field.name: field for field in SYSTEM_FIELDS}
_DTYPES: dict[FieldKind, str] = {"number": "float64", "integer": "Int64", "boolean": "boolean"}


def type_column(layer: Layer, name: str, values: Iterable[Any], index: "pd.Index[Any]") -> "pd.Series[Any]":
    """Return a field's values: NaN is unknown of numbers, NA of whole ones and of yes or no, None of all else."""
    field = layer.by_name.get(name) or SYSTEM[name]
    dtype: Any = _DTYPES.get(field.kind, "object")
    typed: pd.Series[Any] = pd.Series(list(values), index=index, dtype=dtype)
    return typed
