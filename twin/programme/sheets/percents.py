"""One meaning for a column of percentages: `70%`, `70` and `0,7` are the same share, `0,7` beside `70` may not be."""

import numpy as np
import pyarrow as pa

from twin.features.exchange.readers.faults import Faults, quote
from twin.vocabulary import Text

_WHOLE = 100
_AS_SHARES = Text(
    vi="Tiến độ: cả cột ghi theo phần của 1, nên 0,7 được đọc là 70%.",
    en="Progress: the whole column is in parts of 1, so that 0.7 is read as 70%.",
)


def settle_percents(texts: pa.Array, read: pa.Array, faults: Faults) -> tuple[pa.Array, tuple[Text, ...]]:
    """Return percents of 0 to 100 from cells as written and as read, and what was decided about them.

    Cells with a sign are what they say. Of those without: where all are at most 1 and some are parts of it, the
    column is in parts of 1. Parts beside larger numbers, and a 1 with nothing but 0 and 1 in sight, could be
    either and are faults.
    """
    values = np.array([np.nan if value is None else value for value in read.to_pylist()], dtype=float)
    bare = np.array([text is not None and "%" not in text for text in texts.to_pylist()], dtype=bool)
    bare &= ~np.isnan(values)
    parts = bare & (values > 0) & (values < 1)
    small, large = bare & (values > 0) & (values <= 1), bool((bare & (values > 1)).any())
    if parts.any() and not large:
        scaled = np.where(small, np.round(values * _WHOLE, 6), values)
        return _as_column(scaled), (_AS_SHARES,)
    if parts.any() or not large:
        for row in np.flatnonzero(small):
            faults.add(int(row), _either(texts[row].as_py(), values[row]))
        values = np.where(small, np.nan, values)
    return _as_column(values), ()


def _as_column(values: np.ndarray) -> pa.Array:
    return pa.array([None if np.isnan(value) else float(value) for value in values], pa.float64())


def _either(text: str, value: float) -> Text:
    return Text(
        vi=f"Tiến độ (percent): {quote(text)} có thể là {value:g}% hoặc {value * _WHOLE:g}%; hãy ghi kèm dấu %.",
        en=f"Progress (percent): {quote(text)} may be {value:g}% or {value * _WHOLE:g}%; write it with a % sign.",
    )
