"""A file's column as a field's values: a reader for each kind of field, vectorised where types fit.

Text that needs judgement is judged once a different value. What cannot be read is a fault with a reason; what
says that nothing is known is null, never zero.
"""

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as attribute
from datetime import date, datetime
from typing import Protocol, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from twin.errors import BadInputError
from twin.features.exchange.batches import ARROW_TYPES
from twin.features.exchange.folding import fold
from twin.features.exchange.readers import dates, numbers
from twin.features.exchange.readers.faults import Faults, name_field, quote
from twin.features.exchange.texts import as_text, clean_text, is_text
from twin.vocabulary import Field, Text

_PLAIN_DECIMAL = r"^[+-]?\d{1,15}(\.\d{1,15})?$"
_PLAIN_WHOLE = r"^[+-]?\d{1,15}$"
_LARGEST_WHOLE = 2**63 - 1
TRUE_WORDS = frozenset({"co", "x", "yes", "true", "t", "y", "1", "dung", "v", "da co", "on"})
FALSE_WORDS = frozenset({"khong", "no", "false", "f", "n", "0", "sai", "off", "khong co"})
_TICKS = frozenset("✓✔☑■√")
_VIETNAM_HOURS = 7 * 3_600 * 1_000_000


Value = TypeVar("Value")


class Reader(Protocol):
    """Reads one column of every batch; the column comes as decoded strings or as a typed array."""

    @property
    def field(self) -> Field: ...

    def read(self, values: pa.Array, faults: Faults) -> pa.Array:
        """Return the field's values (type as in `ARROW_TYPES`), null where unknown or at fault."""
        ...


def read_distinct(
    values: pa.Array, kind: pa.DataType, read: Callable[[str], Value | Text | None], faults: Faults
) -> pa.Array:
    """Read each different text once; a `Text` that comes back is the reason why its rows are at fault."""
    coded = pc.dictionary_encode(as_text(values))
    results = [read(text) for text in coded.dictionary.to_pylist()]
    wrong = np.array([isinstance(result, Text) for result in results], dtype=np.bool_)
    if wrong.any():
        places = pc.fill_null(coded.indices, -1).to_numpy(zero_copy_only=False)
        for row in np.flatnonzero(np.isin(places, np.flatnonzero(wrong))):
            reason = results[places[row]]
            if isinstance(reason, Text):
                faults.add(int(row), reason)
    good = [None if isinstance(result, Text) else result for result in results]
    return pa.array(good, kind).take(coded.indices)


@dataclass(slots=True)
class TextReader:
    """Text as it stands, trimmed; a code of fixed length gets its leading zeros back."""

    field: Field

    def read(self, values: pa.Array, faults: Faults) -> pa.Array:
        text = clean_text(values)
        return text if self.field.digits is None else self._pad(text, self.field.digits, faults)

    def _pad(self, text: pa.Array, digits: int, faults: Faults) -> pa.Array:
        fits = pc.match_substring_regex(text, rf"^[0-9]{{1,{digits}}}$")
        name = name_field(self.field)
        for row in np.flatnonzero(pc.fill_null(pc.invert(fits), False)):
            value = quote(text[row])
            vi = f"{name.vi}: {value} không phải mã {digits} chữ số."
            faults.add(int(row), Text(vi=vi, en=f"{name.en}: {value} is not a code of {digits} digits."))
        return pc.utf8_lpad(text, width=digits, padding="0")


@dataclass(slots=True)
class NumberReader:
    """Numbers and integers; `decimal` is the mark decided for the column's text."""

    field: Field
    decimal: numbers.Mark | None = None

    def read(self, values: pa.Array, faults: Faults) -> pa.Array:
        if pa.types.is_floating(values.type) or pa.types.is_decimal(values.type):
            return self._read_floats(values.cast(pa.float64()), faults)
        if pa.types.is_integer(values.type) and not pa.types.is_uint64(values.type):
            return values.cast(ARROW_TYPES[self.field.kind])
        plain = self._read_plain(as_text(values))
        return (
            read_distinct(values, ARROW_TYPES[self.field.kind], self._read_one, faults)
            if plain is None
            else plain
        )

    def _read_plain(self, text: pa.Array) -> pa.Array | None:
        """Return numbers where all texts are as plain as programs write them, else None."""
        bare = pc.utf8_trim_whitespace(text)
        pattern = _PLAIN_DECIMAL if self.decimal == "." and self.field.kind == "number" else _PLAIN_WHOLE
        if not pc.all(pc.match_substring_regex(bare, pattern), min_count=0).as_py():
            return None
        return bare.cast(ARROW_TYPES[self.field.kind])

    def _read_one(self, text: str) -> float | int | Text | None:
        read = numbers.read_number(text, self.decimal, self.field.unit)
        if isinstance(read, str):
            return _explain_number(read, self.field, text)
        if read is None or self.field.kind == "number":
            return read if read is None else float(read)
        if read != int(read) or abs(read) > _LARGEST_WHOLE:
            return _explain_fraction(self.field, text)
        return int(read)

    def _read_floats(self, values: pa.Array, faults: Faults) -> pa.Array:
        known = pc.if_else(pc.is_finite(values), values, pa.scalar(None, pa.float64()))
        if self.field.kind == "number":
            return known
        whole = pc.and_(pc.equal(pc.floor(known), known), pc.less(pc.abs(known), float(_LARGEST_WHOLE)))
        for row in np.flatnonzero(pc.fill_null(pc.invert(whole), False)):
            faults.add(int(row), _explain_fraction(self.field, str(known[row].as_py())))
        return pc.if_else(pc.fill_null(whole, False), known, pa.scalar(None, pa.float64())).cast(pa.int64())


def _explain_fraction(field: Field, value: str) -> Text:
    name = name_field(field)
    return Text(
        vi=f"{name.vi}: {quote(value)} không phải số nguyên.",
        en=f"{name.en}: {quote(value)} is not a whole number.",
    )


def _explain_number(problem: numbers.Problem, field: Field, value: str) -> Text:
    name, said, unit = name_field(field), quote(value), field.unit or ""
    if problem == "ambiguous":
        return Text(
            vi=f"{name.vi}: không rõ dấu trong {said} là phần thập phân hay hàng nghìn; hãy chọn bằng --decimal.",
            en=f"{name.en}: the mark in {said} may be decimal or part thousands; choose with --decimal.",
        )
    if problem == "unit":
        return Text(
            vi=f"{name.vi}: {said} có đơn vị không đổi được sang {unit or 'số đếm'}.",
            en=f"{name.en}: the unit of {said} cannot be turned into {unit or 'a count'}.",
        )
    return Text(vi=f"{name.vi}: {said} không phải một con số.", en=f"{name.en}: {said} is not a number.")


@dataclass(slots=True)
class BooleanReader:
    """Yes or no in either language; `chưa có` is unknown."""

    field: Field

    def read(self, values: pa.Array, faults: Faults) -> pa.Array:
        if pa.types.is_boolean(values.type):
            return values
        return read_distinct(values, pa.bool_(), self._read_one, faults)

    def _read_one(self, text: str) -> bool | Text | None:
        folded = fold(text)
        if text.strip() in _TICKS or folded in TRUE_WORDS:
            return True
        if folded in FALSE_WORDS:
            return False
        if numbers.is_unknown(text):
            return None
        name = name_field(self.field)
        return Text(
            vi=f"{name.vi}: {quote(text)} không phải có hoặc không.",
            en=f"{name.en}: {quote(text)} is neither yes nor no.",
        )


@dataclass(slots=True)
class ChoiceReader:
    """One of the field's terms, by value, by label in either language or by alias."""

    field: Field
    _terms: dict[str, str] = attribute(init=False)

    def __post_init__(self) -> None:
        """Earlier choices win a word that two of them claim, and a value wins over any word."""
        words = [
            (word, choice.value)
            for choice in reversed(self.field.choices)
            for word in (*choice.aliases, choice.label.en, choice.label.vi)
        ]
        values = [(choice.value, choice.value) for choice in self.field.choices]
        self._terms = {fold(word): value for word, value in [*words, *values]}

    def read(self, values: pa.Array, faults: Faults) -> pa.Array:
        return read_distinct(values, pa.string(), self._read_one, faults)

    def _read_one(self, text: str) -> str | Text | None:
        found = self._terms.get(fold(text))
        if found is not None or numbers.is_unknown(text):
            return found
        return self._explain(text)

    def _explain(self, text: str) -> Text:
        name = name_field(self.field)
        vi = ", ".join(f"{choice.label.vi} ({choice.value})" for choice in self.field.choices)
        en = ", ".join(f"{choice.label.en} ({choice.value})" for choice in self.field.choices)
        return Text(
            vi=f"{name.vi}: {quote(text)} không thuộc: {vi}.",
            en=f"{name.en}: {quote(text)} is none of: {en}.",
        )


@dataclass(slots=True)
class DayReader:
    """Days and moments; `form` is how the column's text writes them."""

    field: Field
    form: dates.DateFormat = attribute(default_factory=dates.DateFormat)

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


@dataclass(frozen=True, slots=True)
class Sampled:
    """What deciding a column needs to know of its file."""

    values: pa.Array
    stated: numbers.Mark | None
    elsewhere: numbers.Mark | None


_PLAIN_READERS: dict[str, Callable[[Field], Reader]] = {
    "text": TextReader,
    "boolean": BooleanReader,
    "choice": ChoiceReader,
}


def make_reader(field: Field, sampled: Sampled) -> Reader:
    """Decide from a sample how a field's column is read.

    Raises `BadInputError` where the column's numbers can be read in two ways and nothing decides.
    """
    if field.kind in _PLAIN_READERS:
        return _PLAIN_READERS[field.kind](field)
    texts = distinct_texts(sampled.values)
    if field.kind in {"date", "datetime"}:
        return DayReader(field, dates.survey(texts))
    evidence = numbers.survey(texts)
    decision = numbers.decide(
        evidence, lambda value: fits(field, value), stated=sampled.stated, elsewhere=sampled.elsewhere
    )
    if decision.reason == "open" and not (evidence.dots or evidence.commas):
        raise _ask_mark(field, evidence)
    return NumberReader(field, decision.mark)


def distinct_texts(values: pa.Array) -> list[str]:
    """Return the different texts of a column; none where it is not text."""
    return (
        [text for text in pc.unique(values).to_pylist() if text is not None] if is_text(values.type) else []
    )


def fits(field: Field, value: float) -> bool:
    """Tell whether a field's kind and bounds allow a number."""
    if field.kind == "integer" and value != int(value):
        return False
    return (field.minimum is None or value >= field.minimum) and (
        field.maximum is None or value <= field.maximum
    )


def _ask_mark(field: Field, evidence: numbers.Evidence) -> BadInputError:
    name, written = name_field(field), evidence.either[0]
    dot, comma = written.value("."), written.value(",")
    return BadInputError(
        vi=f"{name.vi}: {quote(evidence.example)} có thể là {dot} hoặc {comma}, và không có gì trong tệp cho biết. "
        "Hãy chọn dấu thập phân bằng --decimal . hoặc --decimal ,",
        en=f"{name.en}: {quote(evidence.example)} may be {dot} or {comma}, and nothing in the file decides. "
        "Choose the decimal mark with --decimal . or --decimal ,",
    )
