"""What a scenario does to the ward, worked out again: by networkx, by plain GeoPandas, by hand."""

import json
from typing import Any

import networkx as nx
import numpy as np
import pytest
import shapely
from geopandas.geodataframe import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from tests.city.asking import open_city
from tests.conftest import Ward
from tests.reports.asking import ask, run
from twin.analysis.certainty import Truth
from twin.analysis.water.filling import fill_spill_merge
from twin.analysis.water.rain import Rain
from twin.city.supposing import suppose
from twin.reporting import Step
from twin.reporting.engines import Laid, lay_engine_streets

WIDE: dict[str, Any] = {"streets": ["Trung Kính"], "width_m": 4.0, "headroom_m": 5.0}
PLACES = [[105.7935, 21.0165], [105.7985, 21.0125]]
WATER = {"sources": [{"at": {"type": "MultiPoint", "coordinates": PLACES}, "engine_access": "yes"}]}


def document_of(shape: BaseGeometry) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return document


def engine_edges(laid: Laid) -> set[int]:
    """Return where an engine surely goes, as networkx finds it from the widths, headrooms and classes as they stand."""
    network, streets = laid.streets.network, laid.streets
    wide = (streets.width >= 3.5) & (streets.headroom >= 4.5) & ~streets.closed
    graph: nx.MultiGraph[int] = nx.MultiGraph()
    edges = np.flatnonzero(wide)
    for edge in edges:
        graph.add_edge(int(network.start[edge]), int(network.end[edge]), key=int(edge))
    main = {int(network.start[edge]) for edge in edges if streets.entry[edge] == Truth.YES}
    reached = {node for piece in nx.connected_components(graph) if piece & main for node in piece}
    return {int(edge) for edge in edges if int(network.start[edge]) in reached}


def test_a_widened_alley_is_open_as_far_as_networkx_says(ward: Ward) -> None:
    step = Step(scenario="widened_alleys", inputs=WIDE)
    with open_city(ward) as real:
        alleys = real.frame("alleys", "street", "width_m", "headroom_m", whole=True)
        city, _ = suppose(real, [step])
        before, after = (lay_engine_streets(some, open_streets=True) for some in (real, city))
    meant = alleys["street"] == "Trung Kính"
    for name, least in (("width_m", 4.0), ("headroom_m", 5.0)):
        by_hand = alleys[name].where(~meant | (alleys[name] >= least), least)
        assert np.array_equal(after.alleys[name], by_hand, equal_nan=True)
    for laid in (before, after):
        assert set(np.flatnonzero(laid.streets.engine_edges(0)).tolist()) == engine_edges(laid)
    opened = after.streets.engine_edges(0) & ~before.streets.engine_edges(0)
    assert opened.any()


def test_new_fire_water_covers_within_its_radius_what_geopandas_finds(ward: Ward) -> None:
    plain, more = (
        ask(ward, "fire_coverage", what_if=steps, norm_as_of="2023-06-01")
        for steps in ([], [{"scenario": "new_fire_water", "inputs": WATER}])
    )
    with open_city(ward) as city:
        homes, water = city.frame("buildings"), city.frame("fire_water", "status", "engine_access")
    points = GeoDataFrame(geometry=[shapely.Point(place) for place in PLACES], crs=4326).to_crs(5897)
    working = water[water["status"] == "working"]
    radii = {norm["id"]: norm["values"] for norm in more.whole["norms"]}
    assert radii["fire_radius_engine"] == [200]
    pumps = radii["fire_radius_pump"][0]
    held = np.zeros(len(homes), dtype=bool)
    for source, radius in (
        *((place, 200.0) for place in working[working["engine_access"] == "yes"].geometry),
        *((place, pumps) for place in working.geometry),
    ):
        held |= shapely.distance(homes.geometry.to_numpy(), source) <= radius
    assert plain.figures["radius_yes"] == held.sum()
    for place in points.geometry:
        held |= shapely.distance(homes.geometry.to_numpy(), place) <= 200.0
    assert more.figures["radius_yes"] == held.sum()
    assert more.figures["radius_yes"] > plain.figures["radius_yes"]


def test_several_steps_are_one_after_another(ward: Ward) -> None:
    steps = [
        Step(scenario="widened_alleys", inputs=WIDE),
        Step(scenario="new_fire_water", inputs=WATER),
        Step(scenario="widened_alleys", inputs={**WIDE, "width_m": 6.0}),
    ]
    with open_city(ward) as real:
        whole, _ = suppose(real, steps)
        city: Any = real
        for step in steps:
            city, _ = suppose(city, [step])
        for layer, fields in (
            ("alleys", ("width_m", "headroom_m", "width_m_source")),
            ("fire_water", ("kind",)),
        ):
            together, apart = (some.frame(layer, *fields) for some in (whole, city))
            assert together.equals(apart)
        meant = whole.frame("alleys", "street", "width_m", "width_m_source").query("street == 'Trung Kính'")
        assert (meant["width_m"] >= 6).all()
        assert set(meant["width_m_source"][meant["width_m"] == 6]) == {"estimated"}
        assert whole.frame("fire_water").index[:2].to_list() == [-2, -1]


def test_a_part_of_a_street_is_closed_where_it_was_drawn(ward: Ward) -> None:
    with open_city(ward) as real:
        roads = real.frame("roads", "name", "class")
        longest = roads.loc[roads.length.idxmax()]
        middle = longest.geometry.interpolate(0.5, normalized=True)
        area = middle.buffer(60)
        drawn = GeoDataFrame(geometry=[area], crs=5897).to_crs(4326).geometry[0]
        inputs = {"roads": [int(longest.name)], "shape": document_of(drawn)}
        city, _ = suppose(real, [Step(scenario="closed_street", inputs=inputs)])
        (number,) = city.closed("roads")
        after = city.frame("roads", "name", "class")
    assert number < 0
    part, rest = after.loc[number], after.loc[longest.name]
    assert (part["name"], part["class"]) == (longest["name"], longest["class"])
    assert part.geometry.length == pytest.approx(longest.geometry.intersection(area).length, rel=1e-3)
    assert part.geometry.length + rest.geometry.length == pytest.approx(longest.geometry.length, abs=0.01)
    assert len(after) == len(roads) + 1


def test_deep_water_closes_what_stands_in_it(ward: Ward) -> None:
    step = Step(scenario="rain", inputs={"depth_mm": 300, "hours": 2})
    with open_city(ward) as real:
        ground = real.terrain(5.0)
        city, (supposed,) = suppose(real, [step])
        assert city.rain == Rain(300, 2)
        closed = city.closed("roads") | city.closed("alleys")
        if ground is None:
            assert not closed
            assert "no terrain" in supposed.notes[0].en
            return
        water = fill_spill_merge(ground, Rain(300, 2)).depth
        row, column = np.nonzero(water.values > 0.6)
        west, north = water.west + column * 5.0, water.north - row * 5.0
        deep = shapely.union_all(shapely.box(west, north - 5.0, west + 5.0, north))
        for layer in ("roads", "alleys"):
            ways = city.frame(layer, whole=True)
            shut = ways.index.isin(list(city.closed(layer)))
            assert (ways.geometry[shut].difference(deep).length < 0.01).all()
            assert (ways.geometry[~shut].intersection(deep.buffer(-0.01)).length < 0.01).all()
    assert closed


def test_green_space_is_counted_where_it_was_drawn(ward: Ward) -> None:
    box = shapely.box(105.795, 21.013, 105.7955, 21.0134)
    inputs = {"shape": document_of(box), "fitness_equipment": "yes", "name": "Vườn mới"}
    with open_city(ward) as real:
        city, (supposed,) = suppose(real, [Step(scenario="new_green_space", inputs=inputs)])
        new = city.frame("green_spaces", "name", "kind", "fitness_equipment", "source").loc[-1]
    expected = GeoDataFrame(geometry=[box], crs=4326).to_crs(5897).area[0]
    assert new.geometry.area == pytest.approx(expected)
    assert (new["name"], new["kind"], new["fitness_equipment"], new["source"]) == (
        "Vườn mới",
        "garden",
        "yes",
        None,
    )
    assert f"{expected / 10_000:.2f} ha" in supposed.said.en


def test_renewed_alleys_are_done_and_their_day_is_unknown(ward: Ward) -> None:
    plain = run(ward, "alley_renewal")
    with open_city(ward) as city:
        alleys = city.frame("alleys", "renovation")
    some = alleys.index[alleys["renovation"] == "planned"][:5].tolist()
    step = {"scenario": "renewed_alleys", "inputs": {"alleys": some, "fire_system": "hydrant"}}
    renewed = run(ward, "alley_renewal", what_if=[step])
    figures = [{one.id: one.value for one in result.answer.figures} for result in (plain, renewed)]
    assert figures[1]["done"] == figures[0]["done"] + 5  # type: ignore[operator]
    with open_city(ward) as real:
        city_then, _ = suppose(real, [Step.model_validate(step)])
        told = city_then.frame("alleys", "renovated_on", "fire_system").loc[some]
    assert told["renovated_on"].isna().all()
    assert set(told["fire_system"]) == {"hydrant"}
