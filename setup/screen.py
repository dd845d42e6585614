"""What the set-up writes on the screen, and how it refuses: Vietnamese first, English beside it."""

import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

_HEARTBEAT_SECONDS = 10.0


class SetupError(Exception):
    """The set-up cannot go on; the two sentences say why and what to do.

    `said` are the lines of a program that led to it.
    """

    def __init__(self, vi: str, en: str, said: Sequence[str] = ()) -> None:
        super().__init__(en)
        self.vi = vi
        self.en = en
        self.said = said


def write(text: str = "") -> None:
    """Write a line at once, also where the output is a file or the terminal knows no Vietnamese."""
    encoding = sys.stdout.encoding or "ascii"
    sys.stdout.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stdout.flush()


def complain(error: SetupError) -> None:
    """Write a refusal, a line a language, on the error stream."""
    encoding = sys.stderr.encoding or "ascii"
    lines = [*(f"  | {line}" for line in error.said), f"Lỗi: {error.vi}", f"Error: {error.en}", ""]
    text = "\n".join(lines)
    sys.stderr.write(text.encode(encoding, "replace").decode(encoding))
    sys.stderr.flush()


class Pulse:
    """Shows that a long step lives: its seconds and the last thing that its program said."""

    def __init__(self) -> None:
        self.said = ""
        self._started = time.monotonic()
        self._ended = threading.Event()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self._started

    def end(self) -> None:
        self._ended.set()

    def beat(self) -> None:
        on_terminal = sys.stdout.isatty()
        while not self._ended.wait(0.5 if on_terminal else _HEARTBEAT_SECONDS):
            line = f"  {self.seconds:4.0f} s  {self.said}"
            if on_terminal:
                sys.stdout.write(f"\r{line[:78]:<78}")
                sys.stdout.flush()
            else:
                write(line)
        if on_terminal:
            sys.stdout.write("\r" + " " * 78 + "\r")


@contextmanager
def step(vi: str, en: str) -> Iterator[Pulse]:
    """Announce a long step, show that it lives, and say how long it took."""
    write(f"→ {vi} / {en}")
    pulse = Pulse()
    beating = threading.Thread(target=pulse.beat, daemon=True)
    beating.start()
    try:
        yield pulse
    finally:
        pulse.end()
        beating.join()
    write(f"  xong sau / done in {pulse.seconds:.1f} s")
