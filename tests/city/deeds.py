"""Work for the tests of a cluster, importable by its workers."""

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from twin.analysis.parts import Parted
from twin.analysis.projection import Shapes


@dataclass(frozen=True)
class Deed:
    """Numbers to be squared; whoever takes the one marked dies as often as there are files `death-*` in the folder."""

    numbers: tuple[int, ...]
    marked: int
    folder: Path


def _split(whole: Deed, areas: Shapes | None) -> list[tuple[int, Path | None]]:
    del areas
    return [(number, whole.folder if number == whole.marked else None) for number in whole.numbers]


def _solve(part: tuple[int, Path | None]) -> int:
    number, folder = part
    deaths = sorted(folder.glob("death-*")) if folder is not None else []
    if deaths:
        deaths[0].unlink()
        os.kill(os.getpid(), signal.SIGKILL)
    return number * number


def _join(whole: Deed, found: list[int]) -> list[int]:
    del whole
    return found


SQUARES = Parted(_split, _solve, _join)
