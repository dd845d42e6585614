"""Keeps one PostgreSQL server running while somebody uses it: a program of its own, standard library only.

Everybody who uses the server holds a shared lock on one file. This program waits for the exclusive lock on
it, which the kernel grants when the last user is gone, however it went (kill -9 too), and then shuts the
server down in good order. If this program is killed, the kernel asks the server to shut down likewise.
"""

import contextlib
import ctypes
import fcntl
import json
import os
import signal
import subprocess
import sys
import threading
from typing import TypedDict

_PR_SET_PDEATHSIG = 1
FAST, IMMEDIATE = signal.SIGINT, signal.SIGQUIT
"""PostgreSQL's shutdowns: roll back and write everything out; or stop now and recover at the next start."""
_PATIENCE = 30.0


class Order(TypedDict):
    """What to run and which inherited file descriptors to use. JSON, as the only argument."""

    command: list[str]
    environment: dict[str, str]
    uid: int
    gid: int
    folder: int
    """The data folder, opened: the server reaches it without being able to walk the path to it."""
    sockets: str
    """A folder of its own for the sockets, removed when the server has ended."""
    log: int
    using: int
    keeping: int


def summon(order: Order, alive: int) -> None:
    """Start a keeper, detached from its starter.

    It keeps `alive`, the writing end of a pipe, open for as long as it lives and hands it to nobody.
    """
    files = (*(order[name] for name in ("folder", "log", "using", "keeping")), alive)
    program = [sys.executable, "-I", "-S", __file__, json.dumps(order)]
    subprocess.run(  # noqa: S603 - our own program
        program,
        check=True,
        pass_fds=files,
        # Nothing of the starter's is kept open: whoever reads its output would wait for the keeper to end.
        stdin=subprocess.DEVNULL,
        stdout=order["log"],
        stderr=order["log"],
        cwd="/",
    )


def _detach() -> None:
    os.setsid()
    if os.fork():
        os._exit(0)


def _start(order: Order) -> "subprocess.Popen[bytes]":
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    asked_to_end = ctypes.c_ulong(FAST)
    return subprocess.Popen(  # noqa: S603 - the command comes from `embedded`
        order["command"],
        env=order["environment"],
        # The path of the data folder is not walked; "/" can always be entered.
        cwd="/",
        user=order["uid"],
        group=order["gid"],
        extra_groups=[] if os.geteuid() == 0 else None,
        stdin=subprocess.DEVNULL,
        stdout=order["log"],
        stderr=order["log"],
        pass_fds=(order["folder"],),
        # After the change of user, which would clear it again.
        preexec_fn=lambda: prctl(_PR_SET_PDEATHSIG, asked_to_end, 0, 0, 0),  # noqa: PLW1509 - no thread runs yet
    )


def _signal(server: "subprocess.Popen[bytes]", number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        server.send_signal(number)


def _stop_after_the_last_user(server: "subprocess.Popen[bytes]", using: int) -> None:
    fcntl.flock(using, fcntl.LOCK_EX)
    _signal(server, FAST)
    threading.Event().wait(_PATIENCE)
    _signal(server, IMMEDIATE)


def main(argument: str) -> int:
    """Run the server until it ends, and return its exit code."""
    order: Order = json.loads(argument)
    _detach()
    fcntl.flock(order["keeping"], fcntl.LOCK_EX)
    server = _start(order)
    signal.signal(signal.SIGTERM, lambda _number, _frame: _signal(server, FAST))
    waiting = threading.Thread(target=_stop_after_the_last_user, args=(server, order["using"]), daemon=True)
    waiting.start()
    code = server.wait()
    with contextlib.suppress(OSError):
        os.rmdir(order["sockets"])  # noqa: PTH106 - this program starts at once: nothing else is imported
    return code


if __name__ == "__main__":
    # A thread still waits for the lock: leave without asking it.
    os._exit(main(sys.argv[1]) & 0xFF)
