"""Where the programme is carried out, and how far it has come there: today's rows of the overlays.

How a thing stands is told, in this order, by the measure of an indicator that its task serves, by its layer's own
field (`Layer.progress`), by the task's status.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from twin.access import User
from twin.analysis.areas import OUTSIDE, find_areas
from twin.layers import built_in_layers
from twin.programme.measures import measures
from twin.programme.measuring import judge_features
from twin.programme.moments import Moments, today
from twin.programme.states import States, Wanted, read_states
from twin.programme.subjects import Kind, Programme, Subject, read_programme
from twin.store.database import Connection
from twin.store.registry import read_layers
from twin.vocabulary import STATES, Layer, State

GROUPS = "residential_groups"
WORKS = "projects"
TASKS = "programme_tasks"


@dataclass(frozen=True)
class Thing:
    """One thing of the city as it stands.

    `basis` is what tells: a measured indicator, or the layer itself; with None the layer cannot tell, nor does `state`.
    """

    layer: str
    id: int
    name: str | None
    state: State | None
    group_code: str | None
    basis: str | None = None


@dataclass(frozen=True)
class Place:
    """One row of `programme_overlay`. Its shape is that of feature `source_id` of the table of `source`."""

    subject: str
    kind: Kind
    through: str | None
    role: str
    layer: str | None
    feature_id: int | None
    name: str | None
    state: State
    group_code: str | None
    lead: str | None
    source: str
    source_id: int
    basis: str | None = None

    @property
    def key(self) -> str:
        return "|".join((self.subject, self.through or "", self.role, self.source, str(self.source_id)))


@dataclass(frozen=True)
class Shade:
    """One row of `programme_progress`: how many places of a subject in a group are in each state."""

    subject: str
    kind: Kind
    group_code: str
    name: str | None
    counts: Mapping[State, int]
    source_id: int

    @property
    def key(self) -> str:
        return f"{self.subject}|{self.group_code}"

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def share_done(self) -> float | None:
        """Percent; None where nothing is here or nothing is known."""
        known = self.total - self.counts.get("unknown", 0)
        return 100 * self.counts.get("done", 0) / self.total if known else None


class Ground:
    """Reads the layers that the programme stands on, each once, as they are today."""

    def __init__(self, connection: Connection, user: User) -> None:
        self._connection, self._user = connection, user
        self._layers: Mapping[str, Layer] = read_layers(connection)
        self._moments = Moments.of([today()])
        self._things: dict[str, dict[int, Thing]] = {}
        self._measured: dict[str, dict[int, Thing]] = {}

    @cached_property
    def groups(self) -> States:
        return self._read(built_in_layers()[GROUPS], ("code", "name"))

    def _read(self, layer: Layer, fields: tuple[str, ...]) -> States:
        return read_states(
            self._connection,
            self._user,
            Wanted(layer, tuple(dict.fromkeys(fields)), shapes=True),
            self._moments,
        )

    def things(self, layer_id: str) -> dict[int, Thing]:
        """Return all things of a layer by id; nothing of a layer that there is no more."""
        if layer_id not in self._layers:
            return {}
        if layer_id not in self._things:
            self._things[layer_id] = {one.id: one for one in self._stand(self._layers[layer_id])}
        return self._things[layer_id]

    def measured(self, indicator: str) -> dict[int, Thing]:
        """Return the things that a measured indicator counts."""
        if indicator not in self._measured:
            judged = judge_features(self._connection, self._user, indicator)
            self._measured[indicator] = {
                one.id: Thing(one.layer, one.id, one.name, one.state, one.group_code, indicator)
                for one in judged.features
                if one.counted
            }
        return self._measured[indicator]

    def _stand(self, layer: Layer) -> Iterator[Thing]:
        told = (layer.progress.field,) if layer.progress else ()
        states = self._read(layer, (*((layer.title_field,) if layer.title_field else ()), *told))
        codes = self._codes(states)
        for row in states.here[:, 0].nonzero()[0].tolist():
            name = states.values[layer.title_field][row] if layer.title_field else None
            state = (
                layer.progress.state_of(states.values[layer.progress.field][row]) if layer.progress else None
            )
            basis = layer.id if layer.progress else None
            yield Thing(layer.id, int(states.ids[row]), name, state, codes[row], basis)

    def _codes(self, states: States) -> list[str | None]:
        groups = self.groups
        held = groups.here[:, 0].nonzero()[0]
        found = find_areas(states.shapes, groups.shapes[groups.shape_of[held]])
        of_shape = [
            None if area == OUTSIDE else str(groups.values["code"][held[area]]) for area in found.tolist()
        ]
        return [of_shape[shape] if shape >= 0 else None for shape in states.shape_of.tolist()]

    def works(self) -> dict[str, list[Thing]]:
        """Return the works that name a task, by its key."""
        states = self._read(built_in_layers()[WORKS], ("task",))
        known = self.things(WORKS)
        found: dict[str, list[Thing]] = {}
        for row in states.here[:, 0].nonzero()[0].tolist():
            if task := states.values["task"][row]:
                found.setdefault(task, []).append(known[int(states.ids[row])])
        return found


def _of_task(programme: Programme, ground: Ground, key: str) -> Iterator[Thing]:
    """Yield what a task is about, each thing once, as it stands in the task's eyes."""
    serves = {
        measure.layer: measure.indicator
        for measure in measures().values()
        if measure.indicator in programme.indicators and key in programme.tasks_of(measure.indicator)
    }
    seen: set[tuple[str, int]] = set()
    for place in programme.places:
        if place["task"] != key:
            continue
        layer = place["layer"]
        things = ground.things(layer)
        judged = ground.measured(serves[layer]) if layer in serves else {}
        chosen = (
            things.values()
            if place["feature_id"] is None
            else filter(None, [things.get(place["feature_id"])])
        )
        for thing in chosen:
            if (layer, thing.id) not in seen:
                seen.add((layer, thing.id))
                yield judged.get(thing.id, thing)


def _row(subject: Subject, role: str, thing: Thing, state: State, through: str | None = None) -> Place:
    return Place(
        subject=subject.key,
        kind=subject.kind,
        through=through,
        role=role,
        layer=thing.layer,
        feature_id=thing.id,
        name=thing.name,
        state=state,
        group_code=thing.group_code,
        lead=subject.lead,
        source=thing.layer,
        source_id=thing.id,
        basis=thing.basis,
    )


def _task_rows(programme: Programme, ground: Ground, subject: Subject) -> Iterator[Place]:
    task, own = programme.tasks[subject.key], programme.state_of(subject.key)
    if task["status"] == "cancelled":
        return
    for thing in _of_task(programme, ground, subject.key):
        yield _row(subject, "place", thing, thing.state or own)
    if task["has_area"]:
        area = Thing(TASKS, task["id"], task["name"], own, None)
        yield replace(_row(subject, "area", area, own), layer=None, feature_id=None)


def _own_rows(programme: Programme, ground: Ground) -> dict[str, list[Place]]:
    """Return the rows of every task and indicator."""
    measured = {measure.indicator for measure in measures().values()}
    works, found = ground.works(), {}
    for subject in programme.subjects():
        if subject.kind == "task":
            rows = list(_task_rows(programme, ground, subject))
            tasks: tuple[str, ...] = (subject.key,)
        elif subject.kind == "indicator":
            things = ground.measured(subject.key).values() if subject.key in measured else ()
            rows = [_row(subject, "place", thing, thing.state or "unknown") for thing in things]
            tasks = programme.tasks_of(subject.key)
        else:
            continue
        placed = {(row.source, row.source_id) for row in rows}
        serving = {thing.id: thing for task in tasks for thing in works.get(task, ())}
        rows += [
            _row(subject, "works", thing, thing.state or "unknown")
            for thing in serving.values()
            if (WORKS, thing.id) not in placed
        ]
        found[subject.key] = rows
    return found


def find_places(connection: Connection, user: User) -> tuple[list[Place], list[Shade]]:
    """Return today's rows of both overlays. Raises UnauthenticatedError and ForbiddenError."""
    programme, ground = read_programme(connection, user), Ground(connection, user)
    own = _own_rows(programme, ground)
    rows = [row for some in own.values() for row in some]
    for subject in programme.subjects():
        for through in subject.through:
            rows += [
                replace(row, subject=subject.key, kind=subject.kind, through=through)
                for row in own.get(through, ())
            ]
    return rows, list(_shades(rows, ground.groups))


def _shades(rows: Iterable[Place], groups: States) -> Iterator[Shade]:
    """Yield how far each subject has come in each group where it has places."""
    counts: dict[tuple[str, Kind, str], Counter[State]] = {}
    for row in rows:
        if row.role == "place" and row.group_code is not None:
            counts.setdefault((row.subject, row.kind, row.group_code), Counter())[row.state] += 1
    known = {
        str(groups.values["code"][row]): (groups.values["name"][row], int(groups.ids[row]))
        for row in groups.here[:, 0].nonzero()[0].tolist()
    }
    for (subject, kind, code), states in counts.items():
        name, number = known[code]
        yield Shade(subject, kind, code, name, {state: states[state] for state in STATES}, number)
