"""`twin results`, `twin result`: what is kept is found, written, named, removed and put back at the keyboard."""

import json
import re
from pathlib import Path

import pytest

from tests.cli.test_reports import twin
from tests.conftest import Ward


def test_what_is_kept_is_written_later(ward: Ward, tmp_path: Path) -> None:
    done = twin(ward, "report", "rain_activation", "--set", "intensity_mm_h=95", "--keep", "Mưa lớn")
    assert done.returncode == 0, done.stderr
    listed = twin(ward, "results", "--name", "mua lon").stdout
    (line,) = [one for one in listed.splitlines() if "Mưa lớn" in one]
    kept = line.split()[0]
    out = tmp_path / "mua.json"
    assert twin(ward, "result", kept, "--out", str(out)).returncode == 0
    assert json.loads(out.read_text(encoding="utf8"))["inputs"]["intensity_mm_h"] == 95
    assert twin(ward, "result", kept, "--remove").returncode == 0
    gone = twin(ward, "result", kept)
    assert gone.returncode == 1
    assert kept in gone.stderr
    assert twin(ward, "result", kept, "--restore", "--name", "Mưa rất lớn").returncode == 0
    assert "Mưa rất lớn" in twin(ward, "results", "--report", "rain_activation").stdout


def test_two_are_compared(ward: Ward, tmp_path: Path) -> None:
    kept = []
    for rain in (40, 120):
        asked = ("--set", f"intensity_mm_h={rain}", "--keep", f"Mưa {rain}")
        done = twin(ward, "report", "rain_activation", *asked)
        kept += re.findall(r"Kept as (\S+)\.", done.stdout + done.stderr)
    out = tmp_path / "so-sanh.csv"
    done = twin(ward, "compare", *kept, "--out", str(out))
    assert done.returncode == 0, done.stderr
    assert "Trước: Cường độ mưa" in done.stdout
    assert "Xấu đi" in out.read_text(encoding="utf8")


@pytest.mark.parametrize(
    "words",
    [
        ("result", "không-phải-mã"),
        ("result", "00000000-0000-0000-0000-000000000000"),
        ("result", "00000000-0000-0000-0000-000000000000", "--out", "a.exe"),
        ("result", "00000000-0000-0000-0000-000000000000", "--keep-until", "mai"),
        ("report", "rain_activation", "--keep", " "),
    ],
)
def test_nonsense_is_refused_in_two_lines(ward: Ward, words: tuple[str, ...]) -> None:
    done = twin(ward, *words)
    assert done.returncode == 1
    vi, en = done.stderr.strip().splitlines()
    assert vi.startswith("Lỗi: ")
    assert en.startswith("Error: ")
