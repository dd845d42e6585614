"""`twin scenario` and `twin report --what-if`."""

import json
import os
import subprocess
import sys
from pathlib import Path

RAIN = '{"scenario": "rain", "inputs": {"depth_mm": 100}}'


def twin(database: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "twin", *words],
        env={**os.environ, "TWIN_DATABASE_URL": database},
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_what_if_is_saved_shown_run_and_removed(database: str, tmp_path: Path) -> None:
    saved = twin(database, "scenario", "save", "Mưa lớn", "--what-if", RAIN)
    assert saved.returncode == 0, saved.stderr
    listed = twin(database, "scenario", "list").stdout
    assert "new_fire_water" in listed
    assert "«Mưa lớn»  rain" in listed
    (step,) = json.loads(twin(database, "scenario", "show", "mưa lớn").stdout)
    assert step["inputs"] == {"depth_mm": 100}
    out = tmp_path / "told.json"
    words = ("report", "rain_activation", "--what-if", "Mưa lớn", "--what-if", RAIN, "--out", str(out))
    done = twin(database, *words)
    assert done.returncode == 0, done.stderr
    assert json.loads(out.read_text(encoding="utf8"))["inputs"]["what_if"] == [step, step]
    again = twin(database, "scenario", "save", "Mưa lớn", "--what-if", RAIN)
    assert again.returncode == 1
    assert again.stderr.splitlines()[1].startswith("Error: There is a what-if named")
    assert twin(database, "scenario", "remove", "Mưa lớn").returncode == 0
    gone = twin(database, "report", "rain_activation", "--what-if", "Mưa lớn")
    assert (gone.returncode, len(gone.stderr.strip().splitlines())) == (1, 2)
    assert twin(database, "scenario", "restore", "Mưa lớn").returncode == 0
    assert twin(database, "scenario", "show", "Mưa lớn").returncode == 0
    assert twin(database, "report", "rain_activation", "--what-if", "{").returncode == 1
