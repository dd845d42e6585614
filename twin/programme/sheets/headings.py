"""Headings of two lines, as merged cells make them: `Tiến độ` above `Tình trạng` and `% hoàn thành`."""

import re
from dataclasses import replace

import pyarrow as pa

from twin.features.exchange.folding import fold_name
from twin.features.exchange.readers.headings import name_columns
from twin.features.exchange.readers.planning import Sample
from twin.features.exchange.texts import as_text, is_text
from twin.vocabulary import Layer

_UNNAMED = re.compile(r"column_\d+")
"""What a column without a name of its own is called: the right part of merged cells."""


def join_headings(sample: Sample, layer: Layer) -> Sample:
    """Return a sample whose columns bear the names of the second line, where the first row is one.

    It is where it names a column that has no name yet, and one of its words is a known column's. The row itself
    stays as a blank one, so that rows keep their numbers.
    """
    names = sample.header.schema.names
    below = [_first(sample.table[name]) for name in names]
    known = {
        fold_name(word) for field in layer.fields for word in (field.name, field.label.vi, *field.aliases)
    }
    names_the_unnamed = any(
        text and _UNNAMED.fullmatch(name) for name, text in zip(names, below, strict=True)
    )
    if not names_the_unnamed or not any(text and fold_name(text) in known for text in below):
        return sample
    titles = name_columns([text or name for name, text in zip(names, below, strict=True)])
    return _rename(sample, dict(zip(names, titles, strict=True)))


def _first(values: pa.Array) -> str | None:
    text = as_text(values.slice(0, 1)).to_pylist()
    return str(text[0]).strip() or None if text and text[0] is not None else None


def _rename(sample: Sample, titles: dict[str, str]) -> Sample:
    header = sample.header
    exact = {titles[name]: texts for name, texts in header.exact_texts.items()}
    table = {titles[name]: _blank_first(values) for name, values in sample.table.items()}
    schema = pa.schema([(titles[one.name], one.type) for one in header.schema])
    return replace(sample, header=replace(header, schema=schema, exact_texts=exact), table=table)


def _blank_first(values: pa.Array) -> pa.Array:
    if not is_text(values.type):
        return values
    return pa.concat_arrays([pa.nulls(1, values.type), values.slice(1)])
