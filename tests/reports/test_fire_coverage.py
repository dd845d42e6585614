"""Fire coverage on the demonstration ward: sums, assumptions and the norm in force."""

import pytest

from tests.conftest import Ward
from tests.reports.asking import ask, run
from twin.errors import NotFoundError

STATES = ("covered", "uncovered", "unknown")


def test_every_building_is_in_one_state_and_in_the_sums_of_its_group(ward: Ward) -> None:
    told = ask(ward, "fire_coverage", open_streets=True)
    counts = [told.figures[f"{state}_buildings"] for state in STATES]
    assert sum(counts) == told.figures["buildings"]
    assert all(counts)
    inside = sum(row["group"] is not None for row in told.rows("buildings"))
    assert sum(row["buildings"] for row in told.rows("groups")) == inside
    assert sum(row["buildings"] for row in told.rows("reasons")) == counts[1] + counts[2]


def test_what_is_assumed_only_ever_covers_more_and_is_said(ward: Ward) -> None:
    strict, free = (ask(ward, "fire_coverage", open_streets=assumed) for assumed in (False, True))
    assert strict.figures["covered_buildings"] <= free.figures["covered_buildings"]
    assert len(free.whole["notes"]) == len(strict.whole["notes"]) + 1


def test_a_longer_hose_never_covers_less(ward: Ward) -> None:
    covered = [
        ask(ward, "fire_coverage", hose_m=hose, open_streets=True).figures["covered_buildings"]
        for hose in (50, 200, 600)
    ]
    assert covered == sorted(covered)
    assert covered[0] < covered[-1]


def test_the_radius_is_that_of_the_norm_in_force(ward: Ward) -> None:
    now, before = (ask(ward, "fire_coverage", norm_as_of=day) for day in ("2026-01-01", "2023-06-01"))
    assert before.figures["radius_yes"] < now.figures["radius_yes"]
    radii = {norm["id"]: norm["values"] for norm in before.whole["norms"]}
    assert radii["fire_radius_engine"] == [200]
    with pytest.raises(NotFoundError, match="fire_radius_engine"):
        run(ward, "fire_coverage", norm_as_of="2020-01-01")
