"""Looks after a private server while something long stands on it: one that was killed is started again."""

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from twin.errors import UnavailableError

LOOK_SECONDS = 0.5
_LOG = logging.getLogger(__name__)


class Revivable(Protocol):
    """What can be started again where it has ended."""

    def revive(self) -> None: ...


def _look_after(server: Revivable, ended: threading.Event) -> None:
    while not ended.wait(LOOK_SECONDS):
        try:
            server.revive()
        except UnavailableError as error:
            _LOG.warning("the database could not be started again: %s", error)


@contextmanager
def reviving(server: Revivable) -> Iterator[None]:
    """Start the server again whenever it has ended, until the block does."""
    ended = threading.Event()
    thread = threading.Thread(target=_look_after, args=(server, ended), name="twin-reviving", daemon=True)
    thread.start()
    try:
        yield
    finally:
        ended.set()
        thread.join()
