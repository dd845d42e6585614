"""Spreadsheets made in the test, and the programme as it was decided."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from gis_data import programme as decided
from twin.programme.sheets import Plan, SheetOptions, read_sheet
from twin.programme.sheets.known import make_names
from twin.programme.sheets.names import Names
from twin.programme.soundness import Known

Cell = str | int | float | date | None
Lines = Sequence[Sequence[Cell]]
Write = Callable[..., Path]
Read = Callable[..., Plan]


@pytest.fixture(scope="session")
def known() -> Known:
    """The programme as it was decided, on a day of autumn 2026."""
    indicators = (*decided.read_indicators(), *decided.read_text_targets())
    return Known(
        agencies=tuple({"id": number, **row} for number, row in enumerate(decided.read_agencies(), start=1)),
        tasks={row["key"]: row for row in decided.read_tasks()},
        indicators={row["key"]: row for row in indicators},
        models={row["key"]: row for row in decided.read_models()},
        targets=(),
        layers=frozenset(),
        today=date(2026, 10, 1),
    )


@pytest.fixture(scope="session")
def names(known: Known) -> Names:
    return make_names(known)


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write lines into a workbook; `formats` are the number formats of cells by their name."""

    def to_file(lines: Lines, formats: Mapping[str, str] | None = None, name: str = "tien-do.xlsx") -> Path:
        workbook = openpyxl.Workbook()
        sheet = workbook.active
        assert sheet is not None
        for line in lines:
            sheet.append(list(line))
        for cell, shown in (formats or {}).items():
            sheet[cell].number_format = shown
        workbook.save(tmp_path / name)
        return tmp_path / name

    return to_file


@pytest.fixture
def read(write: Write, known: Known) -> Read:
    """Read lines as a sheet that arrived today."""

    def to_plan(
        lines: Lines, options: SheetOptions | None = None, formats: Mapping[str, str] | None = None
    ) -> Plan:
        return read_sheet(write(lines, formats), known, options)

    return to_plan
