"""Arrow columns in the few types that the rest of reading knows."""

import pyarrow as pa


def plain_field(field: pa.Field) -> pa.Field:
    """Return a field without metadata, of a type that the rest knows: no extension, no large or view types."""
    return pa.field(field.name, plain_type(field.type))


def plain_type(kind: pa.DataType) -> pa.DataType:
    """Return the plain type behind an extension, and the 32-bit form of text and bytes."""
    if isinstance(kind, pa.BaseExtensionType):
        return plain_type(kind.storage_type)
    if pa.types.is_large_string(kind) or pa.types.is_string_view(kind):
        return pa.string()
    if pa.types.is_large_binary(kind) or pa.types.is_binary_view(kind):
        return pa.binary()
    return kind


def plain_array(values: pa.Array) -> pa.Array:
    """Return an array in its plain type."""
    storage = values.storage if isinstance(values, pa.ExtensionArray) else values
    wanted = plain_type(storage.type)
    return storage if storage.type == wanted else storage.cast(wanted)
