"""A quarter of the demonstration ward, and its coverage worked out house by house and stand by stand."""

import itertools
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import geopandas
import networkx as nx
import numpy as np
import pandas as pd
import shapely
from geopandas.geodataframe import GeoDataFrame
from geopandas.geoseries import GeoSeries
from shapely.geometry.base import BaseGeometry

from tests.analysis.fire.towns import RULE
from twin.analysis.certainty import Truth
from twin.analysis.network.spots import LEVEL

CORNER = (105.7935, 21.0150)
SIDE = 420.0
Place = tuple[float, float]
Graph: TypeAlias = "nx.Graph[object]"


@dataclass(frozen=True)
class Quarter:
    """Streets and alleys (with width, headroom and whether engines enter), buildings and sources, in metres."""

    ways: GeoDataFrame
    homes: GeoDataFrame
    water: GeoDataFrame


def read_quarter(folder: Path, *, survey_headroom: bool) -> Quarter:
    """Read what touches a square of the ward. Few headrooms are recorded: a survey would find the rest open."""
    corner = GeoSeries.from_xy([CORNER[0]], [CORNER[1]], crs=4326).to_crs(5897)[0]
    square = shapely.box(corner.x, corner.y, corner.x + SIDE, corner.y + SIDE)

    def read(layer: str) -> GeoDataFrame:
        path = folder / f"{layer}.parquet"
        frame = geopandas.read_parquet(path).to_crs(5897)  # type: ignore[attr-defined,no-untyped-call]
        found: GeoDataFrame = frame[frame.intersects(square)].reset_index(drop=True)
        return found

    ways = pd.concat([read("roads"), read("alleys")], ignore_index=True)
    ways["entry"] = np.where(ways["class"].isin(["primary", "secondary"]), Truth.YES, Truth.NO)
    ways["headroom_m"] = ways["headroom_m"].fillna(9.0) if survey_headroom else ways["headroom_m"]
    return Quarter(ways, read("buildings"), read("fire_water"))


def key_of(place: Place) -> Place:
    return round(place[0], 3), round(place[1], 3)


@dataclass(frozen=True)
class Leg:
    """A straight piece of a way, and the way's number."""

    begin: Place
    end: Place
    way: int

    @property
    def line(self) -> shapely.LineString:
        return shapely.LineString([self.begin, self.end])


def legs_of(quarter: Quarter) -> list[Leg]:
    return [
        Leg(one, other, number)
        for number, line in enumerate(quarter.ways.geometry)
        for one, other in itertools.pairwise(line.coords)
    ]


def place_on(legs: list[Leg], thing: BaseGeometry) -> tuple[int, float]:
    """Return the leg nearest to a thing and how far along it; of what is level with the nearest, next to its middle."""
    away = [thing.distance(leg.line) for leg in legs]
    reach = min(away) + LEVEL
    level = [(number, legs[number].line) for number, metres in enumerate(away) if metres <= reach]
    places = [(number, line, _next_to_middle(line, thing, reach)) for number, line in level]
    number, _, along = min(places, key=lambda at: thing.centroid.distance(at[1].interpolate(at[2])))
    return number, along


def _next_to_middle(line: shapely.LineString, thing: BaseGeometry, reach: float) -> float:
    crossings = shapely.get_coordinates(line.intersection(thing))
    along = [line.project(shapely.Point(place)) for place in crossings]
    corners = [shapely.Point(place) for place in shapely.get_coordinates(thing)]
    along += [line.project(corner) for corner in corners if corner.distance(line) <= reach]
    along += [line.project(end) for end in line.boundary.geoms if end.distance(thing) <= reach]
    return min(max(line.project(thing.centroid), min(along)), max(along))


def draw_quarter(quarter: Quarter, legs: list[Leg]) -> Graph:
    """Return the quarter as a graph: its corners by place, home `n` as ('home', n), source `n` as ('water', n)."""
    graph: Graph = nx.Graph()
    stops: dict[int, list[tuple[float, object]]] = {}
    for name, things in (("home", quarter.homes), ("water", quarter.water)):
        for number, thing in enumerate(things.geometry):
            leg, along = place_on(legs, thing)
            stops.setdefault(leg, []).append((along, (name, number)))
    for number, piece in enumerate(legs):
        chain = [(0.0, key_of(piece.begin)), *stops.get(number, []), (piece.line.length, key_of(piece.end))]
        for (begin, one), (end, other) in itertools.pairwise(sorted(chain, key=lambda stop: stop[0])):
            if one != other:
                graph.add_edge(one, other, weight=max(end - begin, 0.0), way=piece.way)
    return graph


def lay_hoses(quarter: Quarter, graph: Graph, *, well: bool) -> list[float]:
    """Return the metres of hose that each home needs, with all missing facts turned out well or badly."""
    ways, unknown = quarter.ways, np.inf if well else 0.0
    wide = (ways["width_m"].fillna(unknown) >= RULE.width) & (
        ways["headroom_m"].fillna(unknown) >= RULE.headroom
    )
    legs: list[tuple[object, object, int]] = list(graph.edges(data="way"))
    edges = [leg for leg in legs if wide[leg[2]]]
    engine: Graph = nx.Graph((one, other) for one, other, _ in edges)
    entered = {one for one, _, way in edges if ways["entry"][way] == Truth.YES}
    stands = {node for piece in nx.connected_components(engine) if piece & entered for node in piece}
    works = ("working", "unchecked", "unknown") if well else ("working",)
    water = {("water", n) for n, status in enumerate(quarter.water["status"]) if status in works}
    from_water = nx.multi_source_dijkstra_path_length(graph, water) if water else {}
    useful = {stand: from_water[stand] for stand in stands if stand in from_water}
    return [_try_stands(graph, ("home", number), useful) for number in range(len(quarter.homes))]


def _try_stands(graph: Graph, home: object, useful: dict[object, float]) -> float:
    metres = nx.single_source_dijkstra_path_length(graph, home)
    return min((metres[stand] + rest for stand, rest in useful.items() if stand in metres), default=np.inf)
