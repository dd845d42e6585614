"""The hand-written part of the demonstration ward: `ward.toml` as typed values."""

import tomllib
from datetime import date
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from twin.vocabulary import Frozen

HERE = Path(__file__).parent

Position = tuple[float, float]
"""Longitude and latitude, WGS 84."""
StreetClass = Literal["primary", "secondary", "tertiary", "residential", "service"]
QuarterKind = Literal["village", "rows", "estate", "offices"]
GroundKind = Literal[
    "lake", "park", "school", "heritage", "market", "health", "hall", "parking", "collective"
]


class StreetPlan(Frozen):
    """A street from crossing to crossing; `width_m` is kerb to kerb."""

    name: str | None = None
    street_class: Annotated[StreetClass, Field(alias="class")]
    width_m: float
    lanes: int
    given: bool = True
    line: tuple[Position, ...]


class QuarterPlan(Frozen):
    """What stands in the block round `at`."""

    kind: QuarterKind
    name: str
    at: Position


class AlleyPlan(Frozen):
    """An alley that must exist: the house numbers at which it and its side alleys branch off."""

    street: str
    path: tuple[int, ...]


class GroundPlan(Frozen):
    """A ground that keeps houses out; the size is along and across the nearest street."""

    kind: GroundKind
    name: str
    at: Position
    size_m: tuple[float, float]


class LowPlan(Frozen):
    """A low place: the ground lies `depth_m` lower in its middle. A spot that is listed floods."""

    name: str
    at: Position
    depth_m: float
    radius_m: float
    listed: bool = False
    on: str | None = None
    """The street or alley that it lies on; else it is the nearest."""


class JamPlan(Frozen):
    """A congested stretch of a street, between two shares of its length; without speeds, nobody measured."""

    name: str
    street: str
    share: tuple[float, float]
    cause: str
    peak: str | None = None
    free_flow_kmh: float | None = None
    peak_speed_kmh: float | None = None


class ProjectPlan(Frozen):
    """Works along a street or alley, on a ground or at a place; what was told of them, and on which days."""

    name: str
    task: str | None = None
    along: str | None = None
    on: str | None = None
    at: Position | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    budget_vnd_m: float | None = None
    told_on: tuple[date, ...] = ()
    statuses: tuple[str, ...] = ()


class RiverPlan(Frozen):
    """The river along the outline; `line` runs on the outline."""

    name: str
    width_m: float
    line: tuple[Position, ...]


class WardPlan(Frozen):
    """All of `ward.toml`."""

    code: str
    name: str
    population: int
    valid_from: date
    outline: tuple[Position, ...]
    streets: tuple[StreetPlan, ...]
    quarters: tuple[QuarterPlan, ...]
    alleys: tuple[AlleyPlan, ...]
    grounds: tuple[GroundPlan, ...]
    lows: tuple[LowPlan, ...]
    jams: tuple[JamPlan, ...]
    projects: tuple[ProjectPlan, ...]
    river: RiverPlan


@cache
def read_plan() -> WardPlan:
    """Return the plan that stands beside this file."""
    return WardPlan.model_validate(tomllib.loads((HERE / "ward.toml").read_text("utf-8")))
