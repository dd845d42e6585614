"""`twin report`: the answer on the screen and in a file, and refusals in two lines."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Ward


def twin(ward: Ward, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "twin", *words],
        env={**os.environ, "TWIN_DATABASE_URL": ward.url},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_report_is_run_and_written(ward: Ward, tmp_path: Path) -> None:
    assert "rain_activation" in twin(ward, "reports").stdout
    out = tmp_path / "mua.json"
    done = twin(ward, "report", "rain_activation", "--set", "intensity_mm_h=120", "--out", str(out))
    assert done.returncode == 0, done.stderr
    told = json.loads(out.read_text(encoding="utf8"))
    assert told["inputs"]["intensity_mm_h"] == 120
    (awake,) = (one["value"] for one in told["figures"] if one["id"] == "awake")
    assert f"Spots that flood: {awake}" in done.stdout
    asked = tmp_path / "inputs.json"
    asked.write_text('{"intensity_mm_h": 120}', encoding="utf8")
    again = twin(
        ward, "report", "rain_activation", "--inputs", f"@{asked}", "--out", str(tmp_path / "mua.pdf")
    )
    assert again.returncode == 0, again.stderr
    assert (tmp_path / "mua.pdf").read_bytes().startswith(b"%PDF-")


@pytest.mark.parametrize(
    "words",
    [
        ("no_such_report",),
        ("rain_activation", "--inputs", "{"),
        ("rain_activation", "--inputs", "[]"),
        ("rain_activation", "--inputs", "@/no/such/file"),
        ("rain_activation", "--set", "intensity_mm_h"),
        ("rain_activation", "--set", "intensity_mm_h=nhiều"),
        ("rain_activation", "--out", "mua.exe"),
    ],
)
def test_nonsense_is_refused_in_two_lines(ward: Ward, words: tuple[str, ...]) -> None:
    done = twin(ward, "report", *words)
    assert done.returncode == 1
    vi, en = done.stderr.strip().splitlines()
    assert vi.startswith("Lỗi: ")
    assert en.startswith("Error: ")
