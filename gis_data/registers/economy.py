"""Enterprises and shops, and the works that change the ward."""

from datetime import date

import numpy as np
import shapely
from shapely import Point as Spot
from shapely.geometry.base import BaseGeometry

from gis_data.chance import happens, open_stream, pick
from gis_data.clock import START, draw_moment
from gis_data.housing import Building
from gis_data.plan import ProjectPlan
from gis_data.projection import to_metres
from gis_data.rows import Fields, Row, survey
from gis_data.town import Town
from gis_data.words import Trade, read_words

ECONOMY, WORKS = "kinh-te", "ha-tang"
DIGITAL = {"yes": 0.46, "no": 0.3, "unknown": 0.24}
COMPANY_KINDS = {
    "llc_single": 0.36,
    "llc": 0.32,
    "joint_stock": 0.2,
    "branch": 0.08,
    "sole": 0.02,
    "state": 0.02,
}
KIND_TITLES = {
    "llc_single": "Công ty TNHH MTV",
    "llc": "Công ty TNHH",
    "joint_stock": "Công ty cổ phần",
    "branch": "Chi nhánh công ty",
    "sole": "Doanh nghiệp tư nhân",
    "state": "Công ty nhà nước",
}
TOWER_TENANTS = {"office": (12, 34), "commerce": (6, 18), "apartment": (1, 6)}
HOUSE_TENANTS = {"office": (1, 4), "commerce": (1, 3), "mixed": (1, 3), "hotel": (1, 1)}
HOUSEHOLD_SHARE = 0.62
"""Of the businesses in houses, those that are a household's."""


def register_enterprises(town: Town) -> list[Row]:
    """Return businesses where buildings have room for them; no name is a person's."""
    chance = open_stream("register enterprises")
    trades = read_words().trades
    rows = []
    for building in town.buildings:
        low, high = (HOUSE_TENANTS if building.house else TOWER_TENANTS).get(building.use, (0, 0))
        for number in range(int(chance.integers(low, high + 1))):
            trade = pick(chance, {trade: trade.share for trade in trades})
            rows.append(_register_enterprise(building, trade, number, chance))
    return rows


def _register_enterprise(building: Building, trade: Trade, number: int, chance: np.random.Generator) -> Row:
    household = (
        building.house is not None and trade.household is not None and happens(chance, HOUSEHOLD_SHARE)
    )
    kind = "household" if household else pick(chance, COMPANY_KINDS)
    fields: Fields = {"name": _make_name(building, trade, kind, chance), "sector": trade.sector, "kind": kind}
    if happens(chance, 0.05):
        fields["sector"] = "unknown"
    fields["digital"] = pick(chance, DIGITAL)
    row = Row(_place(building, number), fields)
    if happens(chance, 0.12):
        row.since = draw_moment(chance, START.date(), date(2026, 8, 28))
        row.valid_from = row.since.date()
    if fields["digital"] != "yes" and happens(chance, 0.5):
        row.note(draw_moment(chance, date(2025, 10, 1), date(2026, 9, 18)), ECONOMY, {"digital": "yes"})
    if happens(chance, 0.03):
        closed = draw_moment(chance, date(2025, 8, 4), date(2026, 9, 11))
        row.valid_to = closed.date() if closed > row.since else None
    return row


def _make_name(building: Building, trade: Trade, kind: str, chance: np.random.Generator) -> str:
    brands = read_words().brands
    if kind == "household":
        street = building.house.way.street if building.house else None
        return f"{trade.household} {street or building.block.quarter}"
    first, second = chance.choice(len(brands), 2, replace=False).tolist()
    brand = brands[first] if happens(chance, 0.7) else f"{brands[first]} {brands[second]}"
    return f"{KIND_TITLES[kind]} {trade.company} {brand}"


def _place(building: Building, number: int) -> shapely.Point:
    """Return a point within the building, another for each of its businesses."""
    corners = shapely.get_coordinates(building.shape)[:4]
    across, up = (number % 5 + 1) / 6, (number // 5 + 1) / 7
    return Spot(corners[0] + (corners[1] - corners[0]) * across + (corners[3] - corners[0]) * up)


def register_projects(town: Town) -> list[Row]:
    """Return the works of the plan: along a street, on a ground, or at a place."""
    chance = open_stream("register projects")
    return [_register_project(project, town, chance) for project in town.plan.projects]


def _register_project(project: ProjectPlan, town: Town, chance: np.random.Generator) -> Row:
    fields: Fields = {"name": project.name, "task": project.task, "status": "proposed"}
    fields |= {"starts_on": project.starts_on, "ends_on": project.ends_on}
    budget = project.budget_vnd_m
    if budget:
        fields |= survey("budget_vnd_m", budget, chance, {"document": 0.85, "estimated": 0.15})
    row = Row(_find_site(project, town), fields)
    for when, status in zip(project.told_on, project.statuses, strict=True):
        row.note(draw_moment(chance, when, when), WORKS, {"status": status})
    return row


def _find_site(project: ProjectPlan, town: Town) -> BaseGeometry:
    for way in town.ways:
        if way.name == project.along:
            return way.noded()
    for ground in town.grounds:
        if ground.name == project.on:
            return ground.shape
    if project.at is None:
        raise ValueError(f"project {project.name}: no such street, alley or ground")
    return Spot(to_metres([project.at])[0])
