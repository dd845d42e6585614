"""JSON Schemas of a layer: of the form that fills a feature in, and of what may be asked of its collection.

Titles are Vietnamese; both languages stand under `x-title`. A field that is not required also takes null:
unknown. `x-source-field` names the field that says where a measurement came from.
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
    limits: Schema = {"minimum": field.minimum, "maximum": field.maximum, "x-unit": field.unit}
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


def _in_form(known: Property) -> Schema:
    schema = _value(known.field, nullable=not known.field.required)
    if known.field.required and known.field.kind == "text":
        schema["minLength"] = 1
    if known.read_only:
        schema["readOnly"] = True
    return schema


def _head(layer: Layer, identifier: str) -> Schema:
    return {"$schema": DIALECT, "$id": identifier, "type": "object", **_titled(layer.title)}


def form_schema(layer: Layer, identifier: str) -> Schema:
    """Return the JSON Schema of a feature's properties, as a form shows and `edit` accepts them."""
    return {
        **_head(layer, identifier),
        "description": layer.description.vi,
        "x-description": {"vi": layer.description.vi, "en": layer.description.en},
        "properties": {known.name: _in_form(known) for known in properties_of(layer)},
        "required": [field.name for field in layer.all_fields if field.required],
        "additionalProperties": False,
        "x-geometry": list(_GEOMETRIES[layer.geometry]),
        "x-rules": [{"id": rule.id, **_titled(rule.message)} for rule in layer.rules],
    }


def queryables_schema(layer: Layer, identifier: str) -> Schema:
    """Return the JSON Schema of what a filter may name, in the form of OGC API - Features Part 3."""
    kind = "any" if layer.geometry == "Geometry" else layer.geometry.lower()
    geometry = _titled(Text(vi="Hình học", en="Geometry"))
    properties: Schema = {known.name: _value(known.field, nullable=False) for known in properties_of(layer)}
    properties["geom"] = {**geometry, "format": f"geometry-{kind}"}
    return {**_head(layer, identifier), "properties": properties, "additionalProperties": False}
