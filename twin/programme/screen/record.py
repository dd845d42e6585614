"""Single records as a screen shows them: how each is understood, how it stands, and the files behind it."""

from datetime import date
from typing import Any, Literal

from twin.programme.digest.value import IndicatorDigest, ModelDigest, TaskCounts, TaskDigest
from twin.programme.screen.value import LinkEntry, Part, StateCounts
from twin.vocabulary import Frozen, Text


class EvidenceEntry(Frozen):
    """A file that stands behind a record."""

    id: int
    name: str
    href: str
    type: str
    size: int
    sha256: str
    created_at: str
    created_by: str


class PeriodEntry(Frozen):
    """When a task is to be done, as it is understood."""

    written: str
    starts_on: date | None
    ends_on: date | None
    due_dates: tuple[date, ...]
    next_due: date | None
    continuous: bool


class TargetEntry(Frozen):
    """A target as it is understood; `low` and `high` in the indicator's unit."""

    written: str
    kind: str
    low: float | None
    high: float | None
    change: str | None
    per_year: bool
    approximate: bool
    or_assigned: bool
    meaning: Text


class GapEntry(Frozen):
    """A part that a task lacks, and the fields that would say it."""

    part: Part
    fields: tuple[str, ...]


class NamedEntry(Frozen):
    """Another record, by its key."""

    key: str
    name: str


class TaskPlace(Frozen):
    """A layer, or one feature of it, that a task is about."""

    id: int
    layer: str
    layer_title: Text | None
    feature_id: int | None
    note: str | None


class YearlyTarget(Frozen):
    """The target of one year, and how it is understood (None: it cannot be read)."""

    id: int
    year: int
    target: str
    understood: TargetEntry | None
    note: str | None


class TaskStanding(Frozen):
    """What is known of a task beside its record."""

    digest: TaskDigest
    period: PeriodEntry | None
    gaps: tuple[GapEntry, ...]
    lead: tuple[NamedEntry, ...]
    coordinators: tuple[NamedEntry, ...]
    places: tuple[TaskPlace, ...]
    states: StateCounts | None
    indicators: tuple[NamedEntry, ...]
    models: tuple[NamedEntry, ...]


class IndicatorStanding(Frozen):
    """What is known of an indicator beside its record; `title` and `rule` say how it is measured, if it is."""

    digest: IndicatorDigest
    target: TargetEntry | None
    years: tuple[YearlyTarget, ...]
    lead: tuple[NamedEntry, ...]
    states: StateCounts | None
    tasks: tuple[NamedEntry, ...]
    models: tuple[NamedEntry, ...]


class ModelStanding(Frozen):
    """What is known of a model beside its record."""

    digest: ModelDigest
    states: StateCounts | None
    tasks: tuple[NamedEntry, ...]
    indicators: tuple[NamedEntry, ...]


class AgencyStanding(Frozen):
    """What an agency answers for, and how the tasks that it leads stand."""

    counts: TaskCounts
    states: StateCounts | None
    tasks: tuple[NamedEntry, ...]
    helps: tuple[NamedEntry, ...]
    indicators: tuple[NamedEntry, ...]


class ProgrammeRecord(Frozen):
    """A record as GeoJSON, with how it stands and the files behind it where its register has such."""

    type: Literal["Feature"]
    id: int
    geometry: dict[str, Any] | None
    properties: dict[str, Any]
    standing: TaskStanding | IndicatorStanding | ModelStanding | AgencyStanding | None = None
    evidence: tuple[EvidenceEntry, ...] = ()
    links: tuple[LinkEntry, ...] = ()


class ProgrammeRecords(Frozen):
    """Records of one register, as GeoJSON."""

    type: Literal["FeatureCollection"]
    features: tuple[ProgrammeRecord, ...]
    numberReturned: int  # noqa: N815 - as the OGC standards call it
    links: tuple[LinkEntry, ...]
