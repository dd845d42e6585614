"""The dashboard of a day, from the programme's digest and the layers."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from twin.access import User
from twin.dashboard.attention import find_concerns, find_late_tasks
from twin.dashboard.numbers import count_figure, read_layers_of
from twin.dashboard.section import Section
from twin.dashboard.sections import sections
from twin.dashboard.value import IndicatorNumber, Point, SectionTold, WardDashboard
from twin.errors import BadInputError
from twin.programme.digest import Digest
from twin.programme.digest.records import Row
from twin.programme.digest.value import IndicatorDigest
from twin.programme.measured import Measured
from twin.programme.measuring import measure_series
from twin.programme.moments import Moments, month_ends
from twin.programme.reported import read_reported
from twin.store.database import Connection

MONTHS = 12
LIKELY_RAIN_MM_H = 50.0
"""Where no forecast is given: the intensity at which the second band of the City's list begins."""


def layers_read() -> tuple[str, ...]:
    """Return every layer that the dashboard reads beside the programme."""
    figures = {figure.layer for section in sections().values() for figure in section.figures}
    return tuple(sorted(figures | {"fire_water", "citizen_reports", "flood_spots"}))


def trend_days(day: date) -> list[date]:
    """Return the ends of the last months, and the day itself."""
    ends = month_ends(day, MONTHS)
    return ends if ends[-1] == day else [*ends, day]


def compose_dashboard(
    connection: Connection, user: User, digest: Digest, values: Sequence[Row], rain_mm_h: float
) -> WardDashboard:
    """Return the dashboard of the digest's day.

    Raises UnauthenticatedError and ForbiddenError for a layer that the user may not read.
    """
    days = trend_days(digest.as_of)
    figures = [figure for section in sections().values() for figure in section.figures]
    states = read_layers_of(connection, user, figures, Moments.of(days))
    measured = measure_series(connection, user, days)
    indicators = {one.key: _indicator(one, values, days, measured) for one in digest.indicators}
    return WardDashboard(
        as_of=digest.as_of,
        rain_mm_h=rain_mm_h,
        sections=tuple(
            SectionTold(
                id=section.id,
                title=section.title,
                indicators=_chosen(section, indicators),
                figures=tuple(count_figure(figure, states[figure.layer]) for figure in section.figures),
            )
            for section in sections().values()
        ),
        attention=(
            find_late_tasks(digest),
            *find_concerns(connection, user, digest.as_of, rain_mm_h),
        ),
    )


def _chosen(section: Section, known: Mapping[str, IndicatorNumber]) -> tuple[IndicatorNumber, ...]:
    return tuple(known[key] for key in section.indicators if key in known)


def _indicator(
    one: IndicatorDigest,
    values: Iterable[Row],
    days: Sequence[date],
    measured: Mapping[str, Sequence[Measured]],
) -> IndicatorNumber:
    told = sorted((row for row in values if row["indicator"] == one.key), key=lambda row: row["as_of"])
    return IndicatorNumber(
        indicator=one,
        reported=tuple(Point(as_of=row["as_of"], value=_number(row["value"], one.unit)) for row in told),
        measured=tuple(
            Point(as_of=day, value=found.number.value, unknown=found.number.unknown)
            for day, found in zip(days, measured.get(one.key, ()), strict=False)
        ),
    )


def _number(written: str | None, unit: str | None) -> float | None:
    try:
        number = read_reported(written, unit=unit).number
    except BadInputError:
        return None
    return None if number is None else float(number)
