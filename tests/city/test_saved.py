"""Saved what-ifs: kept by name, changed, combined, removed and brought back, and never in the way of a run."""

from typing import Any

import pytest

from twin.access import User, machine_owner
from twin.city.asking import hold_inputs
from twin.city.running import find_report, read_inputs
from twin.city.saved import (
    MOST_STEPS,
    Draft,
    Saved,
    change,
    find_saved,
    history_of,
    list_saved,
    remove,
    resolve,
    restore,
    save,
)
from twin.errors import (
    BadInputError,
    ConflictError,
    ForbiddenError,
    NotFoundError,
    PreconditionFailedError,
    TwinError,
)
from twin.reporting import Step
from twin.store.database import Connection

USER, OTHER = machine_owner("biên tập"), machine_owner("người khác")
RAIN: dict[str, Any] = {"scenario": "rain", "inputs": {"depth_mm": 100}}
WIDER: dict[str, Any] = {"scenario": "widened_alleys", "inputs": {"width_m": 4, "streets": ["Trung Kính"]}}


@pytest.fixture
def held(scratch: Connection) -> Connection:
    """A transaction that is open already, so that what is written in it never happened."""
    scratch.execute("SELECT")
    return scratch


def draft(name: str, *steps: dict[str, Any], note: str | None = None) -> Draft:
    return hold_inputs(Draft, {"name": name, "note": note, "what_if": list(steps)})


def said(saved: Saved) -> list[dict[str, Any]]:
    return [step.model_dump(mode="json") for step in saved.steps]


def test_every_version_and_its_writer_is_kept(held: Connection) -> None:
    first = save(held, USER, draft("Mưa lớn", RAIN, note="theo Sở"))
    second = change(held, OTHER, first.id, frozenset([1]), draft("Mưa và ngõ", RAIN, WIDER))
    gone = remove(held, USER, first.id, frozenset([2]))
    assert (second.version, gone.version, gone.removed) == (2, 3, True)
    assert list_saved(held, USER) == ()
    assert find_saved(held, USER, "MƯA VÀ NGÕ", removed=True).id == first.id
    back = restore(held, USER, first.id, 1)
    assert (back.version, back.name, back.note, said(back)) == (4, "Mưa lớn", "theo Sở", [RAIN])
    versions = history_of(held, USER, first.id)
    assert [(one.version, one.written_by) for one in versions] == [
        (4, "biên tập"), (3, "biên tập"), (2, "người khác"), (1, "biên tập"),
    ]  # fmt: skip
    assert find_saved(held, USER, " mưa LỚN ") == find_saved(held, USER, str(first.id)) == back


def test_saved_ones_are_copied_and_combined_by_their_steps(held: Connection) -> None:
    rain = save(held, USER, draft("mưa", RAIN))
    save(held, USER, draft("ngõ", WIDER))
    both = save(held, USER, draft("cả hai", {"saved": "ngõ"}, {"saved": "mưa"}, RAIN))
    assert said(both) == [WIDER, RAIN, RAIN]
    remove(held, USER, rain.id)
    assert said(find_saved(held, USER, "cả hai")) == [WIDER, RAIN, RAIN]


def test_inputs_that_name_a_saved_one_become_its_steps(held: Connection) -> None:
    save(held, USER, draft("mưa", RAIN))
    report = find_report("rain_activation")
    asked = read_inputs(report, {"what_if": [WIDER, {"saved": "Mưa"}], "intensity_mm_h": 50})
    found = resolve(held, USER, asked)
    assert found == read_inputs(report, {"what_if": [WIDER, RAIN], "intensity_mm_h": 50})
    assert all(isinstance(step, Step) for step in found.what_if)
    with pytest.raises(NotFoundError, match="mưa"):
        resolve(held, USER, read_inputs(report, {"what_if": [{"saved": "nắng"}]}))


@pytest.mark.parametrize(
    ("asked", "error"),
    [
        ({}, BadInputError),
        ({"name": "", "what_if": [RAIN]}, BadInputError),
        ({"name": "  ", "what_if": [RAIN]}, BadInputError),
        ({"name": "MƯA", "what_if": [RAIN]}, ConflictError),
        ({"name": "mới", "what_if": []}, BadInputError),
        ({"name": "mới", "what_if": [RAIN] * (MOST_STEPS + 1)}, BadInputError),
        ({"name": "mới", "what_if": [*([RAIN] * (MOST_STEPS - 1)), {"saved": "cả hai"}]}, BadInputError),
        ({"name": "mới", "what_if": [{"saved": "nắng"}]}, NotFoundError),
        ({"name": "mới", "what_if": [{"scenario": "sun"}]}, NotFoundError),
        ({"name": "mới", "what_if": [{"scenario": "rain", "inputs": {}}]}, BadInputError),
        ({"name": "mới", "what_if": [{"scenario": "rain", "saved": "mưa"}]}, BadInputError),
        ({"name": "mới", "what_if": ["mưa"]}, BadInputError),
        ({"name": "mới", "what_if": [RAIN], "more": 1}, BadInputError),
    ],
)  # fmt: skip
def test_nonsense_is_refused_and_nothing_is_kept(
    held: Connection, asked: dict[str, Any], error: type[TwinError]
) -> None:
    save(held, USER, draft("mưa", RAIN))
    save(held, USER, draft("cả hai", RAIN, WIDER))
    before = list_saved(held, USER)
    with pytest.raises(error) as refused:
        save(held, USER, hold_inputs(Draft, asked))
    assert refused.value.text.vi != refused.value.text.en
    assert list_saved(held, USER) == before


def test_who_saw_another_version_or_may_not_write_is_told(held: Connection) -> None:
    rain = save(held, USER, draft("mưa", RAIN))
    other = save(held, USER, draft("ngõ", WIDER))
    reader = User("người xem", frozenset({"viewer"}))
    with pytest.raises(PreconditionFailedError):
        change(held, USER, rain.id, frozenset([7]), draft("mưa", WIDER))
    with pytest.raises(ForbiddenError):
        save(held, reader, draft("nắng", RAIN))
    with pytest.raises(ConflictError):
        change(held, USER, other.id, None, draft("Mưa", WIDER))
    remove(held, USER, other.id)
    with pytest.raises(NotFoundError):
        remove(held, USER, other.id)
    with pytest.raises(NotFoundError):
        restore(held, USER, other.id, 2)
    save(held, USER, draft("ngõ", WIDER))
    with pytest.raises(ConflictError):
        restore(held, USER, other.id, 1)
    assert find_saved(held, reader, "mưa").version == 1
