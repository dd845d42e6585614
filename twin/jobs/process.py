"""A process of a crew: `python -m twin.jobs.process SOCKET NICE`. It does one order after another until it is let go.

SIGTERM interrupts whatever it does, as Ctrl-C would: psycopg has the database give up the statement that it waits for.
"""

import ctypes
import os
import signal
import socket
import sys
from dataclasses import replace
from types import FrameType
from typing import Never

import psycopg

from twin.errors import TwinError
from twin.jobs.crew import DATABASE_AWAY
from twin.jobs.orders import Order, Outcome, answer, read_order

_PR_SET_PDEATHSIG = 1
_STOPPED = 143


def _stop(_number: int, _frame: FrameType | None) -> Never:
    raise KeyboardInterrupt


def _belong_to_parent() -> None:
    """End with the process that gives the orders, however that ends; leave Ctrl-C to it."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, _stop)
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGKILL), 0, 0, 0)


def _do(order: Order) -> Outcome:
    from twin.city.cluster import cluster_of
    from twin.jobs.carrying import be_ready, carry_out_job, carry_out_report, write_kept
    from twin.settings import Settings

    match order.task:
        case "prepare":
            be_ready()
            return Outcome()
        case "job":
            settings = Settings()
            carry_out_job(replace(order, days=settings.results_days), cluster_of(settings))
            return Outcome()
        case "report":
            return carry_out_report(order, cluster_of(Settings()))
        case "kept":
            return write_kept(order)


def main() -> int:
    """Do what is asked until nobody asks any more, and return the exit code."""
    _belong_to_parent()
    os.nice(int(sys.argv[2]))
    try:
        with socket.socket(fileno=int(sys.argv[1])) as line:
            while order := read_order(line):
                try:
                    outcome = _do(order)
                except TwinError as error:
                    outcome = Outcome.refused(error)
                answer(line, outcome)
    except KeyboardInterrupt:
        return _STOPPED
    except psycopg.OperationalError as error:
        print(f"the database was lost: {error}", file=sys.stderr)  # noqa: T201 - the log of who started it
        return DATABASE_AWAY
    return 0


if __name__ == "__main__":
    code = main()
    sys.stdout.flush()
    sys.stderr.flush()
    # Threads of libraries may still run: leave without asking them.
    os._exit(code)
