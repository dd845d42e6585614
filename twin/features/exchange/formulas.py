"""Texts that a spreadsheet program would run as formulas, made harmless and back again.

A text that begins with one of `=`, `+`, `-`, `@`, tab or line break (or their full-width forms) gets an
apostrophe before it; so does one that already begins with apostrophes before such a mark, so that taking
one apostrophe away always gives back what stood there. Numbers are never touched: -5 stays -5.
"""

import re

import pyarrow as pa
import pyarrow.compute as pc

from twin.features.exchange.marks import DANGEROUS, MARKS

_SHIELDED = re.compile(f"^'('*[{MARKS}])")


def shield(texts: pa.Array) -> pa.Array:
    """Put an apostrophe before every text that a spreadsheet would take for a formula."""
    return pc.replace_substring_regex(texts, pattern=DANGEROUS, replacement=r"'\1", max_replacements=1)


def unshield(text: str) -> str:
    """Take away the apostrophe that `shield` put there."""
    return _SHIELDED.sub(r"\1", text)
