"""A file's column as a field's values: a reader for each kind of field, vectorised where types fit.

Text that needs judgement is judged once a different value. What cannot be read is a fault with a reason; what
says that nothing is known is null, never zero.
"""

from collections.abc import Callable
from dataclasses import dataclass
from dataclasses import field as attribute
from typing import Protocol, TypeVar

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from twin.features.exchange.folding import fold
from twin.features.exchange.readers import numbers
from twin.features.exchange.readers.faults import Faults, name_field, quote
from twin.features.exchange.texts import as_text, clean_text
from twin.vocabulary import Field, Text

_FORMULA_ERRORS = pa.array(["#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#SPILL!", "#CALC!"])
TRUE_WORDS = frozenset({"co", "x", "yes", "true", "t", "y", "1", "dung", "v", "da co", "on"})
FALSE_WORDS = frozenset({"khong", "no", "false", "f", "n", "0", "sai", "off", "khong co"})
_TICKS = frozenset("✓✔☑■√")


Value = TypeVar("Value")


class Reader(Protocol):
    """Reads one column of every batch; the column comes as decoded strings or as a typed array."""

    @property
    def field(self) -> Field: ...

    @property
    def statements(self) -> tuple[Text, ...]:
        """What was decided about the column that a person might not expect."""
        ...

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
    statements: tuple[Text, ...] = ()

    def read(self, values: pa.Array, faults: Faults) -> pa.Array:
        text = clean_text(values)
        self._refuse_errors(text, faults)
        return text if self.field.digits is None else self._pad(text, self.field.digits, faults)

    def _refuse_errors(self, text: pa.Array, faults: Faults) -> None:
        """Refuse what a spreadsheet shows where a formula failed."""
        name = name_field(self.field)
        for row in np.flatnonzero(pc.is_in(text, _FORMULA_ERRORS)):
            value = quote(text[row])
            vi = f"{name.vi}: {value} là lỗi công thức của bảng tính."
            faults.add(int(row), Text(vi=vi, en=f"{name.en}: {value} is a failed formula of a spreadsheet."))

    def _pad(self, text: pa.Array, digits: int, faults: Faults) -> pa.Array:
        fits = pc.match_substring_regex(text, rf"^[0-9]{{1,{digits}}}$")
        name = name_field(self.field)
        for row in np.flatnonzero(pc.fill_null(pc.invert(fits), False)):
            value = quote(text[row])
            vi = f"{name.vi}: {value} không phải mã {digits} chữ số."
            faults.add(int(row), Text(vi=vi, en=f"{name.en}: {value} is not a code of {digits} digits."))
        return pc.utf8_lpad(text, width=digits, padding="0")


@dataclass(slots=True)
class BooleanReader:
    """Yes or no in either language; `chưa có` is unknown."""

    field: Field
    statements: tuple[Text, ...] = ()

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
    statements: tuple[Text, ...] = ()
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
