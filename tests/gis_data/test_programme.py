"""The programme's tables: word for word what the ward resolved, and a reading of ours that fits them."""

import csv
import os
from pathlib import Path

import pytest

from gis_data import programme
from twin.layers import built_in_layers

SAMPLES = os.environ.get("TWIN_SAMPLE_DATA")
ORIGINALS = Path(SAMPLES).parent / "programme" if SAMPLES else None
beside_the_originals = pytest.mark.skipif(
    ORIGINALS is None or not ORIGINALS.is_dir(),
    reason="the programme's own files are not beside TWIN_SAMPLE_DATA",
)


def originals(name: str) -> str:
    assert ORIGINALS is not None
    return (ORIGINALS / name).read_text(encoding="utf-8")


@beside_the_originals
@pytest.mark.parametrize("name", ["tasks", "indicators", "models"])
def test_annexes_are_the_programmes_word_for_word(name: str) -> None:
    assert list(programme.read_rows(name)) == list(csv.DictReader(originals(f"{name}.csv").splitlines()))


@beside_the_originals
@pytest.mark.parametrize("row", programme.read_rows("text_targets"), ids=lambda row: row["key"])
def test_targets_of_the_body_text_stand_in_it(row: dict[str, str]) -> None:
    name, target = row["name"].casefold(), row["target"].casefold()
    sentences = originals("chuong-trinh-hanh-dong.txt").casefold().replace(".", ";").split(";")
    assert any(name in sentence and target in sentence for sentence in sentences)


def test_all_of_it_is_there() -> None:
    tasks = [row["group"] for row in programme.read_tasks()]
    sections = [row["section_no"] for row in programme.read_indicators()]
    assert [tasks.count(group) for group in ("I", "II", "III", "IV")] == [9, 10, 20, 10]
    assert [sections.count(section) for section in ("I", "II")] == [15, 21]
    assert (len(tasks), len(sections)) == (49, 36)
    assert [row["key"] for row in programme.read_models()] == [f"M.{number}" for number in range(1, 10)]
    assert [row["key"] for row in programme.read_text_targets()] == [f"T.{number}" for number in range(1, 7)]


def test_indicators_are_numbered_by_section_group_and_number() -> None:
    names = {row["key"]: row["name"] for row in programme.read_indicators()}
    assert len(names) == 36
    assert names["I.1.1"] == "Phát triển đảng viên mới"
    assert names["I.4.5"].startswith("Cán bộ, công chức, viên chức được tập huấn")
    assert names["II.2.4"] == "Tỷ lệ trẻ em dưới 5 tuổi bị suy dinh dưỡng giảm hàng năm"
    assert names["II.4.3"] == "Đầu tư bể nước phòng cháy chữa cháy, hệ thống PCCC tại các ngõ"


def test_every_key_named_elsewhere_is_there() -> None:
    tasks = {row["key"] for row in programme.read_tasks()}
    models = {row["no"] for row in programme.read_models()}
    served = [*programme.read_indicators(), *programme.read_text_targets()]
    named_tasks = [key for row in served for key in listed(row["tasks"])]
    named_models = [key for row in [*served, *programme.read_tasks()] for key in listed(row["models"])]
    places = programme.read_rows("places")
    assert {*named_tasks, *(row["task"] for row in places)} <= tasks
    assert {row["task"] for row in programme.read_rows("task_models")} <= tasks
    assert set(named_models) == models
    assert {row["layer"] for row in places} <= set(built_in_layers())
    assert {row["indicator"] for row in programme.read_rows("links")} == {row["key"] for row in served}


def test_tasks_that_live_on_the_map_have_a_layer() -> None:
    on_the_map = {"II.3", "III.6", "III.7", "III.8", "III.9", "III.13", "III.14", "III.15", "III.16", "IV.9"}
    assert {row["task"] for row in programme.read_rows("places")} == on_the_map


def listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]
