"""A cursor that somebody made up holds nothing that the database would stumble over."""

import base64
import json
from typing import Any

import pytest

from twin.features.cursors import _seal, read_cursor, write_cursor
from twin.features.question import Order, Place
from twin.layers import built_in_layers
from twin.store.tables import feature_table

LAYERS = built_in_layers()
LONGEST_NUMBER = "1" * 310


def column_of(kind: str) -> tuple[str, str]:
    """Return a layer and a column of it that has this type."""
    return next(
        (layer.id, column.name)
        for layer in LAYERS.values()
        for column in feature_table(layer).columns
        if type(column.type).__visit_name__ == kind
    )


def made_up(kind: str, told: bytes) -> Place | None:
    """Read what is told as a cursor over a column of this type, under a seal that is right."""
    name, column = column_of(kind)
    layer, order = LAYERS[name], (Order(column),)
    return read_cursor(
        layer, order, base64.urlsafe_b64encode(_seal(layer, order, told) + told).rstrip(b"=").decode()
    )


FITTING = {
    "big_integer": ["0", "-7", "9223372036854775807", "-9223372036854775808"],
    "double": ["0", "-0", "0.0", "12.5", "1e-07", "1.7976931348623157e+308", "5e-324"],
    "date": ["2025-01-31", "0001-01-01"],
    "datetime": [
        "2025-01-31 08:00:00+07",
        "2025-01-31 08:00:00.123456+07:06:40",
        "2025-01-31 08:00:00-03:30",
    ],
    "text": ["", "Ngõ 12", "\U0001f333"],
}
MISFITS = {
    "big_integer": ["٣", "1_0", " 1", "+1", "9223372036854775808", "", "1\n", 1, True, ["1"], {}],
    "double": ["nan", "inf", "1e999", "1e-999", "1_0.0", "٣.5", " 1", LONGEST_NUMBER, 1.5, False],
    "date": ["2025-02-30", "20250131", "2025-W05-5", "٢٠٢٥-01-31", "infinity", 5],
    "datetime": [
        "2025-01-31",
        "2025-01-31 08:00:00",
        "2025-01-31T08:00:00Z",
        "2025-01-31 08:00:00+23",
        "now",
        5,
    ],
    "text": ["\x00", "\ud800", 5, ["x"], {"a": 1}, True],
}


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind, keys in FITTING.items() for key in keys])
def test_a_place_comes_back_as_it_was(kind: str, key: str) -> None:
    name, column = column_of(kind)
    order, place = (Order(column),), Place((key,), 5)
    assert read_cursor(LAYERS[name], order, write_cursor(LAYERS[name], order, place)) == place


@pytest.mark.parametrize(("kind", "key"), [(kind, key) for kind, keys in MISFITS.items() for key in keys])
def test_a_key_that_its_column_cannot_hold_is_refused(kind: str, key: Any) -> None:
    assert made_up(kind, json.dumps([5, key]).encode()) is None


@pytest.mark.parametrize(
    "told",
    [b'[true,"x"]', b'[5.0,"x"]', b'["5","x"]', b'[-1,"x"]', b'[9223372036854775808,"x"]', b"[5]", b'[5,"x","y"]',
     b"5", b"null", b"{}", b"", b"\xff", b"[" * 14_000, b"9" * 5_000],
)  # fmt: skip
def test_what_is_no_place_is_refused(told: bytes) -> None:
    assert made_up("text", told) is None
