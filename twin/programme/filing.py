"""The spans of time that a report to file is about: a quarter, a year, the review of 2028, the summary of 2030."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from twin.errors import BadInputError
from twin.programme.periods import FIRST_YEAR, LAST_YEAR, YEARS
from twin.programme.written import shorten
from twin.vocabulary import Frozen, Text

FilingKind = Literal["quarter", "year", "review", "summary"]
REVIEW_YEAR = 2028
_WRITTEN = re.compile(r"(?P<year>20[0-9]{2})(?:-(?P<part>Q[1-4]|REVIEW|SUMMARY))?")
_QUARTERS = ("I", "II", "III", "IV")


class Filing(Frozen):
    """What a report covers; both days belong to it. `id` is written `2026-Q4`, `2026`, `2028-review`, `2030-summary`."""

    id: str
    kind: FilingKind
    title: Text
    subject: Text
    """What the report is about, in its heading."""
    starts_on: date
    ends_on: date

    def as_of(self, today: date) -> date:
        """Return the day whose facts are told: the last one, or today while it goes on.

        Raises BadInputError where it has not begun.
        """
        if today < self.starts_on:
            raise BadInputError(
                vi=f"Kỳ báo cáo {self.title.vi} chưa bắt đầu (từ ngày {self.starts_on:%d/%m/%Y}).",
                en=f"The period {self.title.en} has not begun (it starts on {self.starts_on.isoformat()}).",
            )
        return min(today, self.ends_on)


def _make(kind: FilingKind, year: int, quarter: int = 0) -> Filing:
    programme = Text(vi="thực hiện Chương trình hành động", en="of the action programme")
    match kind:
        case "quarter":
            starts_on = date(year, 3 * quarter - 2, 1)
            ends_on = (starts_on + timedelta(days=100)).replace(day=1) - timedelta(days=1)
            title = Text(vi=f"quý {_QUARTERS[quarter - 1]} năm {year}", en=f"quarter {quarter} of {year}")
            name = f"{year}-Q{quarter}"
        case "year":
            starts_on, ends_on, name = date(year, 1, 1), date(year, 12, 31), str(year)
            title = Text(vi=f"năm {year}", en=f"the year {year}")
        case "review" | "summary":
            starts_on, ends_on, name = date(FIRST_YEAR, 1, 1), date(year, 12, 31), f"{year}-{kind}"
            words = Text(vi="sơ kết", en="review") if kind == "review" else Text(vi="tổng kết", en="summary")
            title = Text(vi=f"{words.vi} năm {year}", en=f"the {words.en} of {year}")
    led = {"review": "Sơ kết tình hình", "summary": "Tổng kết tình hình"}.get(kind, "Tình hình")
    span = f"{title.vi}" if kind in {"quarter", "year"} else f"giai đoạn {FIRST_YEAR} - {year}"
    subject = Text(vi=f"{led} {programme.vi} {span}", en=f"Progress {programme.en}, {title.en}")
    return Filing(id=name, kind=kind, title=title, subject=subject, starts_on=starts_on, ends_on=ends_on)


def list_filings() -> Iterator[Filing]:
    """Yield all that can be reported on, in the order in which they end."""
    for year in YEARS:
        yield from (_make("quarter", year, quarter) for quarter in range(1, 5))
        yield _make("year", year)
        if year == REVIEW_YEAR:
            yield _make("review", year)
        if year == LAST_YEAR:
            yield _make("summary", year)


def read_filing(written: str) -> Filing:
    """Return what `2026-Q4`, `2026`, `2028-review` or `2030-summary` means. Raises BadInputError."""
    found = _WRITTEN.fullmatch(written.strip().upper())
    known = {filing.id.upper(): filing for filing in list_filings()}
    if found is None or found[0] not in known:
        raise BadInputError(
            vi=f"Không có kỳ báo cáo «{shorten(written)}». Hãy viết như: 2026-Q4, 2026, {REVIEW_YEAR}-review, {LAST_YEAR}-summary.",
            en=f"There is no period “{shorten(written)}”. Write it like: 2026-Q4, 2026, {REVIEW_YEAR}-review, {LAST_YEAR}-summary.",
        )
    return known[found[0]]


def filing_on(day: date) -> Filing:
    """Return the quarter of a day, held to the years of the programme."""
    year = min(max(day.year, FIRST_YEAR), LAST_YEAR)
    quarter = (day.month + 2) // 3 if year == day.year else (1 if day.year < year else 4)
    return _make("quarter", year, quarter)
