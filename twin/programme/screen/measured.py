"""The features behind a percentage, and its course over the years, as a screen shows them."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache

from psycopg.types.numeric import Int8
from sqlalchemy import ARRAY, BigInteger, Date, bindparam, func, select
from sqlalchemy import Text as SqlText

from twin.access import LayerThing, User, require
from twin.errors import BadInputError
from twin.features.statement import Statement
from twin.layers import built_in_layers
from twin.norms import Norm
from twin.programme.digest.indicators import agreement_of, digest_measured, digest_reported
from twin.programme.digest.records import Row
from twin.programme.digest.value import MeasuredValue
from twin.programme.measure import Missing
from twin.programme.measured import Breakdown, Judged
from twin.programme.measuring import Terms, judge_features, measure_series
from twin.programme.moments import month_ends
from twin.programme.screen.value import (
    Box,
    JudgedEntry,
    MeasuredLists,
    MissingFact,
    NormEntry,
    ReportedPoint,
    Series,
    SeriesPoint,
    SourceEntry,
)
from twin.registers import registers
from twin.store.database import Connection
from twin.store.tables import feature_table
from twin.vocabulary import Layer, State

MOST_MONTHS = 120


@lru_cache(maxsize=64)
def _boxes_statement(layer: Layer) -> Statement:
    table = feature_table(layer)
    sides = (getattr(func, name)(table.c.geom) for name in ("ST_XMin", "ST_YMin", "ST_XMax", "ST_YMax"))
    wanted = func.any(bindparam("ids", type_=ARRAY(BigInteger)))
    return Statement.of(select(table.c.id, *sides).where(table.c.id == wanted))


def _boxes(connection: Connection, layer: Layer, ids: Sequence[int]) -> dict[int, Box]:
    """Return where features stand now; those that are gone stand nowhere."""
    statement = _boxes_statement(layer)
    rows = connection.execute(statement.text, {**statement.constants, "ids": [Int8(one) for one in ids]})
    return {
        number: (round(west, 6), round(south, 6), round(east, 6), round(north, 6))
        for number, west, south, east, north in rows
    }


def _missing(fact: Missing) -> MissingFact:
    return MissingFact(label=fact.label, layer=fact.layer, feature_id=fact.feature_id, field=fact.field)


def _norm(norm: Norm) -> NormEntry:
    same = {
        name: getattr(norm, name) for name in ("id", "title", "clause", "value", "unit", "since", "source")
    }
    return NormEntry(**same, standing=norm.standing, confirmed=norm.confirmed is not None)


def _entry(judged: Judged, box: Box | None) -> JudgedEntry:
    said, told = judged.reason, judged.evidence
    return JudgedEntry(
        layer=judged.layer,
        id=judged.id,
        name=judged.name,
        state=judged.state,
        counted=judged.counted,
        why=said.why,
        missing=tuple(_missing(fact) for fact in said.missing),
        norms=tuple(norm.id for norm in said.norms),
        through=None if said.through is None else said.through.name,
        length_m=None if judged.length_m is None else round(judged.length_m, 1),
        group_code=judged.group_code,
        bbox=box,
        evidence=SourceEntry(
            external_id=told.external_id,
            source=told.source,
            import_id=told.import_id,
            updated_at=told.updated_at.isoformat(),
            updated_by=told.updated_by,
            value_sources=dict(told.value_sources),
        ),
    )


def _norms(found: Breakdown) -> Iterator[NormEntry]:
    met = [*found.measured.norms, *(norm for one in found.features for norm in one.reason.norms)]
    for norm in {(norm.id, norm.clause): norm for norm in met}.values():
        yield _norm(norm)


def read_lists(
    connection: Connection, user: User, indicator: str, day: date | None, norm_as_of: date | None
) -> tuple[Breakdown, dict[int, Box]]:
    """Judge every feature behind an indicator, and find where each stands. Raises what `judge_features` does."""
    found = judge_features(connection, user, indicator, day, Terms(norm_as_of=norm_as_of))
    layer = built_in_layers()[found.measured.measure.layer]
    return found, _boxes(connection, layer, [one.id for one in found.features])


def show_lists(found: Breakdown, boxes: dict[int, Box], state: State | None, page: slice) -> MeasuredLists:
    """Return the lists, or those features of one state only."""
    chosen = [one for one in found.features if state is None or one.state == state]
    return MeasuredLists(
        indicator=found.measured.measure.indicator,
        title=found.measured.measure.title,
        measured=digest_measured(found.measured),
        norms=tuple(_norms(found)),
        numberMatched=len(chosen),
        features=tuple(_entry(one, boxes.get(one.id)) for one in chosen[page]),
    )


def days_between(first: date, last: date) -> list[date]:
    """Return the last days of the months from `first` to `last`, and `last` itself.

    Raises BadInputError for too many, and for an end before the start.
    """
    if last < first:
        raise BadInputError(
            vi=f"Ngày {last:%d/%m/%Y} ở trước ngày {first:%d/%m/%Y}.",
            en=f"The day {last.isoformat()} is before {first.isoformat()}.",
        )
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if months > MOST_MONTHS:
        raise BadInputError(
            vi=f"Chỉ xem được nhiều nhất {MOST_MONTHS} tháng một lần.",
            en=f"At most {MOST_MONTHS} months can be seen at once.",
        )
    found = [day for day in month_ends(last, months) if day >= first]
    return found if found and found[-1] == last else [*found, last]


_VALUE_FIELDS = ("id", "as_of", "value", "reporter", "agency", "source")


@lru_cache(maxsize=1)
def _values_statement() -> Statement:
    table = feature_table(registers()["programme_values"])
    day = table.c.as_of
    within = day.between(bindparam("first", type_=Date()), bindparam("last", type_=Date()))
    asked = select(*(table.c[name] for name in _VALUE_FIELDS))
    same = table.c.indicator == bindparam("indicator", type_=SqlText())
    return Statement.of(asked.where(same, within).order_by(day, table.c.id))


def read_series(
    connection: Connection, user: User, indicator: str, days: Sequence[date], unit: str | None
) -> Series:
    """Measure an indicator on several days, and on each for which something was reported between them.

    Raises what `measure_series` does.
    """
    require(user, "read", LayerThing("programme_values"))
    asked = _values_statement()
    given = {**asked.constants, "first": min(days), "last": max(days), "indicator": indicator}
    values = [dict(zip(_VALUE_FIELDS, row, strict=True)) for row in connection.execute(asked.text, given)]
    every = sorted({*days, *(value["as_of"] for value in values)})
    found = dict(zip(every, measure_series(connection, user, every, [indicator])[indicator], strict=True))
    told = {day: digest_measured(one) for day, one in found.items()}
    return Series(
        indicator=indicator,
        measured=tuple(
            SeriesPoint(as_of=day, number=told[day].number, length_m=told[day].length_m) for day in days
        ),
        reported=tuple(_reported_point(value, unit, told[value["as_of"]]) for value in values),
    )


def _reported_point(row: Row, unit: str | None, measured: MeasuredValue) -> ReportedPoint:
    reported = digest_reported(row, unit)
    difference, agreement = agreement_of(reported, measured)
    return ReportedPoint(
        id=row["id"],
        as_of=row["as_of"],
        written=reported.written,
        number=reported.number,
        measured=measured.number.value,
        difference=difference,
        agreement=agreement,
    )
