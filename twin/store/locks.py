"""Locks on files, which the kernel lets go when their holder ends, however it ends."""

import fcntl
import time
from collections.abc import Callable
from typing import IO

_PAUSE = 0.02


def try_lock(file: IO[bytes], *, shared: bool = False) -> bool:
    """Take the lock if that needs no waiting, and say whether it was taken.

    A lock already held on the same open file is changed, and lost where the change is refused.
    """
    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def wait_until(done: Callable[[], bool], seconds: float) -> bool:
    """Ask until the answer is yes, and say whether it came in time."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            return False
        time.sleep(_PAUSE)
    return True
