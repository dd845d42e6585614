"""Indicators of a digest: target, reported value and measured value side by side, and what each is to the others."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from decimal import Decimal

from twin.errors import BadInputError
from twin.norms import Norm
from twin.programme.digest.records import Records, Row
from twin.programme.digest.tasks import split_keys
from twin.programme.digest.value import (
    Agreement,
    Assessment,
    IndicatorCounts,
    IndicatorDigest,
    MeasuredShare,
    MeasuredValue,
    ReportedValue,
    YearTarget,
)
from twin.programme.judgements import judge
from twin.programme.measured import Measured, Tally
from twin.programme.reported import Reported, read_reported
from twin.programme.targets import Target, read_target
from twin.programme.written import show_number
from twin.vocabulary import Language, Text

_YEAR, _QUARTER = timedelta(days=365), timedelta(days=92)
SAME_WITHIN = 0.1
"""Percentage points: figures are told with one decimal."""


def _read(row: Row, unit: str | None) -> Reported:
    """Return what a value says; nothing where it cannot be read, which doors refuse and files may still bring."""
    try:
        return read_reported(row["value"], unit=unit)
    except BadInputError:
        return Reported(written=row["value"])


def _number_a_year_before(rows: list[Row], unit: str | None) -> Decimal | None:
    """Return the value of a year before the last one, or of the quarter before that."""
    latest = rows[-1]["as_of"] - _YEAR
    before = [row for row in rows if latest - _QUARTER <= row["as_of"] <= latest]
    return _read(before[-1], unit).number if before else None


class _Yardstick:
    """The targets of one indicator, and how a value is held against them."""

    def __init__(self, row: Row, year_row: Row | None) -> None:
        self._row, self.year_row = row, year_row
        self.target = self._target(row["target"])
        self.of_year = self._target(year_row["target"]) if year_row else None

    def _target(self, written: str) -> Target | BadInputError:
        try:
            return read_target(written, name=self._row["name"], unit=self._row["unit"])
        except BadInputError as error:
            return error

    def assess(
        self, reported: Reported, before: Decimal | None = None, *, of_year: bool = False
    ) -> Assessment:
        target = self.of_year if of_year else self.target
        if not isinstance(target, Target):
            reason = (
                target.text
                if target is not None
                else BadInputError("Chưa có mục tiêu.", "No target yet.").text
            )
            return Assessment(verdict="unknown", reason=reason)
        assigned = self.of_year if isinstance(self.of_year, Target) else None
        found = judge(target, reported, before=before, assigned=assigned)
        return Assessment(verdict=found.verdict, reason=found.reason)


ALL, LEAST = 100.0, 0.1


def shown(per_cent: float | None) -> float | None:
    """Return a percentage with one decimal; all but one is never shown as all, nor one as none."""
    if per_cent is None:
        return None
    rounded = round(per_cent, 1)
    if rounded == ALL > per_cent:
        return ALL - LEAST
    return LEAST if rounded == 0 < per_cent else rounded


def _share(tally: Tally) -> MeasuredShare:
    return MeasuredShare(
        value=shown(tally.value),
        at_most=shown(tally.at_most),
        done=round(tally.done, 1),
        under_way=round(tally.under_way, 1),
        not_yet=round(tally.not_yet, 1),
        unknown=round(tally.unknown, 1),
        all=round(tally.all, 1),
    )


def _per_cent(share: float | None) -> float | None:
    return None if share is None else shown(100 * share)


def _say_norm(norm: Norm) -> Text:
    def words(language: Language) -> str:
        number = show_number(Decimal(repr(norm.value)), language)
        title, standing = norm.title.in_language(language), norm.standing.in_language(language)
        return f"{title} {number} {norm.unit} ({norm.clause}; {standing})"

    return Text(vi=words("vi"), en=words("en"))


def digest_measured(found: Measured) -> MeasuredValue:
    """Return what was measured, rounded as it is shown."""
    return MeasuredValue(
        layer=found.measure.layer,
        rule=found.measure.rule,
        as_of=found.as_of,
        number=_share(found.number),
        length_m=None if found.length_m is None else _share(found.length_m),
        undetermined=found.undetermined,
        known_share=_per_cent(found.known_share),
        register_total=found.official.total,
        register_source=found.official.source,
        register_share=_per_cent(found.register_share),
        silence=found.silence,
        norms=tuple(map(_say_norm, found.norms)),
    )


def agreement_of(
    reported: ReportedValue | None, measured: MeasuredValue | None
) -> tuple[float | None, Agreement | None]:
    """Return reported less measured, and whether that is a difference; nothing where one of them has no number."""
    if reported is None or reported.number is None or measured is None or measured.number.value is None:
        return None, None
    difference = round(reported.number - measured.number.value, 1)
    if abs(difference) < SAME_WITHIN:
        return difference, "same"
    most = measured.number.at_most
    explained = most is not None and difference > 0 and reported.number < most + SAME_WITHIN
    return difference, "within_unknown" if explained else "different"


def digest_reported(row: Row, unit: str | None) -> ReportedValue:
    """Return a reported value as it is shown."""
    return _reported(row, _read(row, unit))


def _reported(row: Row, said: Reported) -> ReportedValue:
    return ReportedValue(
        written=row["value"],
        number=None if said.number is None else float(said.number),
        **{name: row[name] for name in ("as_of", "reporter", "agency", "source")},
    )


def _as_reported(share: float) -> Reported:
    return Reported(written=f"{share:g}", number=Decimal(repr(share)))


def digest_indicator(
    row: Row, values: list[Row], year_row: Row | None, found: Measured | None
) -> IndicatorDigest:
    """Return an indicator; `values` are its own, oldest first, and `year_row` the target of the day's year."""
    yardstick = _Yardstick(row, year_row)
    said = _read(values[-1], row["unit"]) if values else Reported(written="")
    before = _number_a_year_before(values, row["unit"]) if values else None
    reported = _reported(values[-1], said) if values else None
    measured = None if found is None else digest_measured(found)
    share = None if found is None else found.number.value
    difference, agreement = agreement_of(reported, measured)
    target = yardstick.target
    return IndicatorDigest(
        key=row["key"],
        source="text" if row["source"] == "text" else "annex",
        **{
            name: row[name]
            for name in ("section_no", "section", "group_no", "group", "no", "name", "unit", "target", "lead")
        },
        meaning=target.meaning if isinstance(target, Target) else None,
        tasks=split_keys(row["tasks"]),
        models=split_keys(row["models"]),
        reported=reported,
        assessment=yardstick.assess(said, before),
        year=_of_year(yardstick, said, before),
        measured=measured,
        measured_assessment=None if share is None else yardstick.assess(_as_reported(share)),
        difference=difference,
        agreement=agreement,
    )


def _of_year(yardstick: _Yardstick, said: Reported, before: Decimal | None) -> YearTarget | None:
    row = yardstick.year_row
    if row is None:
        return None
    return YearTarget(
        year=row["year"], written=row["target"], assessment=yardstick.assess(said, before, of_year=True)
    )


def digest_indicators(
    records: Records, day: date, measured: Mapping[str, Measured]
) -> tuple[IndicatorDigest, ...]:
    """Return every indicator: those of annex 1 in its order, then those of the body text."""
    values: dict[str, list[Row]] = {}
    for row in records.values:
        values.setdefault(row["indicator"], []).append(row)
    years = {row["indicator"]: row for row in records.targets if row["year"] == day.year}
    found = (
        digest_indicator(row, values.get(row["key"], []), years.get(row["key"]), measured.get(row["key"]))
        for row in records.indicators
    )
    return tuple(
        sorted(
            found,
            key=lambda one: (one.source == "text", len(one.section_no), one.section_no, one.group_no, one.no),
        )
    )


def count_indicators(indicators: Iterable[IndicatorDigest]) -> IndicatorCounts:
    counted = list(indicators)
    verdicts = [one.assessment.verdict for one in counted]
    return IndicatorCounts(
        all=len(counted),
        met=verdicts.count("met"),
        not_met=verdicts.count("not_met"),
        unknown=verdicts.count("unknown"),
        measured=sum(one.measured is not None and one.measured.number.value is not None for one in counted),
        different=sum(one.agreement == "different" for one in counted),
    )
