"""When each place of the programme last changed its state, as the layers' own history tells it, to the day."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray
from psycopg import sql

from twin.access import User
from twin.programme.by_field import ByField
from twin.programme.counting import Count
from twin.programme.measure import Measure, Scene
from twin.programme.measured import Official
from twin.programme.measures import measures
from twin.programme.moments import Moments, today
from twin.programme.places import Place
from twin.programme.states import Wanted, read_states
from twin.store.database import Connection
from twin.store.registry import read_layers
from twin.store.tables import feature_table, history_table
from twin.vocabulary import STATES, Layer, State

MOST_DAYS = 1_000
"""So many days with changes are looked back upon; what moved before is not told."""
_ABSENT = len(STATES)
"""Beside the numbers of the states: not there, or not counted, on that day."""


@dataclass(frozen=True)
class Move:
    """A thing has been in its present state since the end of a day; `before` None where it was not there."""

    before: State | None
    on: date


def _days(connection: Connection, layers: Iterable[Layer]) -> list[date]:
    """Return the days on which any of the layers changed, in record time or in valid time."""
    parts = []
    for layer in layers:
        for table, columns in (
            (feature_table(layer), ("updated_at",)),
            (history_table(layer), ("updated_at", "recorded_to")),
        ):
            name = sql.Identifier(table.schema or "", table.name)
            local = sql.SQL("SELECT ({} AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM {}")
            parts += [local.format(sql.Identifier(column), name) for column in columns]
            parts += [
                sql.SQL("SELECT {} FROM {}").format(sql.Identifier(column), name)
                for column in ("valid_from", "valid_to")
            ]
    rows = connection.execute(
        sql.SQL("SELECT DISTINCT day FROM ({}) AS known (day) WHERE day <= %s ORDER BY day").format(
            sql.SQL(" UNION ").join(parts)
        ),
        (today(),),
    )
    return [row[0] for row in rows][-MOST_DAYS:]


def _count(connection: Connection, user: User, measure: Measure) -> Count:
    """Judge the layer's things on every day on which anything that the measure reads has changed."""
    layers = read_layers(connection)
    days = _days(connection, [layers[name] for name in measure.reads])
    moments = Moments.of(days or [today()])
    states = {}
    for name, fields in measure.reads.items():
        wanted = Wanted(layers[name], fields, shapes=measure.judge.by_place)
        states[name] = read_states(connection, user, wanted, moments)
    return Count(measure, Scene(states, moments), (Official(),) * len(moments))


def _moves(count: Count) -> dict[int, Move]:
    ids, places = np.unique(count.states.ids, return_inverse=True)
    days = count.scene.moments.days
    stood: NDArray[np.uint8] = np.full((len(ids), len(days)), _ABSENT, dtype=np.uint8)
    codes = np.broadcast_to(count.verdicts.codes, count.counted.shape)
    rows, columns = np.nonzero(count.counted)
    stood[places[rows], columns] = codes[rows, columns]
    found = {}
    for number, course in zip(ids.tolist(), stood, strict=True):
        (others,) = np.nonzero(course != course[-1])
        if len(others) and course[-1] != _ABSENT:
            last, before = int(others[-1]), int(course[others[-1]])
            found[number] = Move(None if before == _ABSENT else STATES[before], days[last + 1])
    return found


def _as_measure(layer: Layer) -> Measure:
    """Return the layer's own field as a measure: what it has in common with one is how it judges."""
    return Measure(layer.id, "", layer.title, layer.id, layer.description, ByField.of_layer(layer.id))


def read_moves(connection: Connection, user: User, places: Sequence[Place]) -> Mapping[str, Move]:
    """Return the last move of every place that moved, by the place's key.

    What only a task's status tells has none here: that is the task's own history.
    """
    layers = read_layers(connection)
    known: dict[str, dict[int, Move]] = {}
    found = {}
    for place in places:
        basis = place.basis
        if basis is None or place.feature_id is None:
            continue
        if basis not in known:
            measure = measures().get(basis) or _as_measure(layers[basis])
            known[basis] = _moves(_count(connection, user, measure))
        if (move := known[basis].get(place.feature_id)) is not None:
            found[place.key] = move
    return found
