"""The locked Python packages: uv, fetched by pip with its checksum, and what uv.lock names."""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from setup.debian import PIP_WHEELS
from setup.programs import run
from setup.screen import step

_OLDEST_UV = (0, 13)
_AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"


def network_environment() -> dict[str, str]:
    """Let uv and npm trust what this machine trusts, such as an office's own certificate."""
    if not Path(_AUTHORITIES).exists():
        return {}
    return {name: os.environ.get(name, _AUTHORITIES) for name in ("SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS")}


def _is_good(program: str) -> bool:
    said = subprocess.run([program, "--version"], capture_output=True, text=True, check=False).stdout
    version = re.search(r"uv (\d+)\.(\d+)", said)
    return version is not None and (int(version[1]), int(version[2])) >= _OLDEST_UV


def find_uv(home: Path) -> str | None:
    """Return a uv that is new enough: our own, or one on the PATH."""
    candidates = [str(home / "tools/bin/uv"), shutil.which("uv")]
    return next((found for found in candidates if found and Path(found).exists() and _is_good(found)), None)


def _pip() -> list[str]:
    if importlib.util.find_spec("pip") is not None:
        return [sys.executable, "-m", "pip"]
    wheel = max(PIP_WHEELS.glob("pip-*.whl"))
    return [sys.executable, f"{wheel}/pip"]


def fetch_uv(home: Path, root: Path) -> str:
    """Return uv, fetched into the twin's own folder where there is none; its checksum is in `uv.txt`."""
    if found := find_uv(home):
        return found
    with step("Tải uv", "Fetching uv") as pulse:
        options = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--no-warn-script-location"]
        target = ["--upgrade", "--target", str(home / "tools"), "--requirement", str(root / "setup/uv.txt")]
        environment = {"PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_ROOT_USER_ACTION": "ignore"}
        run([*_pip(), "install", *options, *target], pulse, environment, root)
    return str(home / "tools/bin/uv")


def sync_packages(uv: str, root: Path) -> None:
    """Bring `.venv` to exactly what uv.lock names; quick when it is so already."""
    environment = {
        "UV_PYTHON": sys.executable,
        "UV_PYTHON_DOWNLOADS": "never",
        **network_environment(),
    }
    with step("Cài các gói Python đã khóa phiên bản", "Installing the locked Python packages") as pulse:
        run([uv, "sync", "--frozen"], pulse, environment, root)
