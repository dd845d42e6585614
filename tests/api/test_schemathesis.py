"""A program that reads our description tries what it allows, and much that it does not: no 5xx, no answer undescribed."""

import subprocess
import sys
from pathlib import Path

from tests.api.conftest import City

SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
CHECKS = (
    "not_a_server_error,response_schema_conformance,content_type_conformance,status_code_conformance,"
    "unsupported_method"
)


def run(address: str, *options: str) -> str:
    command = [
        str(SCHEMATHESIS),
        "run",
        f"{address}/api/openapi.json",
        f"--checks={CHECKS}",
        "--phases=coverage,fuzzing",
        "--max-examples=4",
        "--seed=1",
        "--request-timeout=20",
        "--generation-database=none",
        "--no-color",
        # The stream of events never ends.
        "--exclude-path=/events",
        *options,
    ]
    done: subprocess.CompletedProcess[str] = subprocess.run(
        command, capture_output=True, text=True, timeout=240, check=False
    )
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]
    return done.stdout


def test_whatever_is_read_is_as_described(address: str) -> None:
    assert "Tested" in run(address, "--include-method=GET")


def test_whatever_is_written_is_as_described(changing_address: str, changing: City) -> None:
    methods = [f"--include-method={method}" for method in ("POST", "PUT", "PATCH", "DELETE")]
    run(changing_address, *methods, "--header", f"Authorization: Bearer {changing.editor}")
