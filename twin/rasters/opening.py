"""Raster files opened with care: plain files of a few formats, told by their first bytes.

GDAL would open whatever any of its drivers claims, lists of other files and addresses among them, and would read what
lies beside a file; it is held to one driver and to the file itself (see docs/decisions/0008).
"""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import rasterio
from rasterio.errors import CRSError, NotGeoreferencedWarning, RasterioError
from rasterio.io import DatasetReader

from twin.errors import BadFileError

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_ASCII_GRID = re.compile(rb"\s*(ncols|nrows|xll(corner|center))\s", re.IGNORECASE)
_SRTM_NAME = re.compile(r"[NS]\d\d[EW]\d\d\d\.hgt", re.IGNORECASE)
_SRTM_BYTES = (2 * 1201**2, 2 * 3601**2)
_MOST_SQUARES_A_BLOCK = 50_000_000
"""A file is unpacked block by block; an ordinary one is 256 squares wide and high."""
_ALONE = {"GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR", "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none"}


@contextmanager
def open_raster(path: Path, name: str | None = None) -> Iterator[DatasetReader]:
    """Open a GeoTIFF, an ASCII grid or an SRTM tile, which is named after its place; `name` is for sentences.

    Raises BadFileError for what is none of these, and for a file that breaks off while it is read.
    """
    called = name or path.name
    try:
        with rasterio.Env(**_ALONE), warnings.catch_warnings():  # type: ignore[no-untyped-call]
            warnings.simplefilter("ignore", NotGeoreferencedWarning)
            with rasterio.open(path.resolve(strict=True), driver=_find_driver(path, called)) as dataset:
                _require_small_blocks(dataset, called)
                yield dataset
    except (RasterioError, CRSError, OSError) as error:
        raise BadFileError(
            vi=f"Tệp “{called}” hỏng, bị cắt cụt hoặc không đúng định dạng.",
            en=f"The file “{called}” is damaged, cut short or not what it says.",
        ) from error


def _find_driver(path: Path, called: str) -> str:
    with path.open("rb") as file:
        begin = file.read(256)
    if begin.startswith(_TIFF):
        return "GTiff"
    if _ASCII_GRID.match(begin):
        return "AAIGrid"
    if _SRTM_NAME.fullmatch(path.name) and path.stat().st_size in _SRTM_BYTES:
        return "SRTMHGT"
    raise BadFileError(
        vi=f"Tệp “{called}” không phải GeoTIFF, lưới ASCII (.asc) hoặc mảnh SRTM (đặt tên như N21E105.hgt).",
        en=f"The file “{called}” is no GeoTIFF, ASCII grid (.asc) or SRTM tile (named as N21E105.hgt).",
    )


def _require_small_blocks(dataset: DatasetReader, called: str) -> None:
    if any(rows * columns > _MOST_SQUARES_A_BLOCK for rows, columns in dataset.block_shapes):
        raise BadFileError(
            vi=f"Tệp “{called}” được nén thành khối quá lớn; hãy ghi lại với tùy chọn TILED=YES.",
            en=f"The file “{called}” is packed in blocks that are too large; write it again with TILED=YES.",
        )
