"""Any Arrow column as clean text."""

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

_BLANK = r"^[\s\p{P}\p{S}]*$|^(?i:null|n/a|nan|#n/a)$"
"""What says nothing in a text field: nothing, dashes and dots alone, and the marks of programs."""
_LONGEST_BLANK = 16
_FIRST_PRINTED, _LAST_ASCII, _DELETE = 0x20, 0x7F, 0x7F
_CONTROLS = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f]"


def is_text(kind: pa.DataType) -> bool:
    """Tell whether an Arrow type holds text."""
    return bool(pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_string_view(kind))


def as_text(values: pa.Array) -> pa.Array:
    """Return any column as strings: whole floats without `.0`, days as ISO, bytes and lists as shown."""
    kind = values.type
    if pa.types.is_dictionary(kind):
        return as_text(values.dictionary_decode())
    if is_text(kind):
        return values.cast(pa.string())
    if pa.types.is_floating(kind):
        return pc.if_else(pc.is_finite(values), values, pa.scalar(None, kind)).cast(pa.string())
    if pa.types.is_nested(kind) or pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return pa.array([None if value is None else str(value) for value in values.to_pylist()], pa.string())
    return values.cast(pa.string())


def clean_text(values: pa.Array) -> pa.Array:
    """Return text in NFC, trimmed, without control characters; what says nothing is null."""
    text = as_text(values)
    letters = _bytes_of(text)
    if letters.size and letters.max() > _LAST_ASCII:
        text = pc.utf8_normalize(text, form="NFC")
    if (letters < _FIRST_PRINTED).any() or (letters == _DELETE).any():
        text = pc.replace_substring_regex(text, pattern=_CONTROLS, replacement="")
    return _drop_blanks(pc.utf8_trim_whitespace(text))


def _bytes_of(text: pa.StringArray) -> npt.NDArray[np.uint8]:
    """Return the UTF-8 bytes of all the array's texts, one after the other, without a copy."""
    if not len(text) or text.buffers()[2] is None:
        return np.empty(0, np.uint8)
    ends = np.frombuffer(text.buffers()[1], np.int32)[text.offset : text.offset + len(text) + 1]
    return np.frombuffer(text.buffers()[2], np.uint8)[ends[0] : ends[-1]]


def _drop_blanks(text: pa.StringArray) -> pa.StringArray:
    """Make null what says nothing: only short texts can, so only they are looked at closely."""
    short = pc.less_equal(pc.binary_length(text), _LONGEST_BLANK)
    if not pc.any(short, min_count=0).as_py():
        return text
    nothing = pa.scalar(None, pa.string())
    suspects = pc.if_else(short, text, nothing)
    return pc.if_else(pc.fill_null(pc.match_substring_regex(suspects, _BLANK), False), nothing, text)
