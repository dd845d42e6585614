"""What a file is, told by its first bytes; a name that says otherwise is refused."""

import zipfile
from pathlib import Path
from typing import Literal

from twin.errors import BadFileError
from twin.features.exchange.options import Limits
from twin.features.exchange.readers.archives import list_files, open_zip, suffix_of
from twin.features.exchange.readers.faults import quote

Format = Literal["shapefile", "gpkg", "geojson", "kml", "kmz", "flatgeobuf", "parquet", "csv", "xlsx", "zip"]

TITLES: dict[Format, str] = {
    "shapefile": "Shapefile",
    "gpkg": "GeoPackage",
    "geojson": "GeoJSON",
    "kml": "KML",
    "kmz": "KMZ",
    "flatgeobuf": "FlatGeobuf",
    "parquet": "GeoParquet",
    "csv": "CSV",
    "xlsx": "XLSX",
    "zip": "zip",
}
_SUFFIXES: dict[str, frozenset[Format]] = {
    ".shp": frozenset({"shapefile"}),
    ".gpkg": frozenset({"gpkg"}),
    ".geojson": frozenset({"geojson"}),
    ".json": frozenset({"geojson"}),
    ".geojsonl": frozenset({"geojson"}),
    ".kml": frozenset({"kml"}),
    ".kmz": frozenset({"kmz"}),
    ".fgb": frozenset({"flatgeobuf"}),
    ".parquet": frozenset({"parquet"}),
    ".geoparquet": frozenset({"parquet"}),
    ".csv": frozenset({"csv"}),
    ".tsv": frozenset({"csv"}),
    ".txt": frozenset({"csv"}),
    ".xlsx": frozenset({"xlsx"}),
    ".xlsm": frozenset({"xlsx"}),
    ".zip": frozenset({"zip", "kmz"}),
}
SHAPEFILE_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_HEAD = 65_536
_GPKG_IDS = (b"GPKG", b"GP10", b"GP11")
_APPLICATION_ID = slice(68, 72)
_NOT_OURS: tuple[tuple[bytes, str, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        "Excel cũ (.xls); hãy lưu lại thành .xlsx",
        "an old Excel file (.xls); save it as .xlsx",
    ),
    (b"%PDF", "PDF", "a PDF"),
    (b"\x89PNG", "ảnh PNG", "a PNG picture"),
    (b"\xff\xd8\xff", "ảnh JPEG", "a JPEG picture"),
    (b"II*\x00", "ảnh TIFF", "a TIFF picture"),
    (b"Rar!", "tệp RAR; hãy giải nén trước", "a RAR archive; unpack it first"),
    (b"7z\xbc\xaf", "tệp 7z; hãy giải nén trước", "a 7z archive; unpack it first"),
    (b"\x1f\x8b", "tệp gzip; hãy giải nén trước", "a gzip archive; unpack it first"),
)


def sniff(path: Path, limits: Limits) -> Format:
    """Return the format of a file by its content.

    Raises `BadFileError` where there is no such file, it is empty or too large, it is of no known format,
    or it is not what its name says.
    """
    _require_file(path, limits)
    head = _read_head(path)
    if path.suffix.lower() in {".dbf", ".shx", ".prj", ".cpg"}:
        return "shapefile"
    found = _by_content(path, head, limits)
    said = _SUFFIXES.get(path.suffix.lower(), frozenset())
    if said and found not in said:
        raise _otherwise(path, f"là {TITLES[found]}", f"is {TITLES[found]}")
    return found


def _require_file(path: Path, limits: Limits) -> None:
    if str(path).startswith("/vsi") or not path.is_file():
        raise BadFileError(vi=f"Không có tệp {quote(path)}.", en=f"There is no file {quote(path)}.")
    size = path.stat().st_size
    if size == 0:
        raise BadFileError(
            vi=f"Tệp {quote(path.name)} trống (0 byte).",
            en=f"The file {quote(path.name)} is empty (0 bytes).",
        )
    if size > limits.file_bytes:
        raise BadFileError(
            vi=f"Tệp {quote(path.name)} có {size} byte, quá giới hạn {limits.file_bytes}.",
            en=f"The file {quote(path.name)} has {size} bytes, past the limit of {limits.file_bytes}.",
        )


def _read_head(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(_HEAD)
    except OSError as error:
        raise BadFileError(
            vi=f"Không đọc được tệp {quote(path.name)}: {error.strerror}.",
            en=f"The file {quote(path.name)} cannot be read: {error.strerror}.",
        ) from error


def _by_content(path: Path, head: bytes, limits: Limits) -> Format:
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(path, limits)
    if head.startswith(b"SQLite format 3\x00"):
        return _sqlite_kind(path, head)
    if head.startswith(b"\x00\x00\x27\x0a"):
        return "shapefile"
    if head.startswith(b"fgb\x03"):
        return "flatgeobuf"
    if head.startswith(b"PAR1"):
        return "parquet"
    for mark, vi, en in _NOT_OURS:
        if head.startswith(mark):
            raise _otherwise(path, f"là {vi}", f"is {en}")
    return _text_kind(path, head)


def _zip_kind(path: Path, limits: Limits) -> Format:
    with open_zip(path, limits) as archive:
        names = {member.filename for member in archive.infolist()}
        suffixes = {suffix_of(member) for member in list_files(archive)}
    if "xl/workbook.xml" in names:
        return "xlsx"
    return "kmz" if ".kml" in suffixes and ".shp" not in suffixes else "zip"


def _sqlite_kind(path: Path, head: bytes) -> Format:
    if head[_APPLICATION_ID] in _GPKG_IDS or b"gpkg_contents" in head:
        return "gpkg"
    raise _otherwise(
        path, "là một CSDL SQLite, không phải GeoPackage", "is an SQLite database, not a GeoPackage"
    )


def _text_kind(path: Path, head: bytes) -> Format:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "csv"
    text = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(b"<"):
        return _xml_kind(path, text)
    if text.startswith((b"{", b"[")):
        return _json_kind(path, text)
    if b"\x00" in head or not text:
        raise _otherwise(path, "không thuộc định dạng nào đọc được", "is of no format that can be read")
    return "csv"


def _xml_kind(path: Path, text: bytes) -> Format:
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise _otherwise(
            path,
            "là trang web hoặc XML có khai báo DOCTYPE, không được đọc",
            "is a web page, or XML with a DOCTYPE: not read",
        )
    if b"<kml" in text or b":kml" in text:
        return "kml"
    if b"<osm" in text:
        raise _otherwise(path, "là OpenStreetMap XML (.osm)", "is OpenStreetMap XML (.osm)")
    raise _otherwise(path, "là XML nhưng không phải KML", "is XML, but not KML")


def _json_kind(path: Path, text: bytes) -> Format:
    if b"gdal_streamed_alg" in text or b'"Topology"' in text or b"esriGeometry" in text:
        raise _otherwise(path, "là JSON nhưng không phải GeoJSON", "is JSON, but not GeoJSON")
    if b'"type"' in text and any(word in text for word in _GEOJSON_WORDS):
        return "geojson"
    raise _otherwise(path, "là JSON nhưng không phải GeoJSON", "is JSON, but not GeoJSON")


_GEOJSON_WORDS = (
    b"FeatureCollection",
    b'"Feature"',
    b"Point",
    b"LineString",
    b"Polygon",
    b"GeometryCollection",
)


def _otherwise(path: Path, vi: str, en: str) -> BadFileError:
    return BadFileError(
        vi=f"Tệp {quote(path.name)} {vi}. Đọc được: {', '.join(TITLES.values())}.",
        en=f"The file {quote(path.name)} {en}. What can be read: {', '.join(TITLES.values())}.",
    )


def is_zip_member(member: zipfile.ZipInfo) -> bool:
    """Tell whether a member of a zip may be a data file that is read by itself."""
    return suffix_of(member) in _SUFFIXES and suffix_of(member) not in {".zip", ".txt"}
