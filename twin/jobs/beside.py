"""A worker beside a server: a program of its own, started again when it ends, and ended with whoever started it."""

import ctypes
import logging
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

AGAIN_SECONDS = 2.0
STOP_SECONDS = 15.0
_PR_SET_PDEATHSIG = 1
_LOG = logging.getLogger(__name__)


def end_with_parent(parent: int) -> None:
    """Have this program asked to stop when the one that started it has ended, however it did; at once if it has already."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, ctypes.c_ulong(signal.SIGTERM), 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit(0)


def _start(url: str) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "twin", "worker", "--beside", str(os.getpid())]
    # Ctrl-C in a terminal reaches the whole group: the worker is stopped by the server, after the last answer.
    return subprocess.Popen(command, env=os.environ | {"TWIN_DATABASE_URL": url}, process_group=0)  # noqa: S603 - our own program


class _Keeper:
    """Starts the worker again for as long as it is wanted."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._unwanted = threading.Event()
        self._process = _start(url)
        self._thread = threading.Thread(target=self._keep, name="twin-worker", daemon=True)
        self._thread.start()

    def _keep(self) -> None:
        while True:
            code = self._process.wait()
            if self._unwanted.is_set():
                return
            _LOG.warning("the worker ended with %d; it is started again", code)
            if self._unwanted.wait(AGAIN_SECONDS):
                return
            self._process = _start(self._url)

    def stop(self) -> None:
        self._unwanted.set()
        self._process.terminate()
        self._thread.join(STOP_SECONDS)
        self._process.kill()
        self._process.wait()


@contextmanager
def worker_beside(url: str) -> Iterator[None]:
    """Have a worker on this database until the block ends."""
    keeper = _Keeper(url)
    try:
        yield
    finally:
        keeper.stop()
