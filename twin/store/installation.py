"""The PostgreSQL of this machine: its programs, the account that runs a server, the memory it may take."""

import os
import pwd
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from twin.errors import UnavailableError

_DEBIAN = Path("/usr/lib/postgresql")
_MIB = 2**20


class Installation(NamedTuple):
    """One major version of PostgreSQL and the folder of its programs."""

    version: int
    programs: Path


class Account(NamedTuple):
    """Who runs the server. PostgreSQL refuses root."""

    uid: int
    gid: int


def _installations() -> Iterator[Installation]:
    for programs in _DEBIAN.glob("*/bin"):
        if programs.parent.name.isdecimal() and (programs / "postgres").exists():
            yield Installation(int(programs.parent.name), programs)
    if found := shutil.which("postgres"):
        said = subprocess.run([found, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603
        if version := re.search(r"\b(\d+)\.", said):
            yield Installation(int(version[1]), Path(found).resolve().parent)


def _has_postgis(installation: Installation) -> bool:
    share = Path("/usr/share/postgresql") / str(installation.version)
    return not installation.programs.is_relative_to(_DEBIAN) or (share / "extension/postgis.control").exists()


def find_installation(version: int | None = None) -> Installation:
    """Return the newest PostgreSQL with PostGIS, or the one of that major version.

    Raises UnavailableError where there is none.
    """
    usable = [found for found in _installations() if _has_postgis(found) and version in {None, found.version}]
    if not usable:
        wanted = version or 15
        raise UnavailableError(
            vi=f"Máy này chưa có PostgreSQL {wanted} với PostGIS. "
            f"Hãy cài: apt-get install postgresql-{wanted}-postgis-3",
            en=f"PostgreSQL {wanted} with PostGIS is missing here. "
            f"Install it: apt-get install postgresql-{wanted}-postgis-3",
        )
    return max(usable)


def account_for(data_folder: Path) -> Account:
    """Return who runs the server: the owner of its data, else this user, or `postgres` in root's place.

    Raises UnavailableError where root has nobody to run it as, or the data is somebody else's.
    """
    if data_folder.exists():
        owner = data_folder.stat()
        account = Account(owner.st_uid, owner.st_gid)
    elif os.geteuid() == 0:
        account = _postgres_account()
    else:
        account = Account(os.geteuid(), os.getegid())
    if account.uid == 0 or os.geteuid() not in {0, account.uid}:
        raise UnavailableError(
            vi=f"Thư mục {data_folder} thuộc người dùng khác (uid {account.uid}).",
            en=f"The folder {data_folder} belongs to another user (uid {account.uid}).",
        )
    return account


def _postgres_account() -> Account:
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError as error:
        raise UnavailableError(
            vi="PostgreSQL không chạy dưới quyền root và máy này không có người dùng postgres.",
            en="PostgreSQL refuses to run as root, and this machine has no user postgres.",
        ) from error
    return Account(entry.pw_uid, entry.pw_gid)


def _memory_mib() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // _MIB


def server_settings(*, durable: bool) -> dict[str, str]:
    """Return settings for a machine that also runs everything else. `durable` keeps every commit on disk."""
    memory = _memory_mib()
    settings = {
        "shared_buffers": f"{min(max(memory // 8, 64), 1024)}MB",
        "effective_cache_size": f"{max(memory // 2, 128)}MB",
        "maintenance_work_mem": f"{min(max(memory // 16, 32), 256)}MB",
        "work_mem": "16MB",
        "max_connections": "250",
        "max_wal_size": "2GB",
        "checkpoint_timeout": "10min",
        "wal_compression": "on",
        # Nobody replicates a private server: an import's new indexes go to the disk once, and not into a log first.
        "wal_level": "minimal",
        "max_wal_senders": "0",
        "random_page_cost": "1.1",
        # Compiling a query takes longer than any query of a map.
        "jit": "off",
        "timezone": "UTC",
        "log_checkpoints": "off",
    }
    if not durable:
        settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
    return settings
