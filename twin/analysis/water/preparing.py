"""The compiled parts made ready before anybody waits for them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np

from twin.analysis.surface import Surface
from twin.analysis.water.filling import fill_spill_merge
from twin.analysis.water.flowing import Course, let_flow
from twin.analysis.water.rain import Rain


def prepare() -> None:
    """Compile both models, or find them compiled: ten to twenty seconds once a machine, half a second after that."""
    ground, rain = Surface(np.zeros((2, 2)), 1.0), Rain(1.0, hours=0.01)
    fill_spill_merge(ground, rain)
    let_flow(ground, rain, Course(0.0))


@contextmanager
def preparing_aside() -> Iterator["subprocess.Popen[bytes]"]:
    """Let another program prepare meanwhile, when the machine has nothing else to do; it ends with the block.

    What it compiles is kept on disk, where there is room for it: the first who asks then waits half a second. Compiling
    in this program would hold up all that it answers.
    """
    with subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", __name__],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as program:
        try:
            yield program
        finally:
            program.terminate()


if __name__ == "__main__":
    os.nice(19)
    prepare()
