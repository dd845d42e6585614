"""What the dashboard tells, as values: what the doors answer is described by them. None is unknown, never zero."""

from datetime import date, datetime
from typing import Literal

from pydantic import ConfigDict

from twin.dashboard.section import Better
from twin.programme.digest.value import IndicatorDigest
from twin.programme.screen.value import Box
from twin.vocabulary import FieldKind, Frozen, Text

AttentionKind = Literal["late_tasks", "overdue_checks", "new_reports", "waking_spots"]


class Told(Frozen):
    """All of it is in every answer, unknown or not."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class Condition(Told):
    """What of a layer is meant, by one of its fields: has one of the values, or is of that day at the latest."""

    name: str
    kind: FieldKind
    test: Literal["is", "least", "most"]
    values: tuple[str, ...]


class Point(Told):
    """A number at the end of one day; `unknown` features could still belong to it."""

    as_of: date
    value: float | None
    unknown: int | None = None


class LayerNumber(Frozen):
    """A number that a layer gives, with the year behind it and the way to what stands behind it.

    `filter` is CQL2 text: with the day as `datetime`, the list and the map of exactly what is counted. `recorded_at` is when the newest of the
    layer's present states was recorded.
    """

    id: str
    title: Text
    layer: str
    layer_title: Text
    value: float | None
    at_most: float | None
    unknown: int | None
    better: Better | None
    as_of: date
    recorded_at: datetime | None
    filter: str | None
    conditions: tuple[Condition, ...]
    trend: tuple[Point, ...]


class IndicatorNumber(Frozen):
    """An indicator of the programme with its course: reported whenever somebody reported, measured at months' ends."""

    indicator: IndicatorDigest
    reported: tuple[Point, ...]
    measured: tuple[Point, ...]


class SectionTold(Frozen):
    """One of the four parts."""

    id: str
    title: Text
    indicators: tuple[IndicatorNumber, ...]
    figures: tuple[LayerNumber, ...]


class Concern(Told):
    """One thing that calls for attention: a task by its key, or a feature by its layer, its id and where it stands."""

    name: str
    why: Text
    key: str | None = None
    layer: str | None = None
    feature_id: int | None = None
    bbox: Box | None = None
    days: int | None = None


class Attention(Told):
    """Things of one kind that call for attention; `count` is all of them, `first` the most pressing.

    None: it cannot be known, and `why` says for want of what.
    """

    kind: AttentionKind
    title: Text
    count: int | None
    unknown: int | None
    why: Text
    layer: str | None = None
    filter: str | None = None
    conditions: tuple[Condition, ...] = ()
    first: tuple[Concern, ...] = ()


class WardDashboard(Frozen):
    """The ward on a day."""

    as_of: date
    rain_mm_h: float
    sections: tuple[SectionTold, ...]
    attention: tuple[Attention, ...]
