"""What tells a row from the others at the next import: a column, fields that form a key, or nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from twin.errors import BadInputError
from twin.features.exchange.batches import EXTERNAL_ID, Identity, MappedColumn
from twin.features.exchange.folding import fold_name
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers.faults import Faults, quote
from twin.features.exchange.texts import as_text, clean_text
from twin.vocabulary import Text

_NAMES = (
    *(
        "externalid",
        "maonguon",
        "osmid",
        "globalid",
        "guid",
        "uuid",
        "madinhdanh",
        "madoituong",
        "maso",
        "sohieu",
    ),
    *("ma", "code", "id", "featureid"),
)
"""Folded column names that usually identify a thing, surest first."""
_KEY_FIELD = "code"
_SEPARATOR = "|"


def choose_identity(
    sample: Mapping[str, pa.Array], mapped: Sequence[MappedColumn], options: ReadOptions
) -> Identity:
    """Decide from a sample of the file's columns.

    A column that is not told is taken only if its values are all there, all different, and more than a
    count of the rows: two files that both count from 1 would overwrite each other's things.
    Raises `BadInputError` where the person names a column or field that is not there.
    """
    if options.external_id is not None:
        return _told_column(options.external_id, sample)
    if options.key:
        return _told_key(options.key, mapped)
    named = next((column.column for column in mapped if column.field == EXTERNAL_ID), None)
    if named is not None:
        return Identity("column", (named,))
    columns = [
        column.column for column in mapped if column.column in sample and _identifies(sample[column.column])
    ]
    for name in _NAMES:
        found = next((column for column in columns if fold_name(column) == name), None)
        if found is not None:
            return _identity_of(found, mapped)
    code = next((column.column for column in mapped if column.field == _KEY_FIELD), None)
    return Identity("key", (_KEY_FIELD,)) if code in columns else Identity("none")


def _identity_of(found: str, mapped: Sequence[MappedColumn]) -> Identity:
    """Return a column as identity; as the field that it fills, where it fills one: a code keeps its zeros there."""
    field = next((column.field for column in mapped if column.column == found), None)
    return Identity("column", (found,)) if field is None else Identity("key", (field,))


def mark_identity(mapped: Sequence[MappedColumn], identity: Identity) -> tuple[MappedColumn, ...]:
    """Return the mapping with the column that identifies the rows marked as used, if nothing else uses it."""
    how = Text(vi="mã nhận biết của dòng", en="identifies the row")
    return tuple(
        replace(column, field=EXTERNAL_ID, how=how)
        if identity.kind == "column" and column.column in identity.columns and column.field is None
        else column
        for column in mapped
    )


def _told_column(column: str, sample: Mapping[str, pa.Array]) -> Identity:
    if column not in sample:
        raise BadInputError(
            vi=f"Tệp không có cột {quote(column)} để làm mã nhận biết. Các cột: {', '.join(sample)}.",
            en=f"The file has no column {quote(column)} to identify rows. Its columns: {', '.join(sample)}.",
        )
    return Identity("column", (column,))


def _told_key(key: Sequence[str], mapped: Sequence[MappedColumn]) -> Identity:
    filled = {column.field for column in mapped}
    missing = [name for name in key if name not in filled]
    if missing:
        raise BadInputError(
            vi=f"Không cột nào trong tệp điền trường khóa: {', '.join(missing)}.",
            en=f"No column of the file fills the key: {', '.join(missing)}.",
        )
    return Identity("key", tuple(key))


def _identifies(values: pa.Array) -> bool:
    if not len(values) or values.null_count or pc.count_distinct(values).as_py() < len(values):
        return False
    return not _only_counts(values)


def _only_counts(values: pa.Array) -> bool:
    """Tell whether values are 0, 1, 2, ... or 1, 2, 3, ...: the number of the row and no more."""
    try:
        numbers = as_text(values).cast(pa.int64()).to_numpy(zero_copy_only=False)
    except pa.ArrowInvalid:
        return False
    return numbers[0] in (0, 1) and bool((np.diff(numbers) == 1).all())


def read_identity(
    identity: Identity,
    originals: Mapping[str, pa.Array],
    cleaned: Mapping[str, pa.Array],
    rows: int,
    faults: Faults,
) -> pa.Array:
    """Return the external ids of a batch; all null where nothing identifies its rows.

    `originals` are the file's decoded columns, `cleaned` the fields read from them.
    """
    if identity.kind == "none":
        return pa.nulls(rows, pa.string())
    if identity.kind == "column":
        return clean_text(originals[identity.columns[0]])
    parts = [as_text(cleaned[name]) for name in identity.columns]
    joined = pc.binary_join_element_wise(*parts, _SEPARATOR)
    missing = np.flatnonzero(pc.is_null(joined))
    names = ", ".join(identity.columns)
    faults.add_all(
        missing, Text(vi=f"Thiếu giá trị của khóa ({names}).", en=f"A value of the key ({names}) is missing.")
    )
    return joined
