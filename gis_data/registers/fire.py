"""Fire water: hydrants along the streets, tanks in alleys and on grounds, places to draw from lakes and river.

Some quarters have none, some sources are faulty or were never checked: that is what the ward has to find out.
"""

from datetime import date

import numpy as np
import shapely
from shapely import Point as Spot

from gis_data.addresses import stand_beside, tell_way
from gis_data.blocks import Ground
from gis_data.chance import happens, open_stream, pick
from gis_data.clock import START, TODAY, after, draw_moment
from gis_data.rows import Fields, Row, middle_of, survey
from gis_data.town import Town
from gis_data.ways import Way

FIRE = "pccc"
KERB = 1.2
"""Metres from the kerb to a hydrant; the norm is 2.5 m at most."""
APART = (115.0, 185.0)
HYDRANT_STREETS = {"primary": 0.9, "secondary": 0.85, "tertiary": 0.75, "residential": 0.6, "service": 0.5}
"""Share of the places for hydrants that have one."""
DRY_QUARTERS = 5
"""Old villages where no alley has a tank."""
TANK_SHARE = 0.24
"""Of the alleys wide enough for a tank."""
TANK_ALLEY = 2.4
LARGE_M2 = 5e4
COURSES = {"working": 0.62, "repaired": 0.08, "faulty": 0.1, "unchecked": 0.14, "unknown": 0.06}


def register_fire_water(town: Town) -> list[Row]:
    """Return the sources of fire water, with the checks of two years."""
    chance = open_stream("register fire water")
    rows = [*_place_hydrants(town, chance), *_place_tanks(town, chance), *_place_ground_tanks(town, chance)]
    rows += [*_place_intakes(town, chance), *_place_pumps(town, chance)]
    for row in rows:
        _tell_checks(row, chance)
    return rows


def _place_hydrants(town: Town, chance: np.random.Generator) -> list[Row]:
    rows = []
    for street in town.streets:
        stations = np.cumsum(chance.uniform(*APART, int(street.length / APART[0]) + 1)) - APART[0] * 0.7
        for number, station in enumerate(stations[stations < street.length - 10].tolist(), start=1):
            side = 1 if number % 2 else -1
            if happens(chance, HYDRANT_STREETS[street.level]):
                shape = stand_beside(street, station, side, street.width / 2 + KERB)
                if town.outline.contains(shape):
                    rows.append(Row(shape, _describe_hydrant(tell_way(street), number, chance)))
    return rows


def _describe_hydrant(street: str, number: int, chance: np.random.Generator) -> Fields:
    fields: Fields = {"name": f"Trụ nước {street} {number:02d}", "kind": "hydrant", "refill": "main"}
    fields["engine_access"] = "yes" if happens(chance, 0.9) else "unknown"
    return fields | survey("flow_ls", round(float(chance.normal(13, 3.5)), 1), chance, {"surveyed": 0.4})


def _place_tanks(town: Town, chance: np.random.Generator) -> list[Row]:
    villages = [
        block.index for block in town.blocks if block.kind == "village" and block.shape.area > LARGE_M2
    ]
    dry = set(chance.permutation(villages)[:DRY_QUARTERS].tolist())
    wide = [alley for alley in town.alleys if alley.width >= TANK_ALLEY and alley.block not in dry]
    rows = []
    for alley in wide:
        if happens(chance, TANK_SHARE):
            station = float(chance.uniform(0.35, 0.9)) * alley.length
            shape = stand_beside(alley, station, 1, alley.width / 2 + 0.1)
            rows.append(Row(shape, _describe_tank(alley, chance)))
    return rows


def _describe_tank(alley: Way, chance: np.random.Generator) -> Fields:
    fields: Fields = {"name": f"Bể nước {tell_way(alley)}", "kind": "tank"}
    fields["refill"] = pick(chance, {"main": 0.7, "well": 0.1, "truck": 0.2})
    access = "yes" if alley.width >= 3.5 else "no"  # noqa: PLR2004
    fields["engine_access"] = access if happens(chance, 0.7) else "unknown"
    capacity = pick(chance, {6.0: 0.15, 10.0: 0.3, 15.0: 0.2, 20.0: 0.2, 36.0: 0.1, 54.0: 0.05})
    return fields | survey("capacity_m3", capacity, chance, {"document": 0.55, "estimated": 0.15})


def _place_ground_tanks(town: Town, chance: np.random.Generator) -> list[Row]:
    rows = []
    for ground in town.grounds:
        if ground.kind in ("school", "market", "health", "collective", "hall") and happens(chance, 0.7):
            corner = shapely.get_coordinates(ground.shape.buffer(-2.0, join_style="mitre"))[0]
            fields: Fields = {"name": f"Bể nước {ground.name}", "kind": "tank", "refill": "main"}
            fields["engine_access"] = pick(chance, {"yes": 0.6, "unknown": 0.3, "no": 0.1})
            capacity = pick(chance, {36.0: 0.3, 54.0: 0.4, 108.0: 0.3})
            fields |= survey("capacity_m3", capacity, chance, {"document": 0.8})
            rows.append(Row(Spot(corner), fields))
    return rows


def _place_intakes(town: Town, chance: np.random.Generator) -> list[Row]:
    rows = [_describe_intake(ground, chance) for ground in town.grounds_of("lake")]
    bank = shapely.intersection(town.river.exterior, town.outline)
    points = shapely.get_coordinates(
        shapely.line_interpolate_point(shapely.line_merge(bank), np.arange(150, 1500, 330))
    )
    for number, point in enumerate(points, start=1):
        fields: Fields = {"name": f"Bến lấy nước sông Tô Lịch {number}", "kind": "intake"}
        fields["engine_access"] = pick(chance, {"yes": 0.5, "no": 0.2, "unknown": 0.3})
        rows.append(Row(Spot(point), fields))
    return rows


def _describe_intake(lake: Ground, chance: np.random.Generator) -> Row:
    fields: Fields = {"name": f"Bến lấy nước {lake.name}", "kind": "intake"}
    fields["engine_access"] = pick(chance, {"yes": 0.4, "no": 0.3, "unknown": 0.3})
    volume = round(lake.shape.area * 1.2 / 10) * 10.0
    fields |= survey("capacity_m3", volume, chance, {"estimated": 0.7})
    return Row(Spot(shapely.get_coordinates(lake.shape.exterior)[0]), fields)


def _place_pumps(town: Town, chance: np.random.Generator) -> list[Row]:
    rows = []
    for block in town.blocks:
        if block.kind == "estate" and happens(chance, 0.4):
            x, y = middle_of(block.room).tolist()
            fields: Fields = {
                "name": f"Trạm bơm chữa cháy {block.quarter} {block.index}",
                "kind": "pump_station",
            }
            fields |= {"refill": "main", "engine_access": "yes"}
            fields |= survey("capacity_m3", 162.0, chance, {"document": 0.7})
            fields |= survey("flow_ls", 30.0, chance, {"document": 0.7})
            rows.append(Row(Spot(x, y), fields))
    return rows


def _tell_checks(row: Row, chance: np.random.Generator) -> None:
    """Tell what each round of checks found: nothing yet, working, faulty, or repaired since."""
    course = pick(chance, COURSES)
    if happens(chance, 0.06):
        built = draw_moment(chance, date(2025, 1, 6), date(2026, 8, 28))
        row.since, row.valid_from = built, built.date()
    row.fields["status"] = "unknown" if course == "unknown" else "unchecked"
    if course in ("unknown", "unchecked"):
        return
    first = draw_moment(chance, max(row.since.date(), START.date()), TODAY.date())
    found = "faulty" if course in ("faulty", "repaired") else "working"
    row.note(first, FIRE, {"status": found, "checked_on": first.date()})
    again = after(chance, first, (60, 240))
    if again and (course == "repaired" or happens(chance, 0.5)):
        status = "faulty" if course == "faulty" else "working"
        row.note(again, FIRE, {"status": status, "checked_on": again.date()})
