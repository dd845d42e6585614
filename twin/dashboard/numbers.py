"""Numbers that layers give, on several days: counted from what the database held at each day's end."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime

import numpy as np
from numpy.typing import NDArray

from twin.access import User
from twin.dashboard.section import LayerFigure
from twin.dashboard.value import Condition, LayerNumber, Point
from twin.layers import built_in_layers
from twin.programme.moments import Moments
from twin.programme.states import States, Wanted, read_states
from twin.store.database import Connection
from twin.vocabulary import Layer, Scalar

_RECORDED = "updated_at"
_UNKNOWN = (None, "unknown")


def read_layers_of(
    connection: Connection, user: User, figures: Iterable[LayerFigure], moments: Moments
) -> Mapping[str, States]:
    """Read every layer that the figures count, each once.

    Raises UnauthenticatedError and ForbiddenError.
    """
    fields: dict[str, dict[str, None]] = {}
    for figure in figures:
        fields.setdefault(figure.layer, {_RECORDED: None}).update(dict.fromkeys(figure.reads))
    return {
        layer: read_states(
            connection, user, Wanted(built_in_layers()[layer], tuple(names), shapes=False), moments
        )
        for layer, names in fields.items()
    }


def count_figure(figure: LayerFigure, states: States) -> LayerNumber:
    """Return a figure on the last of the days, with the days before it as its trend."""
    points = tuple(_point(figure, states, day, as_of) for day, as_of in enumerate(states.moments.days))
    last = points[-1]
    counted = last.value is not None and last.unknown is not None and figure.total is None
    return LayerNumber(
        id=figure.id,
        title=figure.title,
        layer=figure.layer,
        layer_title=states.layer.title,
        value=last.value,
        at_most=(last.value or 0) + (last.unknown or 0) if counted and last.unknown else None,
        unknown=last.unknown,
        better=figure.better,
        as_of=last.as_of,
        recorded_at=_recorded_at(states),
        filter=filter_on(figure.field, figure.values),
        conditions=conditions_on(states.layer, figure.field, figure.values),
        trend=points,
    )


def _point(figure: LayerFigure, states: States, day: int, as_of: date) -> Point:
    if not states.recorded[day]:
        return Point(as_of=as_of, value=None)
    here = states.here[:, day]
    if figure.total is not None:
        return _sum(states.values[figure.total][here], as_of)
    if figure.field is None:
        return Point(as_of=as_of, value=int(here.sum()), unknown=0)
    return _count(states.values[figure.field][here], figure.values, as_of)


def _sum(values: NDArray[np.object_], as_of: date) -> Point:
    known = [float(value) for value in values if value is not None]
    return Point(as_of=as_of, value=sum(known) if known else None, unknown=len(values) - len(known))


def _count(values: NDArray[np.object_], wanted: tuple[Scalar, ...], as_of: date) -> Point:
    unknown = sum(value in _UNKNOWN for value in values)
    # Where nothing is known of any of them, none is no answer.
    known = len(values) - unknown or not len(values)
    count = sum(value in wanted for value in values)
    return Point(as_of=as_of, value=count if known else None, unknown=unknown)


def _recorded_at(states: States) -> datetime | None:
    return max(states.values[_RECORDED][states.here[:, -1]], default=None)


def filter_on(field: str | None, values: tuple[Scalar, ...]) -> str | None:
    """Return CQL2 text that is true of what has one of these values; None: of everything."""
    if field is None:
        return None
    listed = ", ".join("'" + str(value).replace("'", "''") + "'" for value in values)
    return f"{field} IN ({listed})"


def conditions_on(layer: Layer, field: str | None, values: tuple[Scalar, ...]) -> tuple[Condition, ...]:
    """Return the same as `filter_on` by the layer's field."""
    if field is None:
        return ()
    kind = layer.by_name[field].kind
    return (Condition(name=field, kind=kind, test="is", values=tuple(map(str, values))),)
