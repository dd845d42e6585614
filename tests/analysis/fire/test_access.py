"""Where an engine cannot go, where it cannot turn, and what lies too far from it."""

import networkx as nx
import numpy as np
import pytest
import shapely
from hypothesis import given

from tests.analysis.fire.towns import RULE, Town, towns
from tests.analysis.network.plans import UNHURRIED, shapes_of
from twin.analysis.certainty import Truth
from twin.analysis.fire.access import Obstacle, judge_access, judge_nearness
from twin.analysis.fire.dead_ends import DeadEnds, Turning, find_dead_ends
from twin.analysis.fire.streets import Fact, Streets, Ways, lay_streets

YES, NO, UNKNOWN = Truth.YES, Truth.NO, Truth.UNKNOWN
STREET = [(0, 0), (100, 0), (200, 0), (300, 0)]
ALLEY = [(100, 0), (100, 60), (100, 100)]
SIDE = [(100, 60), (140, 60)]


def streets(  # noqa: PLR0913 - what differs from case to case
    alley: float,
    side: float = 1.0,
    *,
    headroom: float = 9.0,
    entry: Truth = YES,
    street: float = 9.0,
    closed: int | None = None,
) -> Streets:
    """A street, an alley of 100 m, and a side alley of 40 m after the first 60 m of that."""
    entries = np.array([entry, NO, NO], dtype=np.int8)
    heights = np.array([9.0, headroom, 9.0])
    lines = shapes_of([STREET, ALLEY, SIDE])
    shut = np.arange(3) == closed
    return lay_streets(Ways(lines, np.array([street, alley, side]), heights, entries, shut), RULE)


@pytest.mark.parametrize(
    ("town", "truth", "missing", "obstacles"),
    [
        (streets(9), YES, 0, 0),
        (streets(3.5, headroom=4.5), YES, 0, 0),
        (streets(3.4), NO, 0, Obstacle.NARROW),
        (streets(9, headroom=4.4), NO, 0, Obstacle.LOW),
        (streets(np.nan, headroom=4.4), NO, 0, Obstacle.LOW),
        (streets(1, headroom=1), NO, 0, Obstacle.NARROW | Obstacle.LOW),
        (streets(9, street=3), NO, 0, Obstacle.CUT_OFF),
        (streets(9, entry=NO), NO, 0, Obstacle.CUT_OFF),
        (streets(9, closed=1), NO, 0, Obstacle.CLOSED),
        (streets(np.nan, closed=1), NO, 0, Obstacle.CLOSED),
        (streets(2, closed=1), NO, 0, Obstacle.NARROW | Obstacle.CLOSED),
        (streets(9, closed=0), NO, 0, Obstacle.CUT_OFF),
        (streets(np.nan), UNKNOWN, Fact.WIDTH, 0),
        (streets(np.nan, headroom=np.nan), UNKNOWN, Fact.WIDTH | Fact.HEADROOM, 0),
        (streets(9, street=np.nan), UNKNOWN, Fact.WIDTH, 0),
        (streets(9, entry=UNKNOWN), UNKNOWN, Fact.STREET_CLASS, 0),
    ],
)
def test_whether_an_engine_gets_into_the_alley(
    town: Streets, truth: Truth, missing: int, obstacles: int
) -> None:
    found = judge_access(town)
    alley = town.network.line == 1
    assert set(found.judgement.truth[alley].tolist()) == {truth}
    assert set(found.judgement.missing[alley].tolist()) == {missing}
    assert set(found.obstacles[alley].tolist()) == {obstacles}


def test_what_is_too_steep_bars_what_lies_behind_it() -> None:
    known, entry = np.full(3, 9.0), np.array([YES, NO, NO], dtype=np.int8)
    lines = shapes_of([STREET, ALLEY, SIDE])
    town = lay_streets(Ways(lines, known, known, entry, steep=np.array([False, True, False])), RULE)
    found, line = judge_access(town), town.network.line
    assert set(found.obstacles[line == 1].tolist()) == {Obstacle.STEEP}
    assert set(found.obstacles[line == 2].tolist()) == {Obstacle.CUT_OFF}
    assert set(found.judgement.truth[line == 0].tolist()) == {YES}


def test_an_alley_goes_on_behind_a_narrow_one() -> None:
    found = judge_access(streets(2, side=9))
    assert found.obstacles.tolist()[-1] == Obstacle.CUT_OFF


@pytest.mark.parametrize(
    ("town", "x", "truth"),
    [
        (streets(9), 160, YES),
        (streets(9), 161, NO),
        (streets(2), 160, NO),
        (streets(np.nan), 160, UNKNOWN),
        (streets(np.nan), 161, NO),
    ],
)
def test_whether_a_house_is_near_enough_to_an_engine(town: Streets, x: float, truth: Truth) -> None:
    homes = np.array([shapely.box(x, 90, x + 5, 95)], dtype=np.object_)
    judgement = judge_nearness(town, homes, 60)
    assert judgement.truth.tolist() == [truth]
    assert judgement.missing.tolist() == [Fact.WIDTH if truth == UNKNOWN else 0]


def test_without_any_street_nobody_knows_how_near_an_engine_gets() -> None:
    empty = Town([], [], [], [], [], [], []).streets()
    judgement = judge_nearness(empty, np.array([shapely.box(0, 0, 5, 5)], dtype=np.object_), 60)
    assert (judgement.truth.tolist(), judgement.missing.tolist()) == ([UNKNOWN], [Fact.STREETS])


def ends_of(town: Streets, place: Truth = NO, ends: Truth = YES) -> DeadEnds:
    count = len(town.network)
    known = np.full(count, place, dtype=np.int8)
    goes_on = np.where(town.network.line == 0, NO, ends).astype(np.int8)
    return find_dead_ends(town, Turning(known, goes_on), 46)


@pytest.mark.parametrize(
    ("found", "metres", "truth", "missing"),
    [
        (ends_of(streets(9)), [100], [YES], [0]),
        (ends_of(streets(9), place=YES), [], [], []),
        (ends_of(streets(9), place=UNKNOWN), [100], [UNKNOWN], [Fact.TURNING_PLACE]),
        (ends_of(streets(9), ends=NO), [], [], []),
        (ends_of(streets(9), ends=UNKNOWN), [100], [UNKNOWN], [Fact.DEAD_END]),
        (ends_of(streets(9, side=9)), [], [], []),
        (ends_of(streets(9, side=np.nan)), [100], [UNKNOWN], [Fact.WIDTH]),
        (ends_of(streets(np.nan)), [100], [UNKNOWN], [Fact.WIDTH]),
        (ends_of(streets(2, side=9)), [], [], []),
    ],
    ids=[
        "no turning place",
        "a turning place",
        "unknown turning place",
        "goes on",
        "perhaps goes on",
        "a junction, then 40 m each",
        "perhaps a junction",
        "perhaps no way for engines",
        "no way for engines",
    ],
)
def test_dead_ends_without_a_turning_place(
    found: DeadEnds, metres: list[float], truth: list[Truth], missing: list[int]
) -> None:
    assert found.metres.tolist() == metres
    assert found.judgement.truth.tolist() == truth
    assert found.judgement.missing.tolist() == missing
    assert shapely.length(found.way).tolist() == metres


def test_a_street_that_goes_on_too_narrow_is_a_dead_end_for_engines() -> None:
    lines = shapes_of([STREET, [(100, 0), (100, 60)], [(100, 60), (100, 90)]])
    wide = Ways(lines, np.array([9.0, 9.0, 2.0]), np.full(3, 9.0), np.array([YES, NO, NO], dtype=np.int8))
    found = ends_of(lay_streets(wide, RULE), ends=NO)
    assert found.metres.tolist() == [60]
    assert found.judgement.truth.tolist() == [YES]


@UNHURRIED
@given(towns())
def test_dead_ends_are_where_networkx_finds_them(town: Town) -> None:
    known = town.complete(well=True)
    laid = known.streets()
    every = np.full(len(laid.network), YES, dtype=np.int8)
    found = find_dead_ends(laid, Turning(every * 0, every), 0)
    engine = laid.engine_edges(0)
    graph: nx.MultiGraph[int] = nx.MultiGraph()
    for edge in np.flatnonzero(engine).tolist():
        graph.add_edge(int(laid.network.start[edge]), int(laid.network.end[edge]), key=edge)
    expected = {}
    for node, degree in graph.degree:
        way = []
        at, came = node, None
        while degree == 1 and (at == node or graph.degree[at] == 2):
            edges = [(other, key) for _, other, key in graph.edges(at, keys=True) if key != came]
            if not edges or laid.entry[edges[0][1]] == YES:
                break
            at, came = edges[0]
            way.append(float(laid.network.length[came]))
        if way:
            expected[node] = pytest.approx(sum(way))
    assert dict(zip(found.node.tolist(), found.metres.tolist(), strict=True)) == expected
