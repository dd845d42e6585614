"""Targets of the years 2026 to 2030, and the values that agencies reported by quarter.

Some values follow the map's own count, some say more than it does: that is for the twin to notice.
"""

import math
from datetime import date, datetime, time, timedelta

import numpy as np

from gis_data.chance import open_stream
from gis_data.clock import HANOI, TODAY
from gis_data.programme import read_indicators
from gis_data.progress.plan import IndicatorPlan, read_progress
from gis_data.progress.standings import INDICATORS, Registers
from gis_data.rows import NOWHERE, Fields, Row

YEARS = range(2026, 2031)
SET_ON = datetime(2025, 12, 19, 10, tzinfo=HANOI)
"""When the yearly targets were written down."""
QUARTERS = tuple(
    date(year, month, day)
    for year in (2024, 2025, 2026)
    for month, day in ((3, 31), (6, 30), (9, 30), (12, 31))
    if date(2024, 12, 31) <= date(year, month, day) <= TODAY.date()
)
OF_THE_TEXT = "UBND"
"""Who reports the targets that only the body of the programme gives."""
OFFICE = "tong-hop"


def set_targets() -> list[Row]:
    """Return the targets by indicator and year; a few were set anew since."""
    plan, rows = read_progress(), []
    for key, indicator in plan.indicators.items():
        for year, target in zip(YEARS, indicator.targets, strict=True):
            if target:
                rows.append(Row(NOWHERE, {"indicator": key, "year": year, "target": target}, since=SET_ON))
                _revise(rows[-1], key, year)
    return rows


def _revise(row: Row, key: str, year: int) -> None:
    revision = read_progress().revised.get(key)
    if revision is not None and revision.year == year:
        now: Fields = {"target": row.fields["target"]}
        row.fields["target"] = revision.before
        row.note(datetime.combine(revision.on, time(9), HANOI), OFFICE, now)


def report_values(registers: Registers) -> list[Row]:
    """Return what was reported at the quarter ends, in the order in which it was recorded."""
    chance, rows = open_stream("progress values"), []
    reporters = {row["key"]: row["lead"] for row in read_indicators()}
    for key, plan in read_progress().indicators.items():
        agency = reporters.get(key, OF_THE_TEXT)
        for place, day in enumerate(QUARTERS):
            value, moment = _value(plan, place, day, registers), _reporting_moment(day, chance)
            if value is not None and moment < TODAY:
                fields: Fields = {"indicator": key, "as_of": day, "value": value, "agency": agency}
                fields["reporter"] = f"Chuyên viên tổng hợp {agency}"
                rows.append(Row(NOWHERE, fields, since=moment))
    return sorted(rows, key=lambda row: (row.since, str(row.fields["indicator"])))


def _value(plan: IndicatorPlan, place: int, day: date, registers: Registers) -> str | None:
    """Return a value as offices write it, with a decimal comma; None where nothing was reported."""
    if plan.map is None:
        return _write(plan.values[place])
    counted = INDICATORS[plan.map].percent(registers, datetime.combine(day, time(12), HANOI))
    return None if counted is None else _write(min(round(counted + plan.added[place], 1), 100.0))


def _write(value: float | str) -> str | None:
    if isinstance(value, str):
        return value
    return None if math.isnan(value) else f"{value:g}".replace(".", ",")


def _reporting_moment(day: date, chance: np.random.Generator) -> datetime:
    """Return when a quarter's value was written down: some days after it, the last one on the day itself."""
    minute = int(chance.integers(8 * 60, 16 * 60))
    days = 0 if day == TODAY.date() else int(chance.integers(3, 13))
    return datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60), HANOI)
