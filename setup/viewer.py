"""The viewer: its locked npm packages and its build, each only when something changed."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

from setup.packages import network_environment
from setup.programs import run
from setup.screen import step

_LEFT_OUT = {"node_modules", "dist"}


def _sources(viewer: Path) -> Iterator[Path]:
    for folder, folders, names in os.walk(viewer):
        folders[:] = sorted(set(folders) - _LEFT_OUT)
        yield from (Path(folder) / name for name in sorted(names))


def _digest(paths: Iterator[Path]) -> str:
    total = hashlib.sha256()
    for path in paths:
        total.update(f"{path}\0{path.stat().st_size}\0".encode())
        total.update(path.read_bytes())
    return total.hexdigest()


def _is_stamped(stamp: Path, digest: str) -> bool:
    return stamp.exists() and stamp.read_text() == digest


def node_environment(root: Path) -> dict[str, str]:
    """Put the Python environment's Node first on the PATH."""
    return {"PATH": f"{root / '.venv/bin'}:{os.environ.get('PATH', '')}", **network_environment()}


def build_viewer(root: Path, home: Path) -> None:
    """Install the viewer's packages and build it. Raises SetupError with the reason where that fails."""
    viewer = root / "viewer"
    if not (viewer / "package.json").exists():
        return
    npm = [str(root / ".venv/bin/npm")]
    locked = _digest(iter([viewer / "package-lock.json"]))
    installed = viewer / "node_modules/.twin"
    if not _is_stamped(installed, locked):
        with step("Cài các gói của trình xem bản đồ", "Installing the viewer's packages") as pulse:
            # Not `npm ci`: it refuses a lock that lacks other machines' optional builds, which mirrors of the
            # registry may not carry. Versions and checksums are the lock's all the same.
            run(
                [*npm, "install", "--no-save", "--no-audit", "--no-fund"],
                pulse,
                node_environment(root),
                viewer,
            )
        installed.write_text(locked)
    sources = _digest(_sources(viewer))
    built = home / "viewer-built-from"
    if not (viewer / "dist/index.html").exists() or not _is_stamped(built, sources):
        with step("Dựng trình xem bản đồ", "Building the viewer") as pulse:
            run([*npm, "run", "build"], pulse, node_environment(root), viewer)
        built.write_text(sources)
