"""The order of the set-up, and what must hold before it starts."""

import errno
import fcntl
import os
import shutil
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from setup.debian import install_missing, needs_of
from setup.packages import fetch_uv, find_uv, sync_packages
from setup.screen import SetupError, complain, write
from setup.viewer import build_viewer

ROOT = Path(__file__).resolve().parents[1]
GOALS = ("demo", "test")
_MIB = 2**20
_SPACE_FIRST_MIB = 4000
_SPACE_LATER_MIB = 300


def _require_space() -> None:
    needed = _SPACE_LATER_MIB if (ROOT / ".venv").exists() else _SPACE_FIRST_MIB
    free = shutil.disk_usage(ROOT).free // _MIB
    if free < needed:
        raise SetupError(
            vi=f"Ổ đĩa của {ROOT} chỉ còn {free} MB; cần {needed} MB.",
            en=f"The disk of {ROOT} has {free} MB left; {needed} MB are needed.",
        )


@contextmanager
def _alone(home: Path) -> Iterator[None]:
    """Let one set-up at a time work in this folder."""
    (home / "locks").mkdir(parents=True, exist_ok=True)
    with (home / "locks/setup").open("ab") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            write("Một lần cài đặt khác đang chạy ở đây; đợi. / Another set-up is running here; waiting.")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def prepare(goal: str) -> None:
    """Do what is missing for `make demo` or `make test`."""
    home = ROOT / ".twin"
    with _alone(home):
        _require_space()
        install_missing(needs_of(goal, home, with_uv=find_uv(home) is not None), home)
        sync_packages(fetch_uv(home, ROOT), ROOT)
        build_viewer(ROOT, home)


def _in_words(error: OSError) -> SetupError:
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return SetupError(vi=f"Ổ đĩa của {ROOT} đã đầy.", en=f"The disk of {ROOT} is full.")
    where, what = error.filename or ROOT, error.strerror or error
    if error.errno in {errno.EACCES, errno.EPERM, errno.EROFS}:
        return SetupError(vi=f"Không có quyền ghi vào {where}.", en=f"{where} cannot be written: {what}.")
    return SetupError(vi=f"Không dùng được {where}: {what}.", en=f"{where} cannot be used: {what}.")


def main(arguments: list[str]) -> int:
    """Prepare, and return the exit code: 0, 1 with two sentences, or 130 after Ctrl-C or SIGTERM."""
    if len(arguments) != 1 or arguments[0] not in GOALS:
        use = f"python3 -m setup {'|'.join(GOALS)}"
        complain(SetupError(vi=f"Cách dùng: {use}", en=f"Usage: {use}"))
        return 2
    os.umask(0o022)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        prepare(arguments[0])
    except SetupError as error:
        complain(error)
    except OSError as error:
        complain(_in_words(error))
    except KeyboardInterrupt:
        return 130
    else:
        return 0
    return 1
