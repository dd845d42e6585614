"""A rain: how much, how long, and what the drains take. Where the ground is known, deep streets close to engines."""

from collections.abc import Iterator

import numpy as np
import shapely

from twin.analysis.surface import Surface
from twin.analysis.water.filling import fill_spill_merge
from twin.analysis.water.rain import MOST_DRAINAGE_MM_H, MOST_HOURS, MOST_RAIN_MM, Rain
from twin.reporting import City, asked
from twin.reporting.closing import Closed, close_within, tell_parted
from twin.reporting.saying import say
from twin.reporting.whatif import Changes, Scenario
from twin.vocabulary import Frozen, Text

ENGINES_TO_M = 0.6
"""Metres of water (energy head) that emergency vehicles pass (research, TRID 1412184)."""
_CELL = 5.0


class Asked(Frozen):
    """The rain."""

    depth_mm: float = asked("Lượng mưa (mm)", "Rain (mm)", ge=0, le=MOST_RAIN_MM, allow_inf_nan=False)
    hours: float = asked("Thời gian mưa (giờ)", "Hours", 1.0, gt=0, le=MOST_HOURS, allow_inf_nan=False)
    drainage_mm_h: float = asked(
        "Khả năng tiêu thoát (mm/giờ)", "Drainage capacity (mm/h)", 0.0, ge=0, le=MOST_DRAINAGE_MM_H,
        allow_inf_nan=False,
    )  # fmt: skip


def _run(city: City, inputs: Asked) -> Changes:
    rain = Rain(inputs.depth_mm, inputs.hours, inputs.drainage_mm_h)
    ground = city.terrain(_CELL)
    closed = [] if ground is None else _close_deep(city, fill_spill_merge(ground, rain).depth)
    notes = (*_tell(ground, closed), *tell_parted(closed))
    return Changes(_say(inputs), tuple(one.change for one in closed if one.count), rain, notes)


def _close_deep(city: City, water: Surface) -> list[Closed]:
    row, column = np.nonzero(water.values > ENGINES_TO_M)
    if len(row) == 0:
        return []
    west, north = water.west + column * water.cell, water.north - row * water.cell
    deep = shapely.union_all(shapely.box(west, north - water.cell, west + water.cell, north))
    return [close_within(city, layer, deep) for layer in ("roads", "alleys")]


def _tell(ground: Surface | None, closed: list[Closed]) -> Iterator[Text]:
    if ground is None:
        yield say(
            "Chưa có cao độ mặt đất: chưa biết đường nào ngập sâu, nên không đường nào được coi là đóng.",
            "There is no terrain: which streets flood deeply is unknown, and none is taken to be closed.",
        )
        return
    count, metres = sum(one.count for one in closed), sum(one.metres for one in closed)
    yield say(
        f"Xe chữa cháy không qua chỗ nước sâu hơn 0,6 m: {count} đường, ngõ, dài {metres:.0f} m "
        f"(ô {_CELL:g} m, nước đọng sau mưa).",
        f"Engines do not pass water deeper than 0.6 m: {count} streets and alleys, {metres:.0f} m of them "
        f"(squares of {_CELL:g} m, the water that stands after the rain).",
    )


def _say(inputs: Asked) -> Text:
    mm, hours, drained = (f"{value:g}" for value in (inputs.depth_mm, inputs.hours, inputs.drainage_mm_h))
    vi = f"mưa {mm} mm trong {hours} giờ, tiêu thoát {drained} mm/giờ".replace(".", ",")
    return say(vi, f"rain of {mm} mm in {hours} h, drains take {drained} mm/h")


SCENARIO = Scenario(
    id="rain",
    title=say("Mưa", "Rain"),
    question=say("Nếu mưa như vậy thì sao?", "What if it rained so much?"),
    inputs=Asked,
    run=_run,
)
