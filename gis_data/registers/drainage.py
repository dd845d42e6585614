"""Drains and water: sewers under the streets, manholes, outfalls, pump stations; the river and the lakes."""

from datetime import date

import numpy as np
import shapely
from shapely import Point as Spot

from gis_data.addresses import stand_beside, tell_way
from gis_data.chance import happens, open_stream, pick
from gis_data.clock import after, draw_moment
from gis_data.rows import Fields, Row, survey
from gis_data.town import Town
from gis_data.ways import Way

DRAINAGE = "thoat-nuoc"
SEWER_KINDS = {"primary": "box_culvert", "secondary": "box_culvert"}
DIAMETERS = {
    "primary": 2000.0,
    "secondary": 1500.0,
    "tertiary": 1000.0,
    "residential": 800.0,
    "service": 800.0,
}
ALLEY_DIAMETERS = {300.0: 0.35, 400.0: 0.4, 600.0: 0.25}
ALLEY_SHARE = 0.35
"""Of the alleys whose drain is on file."""
MANHOLES_APART = 55.0
CONDITIONS = {"good": 0.48, "silted": 0.24, "blocked": 0.06, "damaged": 0.05, "unknown": 0.17}
PUMPS = (("Trạm bơm Hoa Bằng", "Ngõ 99 Hoa Bằng", 1.5), ("Trạm bơm Yên Hòa", "Yên Hòa", 4.0))
"""Name, the way beside which it stands, and its flow in m3/s."""


def register_drains(town: Town) -> list[Row]:
    """Return the drains that are on file, the two pump stations first: rain is observed there."""
    chance = open_stream("register drains")
    rows = [_place_pump(town, *pump) for pump in PUMPS]
    for street in town.streets:
        rows.append(Row(street.noded(), _describe_sewer(street, DIAMETERS[street.level], chance)))
        rows += _place_manholes(street, town, chance)
    for alley in town.alleys:
        if happens(chance, ALLEY_SHARE):
            rows.append(Row(alley.noded(), _describe_sewer(alley, pick(chance, ALLEY_DIAMETERS), chance)))
    rows += _place_outfalls(town, chance)
    for row in rows[len(PUMPS) :]:
        _tell_dredging(row, chance)
    return rows


def _place_pump(town: Town, name: str, beside: str, flow: float) -> Row:
    way = next(way for way in town.ways if way.name == beside)
    shape = stand_beside(way, way.length * 0.6, 1, way.half_corridor - 0.2)
    fields: Fields = {"name": name, "kind": "pump_station", "condition": "good"}
    return Row(shape, fields | {"flow_m3s": flow, "flow_m3s_source": "document"})


def _describe_sewer(way: Way, diameter: float, chance: np.random.Generator) -> Fields:
    kind = SEWER_KINDS.get(way.level, "sewer")
    fields: Fields = {"name": f"Cống {tell_way(way)}", "kind": kind, "condition": pick(chance, CONDITIONS)}
    return fields | survey("diameter_mm", diameter, chance, {"document": 0.6, "estimated": 0.1})


def _place_manholes(street: Way, town: Town, chance: np.random.Generator) -> list[Row]:
    rows = []
    for number, station in enumerate(np.arange(25.0, street.length - 10, MANHOLES_APART).tolist(), start=1):
        shape = stand_beside(street, station, 1 if number % 2 else -1, street.width / 2 - 0.4)
        if town.outline.contains(shape):
            kind = "inlet" if number % 2 else "manhole"
            rows.append(Row(shape, {"kind": kind, "condition": pick(chance, CONDITIONS)}))
    return rows


def _place_outfalls(town: Town, chance: np.random.Generator) -> list[Row]:
    """Return an outfall where the nearest bank of river or lake is, for the streets that come near one."""
    rows = []
    waters = [town.river, *(ground.shape for ground in town.grounds_of("lake"))]
    for number, water in enumerate(waters):
        near = min(town.streets, key=lambda street: street.line.distance(water))
        mouth = shapely.get_coordinates(shapely.shortest_line(water.exterior, near.line))[0]
        fields: Fields = {"name": f"Cửa xả {number + 1:02d} {tell_way(near)}", "kind": "outfall"}
        fields["condition"] = pick(chance, CONDITIONS)
        rows.append(Row(Spot(mouth), fields | survey("diameter_mm", 1250.0, chance, {"document": 0.5})))
    return rows


def _tell_dredging(row: Row, chance: np.random.Generator) -> None:
    if row.fields["condition"] in ("silted", "blocked") and happens(chance, 0.35):
        dredged = draw_moment(chance, date(2025, 3, 3), date(2026, 6, 5))
        row.note(dredged, DRAINAGE, {"condition": "good"})
        if happens(chance, 0.3):
            row.note(after(chance, dredged, (150, 300)), DRAINAGE, {"condition": "silted"})


def register_water_bodies(town: Town) -> list[Row]:
    """Return the river first, then the lakes: water levels are observed in them."""
    rows = [Row(town.river, {"name": town.plan.river.name, "kind": "river"})]
    rows += [
        Row(lake.shape, {"name": lake.name, "kind": _tell_lake(lake.name)})
        for lake in town.grounds_of("lake")
    ]
    return rows


def _tell_lake(name: str) -> str:
    return "pond" if name.startswith("Ao") else "lake"
