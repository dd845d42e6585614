"""Runs a program and measures it: wall time, its largest memory, and what its database session took beside."""

import os
import subprocess
import sys
import sysconfig
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_LOOK = 0.05
_KIB = 1024


@dataclass(frozen=True)
class Measured:
    """What a program took. Memory in MiB; the session's is what is its own, without the shared buffers."""

    seconds: float
    program_mib: float
    session_mib: float

    @property
    def all_mib(self) -> float:
        return self.program_mib + self.session_mib


def _memory(pid: str | int, kind: str) -> int:
    """Return a process's memory in KiB, as /proc counts it: 0 for one that has just ended."""
    try:
        lines = Path("/proc", str(pid), "status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith(f"{kind}:")), 0)


def _sessions(server: int) -> list[str]:
    """Return the server's processes, one for each session and worker."""
    try:
        return Path(f"/proc/{server}/task/{server}/children").read_text().split()
    except OSError:
        return []


class _Watch(threading.Thread):
    """Notes the largest memory of a program, and of the server's sessions together, until it is told to stop.

    Not wait4's figure: that begins with what the parent had when it forked.
    """

    def __init__(self, program: int, server: int) -> None:
        super().__init__()
        self._program, self._server, self._over = program, server, threading.Event()
        self.program_kib = self.session_kib = 0

    def run(self) -> None:
        while not self._over.wait(_LOOK):
            self.program_kib = max(self.program_kib, _memory(self._program, "VmHWM"))
            own = sum(_memory(session, "RssAnon") for session in _sessions(self._server))
            self.session_kib = max(self.session_kib, own)

    def stop(self) -> None:
        self._over.set()
        self.join()


def compile_modules(*folders: Path) -> None:
    """Compile Python's modules beforehand, as they are after a program's first run, for us and our peers alike."""
    wanted = [sysconfig.get_path("purelib"), *map(str, folders)]
    subprocess.run([sys.executable, "-m", "compileall", "-q", "-j0", *wanted], check=False)


def measure(command: Sequence[str], server: int, environment: Mapping[str, str] | None = None) -> Measured:
    """Run a program to its end and measure it; raises CalledProcessError where it fails."""
    started = time.monotonic()
    program = subprocess.Popen(command, env={**os.environ, **(environment or {})}, stdout=subprocess.DEVNULL)
    watch = _Watch(program.pid, server)
    watch.start()
    code = program.wait()
    seconds = time.monotonic() - started
    watch.stop()
    if code:
        raise subprocess.CalledProcessError(code, command)
    return Measured(seconds, watch.program_kib / _KIB, watch.session_kib / _KIB)
