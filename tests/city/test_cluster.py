"""A real scheduler and real workers, as local processes: the same numbers, and words when one of them is away."""

import logging
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
import shapely

from tests.city.deeds import SQUARES, Deed
from tests.conftest import Ward
from tests.reports.asking import USER
from twin.city.cluster import Cluster
from twin.city.running import find_report, read_inputs, run_report
from twin.city.telling import tell
from twin.errors import BadInputError, StoppedError, UnavailableError
from twin.store.database import connect
from twin.store.locks import wait_until
from twin.vocabulary import Text

ROOT = Path(__file__).parents[2]
NOWHERE = shapely.box(0, 0, 1, 1)
QUARTERS = """
INSERT INTO city.ward (code, name, geom)
SELECT code || '-' || n, name || ' ' || n, ST_Multi(ST_Intersection(geom, ST_MakeEnvelope(
    ST_XMin(geom) + n % 2 * (ST_XMax(geom) - ST_XMin(geom)) / 2, ST_YMin(geom),
    ST_XMin(geom) + (1 + n % 2) * (ST_XMax(geom) - ST_XMin(geom)) / 2, ST_YMax(geom), 4326)))
FROM city.ward, generate_series(0, 1) n WHERE code = '00175'
"""


@contextmanager
def program(*command: str, root: Path = ROOT) -> Iterator[subprocess.Popen[bytes]]:
    environment = os.environ | {"PYTHONPATH": str(root), "DASK_DISTRIBUTED__SCHEDULER__ALLOWED_FAILURES": "1"}
    running = subprocess.Popen(
        [sys.executable, "-m", *command], cwd=root, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip
    try:
        yield running
    finally:
        running.kill()
        running.wait()


@contextmanager
def started(folder: Path, workers: int, root: Path = ROOT) -> Iterator[str]:
    """Lend the address of a scheduler to which workers come that run the twin of a folder."""
    import json

    told = folder / "scheduler.json"
    with ExitStack() as programs:
        programs.enter_context(
            program("distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard",
                    "--scheduler-file", str(told))
        )  # fmt: skip
        assert wait_until(lambda: told.exists() and told.stat().st_size > 0, 60)
        address: str = json.loads(told.read_text())["address"]
        for _ in range(workers):
            programs.enter_context(
                program("distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny", "--no-dashboard",
                        "--local-directory", str(folder), root=root)
            )  # fmt: skip
        yield address


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    with started(tmp_path_factory.mktemp("cluster"), 2) as address:
        yield Cluster(address, join_s=60)


def quietly(_share: float, _doing: Text) -> None:
    """Nobody watches."""


def squares_by(cluster: Cluster, folder: Path, deaths: int = 0) -> list[int]:
    for number in range(deaths):
        (folder / f"death-{number}").touch()
    whole = Deed(tuple(range(12)), 5, folder)
    return cluster.share_out(SQUARES, whole, shapely.get_parts(NOWHERE), quietly)


@pytest.mark.parametrize("report", ["fire_coverage", "waste_cover"])
def test_a_report_has_the_numbers_of_one_process(
    changing_ward: Ward, cluster: Cluster, report: str, caplog: pytest.LogCaptureFixture
) -> None:
    with connect(changing_ward.url, autocommit=True) as connection:
        connection.execute(QUARTERS.encode())
        known = find_report(report)
        inputs = read_inputs(known, {"open_streets": True} if report == "fire_coverage" else {})
        with caplog.at_level(logging.WARNING, "twin"):
            alone, shared = (
                tell(run_report(connection, USER, known, inputs, cluster=who)) for who in (None, cluster)
            )
    assert caplog.records == []
    for name in set(alone) - {"made_at", "seconds"}:
        assert alone[name] == shared[name], name


def test_what_a_worker_took_to_its_grave_is_done_by_another(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with started(tmp_path, 2) as address:
        assert squares_by(Cluster(address, join_s=60), tmp_path, deaths=1) == [n * n for n in range(12)]
    assert [told for told in caplog.records if told.name.startswith("twin")] == []


def test_a_part_that_kills_every_worker_is_refused_in_words(tmp_path: Path) -> None:
    with started(tmp_path, 3) as address, pytest.raises(UnavailableError, match="memory"):
        squares_by(Cluster(address, join_s=60), tmp_path, deaths=2)


def test_workers_that_run_another_version_are_refused_in_words(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "twin", tmp_path / "twin", ignore=shutil.ignore_patterns("__pycache__"))
    with (tmp_path / "twin" / "norms.py").open("a", encoding="utf8") as norms:
        norms.write("# another norm\n")
    with started(tmp_path, 1, root=tmp_path) as address, pytest.raises(UnavailableError, match="version"):
        squares_by(Cluster(address, join_s=60), tmp_path)


def test_without_any_worker_left_the_rest_is_done_here(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with started(tmp_path, 1) as address:
        found = squares_by(Cluster(address, join_s=60, alone_s=1), tmp_path, deaths=1)
    assert found == [n * n for n in range(12)]
    assert "no worker is left" in caplog.text


@pytest.mark.parametrize(("workers", "why"), [(None, "nobody answers"), (0, "no worker is there")])
def test_where_nobody_is_all_is_done_here(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, workers: int | None, why: str
) -> None:
    with ExitStack() as stack:
        address = "tcp://127.0.0.1:9"
        if workers is not None:
            address = stack.enter_context(started(tmp_path, workers))
        assert squares_by(Cluster(address, join_s=1), tmp_path) == [n * n for n in range(12)]
    assert why in caplog.text


def test_whoever_stops_the_run_stops_it(cluster: Cluster, tmp_path: Path) -> None:
    def stop(share: float, _doing: Text) -> None:
        assert share < 1
        raise StoppedError(vi="Đã dừng.", en="Stopped.")

    with pytest.raises(StoppedError):
        cluster.share_out(SQUARES, Deed(tuple(range(300)), -1, tmp_path), shapely.get_parts(NOWHERE), stop)
    assert squares_by(cluster, tmp_path) == [n * n for n in range(12)]


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="tcp://host:port"):
        squares_by(Cluster("máy kia"), tmp_path)
