"""A worker, its processes and the queue: to the end, half-way, killed, stopped, and with the database gone."""

import os
import signal
import time
from contextlib import suppress

import psycopg
import pytest

from tests.api.test_recovery import away
from tests.conftest import Postgis
from tests.jobs.conftest import AN, PATIENCE, Office, children, held, worker
from twin.jobs.job import dismiss
from twin.store.embedded import private_api_url
from twin.store.locks import wait_until


def test_a_job_runs_to_its_end(office: Office, url: str) -> None:
    job = office.ask(intensity_mm_h=80)
    assert (job.state, job.progress, job.who) == ("accepted", None, "an")
    with worker(url, TWIN_RESULTS_DAYS="3"):
        done = office.wait(job, "successful", "failed")
    assert (done.state, done.progress, done.attempts, done.error) == ("successful", 100, 1, None)
    days = (
        "SELECT round(extract(epoch FROM kept_until - made_at) / 86400) FROM city_store.results WHERE id = %s"
    )
    assert office.connection.execute(days, (done.result,)).fetchone() == (3,)
    assert done.started_at is not None
    assert done.finished_at is not None
    assert done.created_at <= done.started_at <= done.finished_at
    assert office.connection.execute("SELECT count(*) FROM city_queue.procrastinate_jobs").fetchone() == (0,)


def test_what_cannot_be_worked_out_says_why_in_both_languages(office: Office, url: str) -> None:
    job = office.ask(area={"groups": ["không có tổ này"]})
    with worker(url):
        failed = office.wait(job, "failed", "successful")
    assert failed.state == "failed"
    assert failed.error is not None
    assert failed.error["status"] == 404
    assert "tổ" in failed.error["vi"]
    assert failed.error["vi"] != failed.error["en"]


def test_a_running_job_is_dismissed_and_the_next_one_runs(office: Office, url: str) -> None:
    with worker(url):
        with held(url):
            job, following = office.ask(), office.ask()
            seen = office.wait_reading(job)
            assert (seen.state, seen.progress, seen.attempts) == ("running", 0, 1)
            assert seen.doing == {"vi": "Đọc lớp «Điểm ngập úng»", "en": "Reading “Flooding hotspots”"}
            started = time.monotonic()
            assert dismiss(office.connection, AN, job.id).state == "dismissed"
            # The database gives the statement up: nobody waits for the table any more.
            assert wait_until(lambda: office.waiting() == 0 or office.see(following).state == "running", 10)
            assert time.monotonic() - started < 10
        assert office.wait(following, "successful", "failed").state == "successful"
    gone = office.see(job)
    assert (gone.state, gone.result, gone.error) == ("dismissed", None, None)


def test_a_process_that_does_not_stop_is_ended_and_replaced(office: Office, url: str) -> None:
    with worker(url) as process:
        with held(url):
            job, following = office.ask(), office.ask()
            office.wait_reading(job)
            stubborn = office.process_of(process.pid)
            os.kill(stubborn, signal.SIGSTOP)  # as deaf as a long compiled computation
            dismiss(office.connection, AN, job.id)
            assert wait_until(lambda: stubborn not in children(process.pid), PATIENCE)
        assert office.wait(following, "successful", "failed").state == "successful"
    assert office.see(job).state == "dismissed"


def test_a_killed_process_is_replaced_and_its_job_done_again(office: Office, url: str) -> None:
    with worker(url) as process:
        with held(url):
            job = office.ask()
            office.wait_reading(job)
            os.kill(office.process_of(process.pid), signal.SIGKILL)
            assert wait_until(lambda: office.see(job).attempts == 2, PATIENCE)
        done = office.wait(job, "successful", "failed")
    assert (done.state, done.attempts) == ("successful", 2)


def test_after_three_attempts_it_fails_with_a_sentence(office: Office, url: str) -> None:
    with worker(url) as process, held(url):
        job = office.ask()
        for attempt in (1, 2, 3):
            assert wait_until(lambda number=attempt: office.see(job).attempts == number, PATIENCE)  # type: ignore[misc]
            office.wait_reading(job)
            os.kill(office.process_of(process.pid), signal.SIGKILL)
        failed = office.wait(job, "failed")
    assert failed.attempts == 3
    assert failed.error is not None
    assert "không được thử lại" in failed.error["vi"]


def test_a_killed_worker_leaves_nothing_and_another_goes_on(office: Office, url: str) -> None:
    with held(url), worker(url) as first:
        job = office.ask()
        office.wait_reading(job)
        hands = children(first.pid)
        os.kill(first.pid, signal.SIGKILL)
        first.wait()
        assert wait_until(lambda: not any(map(alive, hands)), PATIENCE)
        assert wait_until(lambda: office.waiting() == 0, PATIENCE)
    assert office.see(job).state == "running"
    with worker(url):
        done = office.wait(job, "successful", "failed")
    assert (done.state, done.attempts) == ("successful", 2)


def test_asked_to_stop_it_puts_back_what_runs_within_seconds(office: Office, url: str) -> None:
    with held(url), worker(url) as process:
        job = office.ask()
        office.wait_reading(job)
        started = time.monotonic()
        process.terminate()
        assert process.wait(PATIENCE) == 0
        assert time.monotonic() - started < 20
        back = office.see(job)
        assert (back.state, back.attempts, back.progress) == ("accepted", 0, None)
    with worker(url):
        assert office.wait(job, "successful", "failed").attempts == 1


def test_two_workers_share_one_queue_and_do_nothing_twice(office: Office, url: str) -> None:
    jobs = [office.ask(intensity_mm_h=intensity) for intensity in (10, 60, 80, 110)]
    with worker(url), worker(url):
        done = [office.wait(job, "successful", "failed") for job in jobs]
    assert [(job.state, job.attempts) for job in done] == [("successful", 1)] * len(jobs)


def test_the_database_goes_away_and_comes_back(office: Office, url: str, postgis: Postgis) -> None:
    with worker(url) as process:
        with suppress(psycopg.OperationalError), held(url):
            job = office.ask()
            office.wait_reading(job)
            with away(postgis, url):
                pass
            office.connect_again()
        done = office.wait(job, "successful", "failed")
        assert process.poll() is None
    assert done.state == "successful"


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.parametrize("verb", ["INSERT", "UPDATE", "DELETE"])
def test_the_web_server_has_no_hand_in_the_queue(shared_database: str, verb: str) -> None:
    statement = {
        "INSERT": "INSERT INTO city_queue.procrastinate_workers DEFAULT VALUES",
        "UPDATE": "UPDATE city_store.jobs SET state = 'successful'",
        "DELETE": "DELETE FROM city_store.jobs",
    }[verb]
    with (
        psycopg.connect(private_api_url(shared_database), autocommit=True) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(statement.encode())
