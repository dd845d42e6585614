"""Days and times as people and programs write them: day/month/year unless a whole column says otherwise."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Literal

from twin.features.exchange.folding import fold
from twin.features.exchange.readers.numbers import is_unknown

VIETNAM_TIME = timezone(timedelta(hours=7))
"""No summer time: a written time without a zone is read here."""

_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - Excel's days have no zone
_SERIALS = range(18_264, 73_051)
"""Excel's day numbers of 1950 to 2099."""
_SLASHED = re.compile(
    r"(?P<first>\d{1,2})\s*[/.\-]\s*(?P<second>\d{1,2})\s*[/.\-]\s*(?P<year>\d{4})(?P<rest>.*)", re.DOTALL
)
_SHORT_YEAR = re.compile(r"\d{1,2}\s*[/.\-]\s*\d{1,2}\s*[/.\-]\s*\d{2}(?!\d).*", re.DOTALL)
_YEAR_FIRST = re.compile(
    r"(?P<year>\d{4})[/.\-](?P<month>\d{1,2})[/.\-](?P<day>\d{1,2})(?P<rest>.*)", re.DOTALL
)
_COMPACT = re.compile(r"(?P<year>(19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?P<rest>)")
_IN_WORDS = re.compile(r"(?:ngay )?(?P<day>\d{1,2}) thang (?P<month>\d{1,2}) nam (?P<year>\d{4})")
_CLOCK = re.compile(
    r"[T ,]*(?P<hour>\d{1,2})(?::|h|g)(?P<minute>\d{2})?(?::(?P<second>\d{2})(?P<part>[.,]\d{1,9})?)?"
    r"\s*(?P<half>[aApP][mM]|SA|CH)?\s*(?P<zone>Z|[+-]\d{2}:?\d{2}|[+-]\d{2})?"
)
_NO_DATES = frozenset({"0000-00-00", "00/00/0000", "00-00-0000", "01/01/0001", "0001-01-01"})

Problem = Literal["not a day", "no such day", "short year", "not a day but a period"]
Order = Literal["dmy", "mdy"]


@dataclass(frozen=True, slots=True)
class DateFormat:
    """How a column writes its days; `serials` where its bare numbers are Excel's day numbers."""

    order: Order = "dmy"
    serials: bool = False


def survey(texts: Iterable[str]) -> DateFormat:
    """Decide from a column's values: month first only if some value proves it and none disproves it."""
    known = [text.strip() for text in texts if not is_unknown(text)]
    pairs = [(int(found["first"]), int(found["second"])) for found in map(_SLASHED.match, known) if found]
    month_first = any(second > _MONTHS for _, second in pairs) and not any(
        first > _MONTHS for first, _ in pairs
    )
    serials = bool(known) and all(_as_serial(text) is not None for text in known)
    return DateFormat("mdy" if month_first else "dmy", serials)


_MONTHS = 12


def _as_serial(text: str) -> float | None:
    if not re.fullmatch(r"\d{5}(\.\d+)?", text):
        return None
    return float(text) if int(float(text)) in _SERIALS else None


def read_date(text: str, form: DateFormat) -> date | Problem | None:
    """Return the day (of a time too), None where the text says unknown, or what is wrong with it."""
    read = read_datetime(text, form)
    if not isinstance(read, datetime):
        return read
    try:
        return read.astimezone(VIETNAM_TIME).date()
    except OverflowError:
        return "no such day"


def read_datetime(text: str, form: DateFormat) -> datetime | Problem | None:
    """Return the moment in UTC; a day alone is its midnight in Vietnam."""
    bare = text.strip()
    if is_unknown(bare) or bare in _NO_DATES:
        return None
    serial = _as_serial(bare) if form.serials else None
    if serial is not None:
        return from_serial(serial).replace(tzinfo=VIETNAM_TIME).astimezone(UTC)
    found = _YEAR_FIRST.fullmatch(bare) or _COMPACT.fullmatch(bare) or _IN_WORDS.fullmatch(fold(bare))
    if found:
        rest = found.groupdict().get("rest") or ""
        return _compose(int(found["year"]), int(found["month"]), int(found["day"]), rest)
    found = _SLASHED.fullmatch(bare)
    if found:
        first, second = int(found["first"]), int(found["second"])
        day, month = (first, second) if form.order == "dmy" else (second, first)
        return _compose(int(found["year"]), month, day, found["rest"])
    return _name_problem(bare)


def from_serial(serial: float) -> datetime:
    """Return what Excel's day number stands for (1900 system), without a zone, to the second."""
    return _EXCEL_EPOCH + timedelta(seconds=round(serial * 86_400))


def _compose(year: int, month: int, day: int, rest: str) -> datetime | Problem:
    clock = _read_clock(rest)
    if clock is None:
        return "not a day"
    try:
        moment = datetime.combine(date(year, month, day), clock)
    except ValueError:
        return "no such day"
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM_TIME)
    try:
        return zoned.astimezone(UTC)
    except OverflowError:
        return "no such day"


def _read_clock(rest: str) -> time | None:
    """Return the time of day with its zone if it says one; midnight for nothing, None for no time at all."""
    if not rest.strip():
        return time()
    found = _CLOCK.fullmatch(rest.strip(), 0)
    if found is None:
        return None
    hour, minute, second = (int(found[part] or 0) for part in ("hour", "minute", "second"))
    half = (found["half"] or "").upper()
    if half:
        hour = hour % _MONTHS + (_MONTHS if half in {"PM", "CH"} else 0)
    micro = round(float("0" + (found["part"] or ".0").replace(",", ".")) * 1_000_000)
    try:
        return time(hour, minute, second, min(micro, 999_999), tzinfo=_read_zone(found["zone"]))
    except ValueError:
        return None


def _read_zone(zone: str | None) -> timezone | None:
    """Return the zone that is written; None where nothing is. Raises ValueError past 24 hours."""
    if zone is None:
        return None
    if zone == "Z":
        return UTC
    digits = zone[1:].replace(":", "").ljust(4, "0")
    away = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-away if zone[0] == "-" else away)


def _name_problem(bare: str) -> Problem:
    """Say why a text is no day: a year, a month or a quarter is a period; two digits are half a year."""
    if _SHORT_YEAR.fullmatch(bare):
        return "short year"
    words = fold(bare)
    return "not a day but a period" if _PERIOD.fullmatch(words) and re.search(r"\d", words) else "not a day"


_PERIOD = re.compile(r"(quy|q|thang|nam|tuan|ky|hoc ky|dot|[ivx]+|\b\d{1,2}\b|\b\d{4}\b|/|\s)+")
