"""Buildings as they truly stand: use, storeys, age and residents, whether or not a survey would know them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import shapely

from gis_data.blocks import Block
from gis_data.chance import happens, open_stream, pick
from gis_data.lots import House
from gis_data.towers import Tower
from gis_data.words import read_words

PERSONS_PER_HOUSEHOLD = 3.4
FLAT_M2, HOUSE_M2 = 34.0, 52.0
"""Dwelling floor area of a person."""

STREET_USES = {"house": 0.5, "mixed": 0.34, "commerce": 0.08, "hotel": 0.03, "office": 0.05}
AVENUE_USES = {"house": 0.12, "mixed": 0.44, "commerce": 0.18, "hotel": 0.08, "office": 0.18}
ALLEY_USES = {"house": 0.955, "mixed": 0.025, "apartment": 0.015, "industry": 0.005}
STREET_LEVELS: Mapping[float, float] = {3: 0.12, 4: 0.26, 5: 0.3, 6: 0.18, 7: 0.1, 8: 0.04}
ALLEY_LEVELS: Mapping[float, float] = {
    1: 0.05,
    2: 0.12,
    2.5: 0.05,
    3: 0.26,
    3.5: 0.06,
    4: 0.26,
    5: 0.16,
    6: 0.04,
}
TOWER_USES: Mapping[str, str] = {
    "apartment": "apartment",
    "collective": "apartment",
    "office": "office",
    "school": "education",
    "heritage": "religion",
    "market": "commerce",
    "health": "health",
    "hall": "government",
}
TOWER_LEVELS: Mapping[str, tuple[int, int]] = {
    "apartment": (12, 34),
    "collective": (5, 5),
    "office": (9, 28),
    "school": (3, 4),
    "heritage": (1, 1),
    "market": (1, 2),
    "health": (3, 6),
    "hall": (3, 5),
}
FLATS_AMONG_OFFICES = 0.3
LANDMARK_M2 = 2000.0
LANDMARK_LEVELS = (44, 66)
"""Of office towers with a footprint over LANDMARK_M2 in the quarter of the tallest towers."""
TALLEST_QUARTER = "Keangnam"


@dataclass
class Building:
    """A building and what is true of it; `house` where it stands on a lot along a way."""

    shape: shapely.Polygon
    kind: str
    use: str
    levels: float
    year: int
    block: Block
    name: str | None = None
    house: House | None = None
    residents: int = 0

    @property
    def floor_m2(self) -> float:
        """Floor area that people live in; a building of mixed use has its shop on the ground floor."""
        share = {"house": 1.0, "apartment": 0.82, "mixed": 0.55}.get(self.use, 0.0)
        return float(self.shape.area) * self.levels * share

    @property
    def households(self) -> int:
        return max(round(self.residents / PERSONS_PER_HOUSEHOLD), 1) if self.residents else 0


def raise_buildings(houses: list[House], towers: list[Tower], population: int) -> list[Building]:
    """Return all buildings, with residents that add up to the population."""
    chance = open_stream("housing")
    buildings = [_raise_tower(tower, number, chance) for number, tower in enumerate(towers)]
    buildings += [_raise_house(house, chance) for house in houses]
    settle(buildings, population, chance)
    return buildings


def _raise_house(house: House, chance: np.random.Generator) -> Building:
    uses = ALLEY_USES if house.way.path else AVENUE_USES if house.way.level == "primary" else STREET_USES
    levels = ALLEY_LEVELS if house.way.path else STREET_LEVELS
    use = pick(chance, uses)
    height = pick(chance, levels) + (3 if use == "apartment" or house.way.level == "primary" else 0)
    year = int(chance.triangular(1975, 2012, 2026))
    return Building(house.shape, "house", use, height, year, house.block, house=house)


def _raise_tower(tower: Tower, number: int, chance: np.random.Generator) -> Building:
    kind = "apartment" if tower.kind == "office" and happens(chance, FLATS_AMONG_OFFICES) else tower.kind
    low, high = TOWER_LEVELS[kind]
    landmark = tower.block.quarter == TALLEST_QUARTER and tower.shape.area > LANDMARK_M2
    if landmark:
        low, high = LANDMARK_LEVELS
    years = {"collective": (1978, 1992), "heritage": (1700, 1900)}.get(kind, (2003, 2025))
    name = tower.name
    if kind == "apartment":
        name = f"Chung cư {pick(chance, {'CT': 5, 'N': 4, 'A': 2})}{number % 17 + 1} {tower.block.quarter}"
    elif kind == "office" and happens(chance, 0.8):
        brands = read_words().brands
        name = f"Tòa nhà {brands[(number * 7) % len(brands)]} {tower.block.quarter}"
    levels = int(chance.integers(low, high + 1))
    year = int(chance.integers(*years))
    return Building(tower.shape, kind, TOWER_USES[kind], levels, year, tower.block, name)


def settle(buildings: list[Building], population: int, chance: np.random.Generator) -> None:
    """Share the population among the dwellings by floor area, each a little more or less than its share."""
    person = np.array([FLAT_M2 if building.use == "apartment" else HOUSE_M2 for building in buildings])
    room = np.array([building.floor_m2 for building in buildings]) / person
    weight = room * chance.lognormal(0.0, 0.35, len(room)) * (chance.random(len(room)) > 0.04)  # noqa: PLR2004
    exact = weight / weight.sum() * population
    whole = np.floor(exact).astype(int)
    most_lacking = np.argsort(whole - exact, kind="stable")[: population - int(whole.sum())]
    whole[most_lacking] += 1
    for building, residents in zip(buildings, whole.tolist(), strict=True):
        building.residents = residents
