import pytest

from gis_data import programme
from twin.programme.gaps import PARTS, find_gaps

WHOLE = {
    "officer": "Nguyễn Văn A", "name": "Tăng cường PCCC", "period": "2026", "product": "Kế hoạch", "lead": "UBND",
    "responsibility": "Chủ trì", "authority": "Chủ tịch UBND", "outcome": "An toàn dân cư",
}  # fmt: skip
NEEDED = ["person", "work", "time", "product", "responsibility", "authority", "effect"]


def parts_lacking(task: dict[str, object]) -> list[str]:
    return [gap.part.id for gap in find_gaps(task)]


def test_seven_parts_are_asked_for() -> None:
    assert [part.id for part in PARTS] == NEEDED
    assert parts_lacking({}) == NEEDED


@pytest.mark.parametrize(
    ("changed", "lacking"),
    [
        ({}, []), ({"officer": None}, ["person"]), ({"officer": " - "}, ["person"]), ({"name": ""}, ["work"]), ({"period": None}, ["time"]),
        ({"period": None, "ends_on": "2026-12-31"}, []), ({"product": None}, ["product"]), ({"lead": None}, ["responsibility"]),
        ({"responsibility": "chưa có"}, ["responsibility"]), ({"authority": None}, ["authority"]), ({"outcome": None}, ["effect"]),
    ],
)  # fmt: skip
def test_each_part_is_said_by_its_fields(changed: dict[str, object], lacking: list[str]) -> None:
    assert parts_lacking({**WHOLE, **changed}) == lacking


def test_a_gap_names_the_fields_to_fill() -> None:
    [gap] = find_gaps({**WHOLE, "lead": None, "responsibility": None})
    assert gap.fields == ("lead", "responsibility")
    [gap] = find_gaps({**WHOLE, "responsibility": None})
    assert gap.fields == ("responsibility",)


@pytest.mark.parametrize("row", programme.read_tasks(), ids=lambda row: row["key"])
def test_as_resolved_every_task_lacks_person_responsibility_and_authority(row: dict[str, object]) -> None:
    assert parts_lacking(row) == ["person", "responsibility", "authority"]
