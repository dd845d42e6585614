"""Number columns: which decimal mark a column has, and its numbers in the field's unit."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from twin.errors import BadInputError
from twin.features.exchange.batches import ARROW_TYPES
from twin.features.exchange.readers import numbers
from twin.features.exchange.readers.faults import Faults, name_field, quote
from twin.features.exchange.readers.values import read_distinct
from twin.features.exchange.texts import as_text
from twin.vocabulary import Field, Text

_PLAIN_DECIMAL = r"^[+-]?\d{1,15}(\.\d{1,15})?$"
_PLAIN_WHOLE = r"^[+-]?\d{1,15}$"
_LARGEST_WHOLE = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Marks:
    """What is known of decimal marks beside the column itself: told by a person, met in other columns."""

    stated: numbers.Mark | None = None
    elsewhere: numbers.Mark | None = None


@dataclass(slots=True)
class NumberReader:
    """Numbers and integers; `decimal` is the mark decided for the column's text."""

    field: Field
    decimal: numbers.Mark | None = None
    statements: tuple[Text, ...] = ()

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


def make_number_reader(field: Field, texts: Iterable[str], marks: Marks) -> NumberReader:
    """Decide a column's decimal mark by its different texts. Raises `BadInputError` where nothing decides."""
    evidence = numbers.survey(texts)
    decision = numbers.decide(
        evidence, lambda value: fits(field, value), stated=marks.stated, elsewhere=marks.elsewhere
    )
    if decision.reason == "open" and not (evidence.dots or evidence.commas):
        raise _ask_mark(field, evidence)
    said = () if decision.mark is None or not evidence.either else (_say_mark(field, evidence, decision),)
    return NumberReader(field, decision.mark, said)


_WHY: dict[str, tuple[str, str]] = {
    "stated": ("theo lời người nhập", "as told"),
    "column": ("theo các giá trị khác trong cột", "by the column's other values"),
    "field": (
        "vì cách đọc kia nằm ngoài giới hạn của trường",
        "because the field cannot hold the other reading",
    ),
    "file": (
        "vì các cột khác của tệp dùng dấu phẩy thập phân",
        "because the file's other columns have decimal commas",
    ),
}


def _say_mark(field: Field, evidence: numbers.Evidence, decision: numbers.Decision) -> Text:
    name, read = name_field(field), evidence.either[0].value(decision.mark)
    vi, en = _WHY[decision.reason]
    return Text(
        vi=f"{name.vi}: {quote(evidence.example)} được đọc là {read}, {vi}.",
        en=f"{name.en}: {quote(evidence.example)} is read as {read}, {en}.",
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
