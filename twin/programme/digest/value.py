"""What is known of the programme on a day, worked out and frozen: the same numbers on the screen and in every file.

Names and words of the programme stand as they are written; what the twin says itself stands in both languages.
None is unknown, and never zero.
"""

from datetime import date
from typing import Literal

from twin.programme.filing import Filing
from twin.programme.judgements import Verdict
from twin.programme.warnings import EarlyWarning, WarningKind
from twin.vocabulary import Frozen, Text

Status = Literal["not_started", "in_progress", "done", "paused", "cancelled"]
Agreement = Literal["same", "within_unknown", "different"]
"""Of a reported value with the measured one: the same, so far that what is unknown explains it, or different."""


class TaskDigest(Frozen):
    """A task: what was promised, who owns it, where it stands, what is late, what it lacks of the '6 rõ'."""

    key: str
    group: str
    group_name: str
    no: int
    name: str
    lead: str | None
    coordinators: str | None
    officer: str | None
    responsibility: str | None
    authority: str | None
    period: str
    due_on: date | None
    """The next day on which something is due, or the last one."""
    product: str | None
    outcome: str | None
    models: tuple[str, ...]
    status: Status | None
    percent: float | None
    gone: float | None
    """How much of the calendar is gone, in per cent; None where it goes on all the time."""
    updated_on: date | None
    told: str | None
    """The words of the last update."""
    updates: int
    """Within the period of the digest."""
    warnings: tuple[EarlyWarning, ...]
    gaps: tuple[str, ...]
    """Ids of `twin.programme.gaps.PARTS`."""

    def warns_of(self, kind: WarningKind) -> EarlyWarning | None:
        return next((warning for warning in self.warnings if warning.kind == kind), None)


class TaskCounts(Frozen):
    """How many tasks there are, by status (these six make up `all`), and how many call for attention."""

    all: int
    done: int
    in_progress: int
    not_started: int
    paused: int
    cancelled: int
    unknown: int
    overdue: int
    behind: int
    no_update: int
    due: int
    """Within 90 days."""
    with_gaps: int


class NamedCounts(Frozen):
    """The tasks of an agency or of a group."""

    name: str
    key: str | None = None
    tasks: TaskCounts


class ReportedValue(Frozen):
    """What was reported last. `number` is in the indicator's unit; None where it is an answer, or unreadable."""

    written: str
    number: float | None
    as_of: date
    reporter: str | None
    agency: str | None
    source: str | None


class MeasuredShare(Frozen):
    """A percentage of things (or of metres) and the counts that it is made of."""

    value: float | None
    at_most: float | None
    """What it would be if all that is unknown were done."""
    done: float
    under_way: float
    not_yet: float
    unknown: float
    all: float


class MeasuredValue(Frozen):
    """What the map's layers say of an indicator."""

    layer: str
    rule: Text
    as_of: date
    number: MeasuredShare
    length_m: MeasuredShare | None
    undetermined: int
    known_share: float | None
    """Per cent of the counted things of which the deciding field is known."""
    register_total: int | None
    register_source: str | None
    register_share: float | None
    """Per cent of the official count that the layer holds."""
    silence: Text | None
    """Why there is no value."""
    norms: tuple[Text, ...]
    """What was applied: the number, its clause, and whether it is confirmed."""


class Assessment(Frozen):
    """What a value is to a target, and why."""

    verdict: Verdict
    reason: Text


class YearTarget(Frozen):
    """The target of one year."""

    year: int
    written: str
    assessment: Assessment


class IndicatorDigest(Frozen):
    """An indicator: what is to be reached, what was reported and what the map measures, side by side."""

    key: str
    source: Literal["annex", "text"]
    section_no: str
    section: str
    group_no: int
    group: str
    no: int
    name: str
    unit: str | None
    target: str
    meaning: Text | None
    """How the target is understood; None where it cannot be read."""
    lead: str | None
    tasks: tuple[str, ...]
    models: tuple[str, ...]
    reported: ReportedValue | None
    assessment: Assessment
    """Of the reported value against the programme's target."""
    year: YearTarget | None
    measured: MeasuredValue | None
    measured_assessment: Assessment | None
    difference: float | None
    """Reported less measured, in percentage points."""
    agreement: Agreement | None


class IndicatorCounts(Frozen):
    """How many indicators there are, and how many of them are met by what was reported."""

    all: int
    met: int
    not_met: int
    unknown: int
    measured: int
    different: int


class ModelDigest(Frozen):
    """A key model, with the tasks and indicators that name it."""

    key: str
    no: int
    name: str
    note: str | None
    lead: str | None
    status: Status | None
    percent: float | None
    tasks: tuple[str, ...]
    indicators: tuple[str, ...]


class SourceDigest(Frozen):
    """Where facts come from, and the last day that they tell of."""

    name: Text
    as_of: date | None
    note: Text | None = None


class Digest(Frozen):
    """The programme on `as_of`, with what happened since the beginning of `filing`."""

    filing: Filing
    as_of: date
    tasks: tuple[TaskDigest, ...]
    indicators: tuple[IndicatorDigest, ...]
    models: tuple[ModelDigest, ...]
    task_counts: TaskCounts
    groups: tuple[NamedCounts, ...]
    agencies: tuple[NamedCounts, ...]
    annex: IndicatorCounts
    """Of the 36 of annex 1 only."""
    text: IndicatorCounts
    """Of the targets that only the body text gives."""
    updates: int
    """Within the period."""
    updated_tasks: int
    sources: tuple[SourceDigest, ...]
