"""GDAL held to plain local files, and its errors as sentences."""

import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache

import pyarrow as pa

from twin.errors import BadFileError
from twin.features.exchange.readers.faults import quote

_DRIVERS = frozenset({"ESRI Shapefile", "GPKG", "GeoJSON", "GeoJSONSeq", "LIBKML", "FlatGeobuf", "MEM"})
"""All that reading and writing need; every other driver is taken out of GDAL for this process."""
_OUR_PATH = re.compile(r"\S*twin-import-\S+")


@lru_cache(maxsize=1)
def restrict_drivers() -> None:
    """Take out of GDAL every driver but the few of plain files, once a process."""
    import pyogrio
    from pyogrio import core

    others = sorted(set(pyogrio.list_drivers()) - _DRIVERS)
    pyogrio.set_gdal_config_options(
        {
            "GDAL_SKIP": ",".join(others),
            "OGR_GEOJSON_MAX_OBJ_SIZE": "200",
            "CPL_VSIL_CURL_ALLOWED_EXTENSIONS": ".none",
            "GDAL_DISABLE_READDIR_ON_OPEN": "EMPTY_DIR",
            "GDAL_HTTP_MAX_RETRY": "0",
            "OGR_SQLITE_LOAD_EXTENSIONS": None,
        }
    )
    core._register_drivers()  # noqa: SLF001 - the only way to have GDAL look at GDAL_SKIP again


@contextmanager
def gdal_errors(name: str) -> Iterator[None]:
    """Turn what GDAL and Arrow raise over a bad file into one sentence."""
    from pyogrio._err import CPLE_BaseError, NullPointerError
    from pyogrio.errors import (
        CRSError,
        DataLayerError,
        DataSourceError,
        FeatureError,
        FieldError,
        GeometryError,
    )

    known = (CRSError, DataLayerError, DataSourceError, FeatureError, FieldError, GeometryError)
    # pyogrio stumbles over its own variables where a system is not UTF-8 text, or a file has no layer at all.
    stumbles = (UnicodeDecodeError, UnboundLocalError, IndexError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (
        *known,
        CPLE_BaseError,
        NullPointerError,
        pa.ArrowException,
        OSError,
        *stumbles,
    ) as error:
        said = _OUR_PATH.sub(name, str(error)).replace("\n", " ")[:200]
        raise BadFileError(
            vi=f"Tệp {quote(name)} hỏng hoặc không đúng định dạng: {said}",
            en=f"The file {quote(name)} is damaged or not what it says: {said}",
        ) from error
