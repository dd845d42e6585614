"""Tables and drawings from frames, with what the layers' fields already say."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from twin.reporting import Column, Direction, Drawing, Table
from twin.vocabulary import Field, Layer, Scalar, Text

if TYPE_CHECKING:
    import pandas as pd
    from geopandas.geodataframe import GeoDataFrame


def column_of(field: Field, digits: int = 1) -> Column:
    """Return the column that shows a field."""
    return Column(field.name, field.label, field.kind, field.unit, digits, field.choices)


def count_column(
    name: str, vi: str, en: str, unit: str | None = None, *, better: Direction | None = None
) -> Column:
    """Return a column of whole numbers."""
    return Column(name, Text(vi=vi, en=en), "integer", unit, 0, better=better)


def number_column(  # noqa: PLR0913 - what a column has
    name: str,
    vi: str,
    en: str,
    unit: str | None = None,
    digits: int = 1,
    *,
    better: Direction | None = None,
) -> Column:
    """Return a column of measures."""
    return Column(name, Text(vi=vi, en=en), "number", unit, digits, better=better)


def text_column(name: str, vi: str, en: str) -> Column:
    """Return a column of words."""
    return Column(name, Text(vi=vi, en=en))


def rows_of(frame: "pd.DataFrame", columns: tuple[Column, ...]) -> tuple[tuple[Any, ...], ...]:
    """Return the frame's values in the order of the columns, as Python's own; unknown is None."""
    return tuple(zip(*(_plain(frame[column.name], column) for column in columns), strict=True))


def _plain(values: "pd.Series[Any]", column: Column) -> list[Any]:
    """Return a column's values as Python's own."""
    import numpy as np

    plain = values.astype(object).to_numpy(copy=True)
    plain[values.isna().to_numpy(dtype=bool)] = None
    told = [value.item() if isinstance(value, np.generic) else value for value in plain.tolist()]
    if column.kind == "integer":
        return [None if value is None else int(value) for value in told]
    return told


def table_of(
    table_id: str, title: Text, frame: "pd.DataFrame", columns: tuple[Column, ...], drawing: str | None = None
) -> Table:
    """Return a frame as a table: each column reads the frame's column of its name.

    With a drawing the frame's index says which of its features each row is.
    """
    ids = () if drawing is None else tuple(frame.index.tolist())
    return Table(table_id, title, columns, rows_of(frame, columns), drawing, ids)


def draw(
    layer: Layer,
    frame: "GeoDataFrame",
    of: str | None = None,
    better: Direction | tuple[Scalar, ...] | None = None,
) -> Drawing:
    """Return a frame in metres as a drawing: the fields that the layer declares, and the shapes in WGS 84."""
    names = [field.name for field in layer.all_fields]
    drawn: GeoDataFrame = frame[[*names, "geometry"]].to_crs(4326)
    return Drawing(layer, drawn, of, better)


def told_so(values: "pd.Series[Any]") -> "pd.Series[bool]":
    """Say where yes or no is known to be yes."""
    return values.fillna(value=False).astype(bool)


def labels_of(field: Field) -> Mapping[str, Text]:
    """Return the words for each choice of a field."""
    return {choice.value: choice.label for choice in field.choices}
