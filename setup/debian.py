"""Debian's packages: only what is missing, and never Debian's own PostgreSQL cluster."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from setup.programs import run
from setup.screen import Pulse, SetupError, step

_POSTGRESQL = Path("/usr/lib/postgresql")
_NO_CLUSTER = Path("/etc/postgresql-common/createcluster.d/twin.conf")
_QUIET = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
PIP_WHEELS = Path("/usr/share/python-wheels")


class Need(NamedTuple):
    """A package, and how to see that what we want of it is there, wherever it came from."""

    package: str
    is_there: Callable[[], bool]


def _has_postgis(version: str) -> bool:
    programs = _POSTGRESQL / version / "bin/postgres"
    return programs.exists() and Path(f"/usr/share/postgresql/{version}/extension/postgis.control").exists()


def _data_version(home: Path) -> str | None:
    made_by = home / "pg/PG_VERSION"
    return made_by.read_text().strip() if os.access(made_by, os.R_OK) else None


def _postgis_is_there(home: Path) -> bool:
    version = _data_version(home)
    return any(_has_postgis(version or folder.name) for folder in _POSTGRESQL.glob("[0-9]*"))


def _postgis_packages(home: Path) -> list[str]:
    """Return the packages of the PostgreSQL that made the data here, else of the newest that Debian has."""
    version = _data_version(home)
    if version is None:
        names = _ask("apt-cache", "pkgnames", "postgresql-")
        found = re.findall(r"^postgresql-(\d+)-postgis-3$", names, re.MULTILINE)
        version = str(max(map(int, found), default=15))
    return [f"postgresql-{version}", f"postgresql-{version}-postgis-3"]


def pip_is_there() -> bool:
    """Say whether uv can be fetched: pip is a module of this Python, or a wheel in Debian's folder."""
    return importlib.util.find_spec("pip") is not None or any(PIP_WHEELS.glob("pip-*.whl"))


def _has_library(name: str) -> bool:
    folders = (Path("/usr/lib"), Path("/usr/local/lib"))
    return any(found for folder in folders for found in (*folder.glob(name), *folder.glob(f"*/{name}")))


def _has_font(name: str) -> bool:
    return any(Path("/usr/share/fonts/truetype").glob(name))


_DOCUMENTS = (
    # What WeasyPrint lays pages out with, and letters of the measures of Times New Roman: version 1 of Liberation,
    # which Debian 12 calls fonts-liberation, cannot write Vietnamese.
    Need("libpangoft2-1.0-0", lambda: _has_library("libpangoft2-1.0.so.0")),
    Need("libharfbuzz-subset0", lambda: _has_library("libharfbuzz-subset.so.0")),
    Need("fonts-liberation2", lambda: _has_font("liberation2/LiberationSerif-Regular.ttf")),
)


def needs_of(goal: str, home: Path, *, with_uv: bool) -> list[Need]:
    """Return what the goal ("demo" or "test") needs of Debian."""
    needs = [Need("ca-certificates", Path("/etc/ssl/certs/ca-certificates.crt").exists)]
    if not with_uv:
        needs.append(Need("python3-pip-whl", pip_is_there))
    if goal == "test" or not os.environ.get("TWIN_DATABASE_URL"):
        needs.append(Need("postgresql", lambda: _postgis_is_there(home)))
    needs += _DOCUMENTS
    if goal == "test":
        needs += [
            # Playwright's own Node stands on it.
            Need("libatomic1", lambda: any(Path("/usr/lib").glob("*/libatomic.so.1"))),
            Need("chromium", lambda: shutil.which("chromium") is not None),
            Need("gdal-bin", lambda: shutil.which("ogrinfo") is not None),
            Need("git", lambda: shutil.which("git") is not None),
        ]
    return needs


def install_missing(needs: list[Need], home: Path) -> None:
    """Install what is missing. Raises SetupError where that cannot be done."""
    missing = [need.package for need in needs if not need.is_there()]
    if not missing:
        return
    _require_apt(missing)
    with step(
        f"Cài gói Debian: {', '.join(missing)}", f"Installing Debian packages: {', '.join(missing)}"
    ) as pulse:
        if not _are_known(missing):
            _apt(["update"], pulse)
        if "postgresql" in missing:
            missing.remove("postgresql")
            missing += _postgis_packages(home)
        with _no_cluster(pulse):
            _install(missing, pulse)
    still = [need.package for need in needs if not need.is_there()]
    if still:
        raise SetupError(
            vi=f"Đã cài nhưng vẫn thiếu: {', '.join(still)}.",
            en=f"Installed, but still missing: {', '.join(still)}.",
        )


def _require_apt(missing: list[str]) -> None:
    names = " ".join(name if name != "postgresql" else "postgresql-15-postgis-3" for name in missing)
    if shutil.which("apt-get") is None:
        raise SetupError(
            vi=f"Máy này không có apt-get; hãy tự cài: {names} (hoặc đặt TWIN_DATABASE_URL tới một PostGIS có sẵn).",
            en=f"There is no apt-get here; install these yourself: {names} (or set TWIN_DATABASE_URL to a PostGIS).",
        )
    if os.geteuid() != 0 and shutil.which("sudo") is None:
        raise SetupError(
            vi=f"Cần quyền root để cài gói, mà máy không có sudo. Hãy nhờ root chạy: apt-get install {names}",
            en=f"Packages need root, and there is no sudo. Ask root to run: apt-get install {names}",
        )


def _as_root(command: list[str]) -> list[str]:
    if os.geteuid() == 0:
        return command
    # Without a terminal nobody could answer sudo's question: fail at once instead.
    ask = [] if os.isatty(2) else ["-n"]
    return ["sudo", *ask, "env", *(f"{name}={value}" for name, value in _QUIET.items()), *command]


def _ask(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _are_known(packages: list[str]) -> bool:
    return all(_ask("apt-cache", "show", "--no-all-versions", name) for name in packages)


def _apt(arguments: list[str], pulse: Pulse) -> None:
    run(_as_root(["apt-get", "-o", "DPkg::Lock::Timeout=300", *arguments]), pulse, _QUIET, Path("/"))


def _install(packages: list[str], pulse: Pulse) -> None:
    arguments = ["install", "--yes", "--no-install-recommends", *packages]
    try:
        _apt(arguments, pulse)
    except SetupError:
        # The lists may be older than the archive, or an earlier installation was cut short; try once more.
        run(_as_root(["dpkg", "--configure", "-a"]), pulse, _QUIET, Path("/"))
        _apt(["update"], pulse)
        _apt(arguments, pulse)


@contextmanager
def _no_cluster(pulse: Pulse) -> Iterator[None]:
    """Keep Debian from making and starting a cluster of its own while PostgreSQL is installed."""
    if _NO_CLUSTER.exists():
        yield
        return
    script = f"mkdir -p {_NO_CLUSTER.parent} && echo 'create_main_cluster = false' > {_NO_CLUSTER}"
    run(_as_root(["sh", "-c", script]), pulse, {}, Path("/"))
    try:
        yield
    finally:
        run(_as_root(["rm", "-f", str(_NO_CLUSTER)]), pulse, {}, Path("/"))
