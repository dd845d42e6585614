"""JSON Schemas of a layer (OGC API - Features Parts 3 and 5): what is told and taken, asked by, and sorted by.

Titles are Vietnamese; both languages stand under `x-title`. A field that is not required also takes null:
unknown. `x-source-field` names the field that says where a measurement came from. Units are as people write
them under `x-unit`, and in UCUM under `x-ogc-unit`.
"""

from pydantic import JsonValue

from twin.features.properties import Property, properties_of
from twin.vocabulary import Choice, Field, FieldKind, GeometryType, Layer, Text

Schema = dict[str, JsonValue]

DIALECT = "https://json-schema.org/draft/2020-12/schema"
_TYPES: dict[FieldKind, str] = {
    "text": "string",
    "integer": "integer",
    "number": "number",
    "boolean": "boolean",
    "date": "string",
    "datetime": "string",
    "choice": "string",
}
_FORMATS: dict[FieldKind, str] = {"date": "date", "datetime": "date-time"}
_UCUM = {
    **{unit: unit for unit in ("m", "mm", "km", "km/h", "mm/h", "h", "%")},
    "m²": "m2",
    "m³": "m3",
    "m³/s": "m3/s",
    "l/s": "L/s",
    "°": "deg",
}
_SPATIAL: dict[GeometryType, str] = {
    "Point": "geometry-point-or-multipoint",
    "LineString": "geometry-linestring-or-multilinestring",
    "Polygon": "geometry-polygon-or-multipolygon",
    "MultiPolygon": "geometry-polygon-or-multipolygon",
    "Geometry": "geometry-any",
}
_ROLES = {"valid_from": "primary-interval-start", "valid_to": "primary-interval-end"}
_GEOMETRIES: dict[GeometryType, tuple[str, ...]] = {
    "Point": ("point", "multipoint"),
    "LineString": ("linestring", "multilinestring"),
    "Polygon": ("polygon", "multipolygon"),
    "MultiPolygon": ("polygon", "multipolygon"),
    "Geometry": ("any",),
}


def _titled(text: Text) -> Schema:
    return {"title": text.vi, "x-title": {"vi": text.vi, "en": text.en}}


def _one_of(choices: tuple[Choice, ...]) -> Schema:
    return {"oneOf": [{"const": choice.value, **_titled(choice.label)} for choice in choices]}


def _limits(field: Field) -> Schema:
    limits: Schema = {
        "minimum": field.minimum,
        "maximum": field.maximum,
        "x-unit": field.unit,
        "x-ogc-unit": _UCUM.get(field.unit or ""),
    }
    return {name: limit for name, limit in limits.items() if limit is not None}


def _note(field: Field) -> Schema:
    if field.note is None:
        return {}
    return {"description": field.note.vi, "x-description": {"vi": field.note.vi, "en": field.note.en}}


def _value(field: Field, *, nullable: bool) -> Schema:
    kind = _TYPES[field.kind]
    schema: Schema = {**_titled(field.label), "type": [kind, "null"] if nullable else kind}
    if field.choices:
        empty: list[JsonValue] = [{"type": "null", "title": "–"}] if nullable else []
        listed = _one_of(field.choices)["oneOf"]
        schema["oneOf"] = [*(listed if isinstance(listed, list) else []), *empty]
    if field.kind in _FORMATS:
        schema["format"] = _FORMATS[field.kind]
    if field.sourced:
        schema["x-source-field"] = field.source_field.name
    return {**schema, **_limits(field), **_note(field)}


def _ours(layer: Layer, column: str) -> str:
    """Return what the id or the geometry is called here: a file's own name stays the file's."""
    return f"twin_{column}" if column in layer.by_name else column


def _identity() -> Schema:
    words = Text(vi="Mã đối tượng", en="Feature id")
    return {**_titled(words), "type": "integer", "readOnly": True, "x-ogc-role": "id"}


def _geometry(layer: Layer) -> Schema:
    words = Text(vi="Hình học", en="Geometry")
    return {**_titled(words), "format": _SPATIAL[layer.geometry], "x-ogc-role": "primary-geometry"}


def _in_form(known: Property) -> Schema:
    schema = _value(known.field, nullable=not known.field.required)
    if known.field.required and known.field.kind == "text":
        schema["minLength"] = 1
    if known.read_only:
        schema["readOnly"] = True
    if known.system and known.field.name in _ROLES:
        schema["x-ogc-role"] = _ROLES[known.field.name]
    return schema


def _asked(known: Property) -> Schema:
    schema = _value(known.field, nullable=False)
    if known.field.choices:
        schema["enum"] = [choice.value for choice in known.field.choices]
    return schema


def _head(layer: Layer, identifier: str) -> Schema:
    return {
        "$schema": DIALECT,
        "$id": identifier,
        "type": "object",
        **_titled(layer.title),
        "description": layer.description.vi,
        "x-description": {"vi": layer.description.vi, "en": layer.description.en},
    }


def form_schema(layer: Layer, identifier: str) -> Schema:
    """Return the JSON Schema of what a feature is told with and may be sent with, in the order of a form.

    The id and the geometry have a role (`x-ogc-role`); in GeoJSON they stand beside the properties.
    """
    listed: dict[str, Schema] = {_ours(layer, "id"): _identity()}
    listed |= {known.name: _in_form(known) for known in properties_of(layer)}
    listed[_ours(layer, "geom")] = _geometry(layer)
    for place, schema in enumerate(listed.values(), start=1):
        schema["x-ogc-propertySeq"] = place
    return {
        **_head(layer, identifier),
        "properties": {**listed},
        "required": [field.name for field in layer.all_fields if field.required],
        "additionalProperties": False,
        "x-geometry": list(_GEOMETRIES[layer.geometry]),
        "x-rules": [{"id": rule.id, **_titled(rule.message)} for rule in layer.rules],
    }


def queryables_schema(layer: Layer, identifier: str) -> Schema:
    """Return the JSON Schema of what a filter may name, in the form of OGC API - Features Part 3."""
    properties: Schema = {known.name: _asked(known) for known in properties_of(layer)}
    properties[_ours(layer, "id")] = _identity()
    properties[_ours(layer, "geom")] = _geometry(layer)
    return {**_head(layer, identifier), "properties": properties, "additionalProperties": False}


def sortables_schema(layer: Layer, identifier: str) -> Schema:
    """Return the JSON Schema of what `sortby` may name, in the form of OGC API - Features Part 5."""
    properties: Schema = {known.name: _asked(known) for known in properties_of(layer)}
    properties.setdefault("id", _identity())
    return {**_head(layer, identifier), "properties": properties, "additionalProperties": False}
