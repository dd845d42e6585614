"""How far a long command is: a bar with rate and time left on a terminal, nothing anywhere else."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer

from twin.cli.screen import complain
from twin.features.exchange.imports import Progress, silent
from twin.vocabulary import Text

INTERRUPTED = 130
"""The exit code of a program that Ctrl-C ended."""


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Lend the bar: a line for each step, on the error stream so that the output stays clean."""
    if not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, ProgressColumn, Task, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar
    from rich.text import Text as Styled

    class Rate(ProgressColumn):
        """Rows done and rows a second."""

        def render(self, task: Task) -> Styled:
            speed = task.finished_speed or task.speed
            rate = "" if speed is None else f"  {speed:,.0f}/s"
            return Styled(f"{task.completed:,.0f}{rate}" if task.completed else "")

    columns = (TextColumn("{task.description}"), BarColumn(), Rate(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True)) as bar:
        steps: dict[str, int] = {}

        def tell(step: Text, done: int, total: int | None) -> None:
            if step.en not in steps:
                for task in bar.tasks:
                    bar.update(task.id, total=task.completed or 1, completed=task.completed or 1)
                steps[step.en] = bar.add_task(f"{step.vi} / {step.en}", total=total)
            bar.update(bar.task_ids[steps[step.en]], completed=done, total=total)

        yield tell


@contextmanager
def until_interrupted(vi: str, en: str) -> Iterator[None]:
    """Turn Ctrl-C and SIGTERM into one sentence, once everything inside the block has been taken back."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        complain(vi, en)
        raise typer.Exit(INTERRUPTED) from None
