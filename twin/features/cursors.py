"""Where a page ended, as an opaque word that the link to the next page carries.

The word holds the last feature's keys and a short digest of these, the layer and the order: one that was broken
on the way, or that belongs to another order, is known and refused. It is no secret: whoever makes one up asks
for what they may read anyway, its values are bound like all others, and what no column could hold is refused.
"""

import base64
import binascii
import json
import math
import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache
from hashlib import blake2b

from twin.features.question import Order, Place
from twin.store.tables import feature_table
from twin.vocabulary import Layer

_DIGEST = 6
_LONGEST = 20_000
_LARGEST = 2**63
_WHOLE = re.compile(r"-?[0-9]{1,19}")
_NUMBER = re.compile(r"-?[0-9]{1,309}(\.[0-9]{1,340})?([eE][+-]?[0-9]{1,3})?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2} [0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?[+-][0-9]{2}(:[0-9]{2}){0,2}"
)
_LARGEST_SHIFT = timedelta(hours=16)
"""Of a time zone, as PostgreSQL takes it."""
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")


@lru_cache(maxsize=4096)
def _key(layer_id: str, order: tuple[Order, ...]) -> bytes:
    keys = ",".join(f"{'-' if key.descending else '+'}{key.column}" for key in order)
    return blake2b(f"{layer_id}/{keys}".encode()).digest()


def _seal(layer: Layer, order: tuple[Order, ...], told: bytes) -> bytes:
    return blake2b(told, key=_key(layer.id, order), digest_size=_DIGEST).digest()


def write_cursor(layer: Layer, order: tuple[Order, ...], place: Place) -> str:
    """Return a place as a word of letters that an address takes as they are."""
    told = json.dumps([place.id, *place.keys], ensure_ascii=False, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(_seal(layer, order, told) + told).rstrip(b"=").decode()


def _whole(text: str) -> bool:
    return bool(_WHOLE.fullmatch(text)) and -_LARGEST <= int(text) < _LARGEST


def _number(text: str) -> bool:
    if not _NUMBER.fullmatch(text):
        return False
    value = float(text)
    # The database refuses what is too small for a double, where Python takes it for zero.
    return math.isfinite(value) and (value != 0 or not text.lower().partition("e")[0].strip("-0."))


def _moment(text: str) -> bool:
    # PostgreSQL writes +07 where it means +07:00.
    if not _MOMENT.fullmatch(text):
        return False
    shift = datetime.fromisoformat(text).utcoffset()
    return shift is not None and abs(shift) < _LARGEST_SHIFT


def _day(text: str) -> bool:
    return bool(_DAY.fullmatch(text)) and bool(date.fromisoformat(text))


_FITS: dict[str, Callable[[str], bool]] = {
    "big_integer": _whole,
    "double": _number,
    "date": _day,
    "datetime": _moment,
    "boolean": lambda text: text in {"true", "false"},
    "text": lambda text: not _UNSTORABLE.search(text),
}
"""Whether the database would read a key as a value of the column's type."""


def _fits(layer: Layer, order: tuple[Order, ...], place: Place) -> bool:
    table = feature_table(layer)
    kinds = (type(table.c[key.column].type).__visit_name__ for key in order)
    return all(
        key is None or (isinstance(key, str) and _FITS[kind](key))
        for kind, key in zip(kinds, place.keys, strict=True)
    )


def read_cursor(layer: Layer, order: tuple[Order, ...], word: str) -> Place | None:
    """Return the place of a word; None where it is broken or was made for another order."""
    if len(word) > _LONGEST or not word.isascii():
        return None
    try:
        packed = base64.urlsafe_b64decode(word + "=" * (-len(word) % 4))
        told = packed[_DIGEST:]
        if _seal(layer, order, told) != packed[:_DIGEST]:
            return None
        identifier, *keys = json.loads(told)
        place = Place(tuple(keys), identifier)
        well = type(identifier) is int and 0 <= identifier < _LARGEST
        return place if well and _fits(layer, order, place) else None
    except (ValueError, TypeError, binascii.Error, KeyError, RecursionError):
        return None
