"""Traffic: congested stretches of the arterials, cameras at junctions, parking."""

from datetime import date

import numpy as np
import shapely
from shapely.ops import substring

from gis_data.addresses import nearest_way, stand_beside, tell_way
from gis_data.chance import happens, open_stream, pick
from gis_data.clock import after, draw_moment
from gis_data.plan import JamPlan
from gis_data.rows import Fields, Row, middle_of, survey
from gis_data.town import Town
from gis_data.ways import Way

TRAFFIC, POLICE = "giao-thong", "cong-an"
M2_PER_CAR = 25.0
CAMERAS_ON_STREETS, CAMERAS_IN_ALLEYS = 0.45, 0.09
SMALL_LOTS = 10


def register_congestion(town: Town) -> list[Row]:
    """Return the congested stretches of the plan, in its order: observations of speed hang on them."""
    chance = open_stream("register congestion")
    by_name = {street.name: street for street in town.streets}
    return [_register_jam(jam, by_name[jam.street], chance) for jam in town.plan.jams]


def _register_jam(jam: JamPlan, street: Way, chance: np.random.Generator) -> Row:
    first, last = (share * street.length for share in jam.share)
    fields: Fields = {"name": jam.name, "road": jam.street, "cause": jam.cause, "status": "open"}
    if jam.peak:
        fields["peak"] = jam.peak
    if jam.free_flow_kmh and jam.peak_speed_kmh:
        fields |= {"free_flow_kmh": jam.free_flow_kmh, "free_flow_kmh_source": "surveyed"}
        fields |= {"peak_speed_kmh": jam.peak_speed_kmh, "peak_speed_kmh_source": "surveyed"}
        fields["travel_time_index"] = round(jam.free_flow_kmh / jam.peak_speed_kmh, 2)
    counted = int(street.lanes * chance.integers(900, 1500) / 10) * 10
    fields |= survey("vehicles_h", counted, chance, {"surveyed": 0.45, "estimated": 0.15})
    row = Row(substring(street.noded(), first, last), fields)
    course = pick(chance, {"open": 0.5, "monitored": 0.25, "in_works": 0.15, "resolved": 0.1})
    if course != "open":
        begun = draw_moment(chance, date(2025, 3, 3), date(2026, 4, 30))
        row.note(begun, TRAFFIC, {"status": "monitored" if course == "monitored" else "in_works"})
        if course == "resolved":
            row.note(after(chance, begun, (60, 140)), TRAFFIC, {"status": "resolved"})
    return row


def register_cameras(town: Town) -> list[Row]:
    """Return cameras at junctions of streets and at the mouths of some alleys."""
    chance = open_stream("register cameras")
    rows: list[Row] = []
    for street in town.streets:
        for number, (station, _) in enumerate(sorted(street.joints), start=1):
            share = CAMERAS_ON_STREETS if street.level != "residential" else CAMERAS_IN_ALLEYS
            if street.name and happens(chance, share / 3):
                shape = stand_beside(street, station, 1 if number % 2 else -1, street.width / 2 + 0.6)
                rows.append(_register_camera(f"Camera {street.name} {number:02d}", shape, chance))
    for alley in town.alleys:
        if happens(chance, CAMERAS_IN_ALLEYS):
            shape = stand_beside(alley, min(14.0, alley.length / 2), -1, alley.width / 2 + 0.2)
            rows.append(_register_camera(f"Camera đầu {tell_way(alley)}", shape, chance))
    return [row for row in rows if town.outline.contains(row.shape)]


def _register_camera(name: str, shape: shapely.Point, chance: np.random.Generator) -> Row:
    fields: Fields = {
        "name": name,
        "status": pick(chance, {"working": 0.8, "faulty": 0.09, "off": 0.05, "unknown": 0.06}),
    }
    if happens(chance, 0.55):
        fields["bearing_deg"] = float(chance.integers(0, 72) * 5)
    row = Row(shape, fields)
    if happens(chance, 0.2):
        broken = draw_moment(chance, date(2025, 1, 6), date(2026, 6, 30))
        row.note(broken, POLICE, {"status": "faulty"})
        row.note(after(chance, broken, (5, 60)), POLICE, {"status": "working"})
    return row


def register_parking(town: Town) -> list[Row]:
    """Return the car parks of the plan and small ones among the houses."""
    chance = open_stream("register parking")
    rows = []
    for ground in town.grounds_of("parking"):
        fields: Fields = {"name": ground.name, "public": True}
        spaces = int(ground.shape.area / M2_PER_CAR)
        rows.append(Row(ground.shape, fields | survey("spaces", spaces, chance, {"document": 0.9})))
    for opening in town.openings[:SMALL_LOTS]:
        way, _ = nearest_way(town.ways, middle_of(opening))
        fields = {"name": f"Điểm đỗ xe {tell_way(way)}"}
        if happens(chance, 0.7):
            fields["public"] = happens(chance, 0.4)
        spaces = max(int(opening.area / M2_PER_CAR), 1)
        rows.append(
            Row(opening, fields | survey("spaces", spaces, chance, {"surveyed": 0.4, "estimated": 0.2}))
        )
    return rows
