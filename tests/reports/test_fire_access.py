"""Fire access on the demonstration ward: found again from its files with GeoPandas and networkx, feature for feature."""

import itertools
from datetime import date
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd
import pytest
from geopandas.geodataframe import GeoDataFrame
from numpy.typing import NDArray

from tests.analysis.fire.quarters import key_of
from tests.conftest import Ward
from tests.reports.asking import Told, ask
from tests.ward_files import Files
from twin.store.database import connect

TODAY = date(2026, 10, 31)
ENTRIES = ("motorway", "trunk", "primary", "secondary")


@pytest.fixture(scope="module")
def ways(files: Files) -> GeoDataFrame:
    """Streets and alleys; a street of unrecorded headroom is taken as open."""
    roads, alleys = files.on("roads", TODAY), files.on("alleys", TODAY)
    roads["headroom_m"] = roads["headroom_m"].fillna(np.inf)
    told = pd.concat([roads, alleys], ignore_index=True)
    told["alley"] = np.arange(len(told)) >= len(roads)
    too_steep = told["slope"] > 100 / 8.3
    told["well"] = (told["width_m"].fillna(9) >= 3.5) & (told["headroom_m"].fillna(9) >= 4.5) & ~too_steep
    told["badly"] = (told["width_m"] >= 3.5) & (told["headroom_m"] >= 4.5) & ~too_steep
    return GeoDataFrame(told, geometry="geometry", crs=5897)


@pytest.fixture(scope="module")
def told(ward: Ward) -> Told:
    return ask(ward, "fire_access", open_streets=True)


def reached(ways: GeoDataFrame, passable: str) -> NDArray[np.bool_]:
    """Say of which ways an engine gets to every vertex, along those that are passable."""
    chains = [list(map(key_of, line.coords)) for line in ways.geometry]
    graph: nx.Graph[object] = nx.Graph()
    for chain in itertools.compress(chains, ways[passable]):
        graph.add_edges_from(itertools.pairwise(chain))
    entries = ways[passable] & ways["class"].isin(ENTRIES)
    entered = {key for chain in itertools.compress(chains, entries) for key in chain}
    inside = {key for piece in nx.connected_components(graph) if piece & entered for key in piece}
    return np.array([ok and inside.issuperset(c) for ok, c in zip(ways[passable], chains, strict=True)])


def by_external_id(ward: Ward, layer: str, drawn: dict[int, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    with connect(ward.url) as connection:
        rows = connection.execute(f"SELECT id, external_id FROM city.{layer}".encode()).fetchall()
    names: dict[int, str] = dict(rows)
    return {names[number]: one for number, one in drawn.items()}


def test_every_alley_is_open_or_closed_as_networkx_finds_it(
    ward: Ward, told: Told, ways: GeoDataFrame
) -> None:
    well, badly = reached(ways, "well"), reached(ways, "badly")
    expected = np.where(badly, "yes", np.where(well, "unknown", "no"))[ways["alley"]]
    alleys = ways[ways["alley"]]
    found = by_external_id(ward, "alleys", told.drawn("engine_alleys"))
    assert {name: one["state"] for name, one in found.items()} == dict(
        zip(alleys["external_id"], expected, strict=True)
    )
    assert set(expected) == {"yes", "unknown", "no"}
    cut_off = ~well[ways["alley"]] & alleys["well"].to_numpy()
    said = {name for name, one in found.items() if one["why"] and "not joined" in one["why"]}
    assert said == set(alleys["external_id"][cut_off])
    assert said
    for word, low in (("narrower", alleys["width_m"] < 3.5), ("lower", alleys["headroom_m"] < 4.5)):
        named = {name for name, one in found.items() if one["why"] and word in one["why"]}
        assert named == set(alleys["external_id"][low])
    kilometres = ways.length.groupby(np.where(badly, "yes", np.where(well, "unknown", "no"))).sum() / 1000
    for state, length in kilometres.items():
        assert told.figures[f"km_{state}"] == pytest.approx(length, abs=1e-3)


def test_buildings_beyond_the_norm_are_those_that_geopandas_finds(
    ward: Ward, told: Told, ways: GeoDataFrame, files: Files
) -> None:
    homes = files.on("buildings", TODAY)
    away = {}
    for scale in ("well", "badly"):
        joined = homes.sjoin_nearest(ways[reached(ways, scale)][["geometry"]], distance_col="metres")
        away[scale] = joined.groupby("external_id")["metres"].min()
    far = set(away["well"].index[away["well"] > 60])
    perhaps = set(away["badly"].index[away["badly"] > 60]) - far
    found = by_external_id(ward, "buildings", told.drawn("far_buildings"))
    assert {name for name, one in found.items() if one["state"] == "far"} == far
    assert {name for name, one in found.items() if one["state"] == "unknown"} == perhaps
    assert far
    assert perhaps
    assert (told.figures["far_buildings"], told.at_most["far_buildings"]) == (len(far), len(far | perhaps))
    assert sum(row["far"] for row in told.rows("groups")) <= len(far)


def test_bays_are_asked_of_what_is_longer_than_the_norm_and_narrower_than_a_bay(
    told: Told, ways: GeoDataFrame
) -> None:
    alleys = ways[ways["alley"]]
    needed = np.maximum(np.ceil(alleys.length / 100) - 1, 0)
    may_go = reached(ways, "well")[ways["alley"]]
    narrow = ~(alleys["width_m"] >= 7)
    perhaps = may_go & narrow & (needed > 0) & ~(alleys["passing_bays"] >= needed)
    assert told.at_most["bays"] == perhaps.sum() > 0
    assert len(told.rows("bays")) == perhaps.sum()


def test_what_nobody_recorded_is_unknown_unless_whoever_asks_assumes_it(ward: Ward, told: Told) -> None:
    strict = ask(ward, "fire_access")
    assert strict.figures["km_unknown"] > told.figures["km_unknown"] > 0
    assert strict.figures["km_no"] == told.figures["km_no"]
    assert len(told.whole["notes"]) == len(strict.whole["notes"]) + 1
    assert strict.gap("streets of unrecorded headroom") == told.gap("streets of unrecorded headroom") > 0
    for one in (strict, told):
        kinds = sum(one.figures[f"km_{state}"] for state in ("yes", "no", "unknown"))
        assert kinds == pytest.approx(one.figures["km"])
