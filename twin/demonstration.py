"""The demonstration ward: built once, loaded once, marked as such in the database."""

from collections.abc import Callable
from pathlib import Path


def load_demonstration(url: str, folder: Path, report: Callable[[str, str], None]) -> None:
    """Build the ward's files in `folder` and load them, unless the database already holds them.

    `report` takes a sentence in Vietnamese and in English for every step that takes a while.
    """
