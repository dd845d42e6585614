"""Any file to its source: told by content, unpacked with care, linked into a folder of our own."""

import sqlite3
import zipfile
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path

from twin.errors import BadFileError, BadInputError
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers.archives import extract, list_files, open_zip, stem_of, suffix_of
from twin.features.exchange.readers.delimited import open_csv
from twin.features.exchange.readers.faults import quote
from twin.features.exchange.readers.parquet import open_parquet
from twin.features.exchange.readers.shapefiles import Parts, find_parts, open_shapefile
from twin.features.exchange.readers.sniffing import SHAPEFILE_PARTS, Format, is_zip_member, sniff
from twin.features.exchange.readers.sources import Source, Workspace, choose_sheet, digest
from twin.features.exchange.readers.vectors import open_vector
from twin.features.exchange.readers.workbooks import open_workbook

_SUFFIXES: dict[Format, str] = {"gpkg": ".gpkg", "geojson": ".geojson", "kml": ".kml", "flatgeobuf": ".fgb"}
_FORBIDDEN = (b"<!DOCTYPE", b"<!ENTITY")
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True)
class Opened:
    """A source, and the files that it was given as."""

    source: Source
    given: tuple[Path, ...]

    def checksum(self) -> str:
        """Return the SHA-256 of the given files."""
        return digest(self.given)


def open_source(path: Path, options: ReadOptions, workspace: Workspace) -> Opened:
    """Open a file by what it is; its parts are linked or unpacked into the workspace.

    Raises `BadFileError` for a file that cannot be read and `BadInputError` where a layer must be chosen.
    """
    kind = sniff(path, options.limits)
    if kind == "shapefile":
        parts = find_parts(path)
        return Opened(open_shapefile(parts, workspace, options), tuple(parts.files.values()))
    if kind == "zip":
        return Opened(_open_zipped(path, options, workspace), (path,))
    return Opened(_open_single(path, path.name, kind, options, workspace), (path,))


def _open_single(path: Path, name: str, kind: Format, options: ReadOptions, workspace: Workspace) -> Source:
    if kind == "csv":
        return open_csv(path, name, options)
    if kind == "xlsx":
        return open_workbook(path, name, options, workspace)
    if kind == "parquet":
        return open_parquet(path, name, options)
    if kind == "kmz":
        return _open_kml(_unpack_kml(path, options, workspace), name, options)
    linked = workspace.link(path, f"data{_SUFFIXES[kind]}")
    if kind == "kml":
        return _open_kml(linked, name, options)
    if kind == "gpkg":
        _require_plain_database(path, name)
    source = open_vector(linked, name, kind, options)
    if kind in {"geojson", "flatgeobuf"}:
        source.header = replace(source.header, sheet=Path(name).stem, sheets=(Path(name).stem,))
    return source


def _open_kml(path: Path, name: str, options: ReadOptions) -> Source:
    _require_no_entities(path, name)
    source = open_vector(path, name, "kml", options)
    source.header = replace(source.header, crs="EPSG:4326")
    return source


def _require_no_entities(path: Path, name: str) -> None:
    """Refuse XML that declares its own entities, wherever in the file it does."""
    overlap = b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if any(word in overlap + chunk for word in _FORBIDDEN):
                raise BadFileError(
                    vi=f"Tệp {quote(name)} có khai báo DOCTYPE hoặc ENTITY; KML không cần chúng nên tệp không được đọc.",
                    en=f"The file {quote(name)} declares a DOCTYPE or ENTITY; KML needs none, so it is not read.",
                )
            overlap = chunk[-len(_FORBIDDEN[0]) :]


def _unpack_kml(path: Path, options: ReadOptions, workspace: Workspace) -> Path:
    """Unpack the main document of a KMZ: doc.kml, or else its first .kml."""
    with open_zip(path, options.limits) as archive:
        members = [member for member in list_files(archive) if suffix_of(member) == ".kml"]
        main = next((member for member in members if member.filename.lower() == "doc.kml"), members[0])
        return extract(archive, main, workspace.path / "data.kml")


def _require_plain_database(path: Path, name: str) -> None:
    """Refuse a GeoPackage that is being written, is damaged, or runs code of its own when read."""
    journal = path.with_name(path.name + "-wal")
    if journal.is_file() and journal.stat().st_size:
        raise BadFileError(
            vi=f"GeoPackage {quote(name)} đang mở ở chương trình khác (có tệp -wal); hãy đóng nó rồi nhập lại.",
            en=f"The GeoPackage {quote(name)} is open in another program (it has a -wal file); close it there first.",
        )
    address = f"{path.resolve().as_uri()}?mode=ro&immutable=1"
    try:
        with closing(sqlite3.connect(address, uri=True)) as database:
            database.text_factory = bytes
            odd = database.execute(_ODD_TABLES).fetchone()
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise BadFileError(
            vi=f"GeoPackage {quote(name)} hỏng: {error}.",
            en=f"The GeoPackage {quote(name)} is damaged: {error}.",
        ) from error
    if odd:
        table = quote(bytes(odd[0]).decode("utf-8", "replace"))
        raise BadFileError(
            vi=f"GeoPackage {quote(name)} có bảng ảo {table}, không được đọc.",
            en=f"The GeoPackage {quote(name)} has the virtual table {table}, which is not read.",
        )


_ODD_TABLES = """
    SELECT name FROM sqlite_master
    WHERE sql LIKE 'CREATE VIRTUAL TABLE%' AND sql NOT LIKE '%USING rtree%' AND sql NOT LIKE '%USING fts%'
"""


def _open_zipped(path: Path, options: ReadOptions, workspace: Workspace) -> Source:
    """Open the one data set of a zip: a Shapefile, or a single file of another format."""
    with open_zip(path, options.limits) as archive:
        members = list_files(archive)
        data = [member for member in members if is_zip_member(member)]
        names = {
            stem_of(member) if suffix_of(member) == ".shp" else member.filename: member for member in data
        }
        if not names:
            raise BadFileError(
                vi=f"Tệp zip {quote(path.name)} không chứa tệp dữ liệu nào đọc được.",
                en=f"The zip {quote(path.name)} holds no data file that can be read.",
            )
        chosen = names[_choose_member(names, options)]
        inner = replace(options, sheet=None) if options.sheet in names or len(names) == 1 else options
        if suffix_of(chosen) == ".shp":
            return open_shapefile(_unpack_shapefile(archive, chosen, workspace), workspace, inner)
        target = extract(archive, chosen, workspace.path / f"member{suffix_of(chosen)}")
    return _open_single(target, Path(chosen.filename).name, sniff(target, options.limits), inner, workspace)


def _choose_member(names: dict[str, zipfile.ZipInfo], options: ReadOptions) -> str:
    if len(names) == 1:
        return next(iter(names))
    try:
        return choose_sheet(sorted(names), options.sheet)
    except BadInputError as question:
        raise BadFileError(vi=f"Tệp zip: {question.text.vi}", en=f"The zip: {question.text.en}") from question


def _unpack_shapefile(archive: zipfile.ZipFile, chosen: zipfile.ZipInfo, workspace: Workspace) -> Parts:
    name = Path(chosen.filename).stem
    files = {}
    for member in list_files(archive):
        if stem_of(member) == stem_of(chosen) and suffix_of(member) in SHAPEFILE_PARTS:
            files[suffix_of(member)] = extract(archive, member, workspace.path / f"member{suffix_of(member)}")
    return Parts(name, {suffix: files[suffix] for suffix in SHAPEFILE_PARTS if suffix in files})
