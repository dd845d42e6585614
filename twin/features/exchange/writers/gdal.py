"""GDAL's drivers, fed by an Arrow stream: the features never become Python objects."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa

from twin.errors import BadInputError


class _Watched:
    """Passes batches on and keeps what went wrong on the way: GDAL would only say that something did."""

    def __init__(self, batches: Iterable[pa.RecordBatch]) -> None:
        self._batches = batches
        self.failure: BaseException | None = None

    def __iter__(self) -> Iterator[pa.RecordBatch]:
        try:
            yield from self._batches
        except BaseException as failure:
            self.failure = failure
            raise


def write_stream(batches: Iterable[pa.RecordBatch], schema: pa.Schema, path: Path, **options: Any) -> None:
    """Write batches with one of GDAL's drivers; raises BadInputError where it refuses, in GDAL's words."""
    # pyogrio brings GeoPandas along, which weighs 80 MB: only who needs GDAL pays.
    from pyogrio.errors import DataSourceError
    from pyogrio.raw import write_arrow

    watched = _Watched(batches)
    try:
        write_arrow(pa.RecordBatchReader.from_batches(schema, iter(watched)), path, **options)
    except (DataSourceError, RuntimeError) as error:
        if watched.failure is not None:
            raise watched.failure from error
        raise BadInputError(
            vi=f"Định dạng này không chứa được dữ liệu: {error}. Hãy chọn GeoPackage hoặc GeoParquet.",
            en=f"This format cannot hold the data: {error}. Choose GeoPackage or GeoParquet.",
        ) from error
