"""What the action programme keeps: one file a register.

A register is a layer whose records need not stand anywhere: its table, checks, history and versions are derived as
for any other. The key of a record, by which people and other registers name it, is its `external_id`.
"""

from functools import cache

from twin.shelf import load_shelf
from twin.vocabulary import Layer


@cache
def registers() -> dict[str, Layer]:
    """Return every register of this folder by id."""
    return load_shelf(__name__, "REGISTER", Layer)
