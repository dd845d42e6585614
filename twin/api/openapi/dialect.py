"""The same description in the words of OpenAPI 3.0, which OGC API - Features asks for.

3.0 knows `nullable` instead of a type of null, one type instead of several, and neither `const` nor `prefixItems`.
"""

from typing import Any

from twin.api.openapi.schemas import Document

NEWER, OLDER = "3.1.0", "3.0.3"
_NULL = {"type": "null"}


def as_older(document: Document) -> Document:
    """Return an OpenAPI 3.1 document as one of 3.0."""
    older: Document = _older(document)
    return {**older, "openapi": OLDER}


def _older(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_older(part) for part in schema]
    if not isinstance(schema, dict):
        return schema
    old = {key: _older(value) for key, value in schema.items()}
    if "const" in old:
        old["enum"] = [old.pop("const")]
    if "prefixItems" in old:
        parts = old.pop("prefixItems")
        old["items"] = parts[0] if parts else {}
    return _nullable(_typed(old))


def _typed(schema: Document) -> Document:
    """Write several types as 3.0 can: one that may be null, or a choice."""
    kinds = schema.get("type")
    if not isinstance(kinds, list):
        return schema
    kept = {key: value for key, value in schema.items() if key != "type"}
    rest = [kind for kind in kinds if kind != "null"]
    if "null" in kinds:
        kept["nullable"] = True
    return (
        {**kept, "type": rest[0]} if len(rest) == 1 else {**kept, "anyOf": [{"type": kind} for kind in rest]}
    )


def _nullable(schema: Document) -> Document:
    choices = schema.get("anyOf")
    if not isinstance(choices, list) or _NULL not in choices:
        return schema
    rest = [choice for choice in choices if choice != _NULL]
    kept = {key: value for key, value in schema.items() if key != "anyOf"}
    if len(rest) == 1 and "$ref" not in rest[0]:
        return {**kept, **rest[0], "nullable": True}
    return {**kept, "anyOf" if len(rest) > 1 else "allOf": rest, "nullable": True}
