"""A result as a file, by the ending of its name."""

import csv
import io
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import JsonValue

from twin.city.papers import Ward, document_of, table_of
from twin.city.running import Result
from twin.city.telling import features_of, plain, tell, write_json
from twin.documents.formats import FORMATS as PAPERS
from twin.errors import BadInputError
from twin.features.exchange.marks import shield_text
from twin.reporting.surfaces import RasterDrawing


class Format(NamedTuple):
    """How a result is written."""

    ending: str
    media_type: str
    write: Callable[[Result, Ward], bytes]


def _json(result: Result, _ward: Ward) -> bytes:
    return write_json(tell_drawn(result))


def tell_drawn(result: Result) -> dict[str, JsonValue]:
    """Return the whole result, each raster with a picture that needs nobody's server.

    Its corners are longitude and latitude, from the upper left one on clockwise.
    """
    told = tell(result)
    rasters: Any = told["rasters"]
    told["rasters"] = [
        {**one, "picture": _picture(drawing)}
        for one, drawing in zip(rasters, result.answer.rasters, strict=True)
    ]
    return told


def _picture(drawing: RasterDrawing) -> dict[str, JsonValue]:
    from twin.rasters.pictures import picture_of

    made = picture_of(drawing.surface, drawing.style)
    return {"url": made.url, "corners": [[*corner] for corner in made.corners]}


def _geojson(result: Result, _ward: Ward) -> bytes:
    """All drawings in one collection, each feature with the drawing it belongs to."""
    import json

    features = [
        {**feature, "properties": {"drawing": drawing.id, **feature["properties"]}}  # type: ignore[dict-item, index, call-overload]
        for drawing in result.answer.drawings
        for feature in features_of(drawing)["features"]  # type: ignore[union-attr]
    ]
    return json.dumps(
        {"type": "FeatureCollection", "features": features}, ensure_ascii=False, allow_nan=False
    ).encode()


def _csv(result: Result, _ward: Ward) -> bytes:
    """Write the first table, or the numbers where there is none."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    if not result.answer.tables:
        writer.writerow(["Nội dung", "Giá trị", "Đơn vị"])
        told = ((one.label.vi, one.value, one.unit) for one in result.answer.figures)
        writer.writerows([_shielded(value) for value in row] for row in told)
    else:
        table = table_of(result.answer.tables[0])
        writer.writerow([shield_text(column.title) for column in table.columns])
        writer.writerows([_shielded(value) for value in row.cells] for row in table.rows)
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _shielded(value: object) -> object:
    told = plain(value)
    return shield_text(told) if isinstance(told, str) else told


def _gpkg(result: Result, _ward: Ward) -> bytes:
    if not any(len(drawing.frame) for drawing in result.answer.drawings):
        raise BadInputError(
            vi="Kết quả này không có đối tượng trên bản đồ để ghi thành GeoPackage.",
            en="This result has no features to write as GeoPackage.",
        )
    with tempfile.TemporaryDirectory(prefix="twin-report-") as folder:
        path = Path(folder, f"{result.report.id}.gpkg")
        for drawing in result.answer.drawings:
            if len(drawing.frame):
                drawing.frame.reset_index().to_file(path, layer=drawing.id, driver="GPKG", engine="pyogrio")
        return path.read_bytes()


def _html(result: Result, ward: Ward) -> bytes:
    from twin.documents.page.html import page_of

    return page_of(document_of(result, ward)).encode()


def _paper(ending: str) -> Callable[[Result, Ward], bytes]:
    return lambda result, ward: PAPERS[ending].write(document_of(result, ward))


FORMATS = {
    made.ending: made
    for made in (
        Format("json", "application/json", _json),
        Format("geojson", "application/geo+json", _geojson),
        Format("csv", "text/csv; charset=utf-8", _csv),
        Format("gpkg", "application/geopackage+sqlite3", _gpkg),
        Format("html", "text/html; charset=utf-8", _html),
        *(Format(ending, paper.media_type, _paper(ending)) for ending, paper in PAPERS.items()),
    )
}


def format_of(ending: str) -> Format:
    """Return a format. Raises BadInputError that names those that there are."""
    known = FORMATS.get(ending.casefold().lstrip("."))
    if known is None:
        listed = ", ".join(FORMATS)
        raise BadInputError(
            vi=f"Không có định dạng «{ending}» (có: {listed}).",
            en=f"There is no format “{ending}” (there are: {listed}).",
        )
    return known
