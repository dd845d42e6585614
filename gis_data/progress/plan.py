"""The hand-written part: `progress.toml` and the programme's own tables as typed values."""

import tomllib
from datetime import date
from functools import cache

from gis_data.plan import HERE
from twin.vocabulary import Frozen

Told = tuple[date, float]


class TaskPlan(Frozen):
    """How a task went and what was filled in of it; see `progress.toml`."""

    map: str | None = None
    path: tuple[Told, ...] = ()
    annual: float | None = None
    stops: date | None = None
    paused: date | None = None
    officer: str | None = None
    authority: str | None = None
    responsibility: str | None = None


class IndicatorPlan(Frozen):
    """What was reported of an indicator by quarter, and its targets by year."""

    map: str | None = None
    values: tuple[float | str, ...] = ()
    added: tuple[float, ...] = ()
    targets: tuple[str, ...]


class Revision(Frozen):
    """A target that was another one before a day."""

    year: int
    before: str
    on: date


class ProgressPlan(Frozen):
    """All of `progress.toml`."""

    texts: dict[str, tuple[str, ...]]
    tasks: dict[str, TaskPlan]
    indicators: dict[str, IndicatorPlan]
    revised: dict[str, Revision]


@cache
def read_progress() -> ProgressPlan:
    """Return the plan of what was reported."""
    return ProgressPlan.model_validate(tomllib.loads((HERE / "progress.toml").read_text("utf-8")))
