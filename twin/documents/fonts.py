"""The letters and the libraries that pages are made with, both of which Debian brings.

Liberation has the same measures as Times New Roman. Its version 1, which Debian 12 calls fonts-liberation,
has no Vietnamese letters; version 2 has. Fonts are therefore named by file, never left to be found by name.
"""

import ctypes
from functools import cache
from pathlib import Path

from twin.errors import UnavailableError

FOLDERS = (Path("/usr/share/fonts/truetype/liberation2"), Path("/usr/share/fonts/truetype/liberation"))
LIBRARIES = {
    "libpangoft2-1.0.so.0": "libpangoft2-1.0-0",
    "libharfbuzz-subset.so.0": "libharfbuzz-subset0",
}
"""What WeasyPrint loads, and the package of each."""
PACKAGE = "fonts-liberation2"
STYLES = ("Regular", "Bold", "Italic", "BoldItalic")


def _missing(package: str) -> UnavailableError:
    return UnavailableError(
        vi=f"Máy chủ thiếu gói Debian {package} nên chưa xuất được PDF và bản đồ: hãy chạy apt-get install {package}.",
        en=f"Debian's package {package} is missing here, so no PDF or map can be made: apt-get install {package}.",
    )


def _writes_vietnamese(font: Path) -> bool:
    from fontTools.ttLib import TTFont

    with TTFont(font, lazy=True) as opened:
        return ord("ợ") in (opened.getBestCmap() or {})


def _files_in(folder: Path) -> dict[str, Path]:
    return {style: folder / f"LiberationSerif-{style}.ttf" for style in STYLES}


@cache
def _find(folders: tuple[Path, ...]) -> dict[str, Path]:
    for files in map(_files_in, folders):
        if all(file.exists() for file in files.values()) and _writes_vietnamese(files["Regular"]):
            return files
    raise _missing(PACKAGE)


def font_files() -> dict[str, Path]:
    """Return the file of each style of Liberation Serif. Raises UnavailableError where none writes Vietnamese."""
    return _find(FOLDERS)


def require_libraries() -> None:
    """Raise UnavailableError where a library is missing: WeasyPrint would print pages about it and fail."""
    for library, package in LIBRARIES.items():
        try:
            ctypes.CDLL(library)
        except OSError as error:
            raise _missing(package) from error


@cache
def _advances(file: Path) -> dict[int, float]:
    """Return how far each letter moves on, in parts of the letters' size."""
    from fontTools.ttLib import TTFont

    with TTFont(file, lazy=True) as opened:
        measures, whole = opened["hmtx"].metrics, opened["head"].unitsPerEm
        return {letter: measures[name][0] / whole for letter, name in (opened.getBestCmap() or {}).items()}


def text_width(text: str, size: float, *, bold: bool = False) -> float:
    """Return how long a text is in letters of this size. Raises UnavailableError where the fonts are missing."""
    advances = _advances(font_files()["Bold" if bold else "Regular"])
    return sum(advances.get(ord(letter), 1.0) for letter in text) * size
