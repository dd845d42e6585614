"""Columns of days and moments."""

from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date, datetime

import pyarrow as pa
import pyarrow.compute as pc

from twin.features.exchange.batches import ARROW_TYPES
from twin.features.exchange.readers import dates
from twin.features.exchange.readers.faults import Faults, name_field, quote
from twin.features.exchange.readers.values import read_distinct
from twin.vocabulary import Field, Text

_VIETNAM_HOURS = 7 * 3_600 * 1_000_000


@dataclass(slots=True)
class DayReader:
    """Days and moments; `form` is how the column's text writes them."""

    field: Field
    form: dates.DateFormat = attribute(default_factory=dates.DateFormat)

    @property
    def statements(self) -> tuple[Text, ...]:
        """Excel's day numbers and the month before the day are worth a sentence."""
        name = name_field(self.field)
        if self.form.serials:
            return (
                Text(
                    vi=f"{name.vi}: các con số là ngày của Excel.",
                    en=f"{name.en}: its numbers are Excel's days.",
                ),
            )
        if self.form.order == "mdy":
            return (
                Text(
                    vi=f"{name.vi}: ghi tháng trước ngày sau.",
                    en=f"{name.en}: the month is written before the day.",
                ),
            )
        return ()

    def read(self, values: pa.Array, faults: Faults) -> pa.Array:
        if pa.types.is_temporal(values.type) and not pa.types.is_time(values.type):
            return _days_of(values) if self.field.kind == "date" else _moments_of(values)
        read_one = self._read_day if self.field.kind == "date" else self._read_moment
        return read_distinct(values, ARROW_TYPES[self.field.kind], read_one, faults)

    def _read_day(self, text: str) -> date | Text | None:
        read = dates.read_date(text, self.form)
        return self._explain(read, text) if isinstance(read, str) else read

    def _read_moment(self, text: str) -> datetime | Text | None:
        read = dates.read_datetime(text, self.form)
        return self._explain(read, text) if isinstance(read, str) else read

    def _explain(self, problem: dates.Problem, text: str) -> Text:
        name = name_field(self.field)
        vi, en = _DAY_PROBLEMS[problem]
        return Text(vi=f"{name.vi}: {quote(text)} {vi}.", en=f"{name.en}: {quote(text)} {en}.")


_DAY_PROBLEMS: dict[dates.Problem, tuple[str, str]] = {
    "not a day": ("không phải một ngày", "is not a day"),
    "no such day": (
        "không có trong lịch (đọc là ngày/tháng/năm)",
        "is not in the calendar (read as day/month/year)",
    ),
    "short year": ("chỉ ghi hai chữ số năm", "has a year of two digits"),
    "not a day but a period": ("là một kỳ, không phải một ngày", "is a period, not a day"),
}


def _moments_of(values: pa.Array) -> pa.Array:
    """Return typed days and times as moments in UTC; without a zone they are Vietnam's time."""
    stamps = values.cast(pa.timestamp("us", tz=getattr(values.type, "tz", None)), safe=False)
    if stamps.type.tz is not None:
        return stamps.cast(pa.timestamp("us", tz="UTC"))
    shifted = pc.subtract(stamps.cast(pa.int64()), _VIETNAM_HOURS)
    return shifted.cast(pa.timestamp("us", tz="UTC"))


def _days_of(values: pa.Array) -> pa.Array:
    """Return the day in Vietnam of typed days and times."""
    if not pa.types.is_timestamp(values.type) or values.type.tz is None:
        return values.cast(pa.date32(), safe=False)
    local = pc.add(_moments_of(values).cast(pa.int64()), _VIETNAM_HOURS)
    return local.cast(pa.timestamp("us")).cast(pa.date32(), safe=False)
