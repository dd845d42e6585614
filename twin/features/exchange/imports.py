"""What may be said of an import before it starts, and what it tells when it is done."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from twin.features.exchange.batches import Counts, Plan
from twin.features.exchange.options import ReadOptions
from twin.vocabulary import Layer, Text

Progress = Callable[[Text, int, int | None], None]
"""Called often with the step that is under way, the rows done and, where it is known, the rows in all."""


def silent(step: Text, done: int, total: int | None) -> None:
    """Take in progress that nobody wants to see."""


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """How a file is read, and what it may do to what the layer holds. Nothing said: add and update."""

    read: ReadOptions = field(default_factory=ReadOptions)
    source: str | None = None
    """Who made the data: kept with the import, and with each row that names no source of its own.
    Imports of one source (or, unsaid, of one file name) speak of the same rows: see `Merged.gone`."""
    licence: str | None = None
    dry_run: bool = False
    """Do everything, tell it, and take it back."""
    remove_gone: bool = False
    """Delete the rows that this source brought earlier and that the file has no more; history keeps them."""
    empty_erases: bool = False
    """An empty cell, or 'unknown', makes a known value unknown. Unsaid, it leaves the value alone."""
    new_layer: Text | None = None
    """Make the layer from the file, under this title."""
    rejects: Path | None = None
    """Where refused rows go; unsaid, beside the file as `<name>.rejects.csv`."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What became of the rows that reading let through: `new + changed + same + refused` of them.

    `gone` counts the features that an earlier import of the same source brought and that the file has no more;
    `removed` of them were deleted. `restored` of the new ones had stood in the layer before and were deleted.
    `refused` rows broke a rule together with what the layer holds, or stood twice in the file.
    """

    new: int = 0
    changed: int = 0
    same: int = 0
    refused: int = 0
    gone: int = 0
    removed: int = 0
    restored: int = 0
    edits_kept: int = 0
    """Rows that somebody edited here since their import, where the file has nothing newer to say."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did, or with `dry_run` would do."""

    layer: Layer
    path: Path
    import_id: int | None
    """The record of the import; None after a dry run."""
    plan: Plan
    counts: Counts
    merged: Merged
    rejects: Path | None
    """The file of the refused rows, where there are any."""
    dry_run: bool
    seconds: float

    @property
    def rejected(self) -> int:
        """How many rows were not stored, whoever refused them."""
        return self.counts.rejected + self.merged.refused


@dataclass(frozen=True, slots=True)
class SeriesOptions:
    """What a person may say about a table of measured values; the constants stand for columns that it lacks."""

    read: ReadOptions = field(default_factory=ReadOptions)
    layer: str | None = None
    measure: str | None = None
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    """Bounds to believe, in the measure's unit, instead of those of `intake.measures`."""
    source: str | None = None
    licence: str | None = None
    dry_run: bool = False
    rejects: Path | None = None


@dataclass(frozen=True, slots=True)
class SeriesReport:
    """What became of a table's values: `new + changed + same + rejected == read`."""

    path: Path
    import_id: int | None
    read: int
    new: int
    changed: int
    same: int
    rejected: int
    layers: tuple[str, ...]
    rejects: Path | None
    dry_run: bool
    seconds: float
    statements: tuple[Text, ...] = ()
