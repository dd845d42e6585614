"""Why rows are refused: every reason of every row, in both languages, collected over a batch."""

from collections.abc import Iterable

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from twin.vocabulary import Field, Text

Mask = npt.NDArray[np.bool_]
_LONGEST_QUOTE = 60


def quote(value: object) -> str:
    """Return a value as a sentence quotes it, cut where it is long."""
    text = str(value).replace("\n", " ")
    return f"“{text}”" if len(text) <= _LONGEST_QUOTE else f"“{text[:_LONGEST_QUOTE]}…”"


def name_field(field: Field) -> Text:
    """Return how a sentence names a field: its label, and the name that a file may use."""
    return Text(vi=f"{field.label.vi} ({field.name})", en=f"{field.label.en} ({field.name})")


class Faults:
    """The reasons against the rows of one batch, by the row's place in it.

    `about` names the field that is being read: whoever reads a column sets it.
    """

    def __init__(self) -> None:
        self._reasons: dict[int, list[Text]] = {}
        self._blamed: set[tuple[int, str]] = set()
        self.about = ""

    def __len__(self) -> int:
        return len(self._reasons)

    def add(self, row: int, reason: Text) -> None:
        self._reasons.setdefault(row, []).append(reason)
        self._blamed.add((row, self.about))

    def add_all(self, rows: Iterable[int] | npt.NDArray[np.intp], reason: Text) -> None:
        """Give the same reason to many rows."""
        for row in rows:
            self.add(int(row), reason)

    def blames(self, row: int, about: str) -> bool:
        """Tell whether a row has a fault in this field already."""
        return (row, about) in self._blamed

    def rows(self) -> list[int]:
        """Return the refused rows in order."""
        return sorted(self._reasons)

    def keep_mask(self, length: int) -> Mask:
        """Return the mask of the rows that nothing speaks against."""
        mask = np.ones(length, dtype=np.bool_)
        mask[self.rows()] = False
        return mask

    def sentences(self) -> tuple[pa.Array, pa.Array]:
        """Return the reasons of the refused rows in order, as Vietnamese and English text."""
        lists = [self._reasons[row] for row in self.rows()]
        vi = [" ".join(reason.vi for reason in reasons) for reasons in lists]
        en = [" ".join(reason.en for reason in reasons) for reasons in lists]
        return pa.array(vi, pa.string()), pa.array(en, pa.string())
