"""What a measurement says of itself, and where it is written down."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path

README = Path(__file__).parent / "README.md"


def describe_machine(*programs: str) -> str:
    """Return the machine, the versions of the programs, the day and the load, in one line."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    versions = ", ".join(
        [f"Python {platform.python_version()}", *(_version(program) for program in programs)]
    )
    when = f"{datetime.now(UTC):%Y-%m-%d}, load {os.getloadavg()[1]:.1f} at the end"
    return f"{os.cpu_count()} cores, {memory:.0f} GiB, {versions}; {when}"


def _version(program: str) -> str:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=True).stdout
    return said.split(",")[0].strip()


def put_into_readme(name: str, text: str) -> None:
    """Write a table between the two marks of this name."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, _, rest = README.read_text(encoding="utf8").partition(begin)
    _, _, after = rest.partition(end)
    README.write_text(f"{before}{begin}\n{text}\n{end}{after}", encoding="utf8")
