"""What a file of evidence is, told by its bytes and held against its name. Nothing is unpacked or run.

Taken are documents, pictures and tables that show what they show and do nothing: no web page, no program, no
macro. A PDF's scripts are found where they stand open in the file, not inside its packed parts, so that a
door hands evidence out as a download and never as a page.
"""

import hashlib
import io
import json
import re
import unicodedata
import zipfile
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Literal

from twin.errors import BadFileError, TooLargeError, UnsupportedMediaError
from twin.vocabulary import Text

LARGEST = 25_000_000
"""Bytes of one file of evidence."""
LONGEST_NAME = 200

Kind = Literal["pdf", "png", "jpeg", "webp", "heic", "docx", "xlsx", "odt", "geojson", "csv", "text"]
_OFFICE = "application/vnd.openxmlformats-officedocument"
MEDIA_TYPES: Mapping[Kind, str] = {
    "pdf": "application/pdf",
    "png": "image/png",
    "jpeg": "image/jpeg",
    "webp": "image/webp",
    "heic": "image/heic",
    "docx": f"{_OFFICE}.wordprocessingml.document",
    "xlsx": f"{_OFFICE}.spreadsheetml.sheet",
    "odt": "application/vnd.oasis.opendocument.text",
    "geojson": "application/geo+json",
    "csv": "text/csv; charset=utf-8",
    "text": "text/plain; charset=utf-8",
}
_SUFFIXES: Mapping[str, Kind] = {
    ".pdf": "pdf",
    ".png": "png",
    ".jpg": "jpeg",
    ".jpeg": "jpeg",
    ".webp": "webp",
    ".heic": "heic",
    ".heif": "heic",
    ".docx": "docx",
    ".xlsx": "xlsx",
    ".odt": "odt",
    ".geojson": "geojson",
    ".json": "geojson",
    ".csv": "csv",
    ".txt": "text",
}
TAKEN = ", ".join(suffix.removeprefix(".") for suffix in _SUFFIXES)

_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"})
_PROGRAM = Text(vi="một chương trình chạy được", en="a program")
_PAGE = Text(
    vi="một trang web, SVG hoặc XML, có thể chứa mã lệnh", en="a web page, SVG or XML, which may run code"
)
_FOREIGN: tuple[tuple[bytes, Text], ...] = (
    (b"\x7fELF", _PROGRAM),
    (b"\xca\xfe\xba\xbe", _PROGRAM),
    (b"\xcf\xfa\xed\xfe", _PROGRAM),
    (b"\xfe\xed\xfa", _PROGRAM),
    (b"#!", _PROGRAM),
    (
        b"\xd0\xcf\x11\xe0",
        Text(
            vi="tệp Office cũ (.doc, .xls); hãy lưu lại thành .docx, .xlsx hoặc PDF",
            en="an old Office file (.doc, .xls); save it as .docx, .xlsx or PDF",
        ),
    ),
    (
        b"GIF8",
        Text(vi="ảnh GIF; hãy lưu lại thành PNG hoặc JPEG", en="a GIF picture; save it as PNG or JPEG"),
    ),
    (
        b"II*\x00",
        Text(vi="ảnh TIFF; hãy lưu lại thành PDF hoặc JPEG", en="a TIFF picture; save it as PDF or JPEG"),
    ),
    (
        b"MM\x00*",
        Text(vi="ảnh TIFF; hãy lưu lại thành PDF hoặc JPEG", en="a TIFF picture; save it as PDF or JPEG"),
    ),
    (b"Rar!", Text(vi="tệp nén RAR; hãy gửi từng tệp bên trong", en="a RAR archive; send the files in it")),
    (
        b"7z\xbc\xaf",
        Text(vi="tệp nén 7z; hãy gửi từng tệp bên trong", en="a 7z archive; send the files in it"),
    ),
    (b"\x1f\x8b", Text(vi="tệp nén gzip; hãy gửi tệp bên trong", en="a gzip archive; send the file in it")),
    (
        b"{\\rtf",
        Text(vi="tệp RTF; hãy lưu lại thành .docx hoặc PDF", en="an RTF file; save it as .docx or PDF"),
    ),
)
_PDF_ACTS = re.compile(rb"/(?:JavaScript|Launch|RichMedia)\b")
_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_GEOJSON_TYPES = frozenset({"FeatureCollection", "Feature", "GeometryCollection"}) | {
    f"{many}{shape}" for many in ("", "Multi") for shape in ("Point", "LineString", "Polygon")
}
_SEPARATORS = re.compile("[,;\t|]")

_MOST_MEMBERS = 5_000
_MOST_UNPACKED = 500_000_000
_MOST_RATIO = 200
_RATIO_FROM = 50_000_000
_PART = 1 << 20
"""Bytes of a packed document's own list of contents that are read, and no more."""
_ENCRYPTED = 0x1
_ZIP_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError, ValueError)
_MACROS = re.compile(r"(^|/)(vbaproject\.bin|vbadata\.xml|activex/.*)$|^(basic|scripts)/.", re.IGNORECASE)
_RUNNING = re.compile(r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|js|jar|msi|hta|lnk|sh|html?|svg)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Recognised:
    """A file of evidence that may be kept: its name made plain, and what its bytes are."""

    file_name: str
    media_type: str
    size: int
    sha256: str


def recognise(name: str, content: bytes) -> Recognised:
    """Tell what a file is and hold it against its extension.

    Raises BadFileError for a name with a path in it, an empty or damaged file and one that is not what its
    extension says, TooLargeError, and UnsupportedMediaError for kinds that are not taken as evidence.
    """
    plain = clean_name(name)
    expected = _expect(plain)
    if not content:
        raise BadFileError(vi=f"Tệp «{plain}» trống (0 byte).", en=f"The file “{plain}” is empty (0 bytes).")
    if len(content) > LARGEST:
        most = LARGEST // 1_000_000
        raise TooLargeError(
            vi=f"Tệp «{plain}» có {len(content)} byte, quá giới hạn {most} MB.",
            en=f"The file “{plain}” has {len(content)} bytes, past the limit of {most} MB.",
        )
    found = _sniff(plain, content)
    reading = _READINGS.get(expected) if found == "text" else None
    if reading is not None:
        reading(plain, content.decode("utf-8-sig"))
    elif found != expected:
        raise _otherwise(plain, found)
    return Recognised(plain, MEDIA_TYPES[expected], len(content), hashlib.sha256(content).hexdigest())


def clean_name(name: str) -> str:
    """Return a file's name in NFC, trimmed. Raises BadFileError for one that is more than a name."""
    plain = unicodedata.normalize("NFC", name).strip()
    if not plain or plain.startswith(".") or len(plain) > LONGEST_NAME or _reaches_out(plain):
        shown = plain[:60].encode("ascii", "backslashreplace").decode() if _hides(plain) else plain[:60]
        raise BadFileError(
            vi=f"Tên tệp «{shown}» không dùng được: cần một tên dài không quá {LONGEST_NAME} ký tự, không có đường dẫn "
            "(/, \\, :), ký tự ẩn, và không bắt đầu bằng dấu chấm.",
            en=f"The file name “{shown}” cannot be used: it must be a name of at most {LONGEST_NAME} letters, without "
            "a path (/, \\, :), without hidden letters, and must not begin with a dot.",
        )
    return plain


def _reaches_out(name: str) -> bool:
    return any(mark in name for mark in "/\\:") or _hides(name)


def _hides(name: str) -> bool:
    """Say whether a name has letters that are not seen or that turn the order of those beside them."""
    return any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for letter in name)


def _expect(name: str) -> Kind:
    kind = _SUFFIXES.get(PurePosixPath(name).suffix.lower())
    if kind is None:
        raise UnsupportedMediaError(
            vi=f"Tệp «{name}» thuộc loại không nhận làm minh chứng. Nhận các tệp: {TAKEN}.",
            en=f"The file “{name}” is of a kind that is not taken as evidence. Taken are: {TAKEN}.",
        )
    return kind


def _sniff(name: str, content: bytes) -> Kind:
    picture = _sniff_picture(content)
    if picture is not None:
        return picture
    if content.startswith(b"%PDF-"):
        if _PDF_ACTS.search(content):
            raise _active(name, Text(vi="PDF có mã lệnh chạy kèm", en="a PDF with scripts in it"))
        return "pdf"
    if content.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _sniff_packed(name, content)
    if content.startswith(b"MZ") and b"\x00" in content:
        raise _active(name, _PROGRAM)
    for mark, what in _FOREIGN:
        if content.startswith(mark):
            raise _active(name, what)
    return _sniff_text(name, content)


def _sniff_picture(content: bytes) -> Kind | None:
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "png"
    if content.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if content.startswith(b"RIFF") and content[8:12] == b"WEBP":
        return "webp"
    # ISO 14496-12: the first box names its brands in fours, after its size, its type and a version.
    if content[4:8] == b"ftyp":
        length = min(int.from_bytes(content[:4], "big"), 256)
        brands = {content[8:12], *(content[place : place + 4] for place in range(16, length, 4))}
        return "heic" if brands & _HEIF_BRANDS else None
    return None


def _sniff_text(name: str, content: bytes) -> Kind:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\x00"
    if _CONTROLS.search(text):
        raise BadFileError(
            vi=f"Tệp «{name}» không phải văn bản Unicode (UTF-8) và không thuộc loại nào được nhận ({TAKEN}).",
            en=f"The file “{name}” is neither text in Unicode (UTF-8) nor of any kind that is taken ({TAKEN}).",
        )
    if text.lstrip().startswith("<"):
        raise _active(name, _PAGE)
    return "text"


def _sniff_packed(name: str, content: bytes) -> Kind:
    """Tell a document by its list of contents; nothing but that list is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            members = archive.infolist()
            _require_sound(name, members, len(content))
            listed = _read_part(archive, "[Content_Types].xml")
            said = _read_part(archive, "mimetype").decode("ascii", "replace").strip()
    except _ZIP_DAMAGE as error:
        raise BadFileError(
            vi=f"Tệp «{name}» hỏng hoặc nén theo cách không hỗ trợ.",
            en=f"The file “{name}” is damaged, or packed in an unsupported way.",
        ) from error
    if b"macroEnabled" in listed or any(_MACROS.search(member.filename) for member in members):
        raise _active(name, Text(vi="tài liệu có macro", en="a document with macros"))
    if said == MEDIA_TYPES["odt"]:
        return "odt"
    if b"wordprocessingml.document.main+xml" in listed:
        return "docx"
    if b"spreadsheetml.sheet.main+xml" in listed:
        return "xlsx"
    raise _active(
        name, Text(vi="tệp nén; hãy gửi từng tệp bên trong", en="an archive; send the files in it one by one")
    )


def _require_sound(name: str, members: list[zipfile.ZipInfo], packed: int) -> None:
    unpacked = sum(member.file_size for member in members)
    swells = unpacked > _RATIO_FROM and unpacked / packed > _MOST_RATIO
    if len(members) > _MOST_MEMBERS or unpacked > _MOST_UNPACKED or swells:
        raise BadFileError(
            vi=f"Tệp «{name}» bung ra {unpacked} byte trong {len(members)} phần, quá giới hạn; tệp không được mở.",
            en=f"The file “{name}” unpacks to {unpacked} bytes in {len(members)} parts, past the limit; it is not opened.",
        )
    for member in members:
        path = PurePosixPath(member.filename.replace("\\", "/"))
        if member.flag_bits & _ENCRYPTED:
            raise _active(name, Text(vi="tài liệu đặt mật khẩu", en="a document with a password"))
        if path.is_absolute() or ".." in path.parts or _RUNNING.search(path.name):
            raise _active(
                name, Text(vi="tài liệu có tệp lạ bên trong", en="a document with foreign files inside it")
            )


def _read_part(archive: zipfile.ZipFile, part: str) -> bytes:
    if part not in archive.NameToInfo:
        return b""
    with archive.open(part) as packed:
        return packed.read(_PART)


def _require_geojson(name: str, text: str) -> None:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError):
        document = None
    if not isinstance(document, dict) or document.get("type") not in _GEOJSON_TYPES:
        raise BadFileError(vi=f"Tệp «{name}» không phải GeoJSON.", en=f"The file “{name}” is not GeoJSON.")


def _require_table(name: str, text: str) -> None:
    first = next((line for line in text.splitlines() if line.strip()), "")
    if first.lstrip().startswith(("{", "[")) or not _SEPARATORS.search(first):
        raise BadFileError(
            vi=f"Tệp «{name}» không phải bảng CSV: dòng đầu không có dấu ngăn cột (, ; tab |).",
            en=f"The file “{name}” is no CSV table: its first line has no separator (, ; tab |).",
        )


def _keep_text(name: str, text: str) -> None:
    """Ask nothing more of plain text."""


_READINGS: Mapping[Kind, Callable[[str, str], None]] = {
    "geojson": _require_geojson,
    "csv": _require_table,
    "text": _keep_text,
}
"""What text must be to be what its extension says."""


def _otherwise(name: str, found: Kind) -> BadFileError:
    suffix = PurePosixPath(name).suffix
    return BadFileError(
        vi=f"Tệp «{name}» không đúng như phần mở rộng: tên ghi {suffix} nhưng nội dung là {found.upper()}.",
        en=f"The file “{name}” is not what its extension says: the name says {suffix}, the content is {found.upper()}.",
    )


def _active(name: str, what: Text) -> UnsupportedMediaError:
    return UnsupportedMediaError(
        vi=f"Tệp «{name}» là {what.vi}: không nhận làm minh chứng. Nhận các tệp: {TAKEN}.",
        en=f"The file “{name}” is {what.en}: not taken as evidence. Taken are: {TAKEN}.",
    )
