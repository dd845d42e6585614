"""The whole programme on one day as one value: the dashboard shows it, and reports are written from it."""

from twin.programme.digest.composing import compose
from twin.programme.digest.records import Records
from twin.programme.digest.value import Digest

__all__ = ["Digest", "Records", "compose"]
