"""The marks by which a spreadsheet program takes a text for a formula (see `formulas`)."""

import re

MARKS = "=+\\-@\\t\\r\\n＝＋－＠"
DANGEROUS = f"^('*[{MARKS}])"
"""A regular expression that Python, Arrow and PostgreSQL read alike."""

_BEGINS = re.compile(DANGEROUS)


def shield_text(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    return f"'{text}" if _BEGINS.match(text) else text
