"""Calendar months."""

from datetime import date, timedelta


def month_begins(first: date, last: date) -> list[date]:
    """Return the first days of the months from that of `first` to that of `last`, both included."""
    months = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def month_ends(last: date, count: int) -> list[date]:
    """Return the ends of the `count` months before that of `last`, and `last` itself, in order."""
    begins = month_begins(_earlier(last, count), last)
    return [*(begin - timedelta(days=1) for begin in begins[1:]), last]


def _earlier(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 - months
    return date(month // 12, month % 12 + 1, 1)
