"""For each kind of field, the reader of its column, with what a sample of the column decides."""

from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from twin.features.exchange.readers import dates
from twin.features.exchange.readers.days import DayReader
from twin.features.exchange.readers.faults import name_field, quote
from twin.features.exchange.readers.quantities import Marks, make_number_reader
from twin.features.exchange.readers.values import BooleanReader, ChoiceReader, Reader, TextReader
from twin.features.exchange.texts import clean_text, is_text
from twin.vocabulary import Field, Text

_PLAIN_READERS: dict[str, Callable[[Field], Reader]] = {"boolean": BooleanReader, "choice": ChoiceReader}


def make_reader(field: Field, sample: pa.Array, marks: Marks) -> Reader:
    """Decide from a sample how a field's column is read.

    Raises `BadInputError` where the column's numbers can be read in two ways and nothing decides.
    """
    if field.kind in _PLAIN_READERS:
        return _PLAIN_READERS[field.kind](field)
    if field.kind == "text":
        return TextReader(field, _say_padding(field, sample))
    texts = distinct_texts(sample)
    if field.kind in {"date", "datetime"}:
        return DayReader(field, dates.survey(texts))
    return make_number_reader(field, texts, marks)


def _say_padding(field: Field, values: pa.Array) -> tuple[Text, ...]:
    """Say that codes get their leading zeros back, where any lacks them."""
    if field.digits is None:
        return ()
    short = [code for code in clean_text(values).to_pylist() if code is not None and len(code) < field.digits]
    if not short:
        return ()
    name, code = name_field(field), quote(short[0])
    full = quote(short[0].zfill(field.digits))
    return (
        Text(
            vi=f"{name.vi}: mã mất số 0 ở đầu được điền lại ({code} thành {full}).",
            en=f"{name.en}: leading zeros are put back ({code} becomes {full}).",
        ),
    )


def distinct_texts(values: pa.Array) -> list[str]:
    """Return the different texts of a column; none where it is not text."""
    return (
        [text for text in pc.unique(values).to_pylist() if text is not None] if is_text(values.type) else []
    )
