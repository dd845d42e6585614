"""Puts a server, or the database alone, under load for some seconds, and counts what was answered.

Needs `wrk` and `pgbench` (Debian's packages wrk and postgresql-contrib bring them).
"""

import json
import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
CONNECTIONS = 8


@dataclass(frozen=True)
class Rate:
    """What was answered: requests a second, their times in milliseconds, and the mean size of an answer."""

    per_second: float
    median_ms: float = 0.0
    p99_ms: float = 0.0
    mean_bytes: float = 0.0


def require_programs() -> None:
    """Raise SystemExit with what is missing."""
    missing = [name for name in ("wrk", "pgbench") if shutil.which(name) is None]
    if missing:
        raise SystemExit(f"Missing: {', '.join(missing)} (apt-get install wrk postgresql-contrib)")


def load_server(
    base: str, paths: Sequence[str], seconds: int, headers: Mapping[str, str] | None = None
) -> Rate:
    """Ask for the paths in turn over eight connections; raises SystemExit where an answer was not a good one."""
    with tempfile.NamedTemporaryFile("w", suffix=".paths") as file:
        file.write("\n".join(paths) + "\n")
        file.flush()
        said = [part for name, value in (headers or {}).items() for part in ("-H", f"{name}: {value}")]
        command = ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{seconds}s", "--timeout", "30s"]
        command += ["-s", str(HERE / "paths.lua"), *said, base, "--", file.name]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    told = json.loads(output.rstrip().rsplit("\n", 1)[-1])
    if told["bad"] or not told["requests"]:
        raise SystemExit(f"{base}: {told['bad']} bad answers of {told['requests']}, as to {paths[0]}")
    each = told["bytes"] / told["requests"]
    return Rate(told["requests"] / told["seconds"], told["median_ms"], told["p99_ms"], each)


def load_database(url: str, statements: Sequence[str], seconds: int) -> Rate:
    """Run the statements in turn over eight connections, prepared, with nothing between them and the database."""
    with tempfile.TemporaryDirectory() as name:
        scripts = []
        for number, statement in enumerate(statements):
            script = Path(name, f"{number}.sql")
            script.write_text(f"{statement};\n", encoding="utf8")
            scripts += ["-f", str(script)]
        command = [
            "pgbench",
            "-n",
            "-M",
            "prepared",
            f"-c{CONNECTIONS}",
            "-j1",
            f"-T{seconds}",
            *scripts,
            url,
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    output = done.stdout
    found = re.search(r"tps = ([\d.]+)", output)
    latency = re.search(r"latency average = ([\d.]+)", output)
    if found is None or latency is None:
        raise SystemExit(f"pgbench said: {output} {done.stderr}")
    return Rate(float(found[1]), float(latency[1]))
