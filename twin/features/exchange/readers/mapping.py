"""Which column of a file fills which field of a layer, and what happens to the rest.

A column is recognised by the field's name, label or alias, whatever its case, marks and punctuation; a unit in
brackets is passed over; a Shapefile's ten letters are completed. A person's word (`mapping`) comes first.
Columns that go nowhere are listed with the reason.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from twin.errors import BadInputError
from twin.features.exchange.batches import EXTERNAL_ID, MappedColumn
from twin.features.exchange.folding import fold_name
from twin.features.exchange.readers.faults import name_field, quote
from twin.features.exchange.shortening import LONGEST, shorten
from twin.vocabulary import SYSTEM_FIELDS, Field, Layer, Text

FILLED_SYSTEM_FIELDS = ("source", "valid_from", "valid_to")
"""System fields that a file may fill; the twin stamps the others itself."""

_BRACKETS = re.compile(r"[(\[][^)\]]*[)\]]")
_SHORTEST_STEM = 8
_STAMPED = Text(vi="hệ thống tự ghi", en="stamped by the twin itself")
_NOTHING = Text(vi="không khớp trường nào", en="like no field")
_LEFT_OUT = Text(vi="bỏ theo yêu cầu", en="left out as told")
_SAID = Text(vi="do người nhập chỉ định", en="as told")


def map_columns(
    columns: Sequence[str],
    layer: Layer,
    said: Mapping[str, str],
    *,
    taken: Mapping[str, Text],
    is_short: bool,
) -> tuple[MappedColumn, ...]:
    """Return where every column goes, in the file's order.

    `taken` are columns that serve otherwise (coordinates), with the reason; `is_short` says that the format
    cuts names to ten letters. Raises `BadInputError` for a mapping that names no column or no field, and for
    required fields that nothing fills.
    """
    _require_sensible(said, columns, layer)
    found = {
        column: MappedColumn(column, name or None, _SAID if name else _LEFT_OUT)
        for column, name in said.items()
    }
    found |= {column: MappedColumn(column, None, how) for column, how in taken.items() if column not in found}
    for rank in range(len(_RANKS)):
        _map_rank(
            rank, [column for column in columns if column not in found], layer, found, is_short=is_short
        )
    mapped = tuple(found.get(column, MappedColumn(column, None, _reason(column))) for column in columns)
    require_fields(layer, mapped)
    return mapped


def _map_rank(
    rank: int, columns: Sequence[str], layer: Layer, found: dict[str, MappedColumn], *, is_short: bool
) -> None:
    """Map the columns that are known in one way, to fields that are still free."""
    known = {name: (field, how) for field, name, how in _names(rank, layer, columns, is_short=is_short)}
    for column in columns:
        target, how = known.get(_RANKS[rank](column), (None, None))
        if target is None or how is None:
            continue
        first = next((other.column for other in found.values() if other.field == target), None)
        found[column] = (
            MappedColumn(column, target, how) if first is None else _doubled(column, target, first)
        )


def _doubled(column: str, target: str, first: str) -> MappedColumn:
    why = Text(
        vi=f"trường {target} đã lấy từ cột {quote(first)}",
        en=f"field {target} is filled by column {quote(first)}",
    )
    return MappedColumn(column, None, why)


def _exact(name: str) -> str:
    return name


def _without_brackets(name: str) -> str:
    return fold_name(_BRACKETS.sub(" ", name))


def _lower(name: str) -> str:
    return name.lower()


_RANKS = (_exact, _lower, fold_name, _without_brackets, _lower)
_SHORT_RANK = len(_RANKS) - 1


def _names(
    rank: int, layer: Layer, columns: Sequence[str], *, is_short: bool
) -> Iterator[tuple[str, str, Text]]:
    """Give (field, name under this rank, why), worst first so that the better overwrite."""
    if rank == _SHORT_RANK:
        yield from _short_names(layer, columns) if is_short else ()
        return
    fold = _RANKS[rank]
    for field in reversed(fields_of(layer)):
        words = [*reversed(field.aliases), field.label.en, field.label.vi] if rank > 1 else []
        for word in words:
            yield field.name, fold(word), Text(vi=f"tên gọi khác {quote(word)}", en=f"known as {quote(word)}")
        yield field.name, fold(field.name), Text(vi="cùng tên", en="the same name")


def _short_names(layer: Layer, columns: Sequence[str]) -> Iterator[tuple[str, str, Text]]:
    """Give the ten letters that a Shapefile leaves of a name, where they belong to one field only."""
    fields = fields_of(layer)
    how = Text(vi="tên bị Shapefile cắt còn 10 chữ", en="a name cut to ten letters by Shapefile")
    for name, short in shorten([EXTERNAL_ID, *(field.name for field in fields)]).items():
        yield name, short.lower(), how
    for column in columns:
        stem = fold_name(column)
        if len(column) < LONGEST or len(stem) < _SHORTEST_STEM:
            continue
        owners = {
            field.name for field in fields if any(fold_name(word).startswith(stem) for word in _words(field))
        }
        if len(owners) == 1:
            yield owners.pop(), column.lower(), how


def _words(field: Field) -> tuple[str, ...]:
    return (field.name, field.label.vi, field.label.en, *field.aliases)


def fields_of(layer: Layer) -> list[Field]:
    """Return every field that a file may fill: the layer's own, then external id, source and valid time."""
    system = [field for field in SYSTEM_FIELDS if field.name in {EXTERNAL_ID, *FILLED_SYSTEM_FIELDS}]
    return [*layer.all_fields, *(field for field in system if field.name not in layer.by_name)]


def _reason(column: str) -> Text:
    stamped = {field.name for field in SYSTEM_FIELDS} - {EXTERNAL_ID, *FILLED_SYSTEM_FIELDS}
    return _STAMPED if column in stamped else _NOTHING


def _require_sensible(said: Mapping[str, str], columns: Sequence[str], layer: Layer) -> None:
    names = {field.name for field in fields_of(layer)}
    for column, name in said.items():
        if column not in columns:
            raise BadInputError(
                vi=f"Tệp không có cột {quote(column)}. Các cột: {', '.join(columns)}.",
                en=f"The file has no column {quote(column)}. Its columns: {', '.join(columns)}.",
            )
        if name and name not in names:
            raise BadInputError(
                vi=f"Lớp {layer.id} không có trường {quote(name)}. Các trường: {', '.join(sorted(names))}.",
                en=f"Layer {layer.id} has no field {quote(name)}. Its fields: {', '.join(sorted(names))}.",
            )


def require_fields(layer: Layer, mapped: Sequence[MappedColumn]) -> None:
    """Raise `BadInputError` where a required field is filled by no column, naming the columns left over."""
    filled = {column.field for column in mapped}
    missing = [field for field in layer.all_fields if field.required and field.name not in filled]
    if not missing:
        return
    left = ", ".join(column.column for column in mapped if column.field is None) or "-"
    example = f"--map COLUMN={missing[0].name}"
    raise BadInputError(
        vi=f"Tệp thiếu cột cho trường bắt buộc: {', '.join(name_field(field).vi for field in missing)}. "
        f"Các cột chưa dùng: {left}. Nếu một trong số đó chính là trường này, hãy nói bằng {example}.",
        en=f"No column fills the required fields: {', '.join(name_field(field).en for field in missing)}. "
        f"Columns not used: {left}. If one of them is it, say so with {example}.",
    )
