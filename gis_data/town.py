"""The whole ward as it truly is, before any register says what is known of it."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import shapely

from gis_data.alleys import lay_alleys
from gis_data.blocks import Block, Ground, divide_blocks, draw_river
from gis_data.groups import Group, draw_groups
from gis_data.housing import Building, raise_buildings
from gis_data.lots import build_houses
from gis_data.openings import find_openings
from gis_data.plan import WardPlan
from gis_data.projection import to_metres
from gis_data.streets import lay_streets
from gis_data.terrain import LowPlace, Terrain, find_lows, shape_ground
from gis_data.towers import build_towers
from gis_data.ways import Way


@dataclass(frozen=True)
class Town:
    """Streets, alleys, blocks, buildings, groups and ground; every shape in EPSG:5897 metres."""

    plan: WardPlan
    outline: shapely.Polygon
    river: shapely.Polygon
    streets: list[Way]
    alleys: list[Way]
    blocks: list[Block]
    grounds: list[Ground]
    buildings: list[Building]
    groups: list[Group]
    openings: list[shapely.Polygon]
    """Small free places among the houses."""
    lows: list[LowPlace]
    terrain: Terrain

    @property
    def ways(self) -> list[Way]:
        return [*self.streets, *self.alleys]

    def grounds_of(self, kind: str) -> Iterator[Ground]:
        return (ground for ground in self.grounds if ground.kind == kind)


def build_town(plan: WardPlan) -> Town:
    """Build the ward from its plan."""
    outline = shapely.Polygon(to_metres(plan.outline))
    streets = lay_streets(plan)
    blocks, grounds = divide_blocks(plan, streets)
    alleys = lay_alleys(streets, blocks, plan.alleys)
    towers = build_towers(blocks, grounds, streets, alleys)
    houses = build_houses(streets, alleys, blocks, np.array([tower.shape for tower in towers]))
    buildings = raise_buildings(houses, towers, plan.population)
    river = draw_river(plan)
    lows = find_lows(plan, [*streets, *alleys])
    return Town(
        plan=plan,
        outline=outline,
        river=river,
        streets=streets,
        alleys=alleys,
        blocks=blocks,
        grounds=grounds,
        buildings=buildings,
        groups=draw_groups(outline, streets, buildings),
        openings=find_openings(blocks, houses, towers, alleys),
        lows=lows,
        terrain=shape_ground(plan, streets, grounds, river, lows),
    )
