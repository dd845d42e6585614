"""A Shapefile's parts: found beside one another, held against one another, and refused where one is missing."""

import struct
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from twin.errors import BadFileError
from twin.features.exchange.options import ReadOptions
from twin.features.exchange.readers.faults import quote
from twin.features.exchange.readers.sniffing import SHAPEFILE_PARTS
from twin.features.exchange.readers.sources import Workspace
from twin.features.exchange.readers.vectors import VectorSource, open_vector
from twin.vocabulary import Text

_MAGIC = 9994
_HEADER = 100
_INDEX_ENTRY = 8
_DBF_HEADER = 32
_LONGEST_TEXT = 16_384
_MISSING: dict[str, tuple[str, str]] = {
    ".shp": ("thì không có hình học", "it has no geometries"),
    ".shx": (
        "là mục lục của các hình; hãy chép lại cả bộ tệp, hoặc mở trong QGIS và lưu lại",
        "it is the index of the shapes; copy the whole set again, or open and save it with QGIS",
    ),
    ".dbf": (
        "chứa toàn bộ thuộc tính; hãy chép lại cả bộ tệp (.shp, .shx, .dbf, .prj)",
        "it holds all attributes; copy the whole set again (.shp, .shx, .dbf, .prj)",
    ),
}


@dataclass(frozen=True, slots=True)
class Parts:
    """The files of one Shapefile by suffix."""

    name: str
    files: Mapping[str, Path]


def find_parts(path: Path) -> Parts:
    """Return the parts beside a path to any of them, whatever the case of their suffixes."""
    beside = [other for other in path.parent.iterdir() if other.is_file() and other.stem == path.stem]
    files = {
        other.suffix.lower(): other for other in sorted(beside) if other.suffix.lower() in SHAPEFILE_PARTS
    }
    return Parts(path.stem, {suffix: files[suffix] for suffix in SHAPEFILE_PARTS if suffix in files})


def open_shapefile(parts: Parts, workspace: Workspace, options: ReadOptions) -> VectorSource:
    """Open a Shapefile whose parts are all there and belong together.

    A .shp that is cut short is read as far as it goes, and said so: the rows past it have no geometry.
    """
    for suffix, (vi, en) in _MISSING.items():
        if suffix not in parts.files:
            raise BadFileError(
                vi=f"Shapefile {quote(parts.name)} thiếu tệp {suffix}: tệp này {vi}.",
                en=f"The Shapefile {quote(parts.name)} lacks its {suffix}: {en}.",
            )
    said = _check_sizes(parts)
    linked = [workspace.link(parts.files[suffix], f"data{suffix}") for suffix in _MISSING]
    source = open_vector(linked[0], parts.name, "shapefile", replace(options, sheet=None))
    source.header = replace(
        source.header,
        sheet=parts.name,
        sheets=(parts.name,),
        crs=_read_beside(parts, ".prj"),
        encoding=_read_beside(parts, ".cpg"),
        statements=said,
    )
    return source


def _read_beside(parts: Parts, suffix: str) -> str | None:
    """Return the text of a small part; GDAL is not shown it, since it stumbles over names that are not UTF-8."""
    path = parts.files.get(suffix)
    return path.read_bytes()[:_LONGEST_TEXT].decode("latin-1").strip() or None if path else None


def _check_sizes(parts: Parts) -> tuple[Text, ...]:
    """Hold the parts' headers against their sizes and one another."""
    shapes = _count_indexed(parts)
    rows = _count_rows(parts)
    if shapes != rows:
        raise BadFileError(
            vi=f"Các tệp của Shapefile {quote(parts.name)} không cùng một bộ: .shx có {shapes} hình, .dbf có {rows} dòng.",
            en=f"The parts of the Shapefile {quote(parts.name)} do not belong together: the .shx has {shapes} shapes, "
            f"the .dbf {rows} rows.",
        )
    stated, size = _stated_size(parts, ".shp"), parts.files[".shp"].stat().st_size
    if stated <= size:
        return ()
    return (
        Text(
            vi=f"Tệp .shp bị cụt: phải có {stated} byte, chỉ còn {size}; các dòng cuối không có hình học.",
            en=f"The .shp is cut short: it should have {stated} bytes and has {size}; the last rows have no geometry.",
        ),
    )


def _stated_size(parts: Parts, suffix: str) -> int:
    """Return the size in bytes that the header of a .shp or .shx states."""
    with parts.files[suffix].open("rb") as file:
        head = file.read(_HEADER)
    if len(head) < _HEADER or struct.unpack(">i", head[:4])[0] != _MAGIC:
        raise _damaged(parts, suffix)
    return int(struct.unpack(">i", head[24:28])[0]) * 2


def _count_indexed(parts: Parts) -> int:
    stated, size = _stated_size(parts, ".shx"), parts.files[".shx"].stat().st_size
    if stated > size or stated < _HEADER:
        raise _damaged(parts, ".shx")
    return (stated - _HEADER) // _INDEX_ENTRY


def _count_rows(parts: Parts) -> int:
    """Return the rows of the .dbf, which must all be there."""
    with parts.files[".dbf"].open("rb") as file:
        head = file.read(_DBF_HEADER)
    if len(head) < _DBF_HEADER:
        raise _damaged(parts, ".dbf")
    rows, start, width = struct.unpack("<IHH", head[4:12])
    if start < _DBF_HEADER or start + rows * width > parts.files[".dbf"].stat().st_size + 1:
        raise _damaged(parts, ".dbf")
    return int(rows)


def _damaged(parts: Parts, suffix: str) -> BadFileError:
    return BadFileError(
        vi=f"Tệp {suffix} của Shapefile {quote(parts.name)} hỏng hoặc bị cụt.",
        en=f"The {suffix} of the Shapefile {quote(parts.name)} is damaged or cut short.",
    )
