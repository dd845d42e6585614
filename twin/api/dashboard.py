"""The dashboard that the ward is steered by: four sections, and what needs attention today."""

import math

from fastapi import FastAPI

from twin.api.doors import Asked, add_door
from twin.api.parameters import BadParameterError, described
from twin.api.programme.board import Board, board_of, everything
from twin.api.programme.questions import described_day, read_day
from twin.api.replies import JSON, Reply
from twin.dashboard.composing import LIKELY_RAIN_MM_H, compose_dashboard, layers_read
from twin.dashboard.value import WardDashboard
from twin.programme.filing import filing_on
from twin.programme.moments import today
from twin.vocabulary import Text

PATH = "/dashboard"
TITLE = Text(vi="Bảng điều hành phường", en="Dashboard of the ward")
LANDING_LINK = ("related", PATH, TITLE, JSON)
MOST_RAIN_MM_H = 500.0
_RAIN = described(
    "rain",
    description="The rain that is forecast, mm/h.",
    schema={"type": "number", "minimum": 0, "maximum": MOST_RAIN_MM_H, "default": LIKELY_RAIN_MM_H},
)


def _read_rain(given: dict[str, str]) -> float:
    try:
        rain = float(given.get("rain", LIKELY_RAIN_MM_H))
    except ValueError:
        rain = math.nan
    if not 0 <= rain <= MOST_RAIN_MM_H:
        raise BadParameterError(
            "rain",
            f"phải là số từ 0 đến {MOST_RAIN_MM_H:g} mm/h",
            f"must be a number from 0 to {MOST_RAIN_MM_H:g} mm/h",
        )
    return rain


async def dashboard(asking: Asked) -> Reply:
    """Tell how the ward stands on a day: each number with its target, its course and what stands behind it."""
    service, board = asking.service, board_of(asking.scope)
    day, rain = read_day(asking.given, "as-of") or today(), _read_rain(asking.given)
    stamp = Board.stamp(service, (*everything(), *layers_read()))
    stamp = None if stamp is None else f"{stamp}-{day.isoformat()}-{rain:g}"
    composed = await board.digest(service, asking.user, filing_on(day), day)

    async def make() -> WardDashboard:
        return await board.compute(
            service,
            asking.user,
            ("ward", day, rain),
            lambda connection: compose_dashboard(
                connection, asking.user, composed.digest, composed.records.values, rain
            ),
            layers_read(),
        )

    if stamp is not None and (unchanged := asking.unchanged(stamp)):
        return unchanged
    body = await board.write(("ward", day, rain), stamp, make)
    return asking.reply_written(body, stamp=stamp)


def register(app: FastAPI) -> None:
    """Add the door."""
    add_door(
        app,
        PATH,
        dashboard,
        described_day("as-of", "As the ward was at the end of this day; today without it."),
        _RAIN,
        tags=["Dashboard"],
        operation_id="getWardDashboard",
        response_model=WardDashboard,
    )
