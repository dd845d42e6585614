"""Text that is bytes in disguise: each character stands for the byte of its number."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_TWO_BYTES = 0xC0
_LOW_BITS = 0x3F


def undo_latin1(texts: pa.Array) -> pa.Array:
    """Return the bytes of texts that were decoded as Latin-1, without looking at each.

    In UTF-8 the characters U+0080 to U+00FF take two bytes, C2 or C3 and another: the last two bits of the
    first and the last six of the second are the byte that it was.
    """
    texts = texts.cast(pa.string())
    count, buffers = len(texts), texts.buffers()
    if not count or buffers[2] is None:
        return texts.cast(pa.binary())
    ends = np.frombuffer(buffers[1], np.int32)[texts.offset : texts.offset + count + 1]
    data = np.frombuffer(buffers[2], np.uint8)[ends[0] : ends[-1]]
    firsts = np.flatnonzero(data >= _TWO_BYTES)
    whole = data.copy()
    whole[firsts + 1] = ((data[firsts] & 0b11) << 6) | (data[firsts + 1] & _LOW_BITS)
    kept = np.ones(len(data), np.bool_)
    kept[firsts] = False
    before = np.concatenate([[0], np.cumsum(kept)])
    offsets = before[ends - ends[0]].astype(np.int32)
    undone = pa.Array.from_buffers(
        pa.binary(), count, [None, pa.py_buffer(offsets), pa.py_buffer(whole[kept])]
    )
    return pc.if_else(texts.is_valid(), undone, pa.scalar(None, pa.binary())) if texts.null_count else undone
