"""Small free places among the houses, near an alley: for playgrounds and parking."""

import numpy as np
import shapely

from gis_data.blocks import Block
from gis_data.chance import open_stream
from gis_data.fitting import choose_free, choose_inside
from gis_data.lots import House
from gis_data.towers import Tower
from gis_data.ways import Way

TRIED_PER_HECTARE = 12
SIDES = (12.0, 26.0)
WITHIN_REACH = 22.0
"""Of an alley (metres)."""


def find_openings(
    blocks: list[Block], houses: list[House], towers: list[Tower], alleys: list[Way]
) -> list[shapely.Polygon]:
    """Return rectangles that touch no building, plot, alley or other opening, the roomiest first."""
    chance = open_stream("openings")
    rooms = np.array([block.room for block in blocks])
    corridors = [alley.line.buffer(alley.half_corridor) for alley in alleys]
    taken = np.array(
        [*(house.plot for house in houses), *(tower.shape.buffer(3.0) for tower in towers), *corridors]
    )
    west, south, east, north = shapely.total_bounds(rooms).tolist()
    count = int((east - west) * (north - south) / 1e4 * TRIED_PER_HECTARE)
    middles = chance.uniform((west, south), (east, north), (count, 2))
    sides = np.sort(chance.uniform(*SIDES, (count, 2)), axis=0)[::-1] / 2
    shapes = np.asarray(shapely.box(*(middles - sides).T, *(middles + sides).T))
    lines = shapely.STRtree([alley.line for alley in alleys])
    near, alley = lines.query_nearest(shapes, max_distance=WITHIN_REACH, all_matches=False)
    bearings = [alleys[n].direction_at(alleys[n].length / 2) for n in alley.tolist()]
    turned = np.array([_turn(shapes[n], bearing) for n, bearing in zip(near.tolist(), bearings, strict=True)])
    turned = turned[choose_inside(turned, rooms) >= 0]
    return list(turned[choose_free(turned, taken)])


def _turn(shape: shapely.Polygon, bearing: np.ndarray) -> shapely.Polygon:
    middle = shapely.get_coordinates(shape.centroid)[0]
    matrix = np.array([bearing, [-bearing[1], bearing[0]]])
    return shapely.Polygon((shapely.get_coordinates(shape) - middle) @ matrix + middle)
