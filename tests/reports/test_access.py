"""Walks to green spaces and services on the demonstration ward, building by building, against networkx."""

import itertools
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeAlias

import networkx as nx
import numpy as np
import pytest
import shapely
from geopandas.geodataframe import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from tests.analysis.fire.quarters import Leg, key_of, place_on
from tests.conftest import Ward
from tests.reports.asking import ask
from tests.ward_files import Files
from twin.analysis.network.spots import LEVEL
from twin.errors import BadInputError
from twin.store.database import connect

TODAY = date(2026, 10, 31)
BESIDE = 15.0
NEAR = 2 * LEVEL
"""Metres: of several equally near points of a street two ways of choosing may take one and another."""
Graph: TypeAlias = "nx.Graph[object]"


@dataclass(frozen=True)
class Streets:
    """The legs of all streets and alleys, in metres."""

    legs: list[Leg]

    @cached_property
    def tree(self) -> shapely.STRtree:
        return shapely.STRtree([leg.line for leg in self.legs])

    def place(self, thing: BaseGeometry) -> tuple[int, float]:
        """Return the leg that a thing stands at, and how far along it."""
        (nearest,) = self.tree.query_nearest(thing, all_matches=False)
        reach = thing.distance(self.legs[nearest].line) + LEVEL
        near = sorted(self.tree.query(thing, predicate="dwithin", distance=reach))
        number, along = place_on([self.legs[one] for one in near], thing)
        return int(near[number]), along

    def enter(self, area: BaseGeometry) -> Iterable[tuple[int, float, float]]:
        """Yield from where to where along each leg people go in; of what lies by itself, the nearest place."""
        round_it = area.buffer(BESIDE)
        near = self.tree.query(round_it, predicate="intersects")
        if len(near) == 0:
            leg, along = self.place(area)
            yield leg, along, along
        for number in near:
            line = self.legs[number].line
            for piece in shapely.get_parts(line.intersection(round_it)):
                ends = [line.project(shapely.Point(place)) for place in piece.coords]
                yield int(number), min(ends), max(ends)


def streets_of(files: Files) -> Streets:
    lines = [*files.on("roads", TODAY).geometry, *files.on("alleys", TODAY).geometry]
    return Streets(
        [
            Leg(one, other, number)
            for number, line in enumerate(lines)
            for one, other in itertools.pairwise(line.coords)
        ]
    )


def walk(streets: Streets, homes: list[tuple[int, float]], entries: list[tuple[int, float, float]]) -> Any:
    """Return metres on foot from each home, by one run of networkx over streets, homes and entries as one graph."""
    stops: dict[int, list[tuple[float, object]]] = {}
    for number, (leg, along) in enumerate(homes):
        stops.setdefault(leg, []).append((along, ("home", number)))
    for number, (leg, begin, end) in enumerate(entries):
        stops.setdefault(leg, []).extend([(begin, ("in", number)), (end, ("in", -1 - number))])
    graph: Graph = nx.Graph()
    for number, piece in enumerate(streets.legs):
        chain = [(0.0, key_of(piece.begin)), *stops.get(number, []), (piece.line.length, key_of(piece.end))]
        inside = [(begin, end) for leg, begin, end in entries if leg == number] if number in stops else []
        for (begin, one), (end, other) in itertools.pairwise(sorted(chain, key=lambda stop: stop[0])):
            within = any(low <= begin and end <= high for low, high in inside)
            metres = 0.0 if within else max(end - begin, 0.0)
            if one != other and metres < graph.get_edge_data(one, other, {"weight": np.inf})["weight"]:
                graph.add_edge(one, other, weight=metres)
    sources = {("in", number) for number in range(-len(entries), len(entries))}
    found = nx.multi_source_dijkstra_path_length(graph, sources) if sources else {}
    return np.array([found.get(("home", number), np.inf) for number in range(len(homes))])


@pytest.fixture(scope="module")
def streets(files: Files) -> Streets:
    return streets_of(files)


@pytest.fixture(scope="module")
def homes(files: Files) -> GeoDataFrame:
    return files.on("buildings", TODAY)


@pytest.fixture(scope="module")
def stands(streets: Streets, homes: GeoDataFrame) -> list[tuple[int, float]]:
    return [streets.place(home) for home in homes.geometry]


def people_of(ward: Ward) -> dict[str, float | None]:
    """Return the residents of each building as another report tells them, by the building's own id."""
    told = ask(ward, "fire_coverage", data_as_of=TODAY.isoformat()).drawn("covered_buildings")
    names = external_ids(ward)
    return {names[number]: one["people"] for number, one in told.items()}


def external_ids(ward: Ward) -> dict[int, str]:
    with connect(ward.url) as connection:
        return dict(connection.execute("SELECT id, external_id FROM city.buildings").fetchall())


def test_green_spaces_are_as_far_as_networkx_says(
    ward: Ward, files: Files, streets: Streets, homes: GeoDataFrame, stands: list[tuple[int, float]]
) -> None:
    spaces = files.on("green_spaces", TODAY)
    answers = {"yes": {"yes"}, "may": {"yes", "unknown"}}
    equipment = spaces["fitness_equipment"].fillna("unknown")
    metres = {}
    for name, words in answers.items():
        shapes = spaces.geometry[equipment.isin(words)]
        metres[name] = walk(streets, stands, [entry for shape in shapes for entry in streets.enter(shape)])
    people = people_of(ward)
    told = ask(ward, "green_access", distances_m=[300, 500], data_as_of=TODAY.isoformat())
    names = external_ids(ward)
    out = {names[number]: one for number, one in told.drawn("out_of_reach").items()}
    expected = {
        home: (sure, may)
        for home, sure, may in zip(homes["external_id"], metres["yes"], metres["may"], strict=True)
        if sure > 500 and people[home] != 0
    }
    assert set(out) == set(expected)
    for home, (sure, may) in expected.items():
        assert out[home]["metres"] == pytest.approx(sure, abs=NEAR)
        assert out[home]["least"] == pytest.approx(may, abs=NEAR)
        assert out[home]["state"] == ("unknown" if may <= 500 else "far")
    assert {one["state"] for one in out.values()} == {"unknown", "far"}
    for distance in (300, 500):
        for counted, known in (("yes", told.figures), ("may", told.at_most)):
            inside = homes["external_id"][metres[counted] <= distance]
            total = sum(people[home] or 0 for home in inside)
            assert known[f"people_{distance}"] == pytest.approx(total, abs=1)
    rows = told.rows("groups")
    assert sum(row["sure_300"] or 0 for row in rows) == pytest.approx(told.figures["people_300"], rel=0.01)
    assert (
        told.gap("not known whether they have equipment")
        == (~spaces["fitness_equipment"].isin(["yes", "no"])).sum()
    )


def test_schools_are_as_far_as_networkx_says(
    ward: Ward, files: Files, streets: Streets, homes: GeoDataFrame, stands: list[tuple[int, float]]
) -> None:
    schools = files.on("schools", TODAY)
    primary = schools.geometry[schools["level"] == "primary"]
    at = [streets.place(school) for school in primary]
    metres = walk(streets, stands, [(leg, along, along) for leg, along in at])
    told = ask(
        ward, "service_access", school_levels="primary", distances_m="400", data_as_of=TODAY.isoformat()
    )
    names = external_ids(ward)
    out = {names[number]: one for number, one in told.drawn("out_of_reach").items()}
    sure = dict(zip(homes["external_id"], metres, strict=True))
    assert all(one["metres"] == pytest.approx(sure[home], abs=NEAR) for home, one in out.items())
    people = people_of(ward)
    assert set(out) == {home for home, far in sure.items() if far > 400 and people[home] != 0}


def test_a_larger_park_or_a_farther_walk_never_serves_fewer(ward: Ward) -> None:
    wanted, anything = (
        ask(ward, "green_access", equipment=kind, distances_m=[100, 300, 900]) for kind in ("wanted", "any")
    )
    for told in (wanted, anything):
        counts = [told.figures[f"people_{metres}"] for metres in (100, 300, 900)]
        assert counts == sorted(counts)
    assert wanted.figures["people_300"] < anything.figures["people_300"]
    assert wanted.at_most["people_300"] <= anything.figures["people_300"]


def test_a_school_of_several_levels_may_be_one_of_those_looked_for(ward: Ward, files: Files) -> None:
    told = ask(ward, "service_access", school_levels=["primary"], public_only=True)
    schools = files.on("schools", TODAY)
    of_level = schools["level"].isin(["primary", "combined", "unknown"])
    perhaps = of_level & (schools["public"].isna() | (schools["public"] == True))  # noqa: E712
    sure = (schools["level"] == "primary") & (schools["public"] == True)  # noqa: E712
    assert told.gap("schools whose level") == (perhaps & ~sure).sum()


def test_a_support_point_stands_somewhere_in_its_group(ward: Ward, files: Files) -> None:
    told = ask(ward, "service_access", service="digital_support", data_as_of=TODAY.isoformat())
    groups = files.on("residential_groups", TODAY)
    having = groups[groups["digital_support_point"] == True]  # noqa: E712
    assert told.figures["people_in_group"] == pytest.approx(having["population"].sum(), rel=0.01)
    assert told.figures["people_500"] < told.at_most["people_500"]
    # Whoever lives in such a group is nowhere surely out of reach.
    rows = {row["name"]: row for row in told.rows("groups")}
    assert all(rows[name]["share_most_300"] == pytest.approx(100) for name in having["name"])


def test_nobody_walks_where_no_street_is(ward: Ward) -> None:
    told = ask(ward, "service_access", service="health", health_kinds=["maternity"], distances_m=[300])
    assert told.figures["people_300"] == 0
    assert {row["state"] for row in told.rows("homes")} == {"no_way"}


@pytest.mark.parametrize("distances", [[], [0], [-5], [300, "x"], [1, 2, 3, 4, 5], "xa", None, [1e9]])
def test_distances_that_are_none_are_refused_in_words(ward: Ward, distances: object) -> None:
    with pytest.raises(BadInputError, match="distances_m"):
        ask(ward, "green_access", distances_m=distances)
