"""When a task is to be done: `2026`, `2026-2030`, `2028, 2030`, `Hàng năm`, `Thường xuyên`, or days that somebody set.

A period is one or more spans, each due on its last day. `Hàng năm` is a span for each year of the programme, so that
the share of the calendar that is gone is that of the year. `Thường xuyên` is one span, the whole programme, and is
never behind. Days that were set (`starts_on`, `ends_on`) win over the words.
"""

import re
from collections.abc import Iterator
from datetime import date

from twin.errors import BadInputError
from twin.programme.written import plain, shorten
from twin.vocabulary import Frozen

FIRST_YEAR, LAST_YEAR = 2025, 2030
YEARS = range(FIRST_YEAR, LAST_YEAR + 1)


class Span(Frozen):
    """From the first to the last day, both part of it; None where only the other end is known."""

    starts_on: date | None
    ends_on: date | None

    def share_gone(self, day: date) -> float | None:
        """Return how much of the span lies before the end of a day, 0 to 1; None where an end is unknown."""
        if self.starts_on is None or self.ends_on is None:
            return None
        gone = (day - self.starts_on).days + 1
        return min(max(gone / ((self.ends_on - self.starts_on).days + 1), 0.0), 1.0)

    def begun(self, day: date) -> bool:
        return self.starts_on is None or self.starts_on <= day

    def over(self, day: date) -> bool:
        return self.ends_on is not None and self.ends_on < day


class Period(Frozen):
    """The spans of a task, in order and apart from one another."""

    written: str
    spans: tuple[Span, ...]
    continuous: bool = False
    """It goes on all the time: due at the programme's end only, and never behind the calendar."""

    def __str__(self) -> str:
        return self.written

    @property
    def starts_on(self) -> date | None:
        return self.spans[0].starts_on

    @property
    def ends_on(self) -> date | None:
        return self.spans[-1].ends_on

    @property
    def due_dates(self) -> tuple[date, ...]:
        return tuple(span.ends_on for span in self.spans if span.ends_on is not None)

    def next_due(self, day: date) -> date | None:
        """Return the first day on or after `day` on which something is due."""
        return next((due for due in self.due_dates if due >= day), None)

    def span_on(self, day: date) -> Span:
        """Return the span of a day: the one that is not over yet, or the last."""
        return next((span for span in self.spans if not span.over(day)), self.spans[-1])

    def share_gone(self, day: date) -> float | None:
        """Return how much of the day's span is gone, 0 to 1."""
        return self.span_on(day).share_gone(day)


_EVERY_YEAR = frozenset({"hang nam", "moi nam", "thuc hien hang nam"})
_ALWAYS = frozenset({"thuong xuyen", "lien tuc", "thuong xuyen, lien tuc", "thuong xuyen lien tuc"})
_ITEMS = re.compile(r"\s*[,;]\s*|\s+va\s+")
_ITEM = re.compile(
    r"(?:giai doan |tu |nam )*(?P<first>[0-9]{4})(?: ?(?:-|den)(?: nam)? ?(?P<last>[0-9]{4}))?"
)


def read_period(
    written: str | None, starts_on: date | None = None, ends_on: date | None = None
) -> Period | None:
    """Read a task's period; None where nothing says when.

    Raises BadInputError for words that cannot be read, years outside the programme, an end before its start.
    """
    words = plain(written or "")
    continuous = words in _ALWAYS
    spans = _set_ends(tuple(_read_spans(words, written or "")) if words else (), starts_on, ends_on)
    if not spans:
        return None
    return Period(written=written or "", spans=spans, continuous=continuous and ends_on is None)


def _read_spans(words: str, written: str) -> Iterator[Span]:
    if words in _ALWAYS:
        yield _years(FIRST_YEAR, LAST_YEAR)
    elif words in _EVERY_YEAR:
        yield from (_years(year, year) for year in YEARS)
    else:
        yield from _read_years(words, written)


def _read_years(words: str, written: str) -> Iterator[Span]:
    taken: set[int] = set()
    pairs = []
    for item in _ITEMS.split(words):
        found = _ITEM.fullmatch(item)
        if found is None:
            raise _unreadable(written)
        first = int(found["first"])
        last = int(found["last"] or first)
        if first not in YEARS or last not in YEARS:
            raise _outside(written)
        if last < first:
            raise _ends_before_start(str(first), str(last))
        if not taken.isdisjoint(range(first, last + 1)):
            raise _unreadable(written)
        taken.update(range(first, last + 1))
        pairs.append((first, last))
    yield from (_years(first, last) for first, last in sorted(pairs))


def _years(first: int, last: int) -> Span:
    return Span(starts_on=date(first, 1, 1), ends_on=date(last, 12, 31))


def _set_ends(spans: tuple[Span, ...], starts_on: date | None, ends_on: date | None) -> tuple[Span, ...]:
    """Cut or stretch the spans to the days that were set. Raises BadInputError for an end before the start."""
    if starts_on is None and ends_on is None:
        return spans
    first = starts_on or (spans[0].starts_on if spans else None)
    last = ends_on or (spans[-1].ends_on if spans else None)
    if first is not None and last is not None and last < first:
        raise _ends_before_start(f"{first:%d/%m/%Y}", f"{last:%d/%m/%Y}")
    whole = Span(starts_on=first, ends_on=last)
    inside = [span for span in spans if _meet(span, whole)]
    if not inside:
        return (whole,)
    inside[0] = inside[0].model_copy(update={"starts_on": first})
    inside[-1] = inside[-1].model_copy(update={"ends_on": last})
    return tuple(inside)


def _meet(span: Span, other: Span) -> bool:
    """Tell whether two spans share a day; the first one's ends are both known."""
    ends = (span.starts_on, span.ends_on)
    after = other.starts_on is not None and ends[1] is not None and ends[1] < other.starts_on
    before = other.ends_on is not None and ends[0] is not None and ends[0] > other.ends_on
    return not (after or before)


def _unreadable(written: str) -> BadInputError:
    shown = shorten(written)
    return BadInputError(
        f"Không hiểu thời gian “{shown}”. Hãy viết như: 2026, 2026-2030, “2028, 2030”, Hàng năm, Thường xuyên; ngày cụ thể ghi ở ngày bắt đầu và ngày kết thúc.",
        f"Period “{shown}” cannot be read. Write it like: 2026, 2026-2030, “2028, 2030”, Hàng năm, Thường xuyên; exact days go into the start and end dates.",
    )


def _outside(written: str) -> BadInputError:
    shown = shorten(written)
    return BadInputError(
        f"Thời gian “{shown}” nằm ngoài chương trình {FIRST_YEAR}-{LAST_YEAR}; ngày khác ghi ở ngày bắt đầu và ngày kết thúc.",
        f"Period “{shown}” lies outside the programme {FIRST_YEAR}-{LAST_YEAR}; other days go into the start and end dates.",
    )


def _ends_before_start(start: str, end: str) -> BadInputError:
    return BadInputError(
        f"Kết thúc {end} trước khi bắt đầu {start}.", f"The end {end} is before the start {start}."
    )
