"""Numbers, days and moments as both encodings write them."""

import math
import re
from datetime import UTC, date, datetime

from twin.features.cql2.faults import FilterError, Place, shorten

LARGEST_INTEGER = 2**63 - 1
_INTEGER_DIGITS = 19
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?Z", re.ASCII)
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


def read_number(text: str, place: Place) -> int | float:
    """Return a number: a whole one that fits 64 bits exactly, any other as a double."""
    if text.lstrip("+-").isdigit() and len(text) <= _INTEGER_DIGITS + 1:
        whole = int(text)
        if abs(whole) <= LARGEST_INTEGER:
            return whole
    value = float(text)
    if not math.isfinite(value):
        raise FilterError(
            place, f"số «{shorten(text)}» quá lớn", f"the number “{shorten(text)}” is too large"
        )
    return value


def _bad_time(text: str, place: Place) -> FilterError:
    known = "2026-03-31, 2026-03-31T08:00:00Z"
    return FilterError(
        place,
        f"«{shorten(text)}» không phải ngày giờ có thật, dạng {known}",
        f"“{shorten(text)}” is not a day or moment that exists, written as {known}",
    )


def read_day(text: str, place: Place) -> date:
    """Return the day of an RFC 3339 full-date."""
    if not _DAY.fullmatch(text):
        raise _bad_time(text, place)
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise _bad_time(text, place) from None


def read_moment(text: str, place: Place) -> datetime:
    """Return the moment of an RFC 3339 date-time in UTC; what is finer than a microsecond is dropped."""
    found = _MOMENT.fullmatch(text)
    if found is None:
        raise _bad_time(text, place)
    fraction = (found[2] or ".0")[1:7].ljust(6, "0")
    try:
        return datetime.fromisoformat(found[1]).replace(microsecond=int(fraction), tzinfo=UTC)
    except ValueError:
        raise _bad_time(text, place) from None


def read_instant(text: str, place: Place) -> date | datetime:
    """Return a day or a moment."""
    return read_moment(text, place) if "T" in text else read_day(text, place)


def require_storable(text: str, place: Place) -> str:
    """Return a text that the database can hold: no NUL and no half of a surrogate pair.

    `place` is the text's own; where that is a character's number, the letter that is meant is told.
    """
    if found := _UNSTORABLE.search(text):
        raise FilterError(
            place + found.start() if isinstance(place, int) else place,
            "có ký tự không dùng được trong văn bản (NUL hoặc nửa cặp surrogate)",
            "holds a character that no text can have (NUL, or half of a surrogate pair)",
        )
    return text
