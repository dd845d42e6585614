"""A result as JSON: the same words and numbers for programs, for the page and for what is kept."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

import numpy as np
import pandas as pd
import shapely
from pydantic import JsonValue

from twin.analysis.projection import box_in_degrees
from twin.city.running import Origin, Result
from twin.features.legend import legend_of
from twin.features.style import layers_of
from twin.norms import Norm
from twin.reporting import Chart, Column, Drawing, Figure, Gap, Table
from twin.reporting.surfaces import RasterDrawing
from twin.vocabulary import Text

FORM = 1
"""Counts the changes of the document that an earlier reader could not read."""
_DIGITS = 7
"""Decimal places of degrees: a centimetre."""


def plain(value: Any) -> JsonValue:
    """Return a value as JSON has it; whatever means unknown is null."""
    if value is None or value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not np.isfinite(value):
        return None
    return value.isoformat() if isinstance(value, date | datetime) else value


def _text(text: Text | None) -> JsonValue:
    return None if text is None else {"vi": text.vi, "en": text.en}


def _figure(figure: Figure) -> dict[str, JsonValue]:
    return {
        "id": figure.id,
        "label": _text(figure.label),
        "value": plain(figure.value),
        "unit": figure.unit,
        "at_most": plain(figure.at_most),
        "norms": list(figure.norms),
        "note": _text(figure.note),
        "better": figure.better,
    }


def _column(column: Column) -> JsonValue:
    return {
        "name": column.name,
        "label": _text(column.label),
        "kind": column.kind,
        "unit": column.unit,
        "digits": column.digits,
        "choices": [{"value": choice.value, "label": _text(choice.label)} for choice in column.choices],
        "better": column.better,
    }


def _table(table: Table) -> dict[str, JsonValue]:
    rows: list[JsonValue] = [[plain(value) for value in row] for row in table.rows]
    return {
        "id": table.id,
        "title": _text(table.title),
        "columns": [_column(one) for one in table.columns],
        "rows": rows,
        "drawing": table.drawing,
        "ids": list(table.ids),
    }


def _chart(chart: Chart) -> dict[str, JsonValue]:
    series: list[JsonValue] = [
        {"label": _text(one.label), "values": [plain(value) for value in one.numbers], "colour": one.colour}
        for one in chart.series
    ]
    return {
        "id": chart.id,
        "title": _text(chart.title),
        "kind": chart.kind,
        "axis": _text(chart.axis),
        "places": list(chart.places),
        "unit": chart.unit,
        "series": series,
    }


def features_of(drawing: Drawing) -> dict[str, JsonValue]:
    """Return a drawing's features as a GeoJSON FeatureCollection in WGS 84."""
    frame = drawing.frame
    names = [str(name) for name in frame.columns if name != frame.geometry.name]
    rounded = shapely.transform(frame.geometry.to_numpy(), lambda places: places.round(_DIGITS))
    shapes = (None if shape is None else json.loads(shape) for shape in shapely.to_geojson(rounded))
    features: list[JsonValue] = [
        {
            "type": "Feature",
            "id": plain(number),
            "geometry": shape,
            "properties": {name: plain(value) for name, value in zip(names, row, strict=True)},
        }
        for number, shape, row in zip(
            frame.index, shapes, frame[names].itertuples(index=False, name=None), strict=True
        )
    ]
    return {"type": "FeatureCollection", "features": features}


def _drawing(drawing: Drawing) -> dict[str, JsonValue]:
    return {
        "id": drawing.id,
        "title": _text(drawing.layer.title),
        "of": drawing.of,
        "better": list(drawing.better) if isinstance(drawing.better, tuple) else drawing.better,
        "layer": drawing.layer.model_dump(mode="json", exclude_defaults=True),
        "legend": [entry.model_dump(mode="json") for entry in legend_of(drawing.layer)],
        "style": list(layers_of(drawing.layer)),
        "features": features_of(drawing),
    }


def reference_of(drawing: RasterDrawing) -> str:
    """Return the id under which a raster is kept: the same numbers on the same squares drawn alike have the same."""
    surface, told = drawing.surface, hashlib.sha256()
    told.update(np.nan_to_num(surface.values, nan=np.inf).astype("<f4").tobytes())
    placed = [surface.cell, surface.west, surface.north, *np.shape(surface.values)]
    told.update(json.dumps([*map(float, placed), drawing.style.model_dump(mode="json")]).encode())
    return f"result-{told.hexdigest()[:24]}"


def _raster(drawing: RasterDrawing) -> dict[str, JsonValue]:
    surface = drawing.surface
    rows, columns = np.shape(surface.values)
    east, south = surface.west + columns * surface.cell, surface.north - rows * surface.cell
    return {
        "id": drawing.id,
        "title": _text(drawing.title),
        "raster": reference_of(drawing),
        "cell": surface.cell,
        "rows": rows,
        "columns": columns,
        "bounds": list(box_in_degrees((surface.west, south, east, surface.north))),
        "style": drawing.style.model_dump(mode="json", exclude_defaults=True),
    }


def _gap(gap: Gap) -> dict[str, JsonValue]:
    return {"what": _text(gap.what), "count": gap.count, "layer": gap.layer}


def _norm(norm: Norm) -> dict[str, JsonValue]:
    return {
        "id": norm.id,
        "title": _text(norm.title),
        "values": list(norm.values),
        "unit": norm.unit,
        "clause": norm.clause,
        "since": plain(norm.since),
        "source": norm.source,
        "basis": norm.basis,
        "as_written": norm.as_written,
        "confirmed": None if norm.confirmed is None else norm.confirmed.model_dump(mode="json"),
        "standing": _text(norm.standing),
    }


def _origin(origin: Origin) -> dict[str, JsonValue]:
    return {
        "layer": origin.layer,
        "title": _text(origin.title),
        "version": origin.version,
        "read": origin.read,
        "changed_at": plain(origin.changed_at),
    }


def tell(result: Result) -> dict[str, JsonValue]:
    """Return the whole result; `twin.city.recalling.recall` reads it back."""
    answer = result.answer
    return {
        "form": FORM,
        "report": result.report.id,
        "title": _text(result.report.title),
        "question": _text(result.report.question),
        "key": result.key,
        "inputs": result.inputs.model_dump(mode="json"),
        "asked": [_text(one) for one in result.asked],
        "supposed": [_text(one) for one in result.supposed],
        "figures": [_figure(one) for one in answer.figures],
        "tables": [_table(one) for one in answer.tables],
        "charts": [_chart(one) for one in answer.charts],
        "drawings": [_drawing(one) for one in answer.drawings],
        "rasters": [_raster(one) for one in answer.rasters],
        "notes": [_text(one) for one in answer.notes],
        "gaps": [_gap(one) for one in answer.gaps],
        "norms": [_norm(one) for one in result.norms],
        "sources": [_origin(one) for one in result.origins],
        "data_as_of": result.data_as_of.isoformat(),
        "norm_as_of": result.norm_as_of.isoformat(),
        "code_version": result.code_version,
        "made_at": result.made_at.isoformat(),
        "made_by": result.made_by,
        "seconds": round(result.seconds, 3),
    }


def write_json(document: Mapping[str, JsonValue]) -> bytes:
    """Write what was told as a file."""
    return json.dumps(document, ensure_ascii=False, allow_nan=False, indent=1).encode()
