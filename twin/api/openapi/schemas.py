"""What the doors answer with and take, in JSON Schema 2020-12 as OpenAPI 3.1 has it."""

from typing import Any

Document = dict[str, Any]

_TEXT: Document = {"type": "string"}
_WHOLE: Document = {"type": "integer", "minimum": 0}
_NUMBER: Document = {"type": "number"}


def ref(name: str) -> Document:
    """Return a reference to a schema of this document."""
    return {"$ref": f"#/components/schemas/{name}"}


def listed(items: Document, **more: Any) -> Document:
    """Return the schema of an array."""
    return {"type": "array", "items": items, **more}


def thing(*required: str, **properties: Document) -> Document:
    """Return the schema of an object; more than is described here may stand in it."""
    demanded = {"required": list(required)} if required else {}
    return {"type": "object", **demanded, "properties": properties}


_LINKS = listed(ref("Link"))
_STRINGS = listed(_TEXT)
_COORDINATES: Document = {"type": "array", "items": {}}
_GEOMETRY_TYPES = ["Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon"]
_COUNTS: Document = {
    "links": _LINKS,
    "timeStamp": {"type": "string", "format": "date-time"},
    "numberMatched": _WHOLE,
    "numberReturned": _WHOLE,
}
_LINK = thing(
    "href",
    "rel",
    **dict.fromkeys(("href", "rel", "type", "title", "hreflang"), _TEXT),
    templated={"type": "boolean"},
    length=_WHOLE,
)
_GEOMETRY: Document = {
    "oneOf": [
        {
            "type": "object",
            "required": ["type", "coordinates"],
            "properties": {"type": {"type": "string", "enum": _GEOMETRY_TYPES}, "coordinates": _COORDINATES},
        },
        {
            "type": "object",
            "required": ["type", "geometries"],
            "properties": {
                "type": {"type": "string", "enum": ["GeometryCollection"]},
                "geometries": listed({"type": "object"}),
            },
        },
    ]
}
_OPEN: Document = {"type": "object", "additionalProperties": True}
_FEATURE = thing(
    "type",
    "properties",
    "geometry",
    type={"type": "string", "enum": ["Feature"]},
    id={"type": "integer", "format": "int64"},
    geometry={"anyOf": [ref("Geometry"), {"type": "null"}]},
    properties=_OPEN,
    links=_LINKS,
)
_FEATURES = thing(
    "type",
    "features",
    type={"type": "string", "enum": ["FeatureCollection"]},
    features=listed(ref("Feature")),
    **_COUNTS,
)
_NULLABLE_TIME: Document = {
    "anyOf": [
        thing("interval", interval=listed(_TEXT, minItems=2, maxItems=2)),
        {"type": "null"},
    ]
}
_SHARE: Document = {"type": ["number", "null"], "minimum": 0, "maximum": 1}
_COUNTED: Document = {"type": ["integer", "null"], "minimum": 0}
_COMPLETENESS = thing(
    "features",
    "share",
    "fields",
    features=_WHOLE,
    share=_SHARE,
    fields=listed(thing("name", "known", "share", name=_TEXT, title=_TEXT, known=_COUNTED, share=_SHARE)),
)
_RECORD = thing(
    "id",
    "type",
    "geometry",
    "time",
    "properties",
    "links",
    id=_TEXT,
    type={"type": "string", "enum": ["Feature"]},
    conformsTo=_STRINGS,
    geometry={"anyOf": [ref("Geometry"), {"type": "null"}]},
    time=_NULLABLE_TIME,
    properties=thing(
        "type",
        "title",
        "completeness",
        **dict.fromkeys(("type", "title", "description", "license", "rights"), _TEXT),
        **dict.fromkeys(("keywords", "sources", "licences"), _STRINGS),
        updated={"type": "string", "format": "date-time"},
        completeness=_COMPLETENESS,
    ),
    links=_LINKS,
    linkTemplates=listed(_OPEN),
)
_EXTENT = thing(
    spatial=thing(bbox=listed(listed(_NUMBER, minItems=4, maxItems=6), minItems=1), crs=_TEXT),
    temporal=thing(
        interval=listed(listed({"type": ["string", "null"]}, minItems=2, maxItems=2), minItems=1), trs=_TEXT
    ),
)
_COLLECTION = thing(
    "id",
    "links",
    id=_TEXT,
    title=_TEXT,
    description=_TEXT,
    itemType=_TEXT,
    crs=_STRINGS,
    storageCrs=_TEXT,
    extent=ref("Extent"),
    links=_LINKS,
)
_TILE_MATRIX = thing(
    "id",
    "scaleDenominator",
    "cellSize",
    "pointOfOrigin",
    "tileWidth",
    "tileHeight",
    "matrixWidth",
    "matrixHeight",
    id=_TEXT,
    scaleDenominator=_NUMBER,
    cellSize=_NUMBER,
    cornerOfOrigin=_TEXT,
    pointOfOrigin=listed(_NUMBER, minItems=2, maxItems=2),
    **dict.fromkeys(("tileWidth", "tileHeight", "matrixWidth", "matrixHeight"), _WHOLE),
)
_TILE_SET = thing(
    "dataType",
    "crs",
    "links",
    title=_TEXT,
    dataType=_TEXT,
    crs=_TEXT,
    tileMatrixSetURI=_TEXT,
    tileMatrixSetId=_TEXT,
    tileMatrixSetLimits=listed(_OPEN),
    boundingBox=_OPEN,
    layers=listed(_OPEN),
    links=_LINKS,
)
_FUNCTION = thing(
    "name",
    "returns",
    name=_TEXT,
    description=_TEXT,
    args=listed(thing("type", title=_TEXT, description=_TEXT, type=_STRINGS)),
    returns=_STRINGS,
)
_PROBLEM = thing(
    *("type", "title", "status", "detail", "detail_vi", "detail_en"),
    **dict.fromkeys(("type", "title", "detail", "detail_vi", "detail_en", "parameter"), _TEXT),
    status={"type": "integer"},
)
_MAYBE_TEXT: Document = {"type": ["string", "null"]}
_WORDS = thing("vi", "en", vi=_TEXT, en=_TEXT)
_RASTER_CLASS = thing(
    *("label", "colour", "minimum", "maximum"),
    label=_WORDS,
    colour=_TEXT,
    minimum={"type": ["number", "null"]},
    maximum={"type": ["number", "null"]},
)
_RASTER_LEGEND = thing(
    *("title", "unit", "opacity", "classes", "stops"),
    title=_WORDS,
    unit=_MAYBE_TEXT,
    opacity=_NUMBER,
    classes=listed(_RASTER_CLASS),
    stops=listed(thing("value", "colour", value=_NUMBER, colour=_TEXT)),
)
_RASTER = thing(
    *("id", "kind", "title", "titles", "extent", "cell_m", "legend", "tiles", "zooms", "links"),
    id=_TEXT,
    kind={"type": "string", "enum": ["terrain", "hillshade", "result"]},
    title=_TEXT,
    titles=_WORDS,
    description=_TEXT,
    crs=_STRINGS,
    storageCrs=_TEXT,
    extent=ref("Extent"),
    cell_m=_NUMBER,
    rows=_WHOLE,
    columns=_WHOLE,
    unit=_MAYBE_TEXT,
    legend=_RASTER_LEGEND,
    tiles=_TEXT,
    zooms=listed(_WHOLE, minItems=2, maxItems=2),
    about=_OPEN,
    created={"type": "string", "format": "date-time"},
    links=_LINKS,
)
_ENTRY: Document = {
    **dict.fromkeys(("id", "report", "data_as_of", "norm_as_of", "made_at", "made_by", "key"), _TEXT),
    **dict.fromkeys(("name", "keep_until", "removed_at"), _MAYBE_TEXT),
    "title": _WORDS,
    "revision": _WHOLE,
    "links": _LINKS,
}

_MOMENT: Document = {"type": "string", "format": "date-time"}
_PLAN: Document = {
    "name": _TEXT,
    "report": _TEXT,
    "inputs": {"type": "object"},
    "every": {"type": "string", "enum": ["day", "week", "month", "quarter"]},
    "day": {"type": "integer", "minimum": 1, "maximum": 92, "default": 1},
    "hour": {"type": "integer", "minimum": 0, "maximum": 23, "default": 6},
    "minute": {"type": "integer", "minimum": 0, "maximum": 59, "default": 0},
}
_STATUS_INFO = thing(
    *("jobID", "status", "type"),
    processID=_TEXT,
    type={"type": "string", "enum": ["process"]},
    jobID=_TEXT,
    status={"type": "string", "enum": ["accepted", "running", "successful", "failed", "dismissed"]},
    **dict.fromkeys(("message", "message_vi", "message_en", "result"), _TEXT),
    **dict.fromkeys(("created", "started", "finished", "updated"), _MOMENT),
    progress={"type": "integer", "minimum": 0, "maximum": 100},
    **dict.fromkeys(("attempts", "schedule"), _WHOLE),
    links=_LINKS,
)

SCHEMAS: dict[str, Document] = {
    "Link": _LINK,
    "LandingPage": thing("links", title=_TEXT, description=_TEXT, links=_LINKS),
    "Conformance": thing("conformsTo", conformsTo=_STRINGS),
    "Processes": thing("processes", "links", processes=listed(ref("Process")), links=_LINKS),
    "Process": thing("id", "version", "title", id=_TEXT, version=_TEXT, title=_TEXT, links=_LINKS),
    "ProcessAsked": thing(
        inputs={"type": "object"},
        outputs={"type": "object"},
        response={"type": "string", "enum": ["raw", "document"], "default": "raw"},
    ),
    "Jobs": thing("jobs", "links", title=_TEXT, jobs=listed(ref("StatusInfo")), links=_LINKS),
    "StatusInfo": _STATUS_INFO,
    "Schedules": thing("schedules", "links", title=_TEXT, schedules=listed(ref("Schedule")), links=_LINKS),
    "Schedule": thing(
        *("id", "name", "report", "active"),
        **_PLAN,
        id=_WHOLE,
        when=_WORDS,
        by=_TEXT,
        active={"type": "boolean"},
        next={"type": ["string", "null"]},
        last_job={"type": ["string", "null"]},
        links=_LINKS,
    ),
    "ScheduleSent": thing("name", "report", "every", **_PLAN),
    "ScheduleChange": thing("active", active={"type": "boolean"}),
    "ProcessResult": thing(
        "report", "figures", "tables", "drawings", report=_TEXT, figures=listed({"type": "object"})
    ),
    "Scenarios": thing("scenarios", "links", scenarios=listed(ref("Scenario")), links=_LINKS),
    "Scenario": thing("id", "title", "links", id=_TEXT, title=_TEXT, description=_TEXT, links=_LINKS),
    "SavedScenarios": thing("scenarios", "links", scenarios=listed(ref("SavedScenario")), links=_LINKS),
    "SavedScenario": thing(
        *("id", "version", "name", "what_if", "written_at", "written_by"),
        id=_TEXT,
        version=_WHOLE,
        name=_TEXT,
        note=_MAYBE_TEXT,
        what_if=listed(_OPEN),
        removed={"type": "boolean"},
        written_at={"type": "string", "format": "date-time"},
        written_by=_TEXT,
        links=_LINKS,
    ),
    "SavedScenarioSent": thing("name", "what_if", name=_TEXT, note=_MAYBE_TEXT, what_if=listed(_OPEN)),
    "SavedScenarioHistory": thing("versions", versions=listed(ref("SavedScenario"))),
    "KeptEntry": thing(*_ENTRY, **_ENTRY),
    "KeptResults": thing(
        *("numberMatched", "numberReturned", "results", "links"),
        numberMatched=_WHOLE,
        numberReturned=_WHOLE,
        results=listed(ref("KeptEntry")),
        links=_LINKS,
    ),
    "KeptResult": thing(
        *_ENTRY, "figures", "tables", "charts", "drawings", **_ENTRY, figures=listed({"type": "object"})
    ),
    "ComparedResults": thing(
        *("one", "other", "figures", "tables", "drawings", "notes"),
        one=ref("KeptEntry"),
        other=ref("KeptEntry"),
        figures=listed({"type": "object"}),
    ),
    "ResultChange": thing(name=_MAYBE_TEXT, keep_until=_MAYBE_TEXT),
    "Rasters": thing("rasters", "links", rasters=listed(ref("Raster")), links=_LINKS),
    "Raster": _RASTER,
    "RasterValue": thing(
        *("raster", "value", "unit", "class", "note"),
        raster=_TEXT,
        longitude=_NUMBER,
        latitude=_NUMBER,
        value={"type": ["number", "null"]},
        **dict.fromkeys(("unit", "class", "note"), _MAYBE_TEXT),
    ),
    "Functions": thing("functions", functions=listed(_FUNCTION)),
    "Extent": _EXTENT,
    "Collection": _COLLECTION,
    "Collections": thing("links", "collections", links=_LINKS, collections=listed(ref("Collection"))),
    "Geometry": _GEOMETRY,
    "Feature": _FEATURE,
    "FeatureCollection": _FEATURES,
    "Record": _RECORD,
    "RecordCollection": thing(
        "type",
        "features",
        type={"type": "string", "enum": ["FeatureCollection"]},
        features=listed(ref("Record")),
        **_COUNTS,
    ),
    "SheetSent": thing(
        "plan",
        plan=ref("Plan"),
        confirmed={"type": "object", "additionalProperties": {"type": ["string", "null"]}},
    ),
    "ProgrammeRecordSent": thing(
        "type",
        "properties",
        type={"type": "string", "enum": ["Feature"]},
        geometry={"anyOf": [ref("Geometry"), {"type": "null"}]},
        properties=_OPEN,
    ),
    "FeatureSent": thing(
        "type",
        "geometry",
        "properties",
        type={"type": "string", "enum": ["Feature"]},
        geometry=ref("Geometry"),
        properties=_OPEN,
    ),
    "FeatureChange": {
        "type": "object",
        "description": "A merge patch (RFC 7396): what is not sent stays, what is null becomes unknown.",
        "properties": {"geometry": ref("Geometry"), "properties": _OPEN},
    },
    "Schema": {
        "type": "object",
        "description": "A JSON Schema (2020-12).",
        "required": ["$schema", "$id", "type", "properties"],
        "properties": {"$schema": _TEXT, "$id": _TEXT, "type": _TEXT, "properties": _OPEN},
    },
    "TileMatrixSets": thing("tileMatrixSets", tileMatrixSets=listed(thing("links", id=_TEXT, links=_LINKS))),
    "TileMatrixSet": thing("tileMatrices", id=_TEXT, crs=_TEXT, tileMatrices=listed(_TILE_MATRIX)),
    "TileSets": thing("tilesets", tilesets=listed(ref("TileSet")), links=_LINKS),
    "TileSet": _TILE_SET,
    "TileJson": thing(
        "tilejson", "tiles", "vector_layers", tilejson=_TEXT, tiles=_STRINGS, vector_layers=listed(_OPEN)
    ),
    "Styles": thing("styles", default=_TEXT, styles=listed(_OPEN), links=_LINKS),
    "StyleMetadata": thing(
        "id", "stylesheets", "layers", id=_TEXT, title=_TEXT, stylesheets=listed(_OPEN), layers=listed(_OPEN)
    ),
    "MapLibreStyle": thing(
        "version",
        "sources",
        "layers",
        version={"type": "integer", "enum": [8]},
        sources=_OPEN,
        layers=listed(_OPEN),
    ),
    "Problem": _PROBLEM,
}
