"""What is known of one record beside its own words: how it is understood, what it lacks, and what belongs to it."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from twin.errors import BadInputError
from twin.programme.agencies import Agency
from twin.programme.digest import Digest
from twin.programme.digest.records import Row
from twin.programme.digest.tasks import count_tasks
from twin.programme.gaps import find_gaps
from twin.programme.periods import read_period
from twin.programme.screen.dashboard import Leads, list_agencies, parts
from twin.programme.screen.record import (
    AgencyStanding,
    GapEntry,
    IndicatorStanding,
    ModelStanding,
    NamedEntry,
    PeriodEntry,
    TargetEntry,
    TaskPlace,
    TaskStanding,
    YearlyTarget,
)
from twin.programme.screen.value import StateCounts
from twin.programme.targets import Target, read_target
from twin.vocabulary import Layer

States = Mapping[str, StateCounts]
_NUMBERED = ("low", "high")
_SAME = ("written", "kind", "change", "per_year", "approximate", "or_assigned", "meaning")


def understand_period(row: Row, day: date) -> PeriodEntry | None:
    """Return when a task is to be done; None where its words cannot be read."""
    try:
        period = read_period(row["period"], row["starts_on"], row["ends_on"])
    except BadInputError:
        return None
    if period is None:
        return None
    return PeriodEntry(
        written=period.written,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        due_dates=period.due_dates,
        next_due=period.next_due(day),
        continuous=period.continuous,
    )


def understand_target(written: str, indicator: Row) -> TargetEntry | None:
    """Return a target of an indicator; None where its words cannot be read."""
    try:
        target: Target = read_target(written, name=indicator["name"], unit=indicator["unit"])
    except BadInputError:
        return None
    numbers = {name: getattr(target, name) for name in _NUMBERED}
    return TargetEntry(
        **{name: getattr(target, name) for name in _SAME},
        **{name: None if number is None else float(number) for name, number in numbers.items()},
    )


def _named(agencies: Iterable[Agency]) -> tuple[NamedEntry, ...]:
    return tuple(NamedEntry(key=agency.slug, name=agency.name) for agency in agencies)


class Desk:
    """The digest of today and the rows that it was made of, to look up one record in."""

    def __init__(self, digest: Digest, rows: Mapping[str, Iterable[Row]], states: States) -> None:
        self._digest, self._states = digest, states
        self._rows = {name: list(found) for name, found in rows.items()}
        self._leads = Leads(self._rows["agencies"])
        self._names = {task.key: task.name for task in digest.tasks}
        self._names |= {one.key: one.name for one in digest.indicators}

    def _entries(self, keys: Iterable[str]) -> tuple[NamedEntry, ...]:
        return tuple(NamedEntry(key=key, name=self._names[key]) for key in keys if key in self._names)

    def _models(self, numbers: Iterable[str]) -> tuple[NamedEntry, ...]:
        wanted = set(numbers)
        found = (model for model in self._digest.models if str(model.no) in wanted)
        return tuple(NamedEntry(key=model.key, name=model.name) for model in found)

    def _row(self, register: str, key: str) -> Row | None:
        return next((row for row in self._rows[register] if row["key"] == key), None)

    def task(self, key: str, layers: Mapping[str, Layer]) -> TaskStanding | None:
        """Return what is known of a task; None for one that came after the digest was made."""
        row, digest = (
            self._row("tasks", key),
            next((one for one in self._digest.tasks if one.key == key), None),
        )
        if row is None or digest is None:
            return None
        return TaskStanding(
            digest=digest,
            period=understand_period(row, self._digest.as_of),
            gaps=tuple(
                GapEntry(part=part, fields=gap.fields)
                for gap in find_gaps(row)
                for part in parts()
                if part.id == gap.part.id
            ),
            lead=_named(self._leads.of(digest.lead)),
            coordinators=_named(self._leads.of(digest.coordinators)),
            places=tuple(_place(place, layers) for place in self._rows["places"] if place["task"] == key),
            states=self._states.get(key),
            indicators=self._entries(one.key for one in self._digest.indicators if key in one.tasks),
            models=self._models(digest.models),
        )

    def indicator(self, key: str) -> IndicatorStanding | None:
        """Return what is known of an indicator; None for one that came after the digest was made."""
        row = self._row("indicators", key)
        digest = next((one for one in self._digest.indicators if one.key == key), None)
        if row is None or digest is None:
            return None
        return IndicatorStanding(
            digest=digest,
            target=understand_target(row["target"], row),
            years=tuple(
                YearlyTarget(
                    **{name: target[name] for name in ("id", "year", "target", "note")},
                    understood=understand_target(target["target"], row),
                )
                for target in sorted(self._rows["targets"], key=lambda one: int(one["year"]))
                if target["indicator"] == key
            ),
            lead=_named(self._leads.of(digest.lead)),
            states=self._states.get(key),
            tasks=self._entries(digest.tasks),
            models=self._models(digest.models),
        )

    def model(self, key: str) -> ModelStanding | None:
        """Return what is known of a model; None for one that came after the digest was made."""
        digest = next((one for one in self._digest.models if one.key == key), None)
        if digest is None:
            return None
        return ModelStanding(
            digest=digest,
            states=self._states.get(key),
            tasks=self._entries(digest.tasks),
            indicators=self._entries(digest.indicators),
        )

    def agency(self, key: str) -> AgencyStanding | None:
        """Return what an agency answers for; None for one that came after the digest was made."""
        entries = list_agencies(self._digest, self._rows["agencies"])
        entry = next((one for one in entries if one.key == key), None)
        if entry is None:
            return None
        return AgencyStanding(
            counts=count_tasks(task for task in self._digest.tasks if task.key in entry.tasks),
            states=self._states.get(key),
            tasks=self._entries(entry.tasks),
            helps=self._entries(entry.helps),
            indicators=self._entries(entry.indicators),
        )


def _place(row: Mapping[str, Any], layers: Mapping[str, Layer]) -> TaskPlace:
    layer = layers.get(row["layer"])
    told = {name: row[name] for name in ("id", "layer", "feature_id", "note")}
    return TaskPlace(**told, layer_title=None if layer is None else layer.title)
