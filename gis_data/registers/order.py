"""What goes wrong and who tells of it: urban-order cases, points of waste, reports of citizens."""

from datetime import date, datetime, timedelta

import numpy as np
from shapely import Point as Spot

from gis_data.addresses import stand_beside, tell_way
from gis_data.chance import happens, open_stream, pick
from gis_data.clock import HANOI, START, TODAY, after, draw_moment
from gis_data.rows import Fields, Row, middle_of
from gis_data.town import Town
from gis_data.ways import Way
from gis_data.words import read_words

ORDER, ENVIRONMENT, DESK = "trat-tu", "moi-truong", "mot-cua"
CASES, REPORTS = 190, 380
CASE_KINDS = {"construction": 0.34, "pavement": 0.36, "pollution": 0.12, "food": 0.1, "land": 0.08}
WASTE_IN_ALLEYS = 0.055
CLEARED = 0.45
"""Of the illegal dumps, those that have been cleared since."""


def register_cases(town: Town) -> list[Row]:
    """Return two years of cases, each recorded when it was found and again at each step."""
    chance = open_stream("register cases")
    rows = [_register_case(town, chance) for _ in range(CASES)]
    return sorted(rows, key=lambda row: row.since)


def _register_case(town: Town, chance: np.random.Generator) -> Row:
    kind = pick(chance, CASE_KINDS)
    titles = read_words().cases[kind]
    place = way, *_ = _choose_place(town, chance, streets=kind == "pavement")
    found = draw_moment(chance, START.date(), TODAY.date() - timedelta(days=2))
    title = f"{titles[int(chance.integers(len(titles)))]} - {tell_way(way)}"
    fields: Fields = {"title": title, "kind": kind, "status": "found"}
    if happens(chance, 0.97):
        fields["found_on"] = found.date()
    offset = way.half_corridor + (2.0 if kind in ("construction", "land", "food") else -0.3)
    row = Row(_stand(town, place, offset), fields, valid_from=found.date(), since=found)
    taken_up = after(chance, found, (1, 14))
    row.note(taken_up, ORDER, {"status": "in_progress"})
    fined = after(chance, taken_up, (4, 40)) if taken_up and happens(chance, 0.45) else None
    row.note(fined, ORDER, {"status": "sanctioned"})
    last = fined or taken_up
    closed = after(chance, last, (5, 90)) if last and happens(chance, 0.82) else None
    if closed:
        row.note(closed, ORDER, {"status": "closed", "closed_on": closed.date()})
    return row


def _choose_place(town: Town, chance: np.random.Generator, *, streets: bool) -> tuple[Way, float, int]:
    ways = [way for way in (town.streets if streets else town.ways) if way.name]
    lengths = np.cumsum([way.length for way in ways])
    way = ways[int(np.searchsorted(lengths, chance.random() * lengths[-1]))]
    return way, float(chance.uniform(0.15, 0.9)) * way.length, 1 if happens(chance, 0.5) else -1


def _stand(town: Town, place: tuple[Way, float, int], offset: float) -> Spot:
    """Return the point beside a way, on its other side where that is past the ward's boundary."""
    way, station, side = place
    point = stand_beside(way, station, side, offset)
    return point if town.outline.contains(point) else stand_beside(way, station, -side, offset)


def register_waste_points(town: Town) -> list[Row]:
    """Return where waste is gathered, and the illegal dumps: several were cleared, and so taken out."""
    chance = open_stream("register waste")
    rows = []
    for ground in (*town.grounds_of("market"), *town.grounds_of("collective")):
        fields: Fields = {"name": f"Điểm tập kết {ground.name}", "kind": "gathering", "collected_daily": True}
        rows.append(Row(Spot(middle_of(ground.shape.buffer(-3.0).boundary)), fields))
    for alley in town.alleys:
        if happens(chance, WASTE_IN_ALLEYS):
            kind = pick(
                chance, {"bins": 0.4, "gathering": 0.25, "illegal": 0.25, "recycling": 0.06, "bulky": 0.04}
            )
            rows.append(_register_waste(alley, kind, chance))
    return rows


def _register_waste(alley: Way, kind: str, chance: np.random.Generator) -> Row:
    title = {"bins": "Thùng rác", "gathering": "Điểm tập kết rác", "illegal": "Điểm rác tự phát"}.get(
        kind, "Điểm thu gom"
    )
    fields: Fields = {"name": f"{title} {tell_way(alley)}", "kind": kind}
    if happens(chance, 0.85):
        fields["collected_daily"] = kind != "illegal" and happens(chance, 0.88)
    row = Row(stand_beside(alley, min(16.0, alley.length * 0.4), 1, alley.width / 2 + 0.15), fields)
    if kind == "illegal":
        row.since = draw_moment(chance, START.date(), date(2026, 5, 29))
        cleared = after(chance, row.since, (20, 200))
        if cleared and happens(chance, CLEARED):
            row.remove(cleared, ENVIRONMENT)
    return row


def register_reports(town: Town) -> list[Row]:
    """Return what citizens reported: words of our own, without names, telephones or house numbers."""
    chance = open_stream("register reports")
    shares = {topic: share for topic, (share, _) in read_words().reports.items()}
    rows = [_register_report(pick(chance, shares), town, chance) for _ in range(REPORTS)]
    return sorted(rows, key=lambda row: row.since)


def _register_report(topic: str, town: Town, chance: np.random.Generator) -> Row:
    texts = read_words().reports[topic][1]
    place = way, *_ = _choose_place(town, chance, streets=topic in ("traffic", "pavement", "trees"))
    day = START.date() + timedelta(days=int(chance.integers((TODAY - START).days)))
    received = datetime(day.year, day.month, day.day, tzinfo=HANOI) + timedelta(
        minutes=int(chance.integers(360, 1380))
    )
    text = texts[int(chance.integers(len(texts)))].format(place=tell_way(way))
    fields: Fields = {"topic": topic, "text": text, "status": "received", "received_at": received}
    row = Row(_stand(town, place, way.width / 2 + 0.3), fields, valid_from=day, since=received)
    begun = after(chance, received, (1, 4))
    row.note(begun, DESK, {"status": "in_progress"})
    if begun and happens(chance, 0.9):
        status = "resolved" if happens(chance, 0.92) else "declined"
        row.note(after(chance, begun, (2, 35)), DESK, {"status": status})
    return row
