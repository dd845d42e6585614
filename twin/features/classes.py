"""Which class of its layer's style a feature falls into, asked in SQL where no MapLibre can evaluate it."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, and_, case, literal, or_

from twin.store.tables import column_name, feature_table
from twin.vocabulary import UNKNOWN, Layer, StyleClass


def _fits(column: ColumnElement[Any], known: StyleClass) -> ColumnElement[bool]:
    """Hold to what `twin.features.style.condition_of` says to MapLibre."""
    if known.values:
        listed = or_(*(column == value for value in known.values))
        return or_(column.is_(None), listed) if UNKNOWN.value in known.values else listed
    low = [column >= known.minimum] if known.minimum is not None else []
    high = [column < known.maximum] if known.maximum is not None else []
    return and_(column.is_not(None), *low, *high)


def class_number(layer: Layer, rows: FromClause | None = None) -> ColumnElement[int]:
    """Return the place of a feature's class in `style.classes`; one past the end where it is in none.

    `rows` has the columns of the layer's table, which is meant where none are given.
    """
    style = layer.style
    rest = literal(len(style.classes), Integer)
    if style.by is None or not style.classes:
        return rest
    column = (feature_table(layer) if rows is None else rows).c[column_name(style.by)]
    return case(*((_fits(column, known), number) for number, known in enumerate(style.classes)), else_=rest)
