"""Spreadsheets made in the test, and the programme as it was decided."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from gis_data import programme as decided
from twin.programme.agencies import Agency, Directory
from twin.programme.sheets import Plan, Programme, SheetOptions, read_sheet
from twin.programme.sheets.names import Names, Subject

Cell = str | int | float | date | None
Lines = Sequence[Sequence[Cell]]
Write = Callable[..., Path]
Read = Callable[..., Plan]
TODAY = date(2026, 10, 1)


def subjects(agencies: Directory) -> list[Subject]:
    tasks = [
        Subject(
            "task",
            row["key"],
            row["name"],
            row["group"],
            (row["lead"], *(agency.name for agency in agencies.split(row["coordinators"]))),
        )
        for row in decided.read_tasks()
    ]
    indicators = [
        Subject(
            "indicator", row["key"], row["name"], row["key"].rpartition(".")[0], (row["lead"],), row["unit"]
        )
        for row in decided.read_indicators()
    ]
    texts = [
        Subject("indicator", row["key"], row["name"], "T", unit=row["unit"])
        for row in decided.read_text_targets()
    ]
    return [*tasks, *indicators, *texts]


@pytest.fixture(scope="session")
def programme() -> Programme:
    agencies = Directory(Agency.from_row(row) for row in decided.read_agencies())
    return Programme(Names(subjects(agencies)), agencies)


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
def read(write: Write, programme: Programme) -> Read:
    """Read lines as a sheet that arrived today."""

    def to_plan(
        lines: Lines, options: SheetOptions | None = None, formats: Mapping[str, str] | None = None
    ) -> Plan:
        return read_sheet(write(lines, formats), programme, TODAY, options)

    return to_plan
