"""`twin programme`: records, figures, the report and the sheets at the keyboard."""

import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner, Result

from tests.conftest import Ward
from twin.cli import build_app
from twin.errors import TwinError

Run = Callable[..., str]


def invoke(url: str, *words: str) -> Result:
    return CliRunner().invoke(build_app(), ["programme", *words], env={"TWIN_DATABASE_URL": url})


@pytest.fixture
def run(database: str) -> Run:
    """Run a command on a database that holds only the programme as it was decided."""

    def command(*words: str) -> str:
        done = invoke(database, *words)
        assert done.exit_code == 0, (done.exception, done.output)
        return done.output

    return command


def test_records_are_listed_shown_and_changed(run: Run, tmp_path: Path) -> None:
    listed = run("list")
    assert "49 bản ghi. / 49 records." in listed
    assert "III.8     Xử lý điểm ngập úng" in listed
    assert "1 records" in run("list", "tasks", "--q", "ngap ung")
    assert json.loads(run("list", "indicators", "--filter", "no = 1", "--json"))["features"]
    run("set", "III.8", "percent=40", "status=in_progress", "officer=Phó Chủ tịch UBND", "note=")
    shown = run("show", "III.8")
    assert "Phần trăm hoàn thành / Percent done: 40" in shown
    assert "Chưa rõ (2/7)" in shown
    paper = tmp_path / "biên bản.txt"
    paper.write_text("Đã xong đợt 1", encoding="utf8")
    added = run(
        "add", "updates", "task=III.8", "reported_on=2026-03-31", "percent=55,5", "--file", str(paper)
    )
    number = next(word for word in added.split() if word.isdigit())
    assert json.loads(run("show", "III.8", "--json"))["properties"]["percent"] == 55.5
    assert "III.8" in run("list", "updates")
    run("delete", "updates", number)
    assert "0 records" in run("list", "updates")


@pytest.mark.parametrize("key", ["II.4.2", "M.7", "ubnd", "T.1"])
def test_whatever_has_a_key_is_shown(run: Run, key: str) -> None:
    assert " / " in run("show", key)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "V.1"), "has no “V.1”"), (("set", "III.8", "percent"), "field=value"), (("set", "III.8", "percent=140"), "at most 100"),
        (("set", "III.8", "lead=Sở Phép Thuật"), "no agency"), (("add", "nothing", "a=1"), "The programme has no"),
        (("list", "tasks", "--filter", "nonsense = 1"), "nonsense"), (("delete", "tasks", "III.8"), "delete these first"),
        (("measure", "I.1.1"), "not measured"), (("report", "x.docx", "--period", "2026-Q9"), "There is no period"),
        (("report", "x.docx", "--issuer", "ai"), "no issuer"), (("report", "x.odt"), "no document format"),
        (("undo-sheet", "7"), "No progress sheet"), (("import-sheet", "x.xlsx", "--confirm", "a"), "ROW=KEY"),
    ],
)  # fmt: skip
def test_what_is_refused_is_refused_in_words(database: str, words: tuple[str, ...], said: str) -> None:
    failure = invoke(database, *words).exception
    assert isinstance(failure, TwinError), failure
    assert said in failure.text.en
    assert failure.text.vi != failure.text.en


def test_a_sheet_is_looked_at_stored_and_taken_back(run: Run, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (
        ["STT", "Nhiệm vụ", "Tiến độ (%)"],
        ["III.8", "Xử lý điểm ngập úng", 40],
        [None, "ùn tắc", 25],
    ):
        sheet.append(row)
    file = tmp_path / "tiến độ.xlsx"
    book.save(file)
    looked = run("import-sheet", str(file), "--date", "2026-03-31")
    assert "Nothing is stored" in looked
    assert "1 = Xử lý điểm ngập úng → III.8 (100)" in looked
    assert "0 records" in run("list", "updates")
    done = run("import-sheet", str(file), "--date", "2026-03-31", "--confirm", "2=III.7", "--apply")
    assert "2 rows are stored" in done
    number = done.rsplit(maxsplit=1)[-1]
    assert "tiến độ.xlsx  2" in run("sheets")
    assert "2 records are gone" in run("undo-sheet", number)
    assert "taken back" in run("sheets")


def test_the_ward_is_measured_and_reported_on(ward: Ward, tmp_path: Path) -> None:
    told = invoke(ward.url, "measure", "II.4.2", "--as-of", "2026-03-31").output
    assert "II.4.2  Ngõ, ngách, hẻm đã chỉnh trang, cải tạo / Alleys renovated (31/03/2026): " in told
    assert "m: " in told
    late = invoke(ward.url, "list", "--late").output
    assert 1 < late.count("\n") < 50
    assert "! " in invoke(ward.url, "show", late.split()[0]).output
    out = tmp_path / "bao-cao.xlsx"
    done = invoke(ward.url, "report", str(out), "--period", "2026-Q3")
    assert done.exit_code == 0, done.exception
    assert openpyxl.load_workbook(out).worksheets
