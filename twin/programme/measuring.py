"""Measuring the programme's indicators from the layers: now, on any day, and month by month.

A day is measured by what the database held at its end and what was so in the city on it. Every function asks for the
user, reads no layer that they may not read, and sees one moment of the database where the connection is idle.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from psycopg.pq import TransactionStatus

from twin.access import User
from twin.analysis.projection import METRIC_SRID
from twin.layers import built_in_layers
from twin.programme.counting import Count
from twin.programme.lists import list_features, listed_fields
from twin.programme.measure import Measure, Scene
from twin.programme.measured import Breakdown, Measured, Official
from twin.programme.measures import find_measure, measures
from twin.programme.moments import Moments, today
from twin.programme.states import States, Wanted, read_states
from twin.registers import registers
from twin.store.database import Connection

_GROUPS = "residential_groups"


@dataclass(frozen=True)
class Terms:
    """How to measure: by the norms of another day than the measured one, and in which metric CRS."""

    norm_as_of: date | None = None
    srid: int = METRIC_SRID


AS_USUAL = Terms()


def measure_at(
    connection: Connection,
    user: User,
    day: date | None = None,
    indicators: Sequence[str] | None = None,
    terms: Terms = AS_USUAL,
) -> dict[str, Measured]:
    """Measure indicators (all that can be) on a day, today unless it is said; by key.

    Raises BadInputError for a day to come, NotFoundError for an indicator that the layers do not answer,
    UnauthenticatedError and ForbiddenError.
    """
    found = measure_series(connection, user, [day or today()], indicators, terms)
    return {key: one for key, (one,) in found.items()}


def measure_series(
    connection: Connection,
    user: User,
    days: Sequence[date],
    indicators: Sequence[str] | None = None,
    terms: Terms = AS_USUAL,
) -> dict[str, tuple[Measured, ...]]:
    """Measure indicators on several days, in the order given, reading each layer once.

    Raises what `measure_at` does.
    """
    chosen = _choose(indicators)
    wanted = _wanted(chosen)
    with _one_moment(connection):
        city = _City(connection, user, Moments.of(days), terms)
        return {measure.indicator: city.count(measure, wanted).measured() for measure in chosen}


def judge_features(
    connection: Connection, user: User, indicator: str, day: date | None = None, terms: Terms = AS_USUAL
) -> Breakdown:
    """Measure one indicator on a day and tell of each feature how it is judged and why.

    Raises what `measure_at` does.
    """
    measure = find_measure(indicator)
    wanted = _wanted([measure])
    listed = built_in_layers()[measure.layer]
    wanted[listed.id] = _merge(wanted[listed.id], Wanted(listed, listed_fields(listed), shapes=True))
    groups = built_in_layers()[_GROUPS]
    wanted[_GROUPS] = _merge(wanted.get(_GROUPS), Wanted(groups, ("code",), shapes=True))
    with _one_moment(connection):
        city = _City(connection, user, Moments.of([day or today()]), terms)
        count = city.count(measure, wanted)
        return list_features(count, city.read(wanted[_GROUPS]))


class _City:
    """Reads layers for one user and the same days, each once."""

    def __init__(self, connection: Connection, user: User, moments: Moments, terms: Terms) -> None:
        self._connection, self._user, self._terms = connection, user, terms
        self._moments = moments
        self._read: dict[str, States] = {}

    def read(self, wanted: Wanted) -> States:
        layer = wanted.layer.id
        if layer not in self._read:
            self._read[layer] = read_states(
                self._connection, self._user, wanted, self._moments, self._terms.srid
            )
        return self._read[layer]

    def count(self, measure: Measure, wanted: Mapping[str, Wanted]) -> Count:
        states = {layer: self.read(wanted[layer]) for layer in measure.reads}
        scene = Scene(states, self._moments, self._terms.norm_as_of)
        return Count(measure, scene, self._official(measure.indicator))

    def _official(self, indicator: str) -> tuple[Official, ...]:
        """Return the official count as the programme's register held it on each day."""
        register = registers()["programme_indicators"]
        states = self.read(
            Wanted(register, ("external_id", "register_total", "register_source"), shapes=False)
        )
        rows = [row for row, key in enumerate(states.values["external_id"]) if key == indicator]
        told = [Official()] * len(self._moments)
        for row in rows:
            official = Official(states.values["register_total"][row], states.values["register_source"][row])
            told = [official if held else before for before, held in zip(told, states.here[row], strict=True)]
        return tuple(told)


def _choose(indicators: Sequence[str] | None) -> list[Measure]:
    if indicators is None:
        return list(measures().values())
    return [find_measure(indicator) for indicator in dict.fromkeys(indicators)]


def _wanted(chosen: Sequence[Measure]) -> dict[str, Wanted]:
    """Return what to read of each layer, so that all of the measures find there what they need."""
    found: dict[str, Wanted] = {}
    for measure in chosen:
        for layer_id, fields in measure.reads.items():
            shapes = measure.judge.by_place or (measure.by_length and layer_id == measure.layer)
            wanted = Wanted(built_in_layers()[layer_id], fields, shapes)
            found[layer_id] = _merge(found.get(layer_id), wanted)
    return found


def _merge(one: Wanted | None, other: Wanted) -> Wanted:
    if one is None:
        return other
    fields = tuple(dict.fromkeys((*one.fields, *other.fields)))
    return Wanted(other.layer, fields, one.shapes or other.shapes)


@contextmanager
def _one_moment(connection: Connection) -> Iterator[None]:
    """See one moment of the database throughout; within somebody's transaction, what that sees."""
    idle = connection.info.transaction_status == TransactionStatus.IDLE
    with connection.transaction():
        if idle:
            connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield
