"""New tanks on the demonstration ward: as good as any choice, and what is promised is what the what-if covers."""

import itertools
from typing import Any

import numpy as np
import pytest

from tests.conftest import Ward
from tests.reports.asking import Told, ask, run
from twin.errors import BadInputError, NotFoundError

OPEN = {"open_streets": True}


@pytest.fixture(scope="module")
def told(ward: Ward) -> Told:
    return ask(ward, "fire_siting", places=5, **OPEN)


def supposed(*places: tuple[float, float]) -> list[dict[str, Any]]:
    points = {"type": "MultiPoint", "coordinates": [list(place) for place in places]}
    return [{"scenario": "new_fire_water", "inputs": {"sources": [{"at": points}]}}]


def covered(ward: Ward, *places: tuple[float, float]) -> set[int]:
    what_if = supposed(*places) if places else []
    drawn = ask(ward, "fire_coverage", what_if=what_if, **OPEN).drawn("covered_buildings")
    return {number for number, one in drawn.items() if one["result"] == "covered"}


def test_the_choice_is_proven_and_its_curve_adds_up(told: Told) -> None:
    curve = told.rows("curve")
    assert [row["tanks"] for row in curve] == [1, 2, 3, 4, 5]
    assert all(row["gap"] == 0 and row["value"] == pytest.approx(row["bound"]) for row in curve)
    assert [row["added"] > 0 for row in curve] == [True] * 5
    places = told.rows("places")
    assert sum(row["people"] for row in places) == pytest.approx(curve[-1]["people"])
    assert places[-1]["buildings_sum"] == told.figures["covered"] == curve[-1]["buildings"]
    drawn = [one["state"] for one in told.drawn("needs_of_water").values()]
    assert drawn.count("chosen") == told.figures["covered"]
    assert len(drawn) == told.figures["needs"]
    assert told.figures["coverable"] == drawn.count("chosen") + drawn.count("coverable")
    assert len(told.rows("fewest")) == told.figures["fewest"] == told.figures["fewest_bound"]
    assert told.rows("fewest")[-1]["buildings_sum"] == told.figures["coverable"]
    never = sum(row["buildings"] for row in told.rows("never"))
    assert never + told.figures["coverable"] == told.figures["needs"]


def test_the_same_places_as_a_what_if_cover_what_was_promised(ward: Ward, told: Told) -> None:
    places = [(row["longitude"], row["latitude"]) for row in told.rows("places")]
    promised = {n for n, one in told.drawn("needs_of_water").items() if one["state"] == "chosen"}
    before, after = covered(ward), covered(ward, *places)
    assert not promised & before
    assert promised <= after
    # Of what nobody knows some more may turn out to be covered; of what was surely without water nothing does.
    assert not (after - before - promised) & set(told.drawn("needs_of_water"))


def test_no_two_of_a_few_candidates_serve_more(ward: Ward, told: Told) -> None:
    some = [(row["longitude"], row["latitude"]) for row in told.rows("fewest")[:4]]
    drawn = {"type": "MultiPoint", "coordinates": [list(place) for place in some]}
    chosen = ask(ward, "fire_siting", places=2, drawn=drawn, weigh_by="buildings", **OPEN)
    assert chosen.figures["candidates"] == 4
    before = covered(ward)
    uncovered = set(told.drawn("needs_of_water"))
    each = {place: (covered(ward, place) - before) & uncovered for place in some}
    pairs = (len(each[one] | each[other]) for one, other in itertools.combinations(some, 2))
    assert chosen.figures["covered"] == max(pairs) == chosen.figures["bound"]


def test_no_other_choice_beats_the_bound(ward: Ward, told: Told) -> None:
    """Places drawn at random, and by hand the best of each of many small sets, serve no more than the bound."""
    random = np.random.default_rng(175)
    rows = told.rows("fewest")
    bound = told.rows("curve")[-1]["bound"]
    for _ in range(3):
        some = [rows[n] for n in random.choice(len(rows), 8, replace=False)]
        points = [[row["longitude"], row["latitude"]] for row in some]
        drawn = {"type": "MultiPoint", "coordinates": points}
        other = ask(ward, "fire_siting", places=5, drawn=drawn, **OPEN)
        assert 0 < other.figures["bound"] <= bound + 1e-6


def test_a_layer_may_offer_the_candidates(ward: Ward, told: Told) -> None:
    offered = ask(ward, "fire_siting", places=3, layer="green_spaces", **OPEN)
    assert 0 < offered.figures["candidates"] < told.figures["candidates"]
    assert 0 < offered.figures["covered"] <= offered.figures["needs"]
    assert all(row["name"] for row in offered.rows("places"))


def test_more_places_than_candidates_and_no_candidates_are_said_in_words(ward: Ward, told: Told) -> None:
    near, far = (
        {"type": "Point", "coordinates": [told.rows("places")[n][side] for side in ("longitude", "latitude")]}
        for n in (0, 4)
    )
    few = ask(ward, "fire_siting", places=5, drawn=near, **OPEN)
    assert (few.figures["candidates"], few.figures["chosen"]) == (1, 1)
    assert any("there are 1 candidates" in note["en"] for note in few.whole["notes"])
    elsewhere = ask(ward, "fire_siting", drawn=far, area={"shape": near, "buffer_m": 100}, **OPEN)
    assert (elsewhere.figures["candidates"], elsewhere.figures["chosen"]) == (0, 0)
    assert elsewhere.figures["needs"] > 0
    assert any("no candidate within" in note["en"] for note in elsewhere.whole["notes"])
    on_a_main_street = {"shape": {"type": "Point", "coordinates": [105.7929, 21.0186]}, "buffer_m": 5}
    covered_already = ask(ward, "fire_siting", hose_m=2000, area=on_a_main_street, **OPEN)
    assert covered_already.figures["needs"] in {0, None}
    assert any("no building left" in note["en"] for note in covered_already.whole["notes"])


def test_without_knowing_where_engines_go_nothing_is_promised(ward: Ward) -> None:
    strict = ask(ward, "fire_siting")
    assert strict.figures["chosen"] == strict.figures["covered"] == 0
    assert strict.at_most["coverable"] > 0
    assert {row["state"] for row in strict.rows("never")} == {"unknown", "no_engine"}
    assert any("survey" in note["en"] for note in strict.whole["notes"])


@pytest.mark.parametrize(
    ("inputs", "refusal"),
    [
        ({"places": 0}, BadInputError),
        ({"places": 101}, BadInputError),
        ({"spacing_m": 1}, BadInputError),
        ({"layer": "no_such_layer"}, NotFoundError),
        ({"drawn": {"type": "Point", "coordinates": [100.0, 10.0]}}, BadInputError),
        ({"drawn": {"type": "Point"}}, BadInputError),
        ({"drawn": {"type": "LineString", "coordinates": [[105.79, 21.01], [105.80, 21.01]]}}, BadInputError),
        ({"drawn": {"type": "Point", "coordinates": [105.79, 21.01]}, "layer": "schools"}, BadInputError),
    ],
)
def test_nonsense_is_refused(ward: Ward, inputs: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        run(ward, "fire_siting", **inputs)
