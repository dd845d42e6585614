"""Writes `docs/layers.md` and `docs/reports.md` from the declarations; a test fails while a file says anything else.

.venv/bin/python -m docs.tables
"""

from collections.abc import Iterator
from pathlib import Path

from docs.markdown import both, row, table
from docs.reports import REPORTS_TARGET, write_reports
from twin.features.exchange.intake.measures import MEASURES
from twin.layers import GROUPS, built_in_layers
from twin.vocabulary import MEASUREMENT_SOURCES, SYSTEM_FIELDS, Choice, Field, Layer, Text

TARGET = Path(__file__).parent / "layers.md"

HEAD = """\
# Các lớp · The layers

<!-- Made by `python -m docs.tables` from twin/layers. Do not edit. -->

Dấu * là thông tin bắt buộc; mọi thông tin khác có thể để trống, nghĩa là chưa rõ. Dấu † là số liệu có thêm trường
`<tên>_source` cho biết số liệu từ đâu. Tên cột trong tệp không phân biệt hoa thường, dấu và dấu câu.

A field marked * is required; any other may be missing, which means unknown. A field marked † is followed by
`<name>_source`, which says where the figure came from. Column names in files are compared without case, marks and
punctuation.
"""
KINDS = {
    "text": Text(vi="chữ", en="text"),
    "integer": Text(vi="số nguyên", en="whole number"),
    "number": Text(vi="số", en="number"),
    "boolean": Text(vi="có / không", en="yes / no"),
    "date": Text(vi="ngày", en="day"),
    "datetime": Text(vi="thời điểm", en="moment"),
    "choice": Text(vi="chọn một", en="one of"),
}


def _listed(choices: tuple[Choice, ...]) -> str:
    return "<br>".join(f"`{choice.value}` {both(choice.label)}" for choice in choices)


def _range(field: Field) -> str:
    unit = f" {field.unit}" if field.unit else ""
    if field.minimum is None and field.maximum is None:
        return unit.strip()
    low, high = (f"{edge:.15g}" if edge is not None else "" for edge in (field.minimum, field.maximum))
    return f"{low} … {high}{unit}"


def _taken(field: Field) -> str:
    """Say what the field takes."""
    if field.choices:
        return _listed(field.choices)
    kind = KINDS[field.kind]
    digits = f"{field.digits} chữ số · {field.digits} digits" if field.digits else ""
    return "<br>".join(filter(None, (both(kind), _range(field), digits)))


def _field(field: Field) -> str:
    mark = ("*" if field.required else "") + ("†" if field.sourced else "")
    label = both(field.label)
    note = f"<br>{both(field.note)}" if field.note else ""
    return row(f"`{field.name}`{mark}", label + note, _taken(field), ", ".join(field.aliases))


def _fields(fields: tuple[Field, ...]) -> list[str]:
    return [
        *table("trường · field", "tên gọi · label", "nhận gì · takes", "tên cột khác · other column names"),
        *map(_field, fields),
    ]


def _layer(layer: Layer) -> Iterator[str]:
    yield from (f"### {layer.id}", "", f"**{both(layer.title)}**", "")
    yield from (layer.description.vi, "", layer.description.en, "")
    osm = " · OpenStreetMap" if layer.osm else ""
    yield from (f"{layer.geometry} · zoom {layer.min_zoom}{osm}", "")
    yield from (*_fields(layer.fields), "")
    if layer.rules:
        yield from (*(f"- {rule.message.vi} {rule.message.en}" for rule in layer.rules), "")


def _contents(layers: list[Layer]) -> list[str]:
    rows = (
        row(f"[{layer.id}](#{layer.id})", layer.title.vi, layer.title.en, layer.geometry) for layer in layers
    )
    return [*table("lớp · layer", "tên", "title", "hình · geometry"), *rows, ""]


def _shared() -> Iterator[str]:
    yield from ("## Lớp nào cũng có · Every layer has", "")
    yield from (*_fields(SYSTEM_FIELDS), "")
    yield from (f"`<tên>_source`, `<name>_source`: {_listed(MEASUREMENT_SOURCES).replace('<br>', ', ')}.", "")


def _measures() -> Iterator[str]:
    yield from ("## Quan trắc · Observations", "")
    yield from table(
        "đại lượng · measure", "tên gọi · label", "tin được · believable", "tên khác · other names"
    )
    for known in MEASURES.values():
        believed = f"{known.minimum:g} … {known.maximum:g} {known.unit}"
        yield row(f"`{known.name}`", both(known.label), believed, ", ".join(known.aliases))
    yield ""


def write_layers() -> str:
    """Return the whole text of `docs/layers.md`."""
    layers = list(built_in_layers().values())
    lines = [HEAD, *_contents(layers)]
    for group in GROUPS:
        held = [layer for layer in layers if layer.group == group.id]
        if held:
            lines += [f"## {both(group.title)}", ""]
        for layer in held:
            lines += _layer(layer)
    return "\n".join([*lines, *_shared(), *_measures()]).rstrip() + "\n"


if __name__ == "__main__":
    TARGET.write_text(write_layers(), encoding="utf8")
    REPORTS_TARGET.write_text(write_reports(), encoding="utf8")
