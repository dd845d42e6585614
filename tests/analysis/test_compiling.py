"""Compiled code: kept for the next process where that can be, and used in any case."""

import os
import subprocess
import sys
from pathlib import Path

from twin.analysis.compiling import compiled


def test_what_was_compiled_is_found_by_the_next_process(tmp_path: Path) -> None:
    code = "from twin.analysis.water.preparing import prepare; prepare()"
    kept = []
    for _ in range(2):
        subprocess.run(
            [sys.executable, "-c", code], env=os.environ | {"NUMBA_CACHE_DIR": str(tmp_path)}, check=True
        )
        kept.append({path: path.stat().st_mtime_ns for path in tmp_path.rglob("*.nb*")})
    assert kept[0]
    assert kept[1] == kept[0]


def test_code_that_cannot_be_kept_runs_all_the_same() -> None:
    # A function without a file, as from a folder that is not ours to write.
    space: dict[str, object] = {}
    exec(compile("def twice(number):\n    return number + number\n", "<nowhere>", "exec"), space)  # noqa: S102
    twice = space["twice"]
    assert callable(twice)
    assert compiled(twice)(21) == 42
