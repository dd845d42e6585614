"""Large buildings: apartment blocks, office towers, old housing blocks, and what stands on the grounds."""

from dataclasses import dataclass

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from gis_data.blocks import Block, Ground
from gis_data.chance import open_stream
from gis_data.fitting import Shapes, choose_free, place_rectangles
from gis_data.projection import Coordinates
from gis_data.ways import Way


@dataclass(frozen=True)
class Tower:
    """A large building: `kind` is apartment, office, collective, or the kind of its ground."""

    shape: shapely.Polygon
    kind: str
    block: Block
    name: str | None = None


@dataclass(frozen=True)
class Pattern:
    """How large buildings stand: the footprints that occur, and the metres between two and to the edge."""

    sizes: tuple[tuple[float, float], ...]
    apart: float
    setback: float
    scattered: bool = True


PATTERNS = {
    "estate": Pattern(((48, 17), (30, 28), (44, 20), (36, 24)), 21, 7),
    "offices": Pattern(((44, 36), (36, 30), (52, 40), (30, 30)), 26, 10),
}
OLD_BLOCKS = Pattern(((40, 11),), 14, 3, scattered=False)
SMALL_GROUND = 2200.0
GRID = 10.0
"""Large buildings are tried at every knot of a grid this wide (metres)."""


def build_towers(
    blocks: list[Block], grounds: list[Ground], streets: list[Way], alleys: list[Way]
) -> list[Tower]:
    """Return the large buildings, clear of alleys and of each other."""
    chance = open_stream("towers")
    corridors = shapely.union_all([alley.line.buffer(alley.half_corridor + 3) for alley in alleys])
    towers = [tower for ground in grounds for tower in _build_on_ground(ground, blocks, streets, chance)]
    for block in blocks:
        if block.kind in PATTERNS:
            kind = "apartment" if block.kind == "estate" else "office"
            room = shapely.difference(block.room.buffer(-PATTERNS[block.kind].setback), corridors)
            towers += [
                Tower(shape, kind, block) for shape in _fill(room, PATTERNS[block.kind], streets, chance)
            ]
    return towers


def _fill(room: BaseGeometry, pattern: Pattern, streets: list[Way], chance: np.random.Generator) -> Shapes:
    """Return footprints, turned along the nearest street, that lie in a room and keep their distance."""
    middle = room.centroid
    street = min(streets, key=lambda way: way.line.distance(middle))
    along = street.direction_at(street.station_of((middle.x, middle.y)))
    across = np.array([-along[1], along[0]])
    reach = int(room.length / 2 / GRID) + 1
    steps = np.arange(-reach, reach + 1) * GRID
    grid = np.array([(i, j) for i in steps for j in steps], dtype=np.float64)
    sizes = np.array(pattern.sizes)[chance.integers(len(pattern.sizes), size=len(grid))]
    middles = np.array([middle.x, middle.y]) + grid @ np.stack([along, across])
    shapes = _centre(middles, sizes, along)
    shapely.prepare(room)
    inside = np.flatnonzero(shapely.contains(room, shapes))
    inside = chance.permutation(inside) if pattern.scattered else inside
    spread = _centre(middles[inside], sizes[inside] + pattern.apart, along)
    kept = inside[choose_free(spread, np.array([]))]
    return np.asarray(shapes[kept])


def _centre(middles: Coordinates, sizes: Coordinates, along: Coordinates) -> Shapes:
    across = np.array([-along[1], along[0]])
    edge, depth = along * sizes[:, :1], across * sizes[:, 1:]
    return place_rectangles(middles - (edge + depth) / 2, edge, depth)


def _build_on_ground(
    ground: Ground, blocks: list[Block], streets: list[Way], chance: np.random.Generator
) -> list[Tower]:
    block = next(block for block in blocks if block.shape.contains(ground.shape.representative_point()))
    if ground.kind in ("lake", "park", "parking"):
        return []
    if ground.kind == "collective":
        shapes = _fill(ground.shape.buffer(-OLD_BLOCKS.setback), OLD_BLOCKS, streets, chance)
        return [
            Tower(shape, "collective", block, f"Nhà {chr(65 + n)} {ground.name}")
            for n, shape in enumerate(shapes)
        ]
    return [Tower(shape, ground.kind, block, ground.name) for shape in _draw_campus(ground)]


def _draw_campus(ground: Ground) -> list[shapely.Polygon]:
    """Return one hall in the middle of a small ground, or two wings at the edges of a large one."""
    inner = ground.shape.buffer(-4.0, join_style="mitre").minimum_rotated_rectangle
    corner, *_ = ring = shapely.get_coordinates(inner)
    edge, depth = ring[1] - corner, ring[3] - corner
    if np.hypot(*depth) > np.hypot(*edge):
        edge, depth = depth, edge
    if ground.shape.area < SMALL_GROUND:
        hall = place_rectangles(
            (corner + 0.2 * edge + 0.2 * depth)[None], 0.6 * edge[None], 0.6 * depth[None]
        )
        return [shape for shape in hall if ground.shape.contains(shape)]
    bar = depth / np.hypot(*depth) * 11.0
    wing = edge / np.hypot(*edge) * 11.0
    shapes = place_rectangles(
        np.stack([corner, corner + bar * 1.3]), np.stack([edge, wing]), np.stack([bar, depth - bar * 1.3])
    )
    return [shape for shape in shapes if ground.shape.contains(shape)]
