"""The programme's records as they stand in the registers, made of the project's own tables."""

from datetime import UTC, date, datetime
from typing import Any

from gis_data import programme
from twin.programme.digest.records import News, Records, Row
from twin.programme.measure import Measure
from twin.programme.measured import Measured, Official, Tally
from twin.programme.measures import measures
from twin.registers import registers
from twin.vocabulary import State

WRITTEN = datetime(2026, 1, 2, 3, tzinfo=UTC)
BODY = {"section": "Phần lời", "section_no": "T", "group": "Phần lời", "group_no": "1"}


def row(register: str, values: dict[str, Any], source: str = "annex") -> Row:
    """Return a record with all its fields: empty cells are unknown."""
    fields = registers()[f"programme_{register}"].all_fields
    typed = {
        field.name: int(value) if field.kind == "integer" and isinstance(value, str) else value
        for field in fields
        if (value := values.get(field.name) or None) is not None
    }
    empty = dict.fromkeys(field.name for field in fields)
    return {**empty, **typed, "key": values.get("key"), "source": source, "updated_at": WRITTEN}


def records(
    *,
    tasks: dict[str, dict[str, Any]] | None = None,
    values: list[dict[str, Any]] | None = None,
    targets: list[dict[str, Any]] | None = None,
    news: dict[str, News] | None = None,
) -> Records:
    """Return the programme as it was decided, with what some tasks hold beside it."""
    changed = tasks or {}
    texts = [BODY | {"no": one["key"][2:]} | one for one in programme.read_text_targets()]
    return Records(
        agencies=[row("agencies", one) for one in programme.read_agencies()],
        tasks=[row("tasks", one | changed.get(one["key"], {})) for one in programme.read_tasks()],
        indicators=[
            *(row("indicators", one) for one in programme.read_indicators()),
            *(row("indicators", one, "text") for one in texts),
        ],
        models=[row("models", one) for one in programme.read_models()],
        targets=[row("targets", one) for one in targets or []],
        values=[row("values", one) for one in values or []],
        news=news or {},
        layer_sources={"alleys": ["Dữ liệu minh họa"]},
    )


def measured(indicator: str, done: int, not_yet: int, unknown: int, day: date) -> Measured:
    """Return what measuring an indicator would find."""
    measure: Measure = measures()[indicator]
    counts: dict[State, int] = {"done": done, "under_way": 0, "not_yet": not_yet, "unknown": unknown}
    number = Tally.of(counts)
    return Measured(
        measure=measure,
        as_of=day,
        number=number,
        length_m=Tally.of(counts) if measure.by_length else None,
        undetermined=0,
        known_share=(done + not_yet) / number.all if number.all else None,
        official=Official(200, "Sổ quản lý ngõ"),
        norms=(),
        silence=None,
    )
