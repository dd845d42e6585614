"""The house rules that a machine can hold: sizes, unfinished work, and what the repository may speak of."""

import ast
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LONGEST_FILE = 400
LONGEST_FUNCTION = 60


def tracked(*patterns: str) -> list[Path]:
    listing = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    present = (ROOT / name for name in listing.split("\0") if name)
    return [path for path in present if path.is_file() and "migrations/versions" not in path.as_posix()]


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


def test_no_file_is_longer_than_one_room() -> None:
    code = tracked("*.py", "*.ts", "*.tsx", "*.sql", "*.css")
    assert code
    lengths = {
        path.relative_to(ROOT).as_posix(): len(path.read_text(encoding="utf8").splitlines()) for path in code
    }
    assert {
        name: lines for name, lines in lengths.items() if lines > LONGEST_FILE and ".gen." not in name
    } == {}


def test_no_function_is_longer_than_a_screen() -> None:
    long = {
        f"{path.relative_to(ROOT)}:{name}": lines
        for path in tracked("*.py")
        for name, lines in functions(path)
        if lines > LONGEST_FUNCTION
    }
    assert long == {}


@pytest.mark.parametrize(
    "mark", ["TODO", "FIXME", "XXX", "NotImplementedError", "@ts-ignore", "pytest.mark.xfail"]
)
def test_nothing_is_marked_as_unfinished(mark: str) -> None:
    here = Path(__file__)
    found = [
        p
        for p in tracked("*.py", "*.ts", "*.tsx", "*.sql")
        if p != here and mark in p.read_text(encoding="utf8")
    ]
    assert found == []


def test_modules_are_nouns_of_the_field() -> None:
    drawers = {"utils", "util", "helpers", "helper", "common", "manager", "base", "misc"}
    assert [path for path in tracked("*.py", "*.ts", "*.tsx") if path.stem in drawers] == []


def test_no_data_file_has_strayed_into_the_repository() -> None:
    data = (
        "*.gpkg",
        "*.shp",
        "*.dbf",
        "*.parquet",
        "*.fgb",
        "*.tif",
        "*.hgt",
        "*.pbf",
        "*.geojson",
        "*.xlsx",
        "*.zip",
    )
    assert tracked(*data) == []
