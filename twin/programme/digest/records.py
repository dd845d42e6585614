"""The programme's records as they are read for a digest: rows by field, with their `key`, `source` and `updated_at`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

Row = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class News:
    """What updates say of one task up to a day: the last known of each, and how many came within the period."""

    updated_on: date | None = None
    text: str | None = None
    status: str | None = None
    percent: float | None = None
    updates: int = 0


@dataclass(frozen=True, slots=True)
class Records:
    """All that a digest is made of, but for what the map measures. `values` are those up to the day, oldest first."""

    agencies: Sequence[Row]
    tasks: Sequence[Row]
    indicators: Sequence[Row]
    models: Sequence[Row]
    targets: Sequence[Row] = ()
    values: Sequence[Row] = ()
    news: Mapping[str, News] = field(default_factory=dict)
    layer_sources: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """What the features of each measured layer, and the records of what was reported, name as their source."""
