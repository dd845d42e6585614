"""What the map's layers say of an indicator: the features behind a percentage, and its course."""

import json
from datetime import date, timedelta
from typing import Any

from fastapi import FastAPI

from twin.api.doors import ONLY_JSON, Asked, Asking, Face, add_door
from twin.api.parameters import BadParameterError, described, read_limit, read_whole
from twin.api.programme.addresses import ROOT
from twin.api.programme.board import Board, board_of, measured_layers
from twin.api.programme.pages import show_lists
from twin.api.programme.questions import described_day, described_word, read_day
from twin.api.replies import Reply
from twin.errors import BadInputError
from twin.programme.measures import find_measure
from twin.programme.moments import today
from twin.programme.records import find_record, find_register, read_rows
from twin.programme.screen.measured import days_between, read_lists, read_series
from twin.programme.screen.measured import show_lists as tell_lists
from twin.programme.screen.value import MeasuredLists, Series
from twin.vocabulary import STATES, State

MOST_FEATURES = 10_000
LONGEST_BEFORE = timedelta(days=730)
_GROUPS, _VALUES = "residential_groups", "programme_values"
_LIMIT = {"type": "integer", "minimum": 1, "maximum": MOST_FEATURES, "default": MOST_FEATURES}


async def _indicator(asking: Asking, key: str) -> None:
    """Raise NotFoundError unless there is such an indicator, and the layers answer it."""
    await find_record(asking.service.pool, asking.user, find_register("indicators"), key)
    find_measure(key)


def _read_state(given: dict[str, str]) -> State | None:
    asked = given.get("state")
    if asked is None:
        return None
    for state in STATES:
        if state == asked:
            return state
    listed = ", ".join(STATES)
    raise BadParameterError("state", f"chỉ nhận: {listed}", f"takes only: {listed}")


async def measured(asking: Asked, key: str) -> Reply:
    """Tell what the layers say of an indicator on a day, and of each feature behind it how it is judged and why.

    What is `done` is the numerator, all that is `counted` the denominator.
    """
    given, board = asking.given, board_of(asking.scope)
    day, norms, state = read_day(given, "as-of"), read_day(given, "norm-as-of"), _read_state(given)
    offset, limit = read_whole(given, "offset", 0, 0), read_limit(given, MOST_FEATURES, MOST_FEATURES)
    await _indicator(asking, key)
    own = Board.stamp(asking.service, (*measured_layers(), _GROUPS))
    asked = f"{key}-{day}-{norms}-{state}-{offset}-{limit}"
    stamp = None if own is None else f"{own}-{asked}"
    if stamp is not None and (unchanged := asking.unchanged(stamp)):
        return unchanged

    async def make() -> MeasuredLists:
        found, boxes = await board.compute(
            asking.service,
            asking.user,
            ("lists", key, day, norms),
            lambda connection: read_lists(connection, asking.user, key, day, norms),
            (_GROUPS,),
        )
        return tell_lists(found, boxes, state, slice(offset, offset + limit))

    body = await board.write(("lists", asked), stamp, make)
    face = Face(find_measure(key).title, lambda: show_lists(json.loads(body), asking.base, asking.language))
    return asking.reply_written(body, stamp=stamp, face=face)


def _read_span(given: dict[str, str]) -> list[date]:
    last = read_day(given, "to") or today()
    first = read_day(given, "from") or last - LONGEST_BEFORE
    try:
        return days_between(first, last)
    except BadInputError as error:
        raise BadParameterError(
            "from", f"không dùng được: {error.text.vi}", f"is of no use: {error.text.en}"
        ) from None


async def series(asking: Asked, key: str) -> Reply:
    """Tell what the layers say of an indicator at the ends of months, beside what was reported meanwhile."""
    days, board = _read_span(asking.given), board_of(asking.scope)
    await _indicator(asking, key)
    own = Board.stamp(asking.service, (*measured_layers(), _VALUES))
    asked = f"{key}-{days[0]}-{days[-1]}"
    stamp = None if own is None else f"{own}-{asked}"
    if stamp is not None and (unchanged := asking.unchanged(stamp)):
        return unchanged

    async def make() -> Series:
        rows = await read_rows(asking.service.pool, asking.user, find_register("indicators"))
        unit = next((row["unit"] for row in rows if row["key"] == key), None)
        return await board.compute(
            asking.service,
            asking.user,
            ("series", asked),
            lambda connection: read_series(connection, asking.user, key, days, unit),
            (_VALUES,),
        )

    return asking.reply_written(await board.write(("series", asked), stamp, make), stamp=stamp)


def register(app: FastAPI) -> None:
    """Add the doors."""
    of_lists: dict[str, Any] = {"operation_id": "getMeasured", "response_model": MeasuredLists}
    add_door(
        app,
        f"{ROOT}/indicators/{{key}}/measured",
        measured,
        described_day("as-of", "As the layers were at the end of this day; today without it."),
        described_day(
            "norm-as-of", "By the norms in force on this day; by those of the measured day without it."
        ),
        described_word("state", "Only features in this state.", enum=list(STATES)),
        described("limit", schema=_LIMIT),
        described("offset"),
        tags=["Programme"],
        **of_lists,
    )
    of_series: dict[str, Any] = {"operation_id": "getSeries", "response_model": Series}
    add_door(
        app,
        f"{ROOT}/indicators/{{key}}/series",
        series,
        described_day("from", "The first day; two years before the last without it."),
        described_day("to", "The last day; today without it."),
        forms=ONLY_JSON,
        tags=["Programme"],
        **of_series,
    )
