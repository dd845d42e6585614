"""Zips opened with care: nothing climbs out, nothing swells past the limits, nothing but the wanted parts."""

import errno
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from twin.errors import BadFileError, UnavailableError
from twin.features.exchange.options import Limits
from twin.features.exchange.readers.faults import quote

_RATIO_FROM = 50_000_000
_CHUNK = 1 << 20
_DAMAGE = (zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, RuntimeError, UnicodeDecodeError)
"""What the zipfile module raises over damage, passwords and unknown packings."""
_DRIVE = re.compile("[A-Za-z]:")


@contextmanager
def open_zip(path: Path, limits: Limits) -> Iterator[zipfile.ZipFile]:
    """Open a zip whose list of members is within the limits and stays in its folder.

    Raises `BadFileError` for anything else, also for damage found while the caller reads from it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _require_sound(path, archive, limits)
            yield archive
    except (*_DAMAGE, OSError) as error:
        require_space(error)
        raise BadFileError(
            vi=f"Tệp zip {quote(path.name)} hỏng, được đặt mật khẩu hoặc nén theo cách không hỗ trợ.",
            en=f"The zip {quote(path.name)} is damaged, has a password, or is packed in an unsupported way.",
        ) from error


def require_space(error: BaseException) -> None:
    """Raise `UnavailableError` if an error is about a full disk, and not about the file."""
    if isinstance(error, OSError) and error.errno in {errno.ENOSPC, errno.EDQUOT}:
        raise UnavailableError(
            vi="Đĩa đã đầy nên không bung được tệp; hãy giải phóng chỗ rồi nhập lại.",
            en="The disk is full, so the file cannot be unpacked; make room and import again.",
        ) from error


def _require_sound(path: Path, archive: zipfile.ZipFile, limits: Limits) -> None:
    members = archive.infolist()
    unpacked = sum(member.file_size for member in members)
    packed = max(1, path.stat().st_size)
    if len(members) > limits.members:
        raise _refusal(path, f"chứa {len(members)} tệp", f"holds {len(members)} files", str(limits.members))
    if unpacked > limits.unpacked_bytes:
        raise _refusal(
            path, f"bung ra {unpacked} byte", f"unpacks to {unpacked} bytes", str(limits.unpacked_bytes)
        )
    if unpacked > _RATIO_FROM and unpacked / packed > limits.unpacked_ratio:
        ratio = f"{unpacked / packed:.0f}"
        raise _refusal(
            path, f"bung ra gấp {ratio} lần", f"unpacks {ratio} times its size", str(limits.unpacked_ratio)
        )
    for member in members:
        if not member.filename:
            raise zipfile.BadZipFile(path.name)
        _require_inside(path, member)


def _refusal(path: Path, vi: str, en: str, limit: str) -> BadFileError:
    return BadFileError(
        vi=f"Tệp zip {quote(path.name)} {vi}, quá giới hạn {limit}.",
        en=f"The zip {quote(path.name)} {en}, past the limit of {limit}.",
    )


def _require_inside(path: Path, member: zipfile.ZipInfo) -> None:
    parts = PurePosixPath(member.filename.replace("\\", "/"))
    if parts.is_absolute() or ".." in parts.parts or _DRIVE.match(member.filename):
        raise BadFileError(
            vi=f"Tệp zip {quote(path.name)} có thành phần đi ra ngoài thư mục của nó: {quote(member.filename)}.",
            en=f"The zip {quote(path.name)} has a member that climbs out of its folder: {quote(member.filename)}.",
        )


def list_files(archive: zipfile.ZipFile) -> list[zipfile.ZipInfo]:
    """Return the members that are files of the sender, without those that systems add."""
    return [
        member
        for member in archive.infolist()
        if not member.is_dir() and "__MACOSX" not in member.filename and not _base(member).startswith(".")
    ]


def _base(member: zipfile.ZipInfo) -> str:
    return PurePosixPath(member.filename.replace("\\", "/")).name


def stem_of(member: zipfile.ZipInfo) -> str:
    """Return a member's path without its last suffix, in lower case: what the parts of a Shapefile share."""
    return member.filename[: len(member.filename) - len(suffix_of(member))].lower()


def suffix_of(member: zipfile.ZipInfo) -> str:
    """Return a member's last suffix in lower case, with its dot."""
    return PurePosixPath(_base(member)).suffix.lower()


def extract(archive: zipfile.ZipFile, member: zipfile.ZipInfo, target: Path) -> Path:
    """Unpack one member to a path of ours; never more bytes than its entry in the list says."""
    left = member.file_size
    with archive.open(member) as packed, target.open("wb") as unpacked:
        while chunk := packed.read(min(_CHUNK, left + 1)):
            left -= len(chunk)
            if left < 0:
                raise zipfile.BadZipFile(member.filename)
            unpacked.write(chunk)
    return target
