"""What the commands write on the screen: Vietnamese first, English beside it."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from twin.vocabulary import Text


def say(vi: str, en: str) -> None:
    """Write one sentence in both languages at once, also where the output is a file."""
    print(f"{vi} / {en}", flush=True)  # noqa: T201 - this is the screen


def show(*lines: str) -> None:
    """Write lines that need no translation: addresses, tables, both languages already."""
    print(*lines, sep="\n", flush=True)  # noqa: T201 - this is the screen


def complain(vi: str, en: str) -> None:
    """Say on the error stream what went wrong, a line a language."""
    print(f"Lỗi: {vi}\nError: {en}", file=sys.stderr, flush=True)  # noqa: T201 - this is the screen


@contextmanager
def step(title: Text) -> Iterator[None]:
    """Announce a long step, and say how long it took."""
    say(f"→ {title.vi} ...", f"{title.en} ...")
    started = time.monotonic()
    yield
    seconds = time.monotonic() - started
    if seconds > 1:
        say(f"  xong sau {seconds:.1f} giây", f"done in {seconds:.1f} s")
