"""The answers of the programme's doors as values: what they hold is described by them. None is unknown, never zero."""

from datetime import date
from typing import Literal

from twin.features.catalogue import FieldEntry
from twin.programme.digest import Digest
from twin.programme.digest.value import (
    Agreement,
    MeasuredShare,
    MeasuredValue,
)
from twin.vocabulary import Frozen, State, Text

Box = tuple[float, float, float, float]
"""West, south, east, north in WGS 84."""
SubjectKind = Literal["task", "indicator", "agency", "model"]


class StateCounts(Frozen):
    """How many places are in each state."""

    done: int
    under_way: int
    not_yet: int
    unknown: int
    all: int


class PlacesLayer(Frozen):
    """Which layer shows the places of a subject, and what its properties are called."""

    layer: str
    subject: str
    kind: str
    role: str
    state: str
    moved_on: str
    of_layer: str
    of_feature: str
    area: str
    """Value of the role: an area that was drawn for a task."""
    works: str
    """Value of the role: works that serve the subject. They are no places of it, and not counted."""


class GroupsLayer(Frozen):
    """Which layer shades the residential groups by how far a subject has come."""

    layer: str
    subject: str


class StateEntry(Frozen):
    """One state of a place, as it is drawn."""

    value: State
    label: Text
    colour: str


class StatusEntry(Frozen):
    """One status of a task, and the state of those of its places that cannot tell their own."""

    value: str
    label: Text
    state: State


class RegisterEntry(Frozen):
    """What a register's records hold; `count` is how many there are."""

    title: Text
    title_field: str | None
    count: int
    fields: tuple[FieldEntry, ...]


class LinkEntry(Frozen):
    """A link; `form` names the form of a file in a word."""

    rel: str
    href: str
    type: str
    title: str
    form: str | None = None


class Programme(Frozen):
    """What stands here, and the words and names that a screen needs to show it."""

    title: Text
    places: PlacesLayer
    groups: GroupsLayer
    states: tuple[StateEntry, ...]
    statuses: tuple[StatusEntry, ...]
    registers: dict[str, RegisterEntry]
    links: tuple[LinkEntry, ...]


class Part(Frozen):
    """One of the seven parts of the '6 rõ', by the ids that gaps have."""

    id: str
    label: Text


class AgencyEntry(Frozen):
    """An agency: keys of the tasks that it leads and helps with, and of the indicators that it reports."""

    key: str
    name: str
    short_name: str | None
    tasks: tuple[str, ...]
    helps: tuple[str, ...]
    indicators: tuple[str, ...]


class Dashboard(Frozen):
    """The whole programme on a day. `states` has the places of each subject that has any, by its key."""

    digest: Digest
    parts: tuple[Part, ...]
    states: dict[str, StateCounts]
    agencies: tuple[AgencyEntry, ...]


class PlaceEntry(Frozen):
    """A place of a subject, or works that serve it. `bbox` is where it stands."""

    layer: str | None
    feature_id: int | None
    name: str | None
    role: str
    state: State
    state_before: State | None
    through: str | None
    moved_on: date | None
    group_code: str | None
    bbox: Box | None


class GroupProgress(Frozen):
    """How far a subject has come in one residential group; `share_done` in per cent."""

    group_code: str
    name: str | None
    states: StateCounts
    share_done: float | None


class Overlay(Frozen):
    """Where a subject is carried out and how far.

    `states` counts all of its places; `places` lists the first of each state, what moved since `since` before others,
    and the works that serve it. `moved_count` is None where no day was named.
    """

    subject: str
    kind: SubjectKind
    title: str
    lead: str | None
    states: StateCounts
    works: int
    bbox: Box | None
    since: date | None
    moved_count: int | None
    groups: tuple[GroupProgress, ...]
    places: tuple[PlaceEntry, ...]
    links: tuple[LinkEntry, ...]


class MissingFact(Frozen):
    """A fact that nobody has recorded, and where it would stand."""

    label: Text
    layer: str | None
    feature_id: int | None
    field: str | None


class NormEntry(Frozen):
    """A number that a rule sets, and whether somebody has compared it with the official text."""

    id: str
    title: Text
    clause: str
    value: float
    unit: str
    since: date | None
    source: str
    standing: Text
    confirmed: bool


class SourceEntry(Frozen):
    """On whose word a feature is judged: who recorded it, from which file or source, and when."""

    external_id: str | None
    source: str | None
    import_id: int | None
    updated_at: str
    updated_by: str
    value_sources: dict[str, str]


class JudgedEntry(Frozen):
    """One feature behind a percentage. Where not `counted`, it is not known whether it belongs."""

    layer: str
    id: int
    name: str | None
    state: State
    counted: bool
    why: Text
    missing: tuple[MissingFact, ...]
    norms: tuple[str, ...]
    """Ids of `MeasuredLists.norms`."""
    through: str | None
    """The name of another feature that decides."""
    length_m: float | None
    group_code: str | None
    bbox: Box | None
    evidence: SourceEntry


class MeasuredLists(Frozen):
    """An indicator as the layers have it on a day, and the features behind it: the numerator is what is `done`."""

    indicator: str
    title: Text
    measured: MeasuredValue
    norms: tuple[NormEntry, ...]
    numberMatched: int  # noqa: N815 - as the OGC standards call it
    features: tuple[JudgedEntry, ...]


class SeriesPoint(Frozen):
    """What the layers say at the end of one day."""

    as_of: date
    number: MeasuredShare
    length_m: MeasuredShare | None


class ReportedPoint(Frozen):
    """What was reported for one day, and the same day as measured: `difference` is reported less measured."""

    id: int
    as_of: date
    written: str
    number: float | None
    measured: float | None
    difference: float | None
    agreement: Agreement | None


class Series(Frozen):
    """An indicator over time: measured at the ends of months, beside what was reported."""

    indicator: str
    measured: tuple[SeriesPoint, ...]
    reported: tuple[ReportedPoint, ...]
