"""A told document read back into the result that it was, so that whatever is made of a result can be made of it later."""

import json
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, cast

import pandas as pd
import shapely
from geopandas.geodataframe import GeoDataFrame
from pydantic import JsonValue, ValidationError, create_model

from twin.analysis.surface import Surface
from twin.city.running import Origin, Result
from twin.city.telling import FORM
from twin.errors import ConflictError, NotFoundError
from twin.norms import Norm
from twin.reporting import (
    Answer,
    Chart,
    City,
    Column,
    Direction,
    Drawing,
    Figure,
    Gap,
    Inputs,
    Report,
    Series,
    Table,
)
from twin.reporting.surfaces import RasterDrawing, RasterStyle
from twin.reports import reports
from twin.vocabulary import Choice, Field, Layer, Scalar, Text

Told = Mapping[str, Any]
Surfaces = Callable[[str], Surface]
"""Returns the numbers of a raster by the id under which it is kept."""


def no_surfaces(raster: str) -> Surface:
    """Say that no raster is at hand."""
    raise NotFoundError(
        vi=f"Lưới số liệu «{raster}» của kết quả không còn.",
        en=f"The raster “{raster}” of the result is no longer there.",
    )


def recall(document: Told, surfaces: Surfaces = no_surfaces) -> Result:
    """Return the result that `tell` told.

    Raises ConflictError for a document that this version of the code does not read, and what `surfaces` raises.
    """
    form = document.get("form")
    if not isinstance(form, int) or form > FORM:
        raise _unreadable(document)
    try:
        return _recall(document, surfaces)
    except (ValidationError, KeyError, TypeError, ValueError) as error:
        raise _unreadable(document) from error


def _unreadable(document: Told) -> ConflictError:
    made = document.get("code_version", "?")
    return ConflictError(
        vi=f"Kết quả do phiên bản {made} tính, phiên bản này không đọc lại được: chỉ còn tải được dạng JSON.",
        en=f"The result was made by version {made} and this version cannot read it back: only its JSON can be had.",
    )


def _recall(document: Told, surfaces: Surfaces) -> Result:
    answer = Answer(
        figures=tuple(map(_figure, document["figures"])),
        tables=tuple(map(_table, document["tables"])),
        charts=tuple(map(_chart, document["charts"])),
        drawings=tuple(map(_drawing, document["drawings"])),
        rasters=tuple(_raster(one, surfaces) for one in document["rasters"]),
        notes=tuple(map(_say, document["notes"])),
        gaps=tuple(Gap(_say(one["what"]), one["count"], one["layer"]) for one in document["gaps"]),
    )
    report, inputs = _report(document)
    return Result(
        report=report,
        inputs=inputs,
        answer=answer,
        data_as_of=date.fromisoformat(document["data_as_of"]),
        norm_as_of=date.fromisoformat(document["norm_as_of"]),
        origins=tuple(map(_origin, document["sources"])),
        norms=tuple(map(_norm, document["norms"])),
        code_version=document["code_version"],
        made_at=datetime.fromisoformat(document["made_at"]),
        made_by=document["made_by"],
        seconds=document["seconds"],
        supposed=tuple(map(_say, document["supposed"])),
        asked=tuple(map(_say, document["asked"])),
    )


def _say(told: Told) -> Text:
    return Text(vi=told["vi"], en=told["en"])


def _may_say(told: Told | None) -> Text | None:
    return None if told is None else _say(told)


def _report(document: Told) -> tuple[Report, Inputs]:
    """Return the report as it called itself then, and its inputs: as declared now where that says the same."""
    known, told = reports().get(document["report"]), document["inputs"]
    inputs = _as_declared(known.inputs, told) if known is not None else None
    if inputs is None:
        inputs = _as_told(told)
    report = Report(
        document["report"], _say(document["title"]), _say(document["question"]), type(inputs), _past
    )
    return report, inputs


def _past(_city: City, _inputs: Inputs) -> Answer:
    raise ConflictError(
        vi="Kết quả được đọc lại không chạy lại được: hãy chạy báo cáo cùng tên.",
        en="What was read back is not run again: run the report of that name.",
    )


def _as_declared(declared: type[Inputs], told: Told) -> Inputs | None:
    try:
        inputs = declared.model_validate(told)
    except ValidationError:
        return None
    return inputs if inputs.model_dump(mode="json") == told else None


def _as_told(told: Told) -> Inputs:
    """Return inputs of code that is no longer: what every report is asked is read, the rest is kept as it stands."""
    more: dict[str, Any] = {name: (JsonValue, ...) for name in told if name not in Inputs.model_fields}
    made: type[Inputs] = create_model("Kept", __base__=Inputs, **more)
    return made.model_validate(told)


def _figure(told: Told) -> Figure:
    return Figure(
        told["id"],
        _say(told["label"]),
        told["value"],
        told["unit"],
        told["at_most"],
        tuple(told["norms"]),
        _may_say(told["note"]),
        told["better"],
    )


def _column(told: Told) -> Column:
    choices = tuple(Choice(value=one["value"], label=_say(one["label"])) for one in told["choices"])
    return Column(
        told["name"],
        _say(told["label"]),
        told["kind"],
        told["unit"],
        told["digits"],
        choices,
        told["better"],
    )


def _table(told: Told) -> Table:
    columns = tuple(map(_column, told["columns"]))
    kinds = [column.kind for column in columns]
    rows = tuple(
        tuple(_moment(value, kind) for value, kind in zip(row, kinds, strict=True)) for row in told["rows"]
    )
    return Table(told["id"], _say(told["title"]), columns, rows, told["drawing"], tuple(told.get("ids", ())))


def _moment(value: Any, kind: str) -> Any:
    """Return a day or a moment as such where its words are exactly one."""
    if kind not in {"date", "datetime"} or not isinstance(value, str):
        return value
    read = date.fromisoformat if kind == "date" else datetime.fromisoformat
    try:
        moment = read(value)
    except ValueError:
        return value
    return moment if moment.isoformat() == value else value


def _chart(told: Told) -> Chart:
    series = tuple(Series(_say(one["label"]), tuple(one["values"]), one["colour"]) for one in told["series"])
    places = tuple(told["places"])
    return Chart(
        told["id"], _say(told["title"]), told["kind"], _say(told["axis"]), places, told["unit"], series
    )


def _drawing(told: Told) -> Drawing:
    layer, better = Layer.model_validate(told["layer"]), told["better"]
    ranked = cast("tuple[Scalar, ...]", tuple(better)) if isinstance(better, list) else None
    direction = cast("Direction | None", None if ranked is not None else better)
    return Drawing(layer, frame_of(told["features"]["features"], layer), told["of"], ranked or direction)


def frame_of(features: Sequence[Told], layer: Layer) -> GeoDataFrame:
    """Return GeoJSON features as a frame in WGS 84, each column of the kind that the layer's field says."""
    names = list(features[0]["properties"]) if features else [field.name for field in layer.all_fields]
    index = pd.Index([one["id"] for one in features], name="id")
    columns = {
        name: _typed([one["properties"][name] for one in features], layer.by_name.get(name), index)
        for name in names
    }
    shapes = [None if one["geometry"] is None else json.dumps(one["geometry"]) for one in features]
    frame: GeoDataFrame = GeoDataFrame(
        columns, geometry=list(shapely.from_geojson(shapes)), index=index, crs=4326
    )
    return frame


def _typed(values: list[Any], field: Field | None, index: "pd.Index[Any]") -> "pd.Series[Any]":
    """Return a column that tells the same again: whole numbers stay whole, and what is unknown stays so."""
    kind = "text" if field is None else field.kind
    told = {type(value) for value in values} - {type(None)}
    dtype: Any = object
    if told == {float} or (not told and kind == "number"):
        dtype = "float64"
    elif told == {int} or (not told and kind == "integer"):
        dtype = "Int64"
    elif told == {bool} or (not told and kind == "boolean"):
        dtype = "boolean"
    typed: pd.Series[Any] = pd.Series(
        [_moment(value, kind) for value in values] if dtype is object else values, index=index, dtype=dtype
    )
    return typed


def _raster(told: Told, surfaces: Surfaces) -> RasterDrawing:
    style = RasterStyle.model_validate(told["style"])
    return RasterDrawing(told["id"], _say(told["title"]), surfaces(told["raster"]), style)


def _norm(told: Told) -> Norm:
    return Norm.model_validate(
        {name: told[name] for name in ("id", "title", "values", "unit", "clause", "since", "source", "basis")}
        | {"as_written": told["as_written"], "confirmed": told["confirmed"]}
    )


def _origin(told: Told) -> Origin:
    changed_at = datetime.fromisoformat(told["changed_at"])
    return Origin(told["layer"], _say(told["title"]), told["version"], told["read"], changed_at)
