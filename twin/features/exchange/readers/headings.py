"""Which line of a table holds the names of its columns, and names made different from one another.

Offices put titles above their tables: the heading is the first well-filled line of words.
"""

import re
from collections.abc import Sequence
from itertools import chain, count

_LINES = 30
"""How far down a heading is looked for."""
_FILLED = 0.6
_WORDS = 0.5
_NUMBER = re.compile(r"[\s\d.,:/%°'\"+-]+")


def find_heading(lines: Sequence[Sequence[str]]) -> int | None:
    """Return the place of the line of column names among a table's first lines, None where there is none."""
    lines = lines[:_LINES]
    width = max((_count_filled(line) for line in lines), default=0)
    for place, line in enumerate(lines):
        filled = [cell for cell in line if cell.strip()]
        if filled and len(filled) >= _FILLED * width:
            wordy = sum(not _NUMBER.fullmatch(cell) for cell in filled)
            return place if wordy >= _WORDS * len(filled) else None
    return None


def _count_filled(line: Sequence[str]) -> int:
    return sum(bool(cell.strip()) for cell in line)


def name_columns(cells: Sequence[str]) -> list[str]:
    """Return a name for each column: the cell's words on one line, numbered where they are blank or repeat."""
    names: list[str] = []
    taken: set[str] = set()
    for place, cell in enumerate(cells, start=1):
        name = " ".join(cell.split()) or f"column_{place}"
        numbered = (f"{name}_{number}" for number in count(2))
        free = next(candidate for candidate in chain([name], numbered) if candidate.lower() not in taken)
        taken.add(free.lower())
        names.append(free)
    return names
