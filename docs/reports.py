"""The text of `docs/reports.md`: what can be asked, and what can be supposed, from the declarations themselves."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docs.markdown import both, row, table
from twin.layers import built_in_layers
from twin.reporting import Inputs, Report
from twin.reporting.whatif import Scenario
from twin.reports import reports
from twin.scenarios import scenarios
from twin.vocabulary import Frozen, Text

REPORTS_TARGET = Path(__file__).parent / "reports.md"

REPORTS_HEAD = """\
# Báo cáo và giả định · Reports and what-ifs

<!-- Made by `python -m docs.tables` from twin/reports and twin/scenarios. Do not edit. -->

Cách hỏi và cách đọc câu trả lời: [hướng dẫn](guide/vi.md#báo-cáo-không-gian). Điều kiện nào cũng bỏ trống được, trừ điều kiện
có dấu *.

How to ask and how to read the answer: [user guide](guide/en.md#spatial-reports). Every input may be left out, but for those
marked *.
"""
_KINDS = {
    "string": Text(vi="chữ", en="text"),
    "integer": Text(vi="số nguyên", en="whole number"),
    "number": Text(vi="số", en="number"),
    "boolean": Text(vi="true / false", en="true / false"),
    "object": Text(vi="đối tượng JSON", en="JSON object"),
}
_DAY = Text(vi="ngày (2026-03-31)", en="day (2026-03-31)")


def _takes(schema: dict[str, Any], known: dict[str, Any]) -> str:
    """Say what an input takes, from its JSON Schema."""
    if "$ref" in schema:
        return _takes(known[schema["$ref"].rpartition("/")[2]], known)
    if options := [one for one in schema.get("anyOf", schema.get("oneOf", ())) if one.get("type") != "null"]:
        return "; ".join(dict.fromkeys(_takes(one, known) for one in options))
    return _takes_plain(schema, known)


def _takes_plain(schema: dict[str, Any], known: dict[str, Any]) -> str:
    if "enum" in schema or "const" in schema:
        return ", ".join(f"`{value}`" for value in schema.get("enum", [schema.get("const")]))
    if schema.get("type") == "array":
        return f"danh sách · list: {_takes(schema.get('items', {}), known)}"
    if schema.get("format") == "date":
        return both(_DAY)
    if schema.get("type") == "object" and "properties" in schema:
        return "{" + ", ".join(f"`{name}`" for name in schema["properties"]) + "}"
    kind = _KINDS.get(schema.get("type", "object"), _KINDS["object"])
    return " ".join(filter(None, (both(kind), _range(schema))))


def _range(schema: dict[str, Any]) -> str:
    bounds = (("exclusiveMinimum", ">"), ("minimum", "≥"), ("exclusiveMaximum", "<"), ("maximum", "≤"))
    return ", ".join(f"{sign} {schema[name]:g}" for name, sign in bounds if schema.get(name) is not None)


def _default(schema: dict[str, Any]) -> str:
    default = schema.get("default")
    return "" if default in (None, [], {}) else f"`{json.dumps(default, ensure_ascii=False)}`"


def _inputs(declared: type[Frozen], *, besides: type[Frozen] | None = None) -> Iterator[str]:
    schema = declared.model_json_schema()
    known, needed = schema.get("$defs", {}), schema.get("required", ())
    left_out = set(besides.model_fields) if besides else set()
    own = {name: one for name, one in schema.get("properties", {}).items() if name not in left_out}
    if not own:
        return
    yield from table("điều kiện · input", "nghĩa · meaning", "nhận gì · takes", "mặc định · default")
    for name, one in own.items():
        mark = "*" if name in needed else ""
        yield row(
            f"`{name}`{mark}", f"{one['title_vi']} · {one['title_en']}", _takes(one, known), _default(one)
        )
    yield ""


def _needs(report: Report) -> str:
    layers = built_in_layers()
    named = (layers[name] for name in report.needed(report.inputs()) if name in layers)
    return ", ".join(f"[{layer.title.vi}](layers.md#{layer.id})" for layer in named)


def _declared(one: Report | Scenario) -> Iterator[str]:
    yield from (f"### {one.id}", "", f"**{both(one.title)}**", "", one.question.vi, "", one.question.en, "")


def _report(report: Report) -> Iterator[str]:
    yield from _declared(report)
    if needs := _needs(report):
        yield from (f"Cần các lớp · Needs the layers: {needs}.", "")
    yield from _inputs(report.inputs, besides=Inputs)


def _scenario(scenario: Scenario) -> Iterator[str]:
    yield from _declared(scenario)
    yield from _inputs(scenario.inputs)


def write_reports() -> str:
    """Return the whole text of `docs/reports.md`."""
    lines = [REPORTS_HEAD, "## Báo cáo · Reports", ""]
    lines += table("báo cáo · report", "tên", "title")
    lines += [row(f"[{one.id}](#{one.id})", one.title.vi, one.title.en) for one in reports().values()]
    lines += ["", "Báo cáo nào cũng nhận · Every report takes:", "", *_inputs(Inputs)]
    for report in reports().values():
        lines += _report(report)
    lines += ["## Giả định · What-ifs", ""]
    lines += table("giả định · what-if", "tên", "title")
    lines += [row(f"[{one.id}](#{one.id})", one.title.vi, one.title.en) for one in scenarios().values()]
    lines += [""]
    for scenario in scenarios().values():
        lines += _scenario(scenario)
    return "\n".join(lines).rstrip() + "\n"
