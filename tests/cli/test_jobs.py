"""`twin jobs`, `twin job` and `twin schedule`, and how `twin serve` has a worker beside it."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator

import pytest

from tests.conftest import WARD, Postgis
from tests.jobs.conftest import AN, REPORT
from twin.jobs.job import submit
from twin.store.database import connect


@pytest.fixture(scope="module")
def url(postgis: Postgis, ward_folder: object) -> Iterator[str]:
    del ward_folder
    with postgis.clone(WARD) as made:
        yield made


def twin(url: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "twin", *words],
        env={**os.environ, "TWIN_DATABASE_URL": url},
        capture_output=True,
        text=True,
        check=False,
    )


def test_jobs_are_listed_seen_and_cancelled(url: str) -> None:
    assert "There are no jobs" in twin(url, "jobs").stdout
    with connect(url) as connection:
        job = submit(connection, AN, REPORT, {}, {})
    assert re.search(rf"{job.id} .* {REPORT} +accepted +an", twin(url, "jobs").stdout)
    assert "Waiting for its turn" in twin(url, "job", str(job.id)).stdout
    gone = twin(url, "job", str(job.id), "--cancel")
    assert (gone.returncode, "dismissed" in gone.stdout) == (0, True), gone.stderr


def test_schedules_are_added_listed_paused_and_removed(url: str) -> None:
    added = twin(url, "schedule", "add", REPORT, "--name", "Đầu tuần", "--every", "week", "--at", "07:30", "--set", "reach_m=50")  # fmt: skip
    assert added.returncode == 0, added.stderr
    number = added.stdout.split()[0]
    assert "every week, on day 1, at 07:30" in twin(url, "schedule", "list").stdout
    assert "paused" in twin(url, "schedule", "pause", number).stdout
    assert "paused" not in twin(url, "schedule", "pause", number, "--resume").stdout
    assert twin(url, "schedule", "remove", number).returncode == 0
    assert "No report is scheduled" in twin(url, "schedule", "list").stdout


@pytest.mark.parametrize(
    "words",
    [
        ("job", "no-such-job"),
        ("job", "00000000-0000-0000-0000-000000000000", "--cancel"),
        ("schedule", "add", "no_such", "--name", "x", "--every", "day"),
        ("schedule", "add", REPORT, "--name", "x", "--every", "year"),
        ("schedule", "add", REPORT, "--name", "x", "--every", "day", "--at", "sáng"),
        ("schedule", "pause", "999"),
        ("schedule", "remove", "999"),
    ],
)
def test_nonsense_is_refused_in_two_lines(url: str, words: tuple[str, ...]) -> None:
    done = twin(url, *words)
    vietnamese, english = done.stderr.splitlines()
    assert (done.returncode, vietnamese[:5], english[:6]) == (1, "Lỗi: ", "Error:")
