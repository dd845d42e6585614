"""Progress from the spreadsheets that agencies send: read, looked at by a person, stored, and taken back again.

`read_sheet` says what a file holds and whom each row may speak of; `apply_sheet` stores what is certain or was
confirmed; `list_sheets` and `undo_sheet` show what was stored and take it back.
"""

from twin.programme.sheets.applying import Left, Receipt, apply_sheet
from twin.programme.sheets.known import read_known
from twin.programme.sheets.plan import Candidate, Plan, Report, SheetRow
from twin.programme.sheets.recognising import SheetOptions, read_sheet
from twin.programme.sheets.undoing import AppliedSheet, Undone, list_sheets, undo_sheet

__all__ = [
    "AppliedSheet",
    "Candidate",
    "Left",
    "Plan",
    "Receipt",
    "Report",
    "SheetOptions",
    "SheetRow",
    "Undone",
    "apply_sheet",
    "list_sheets",
    "read_known",
    "read_sheet",
    "undo_sheet",
]
