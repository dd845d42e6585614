"""Values as a Vietnamese reader writes them, and texts freed of what a file cannot hold."""

import re
import unicodedata
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from twin.documents.document import Cell, Column

_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
"""Characters that XML, and so a document, cannot hold in any form, and half surrogates."""
_TURNED = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Marks that turn the direction of reading round, and can make a number read as another."""


def clean(text: str) -> str:
    """Return the text composed (NFC), with U+FFFD for what cannot be written, so that nothing vanishes unseen."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", _TURNED.sub("\ufffd", _UNWRITABLE.sub("\ufffd", text)))


def decimal(number: float, digits: int) -> str:
    """Return a number with a decimal comma, points between thousands, and no idle noughts behind.

    Halves are rounded up, as a browser does.
    """
    exact = Decimal(repr(number)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
    text = f"{exact:,f}".translate({ord(","): ".", ord("."): ","})
    text = text.rstrip("0").rstrip(",") if "," in text else text
    return text.removeprefix("-") if set(text) <= set("-0,") else text


def words_of(value: Cell, column: Column) -> str:
    """Return a cell as it stands on paper."""
    match value:
        case None:
            return column.unknown
        case bool():
            return "Có" if value else "Không"
        case int() | float():
            digits = 0 if column.kind == "integer" else column.digits
            return decimal(value, digits) + ("%" if column.kind == "percent" else "")
        case date():
            return f"{value:%d/%m/%Y}"
    return clean(value)
