"""Streets and alleys, with the widths, headrooms and works that somebody wrote down."""

from datetime import date

import numpy as np

from gis_data.chance import happens, open_stream, pick
from gis_data.clock import START, after, draw_moment
from gis_data.rows import Fields, Row, survey
from gis_data.town import Town
from gis_data.ways import Way

SPEED_LIMITS = {"primary": 60, "secondary": 50, "tertiary": 50, "residential": 40, "service": 30}
MAJOR = ("primary", "secondary")
WORKS, FIRE, SURVEY = "ha-tang", "pccc", "do-dac"

RENOVATION = {"before": 0.2, "done": 0.26, "in_works": 0.07, "planned": 0.16, "none": 0.23, "unknown": 0.08}
FIRE_SYSTEM = {"none": 0.42, "tank": 0.07, "hydrant": 0.05, "wall_box": 0.2, "several": 0.04, "unknown": 0.22}
WIDE = 3.5
"""Metres: wide enough for an engine."""


def register_roads(town: Town) -> list[Row]:
    """Return the streets, one line each, with a vertex at every junction."""
    chance = open_stream("register roads")
    return [Row(street.noded(), _describe_street(street, chance)) for street in town.streets]


def _describe_street(street: Way, chance: np.random.Generator) -> Fields:
    major = street.level in MAJOR
    shares = {"document": 0.9} if major else {"document": 0.3, "surveyed": 0.2}
    fields: Fields = {"name": street.name, "class": street.level, "lanes": street.lanes, "one_way": False}
    if major or happens(chance, 0.6):
        fields["speed_limit_kmh"] = SPEED_LIMITS[street.level]
    return fields | survey("width_m", street.width, chance, shares)


def register_alleys(town: Town) -> list[Row]:
    """Return the alleys: about half have a width, few a headroom; two years of works lie behind them."""
    chance = open_stream("register alleys")
    rows = [Row(alley.noded(), _describe_alley(alley, chance)) for alley in town.alleys]
    for row, alley in zip(rows, town.alleys, strict=True):
        _tell_renovation(row, chance)
        _tell_fire_system(row, chance)
        _tell_width(row, alley, chance)
    return rows


def _describe_alley(alley: Way, chance: np.random.Generator) -> Fields:
    fields: Fields = {
        "name": alley.name,
        "level": alley.level,
        "street": alley.street,
        "parent": alley.parent.name if alley.parent else None,
        "surface": pick(chance, _surfaces(alley.width)),
        "lighting": pick(chance, {"yes": 0.72, "no": 0.12, "unknown": 0.16}),
        "drainage": pick(chance, {"yes": 0.6, "no": 0.18, "unknown": 0.22}),
    }
    if happens(chance, 0.93):
        fields["dead_end"] = alley.dead_end
    if alley.dead_end and happens(chance, 0.6):
        fields["turning_place"] = alley.width >= WIDE and happens(chance, 0.35)
    if alley.width >= WIDE and happens(chance, 0.5):
        fields["passing_bays"] = int(chance.integers(0, 3))
    gate = (3.2 if alley.width < WIDE else 4.6) + float(chance.uniform(-0.8, 1.2))
    fields |= survey("headroom_m", round(gate, 1), chance, {"surveyed": 0.16})
    return fields | survey("slope", round(float(chance.gamma(1.5, 0.9)), 1), chance, {"estimated": 0.08})


def _surfaces(width: float) -> dict[str, float]:
    if width >= WIDE:
        return {"asphalt": 0.55, "concrete": 0.38, "brick": 0.02, "unknown": 0.05}
    return {"concrete": 0.74, "brick": 0.12, "asphalt": 0.03, "earth": 0.02, "unknown": 0.09}


def _tell_renovation(row: Row, chance: np.random.Generator) -> None:
    course = pick(chance, RENOVATION)
    row.fields["renovation"] = "unknown" if course == "unknown" else "none"
    if course == "before":
        day = draw_moment(chance, date(2021, 1, 4), date(2024, 9, 1)).date()
        row.fields |= {"renovation": "done", "renovated_on": day if happens(chance, 0.7) else None}
    if course not in ("planned", "in_works", "done"):
        return
    planned = draw_moment(chance, START.date(), date(2026, 2, 1))
    begun = after(chance, planned, (30, 120)) if course != "planned" else None
    done = after(chance, begun, (35, 110)) if begun and course == "done" else None
    row.note(planned, WORKS, {"renovation": "planned"})
    row.note(begun, WORKS, {"renovation": "in_works"})
    if done:
        better: Fields = {"lighting": "yes", "drainage": "yes", "surface": "concrete"}
        row.note(done, WORKS, {"renovation": "done", "renovated_on": done.date(), **better})


def _tell_fire_system(row: Row, chance: np.random.Generator) -> None:
    system = pick(chance, FIRE_SYSTEM)
    if system in ("none", "unknown") or happens(chance, 0.3):
        row.fields["fire_system"] = system
        return
    row.fields["fire_system"] = "none" if happens(chance, 0.7) else "unknown"
    row.note(draw_moment(chance, START.date(), date(2026, 9, 25)), FIRE, {"fire_system": system})


def _tell_width(row: Row, alley: Way, chance: np.random.Generator) -> None:
    """Record a width from old files or a guess, and what the survey of the winter of 2025 measured."""
    row.fields |= survey("width_m", _guess(alley.width, chance), chance, {"document": 0.1, "estimated": 0.16})
    if happens(chance, 0.34):
        when = draw_moment(chance, date(2025, 11, 3), date(2026, 3, 27))
        row.note(when, SURVEY, {"width_m": alley.width, "width_m_source": "surveyed"})


def _guess(width: float, chance: np.random.Generator) -> float:
    """Return a width to half a metre, as people estimate it."""
    return max(round((width + float(chance.normal(0, 0.35))) * 2) / 2, 1.0)
