"""GDAL's drivers, fed by an Arrow stream: the features never become Python objects."""

from pathlib import Path
from typing import Any

import pyarrow as pa

from twin.errors import BadInputError


def write_stream(reader: pa.RecordBatchReader, path: Path, **options: Any) -> None:
    """Write a stream with one of GDAL's drivers; raises BadInputError where it refuses, in GDAL's words."""
    # pyogrio brings GeoPandas along, which weighs 80 MB: only who needs GDAL pays.
    from pyogrio.errors import DataSourceError
    from pyogrio.raw import write_arrow

    try:
        write_arrow(reader, path, **options)
    except DataSourceError as error:
        raise BadInputError(
            vi=f"Định dạng này không chứa được dữ liệu: {error}. Hãy chọn GeoPackage hoặc GeoParquet.",
            en=f"This format cannot hold the data: {error}. Choose GeoPackage or GeoParquet.",
        ) from error
