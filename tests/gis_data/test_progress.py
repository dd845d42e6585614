"""Two years of reports: lawful, told in time, by functions and not persons, and true to what the map said."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq
import pytest
from geopandas.geodataframe import GeoDataFrame

from gis_data import WardManifest
from gis_data.clock import TODAY
from gis_data.programme import read_indicators, read_tasks, read_text_targets
from gis_data.progress.plan import read_progress
from twin.programme.reported import read_reported
from twin.programme.targets import read_target
from twin.registers import registers

Frames = Callable[[str], GeoDataFrame]
Rows = list[dict[str, Any]]
Records = Callable[[str], Rows]
ON_THE_MAP = {"II.3", "III.6", "III.7", "III.8", "III.9", "III.13", "III.14", "III.15", "III.16", "IV.9"}


@pytest.fixture(scope="session")
def entries(manifest: WardManifest, folder: Path) -> Records:
    """All that was ever recorded in a register."""
    return cache(lambda register: pq.read_table(folder / manifest.records[register].path).to_pylist())


@pytest.fixture(scope="session")
def current(entries: Records) -> Records:
    return cache(lambda register: [row for row in entries(register) if row["recorded_to"] is None])


@pytest.mark.parametrize(
    "register", ["programme_tasks", "programme_updates", "programme_targets", "programme_values"]
)
def test_every_record_is_one_that_its_register_takes(entries: Records, register: str) -> None:
    fields = registers()[register].by_name
    for row in entries(register):
        for name in row.keys() & fields.keys():
            choices = {choice.value for choice in fields[name].choices}
            assert row[name] is not None or not fields[name].required or register == "programme_tasks", row
            assert row[name] is None or not choices or row[name] in choices, row
        if "percent" in fields:
            assert row["percent"] is None or 0 <= row["percent"] <= 100
            assert row["status"] != "done" or row["percent"] in {None, 100}


def test_all_is_told_in_time_and_of_what_the_programme_holds(current: Records) -> None:
    tasks = {row["key"] for row in read_tasks()}
    indicators = {row["key"] for row in (*read_indicators(), *read_text_targets())}
    assert {row["external_id"] for row in current("programme_tasks")} == tasks
    assert {row["task"] for row in current("programme_updates")} == tasks
    assert {row["indicator"] for row in current("programme_targets")} == indicators
    assert {row["indicator"] for row in current("programme_values")} <= indicators
    for row in current("programme_updates"):
        assert row["reported_on"] <= row["updated_at"].date() <= TODAY.date()
    ids = [row["external_id"] for row in current("programme_updates")]
    assert len(set(ids)) == len(ids)


def test_tasks_on_the_map_are_reported_weekly_and_the_others_less_often(current: Records) -> None:
    days: dict[str, list[date]] = {}
    for row in current("programme_updates"):
        days.setdefault(row["task"], []).append(row["reported_on"])
    weekly = {task for task, told in days.items() if len(told) > 90}
    assert weekly == ON_THE_MAP
    for told in days.values():
        assert min(told) < date(2024, 11, 1)
        assert min((b - a for a, b in zip(sorted(told), sorted(told)[1:], strict=False))) >= timedelta(days=7)
    silent = {task for task, told in days.items() if max(told) < TODAY.date() - timedelta(days=92)}
    assert 3 <= len(silent) <= 6


def test_flooding_is_reported_as_the_map_had_it(current: Records, history: Frames, frames: Frames) -> None:
    """Counted anew from the register's own history, without the generator's look-up."""
    told = history("flood_spots")
    for row in [row for row in current("programme_updates") if row["task"] == "III.8"][::10]:
        noon = pd.Timestamp(row["reported_on"], tz="+07:00") + pd.Timedelta(hours=14)
        then = told[
            (told["updated_at"] <= noon) & (told["recorded_to"].isna() | (told["recorded_to"] > noon))
        ]
        unchanged = frames("flood_spots")[~frames("flood_spots")["external_id"].isin(told["external_id"])]
        resolved = (then["status"] == "resolved").sum() + (unchanged["status"] == "resolved").sum()
        assert row["text"].startswith(f"Đã xử lý xong {resolved}/{len(frames('flood_spots'))} ")
        assert row["percent"] in {None, 100 * resolved // len(frames("flood_spots"))}


def test_a_task_stands_where_its_newest_update_says(current: Records) -> None:
    newest = {
        row["task"]: row for row in sorted(current("programme_updates"), key=lambda row: row["reported_on"])
    }
    for task in current("programme_tasks"):
        update = newest[task["external_id"]]
        assert task["status"] == update["status"]
        assert update["percent"] in {None, task["percent"]}


def test_reports_name_functions_and_leave_gaps(current: Records) -> None:
    tasks = current("programme_tasks")
    first_words = {task["officer"].split()[0] for task in tasks if task["officer"]}
    assert first_words <= {"Trưởng", "Phó", "Chủ", "Chánh", "Giám", "Bí"}
    for field in ("officer", "authority", "responsibility"):
        filled = sum(task[field] is not None for task in tasks)
        assert 0.2 * len(tasks) < filled < 0.8 * len(tasks), field
    assert {row["reporter"].split()[:2] == ["Chuyên", "viên"] for row in current("programme_updates")} == {
        True
    }


def test_targets_and_values_are_written_so_that_they_can_be_read(current: Records) -> None:
    units = {row["key"]: row["unit"] for row in (*read_indicators(), *read_text_targets())}
    assert all(read_target(row["target"]).written == row["target"] for row in current("programme_targets"))
    for row in current("programme_values"):
        assert read_reported(row["value"], unit=units[row["indicator"]]).known, row


def test_some_values_say_more_than_the_map_and_some_are_missing(current: Records, frames: Frames) -> None:
    last = {
        row["indicator"]: row for row in sorted(current("programme_values"), key=lambda row: row["as_of"])
    }
    spaces, alleys = frames("green_spaces"), frames("alleys")
    fitted = round(100 * (spaces["fitness_equipment"] == "yes").mean(), 1)
    renovated = round(100 * (alleys["renovation"] == "done").mean(), 1)
    assert read_reported(last["II.4.1"]["value"]).number == pytest.approx(fitted)
    number = read_reported(last["II.4.2"]["value"]).number
    assert number is not None
    assert float(number) - renovated == pytest.approx(8, abs=0.2)
    assert last["II.4.3"]["as_of"] < TODAY.date() - timedelta(days=60)
    assert set(read_progress().indicators) >= last.keys()
