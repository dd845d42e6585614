"""What a spreadsheet of progress says, row by row, and what is to be asked before any of it is stored."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from twin.vocabulary import Frozen, Text

Decision = Literal["certain", "ask", "nothing"]
Kind = Literal["task", "indicator"]
Words = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$")]
"""What a database takes: a plan goes to a person and comes back."""
CERTAIN = 100
"""The score of a key or an exact name; a likeness scores less, however great."""


class Candidate(Frozen):
    """A task or indicator that a row may speak of."""

    kind: Kind
    key: str
    name: str
    score: int


class Report(Frozen):
    """What a row reports. Missing is unknown; `percent` is 0 to 100, `value` as it was typed."""

    status: str | None = None
    percent: float | None = None
    text: str | None = None
    reported_on: date | None = None
    value: str | None = None
    reporter: str | None = None
    agency: str | None = None


class SheetRow(Frozen):
    """One row of the sheet.

    `certain` has one candidate; `ask` waits for a person to say which it is; `nothing` reports nothing. A row
    with faults is not stored whatever is said of it. `cautions` are worth a look and refuse nothing.
    """

    number: Annotated[int, Field(ge=1, le=2**31)]
    """1-based, counting the rows that are not blank below the heading."""
    name: str | None
    said: str | None
    """The number or key beside the name, as typed."""
    report: Report
    decision: Decision
    candidates: tuple[Candidate, ...] = ()
    faults: tuple[Text, ...] = ()
    cautions: tuple[Text, ...] = ()

    @property
    def named(self) -> str | None:
        """The key that the row names beyond doubt, also where something about it is to be asked."""
        sure = [candidate.key for candidate in self.candidates if candidate.score == CERTAIN]
        return sure[0] if sure else None


class SheetColumn(Frozen):
    """Where a column of the file goes; None: nowhere."""

    column: Words
    field: Words | None


class Plan(Frozen):
    """A whole sheet: nothing of it has been stored."""

    file_name: Words
    size: Annotated[int, Field(ge=0, le=2**53)]
    sha256: Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
    sheet: Words | None
    columns: tuple[SheetColumn, ...]
    rows: tuple[SheetRow, ...]
    statements: tuple[Text, ...] = ()
    """How the file was understood."""
