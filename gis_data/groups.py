"""Residential groups that tile the ward: bounded by streets, and between them by the backs of houses.

Houses of one alley and its side alleys stay together. The groups share every vertex of every common border.
"""

from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry

from gis_data.fitting import Shapes
from gis_data.housing import Building
from gis_data.projection import Coordinates
from gis_data.ways import Way

RESIDENTS = 1500
"""Of a group, about."""
FEWEST = 650
"""Faces with fewer residents join a neighbour."""
GRID = 0.001
TO_OUTLINE = 80.0
SMOOTHING = 12.0
STRIP = 45.0
"""A face narrower than this (metres) is a strip."""

Labels = NDArray[np.int64]


@dataclass(frozen=True)
class Group:
    """A residential group and the buildings (numbers in the list of all) that stand in it."""

    shape: MultiPolygon
    buildings: tuple[int, ...]
    residents: int
    households: int


def draw_groups(outline: Polygon, streets: list[Way], buildings: list[Building]) -> list[Group]:
    """Return the groups, numbered from the north-west; they cover the outline without gap or overlap."""
    middles = shapely.get_coordinates(shapely.centroid([building.shape for building in buildings]))
    residents = np.array([building.residents for building in buildings])
    faces = _find_faces(outline, streets)
    face_of = _locate(faces, middles)
    families = _find_families(buildings, middles)
    parts = [
        _split_face(face, np.flatnonzero(face_of == n), middles, residents, families)
        for n, face in enumerate(faces)
    ]
    pieces = _cut(outline, faces, parts)
    labels = _join_small(pieces, residents, _locate(pieces, middles))
    shapes = [shapely.coverage_union_all(pieces[labels == label]) for label in np.unique(labels)]
    shapes.sort(key=lambda shape: (-round(shape.centroid.y / 400), shape.centroid.x))
    group_of = _locate(np.array(shapes), middles)
    return [_count(shape, np.flatnonzero(group_of == n), buildings) for n, shape in enumerate(shapes)]


def _count(shape: BaseGeometry, members: Labels, buildings: list[Building]) -> Group:
    people = sum(buildings[n].residents for n in members)
    households = sum(buildings[n].households for n in members)
    return Group(MultiPolygon(list(shapely.get_parts(shape))), tuple(members.tolist()), people, households)


def _find_faces(outline: Polygon, streets: list[Way]) -> Shapes:
    """Return what the streets divide the outline into; a street that ends near the outline is led on to it."""
    edge = outline.boundary
    ends = shapely.points([way.coordinates[end] for way in streets for end in (0, -1)])
    led_on = shapely.shortest_line(ends[shapely.distance(ends, edge) < TO_OUTLINE], edge)
    lines = [edge, *(street.noded() for street in streets), *led_on]
    noded = shapely.get_parts(shapely.union_all(lines, grid_size=GRID))
    faces = shapely.get_parts(shapely.polygonize(list(noded[shapely.get_dimensions(noded) == 1])))
    return np.asarray(faces[shapely.contains(outline.buffer(0.1), faces)])


def _locate(shapes: Shapes, points: Coordinates) -> Labels:
    """Return the number of the nearest shape (the one that holds it, mostly) for each point."""
    found = shapely.STRtree(shapes).query_nearest(shapely.points(points), all_matches=False)
    return np.asarray(found[1], dtype=np.int64)


def _find_families(buildings: list[Building], middles: Coordinates) -> list[str]:
    """Return a key for each building: its alley off the street, or of the nearest house that has one."""
    keys = [_key_of(building) for building in buildings]
    homes = [n for n, key in enumerate(keys) if key]
    nearest = _locate(np.array(shapely.points(middles[homes])), middles)
    return [
        key or f"{building.block.index} {keys[homes[near]]}"
        for key, building, near in zip(keys, buildings, nearest.tolist(), strict=True)
    ]


def _key_of(building: Building) -> str:
    house = building.house
    return f"{house.block.index} {house.way.street} {house.way.path[0]}" if house and house.way.path else ""


def _split_face(
    face: Polygon, members: Labels, middles: Coordinates, residents: Labels, families: list[str]
) -> list[BaseGeometry]:
    """Cut a face into parts of about RESIDENTS, along the lines midway between houses of different parts."""
    wanted = round(int(residents[members].sum()) / RESIDENTS)
    if wanted <= 1:
        return [face]
    keys, family = np.unique([families[n] for n in members], return_inverse=True)
    people = np.bincount(family, weights=residents[members]).astype(np.float64)
    centre = np.array([middles[members[family == n]].mean(axis=0) for n in range(len(keys))])
    part = np.zeros(len(keys), dtype=np.int64)
    _bisect(np.arange(len(keys)), wanted, centre, people, part)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(middles[members]), extend_to=face, ordered=True)
    )
    shapes = [shapely.coverage_union_all(cells[part[family] == label]) for label in np.unique(part)]
    return list(shapely.coverage_simplify(shapes, SMOOTHING))


def _bisect(
    members: Labels, wanted: int, centre: Coordinates, people: NDArray[np.float64], part: Labels
) -> None:
    """Write the part of each family: halve them across their longer side, by residents, until enough."""
    if wanted <= 1 or len(members) <= 1:
        return
    spread = np.ptp(centre[members], axis=0)
    order = members[np.argsort(centre[members, int(spread[1] > spread[0])], kind="stable")]
    share = np.cumsum(people[order]) / max(people[order].sum(), 1.0)
    cut = int(np.clip(np.searchsorted(share, wanted // 2 / wanted), 1, len(order) - 1))
    part[order[cut:]] = part.max() + 1
    _bisect(order[:cut], wanted // 2, centre, people, part)
    _bisect(order[cut:], wanted - wanted // 2, centre, people, part)


def _cut(outline: Polygon, faces: Shapes, parts: list[list[BaseGeometry]]) -> Shapes:
    """Return the parts of all faces as one coverage: every border noded, polygonised and put together again.

    A strip between a street and the outline, where nobody lives, goes to the parts across the street.
    """
    strips = [is_strip(face) for face in faces]
    homes = np.array(
        [
            shapely.intersection(shape, face)
            for face, shapes, strip in zip(faces, parts, strips, strict=True)
            for shape in shapes
            if not strip
        ]
    )
    lines: list[BaseGeometry] = [face.boundary for face in faces]
    for face, shapes, strip in zip(faces, parts, strips, strict=True):
        cutters = _cut_strip(face, homes) if strip else shapes
        lines += [shapely.intersection(shape.boundary, face) for shape in cutters if len(cutters) > 1]
    noded = shapely.get_parts(shapely.union_all(lines, grid_size=GRID))
    cells = shapely.get_parts(shapely.polygonize(list(noded[shapely.get_dimensions(noded) == 1])))
    inner = shapely.point_on_surface(cells)
    kept = shapely.contains(outline.buffer(0.1), inner)
    cells, labels = cells[kept], _locate(homes, shapely.get_coordinates(inner[kept]))
    return np.concatenate(
        [shapely.get_parts(shapely.coverage_union_all(cells[labels == n])) for n in np.unique(labels)]
    )


def is_strip(face: Polygon) -> bool:
    """Say whether a face is long and narrow: twice its area over half its girth is its breadth."""
    return bool(2 * face.area / face.length < STRIP)


def _cut_strip(strip: Polygon, homes: Shapes) -> list[BaseGeometry]:
    points = shapely.get_coordinates(shapely.segmentize(strip.exterior, STRIP))
    points = np.unique(points.round(3), axis=0)
    nearest = _locate(homes, points)
    cells = shapely.get_parts(
        shapely.voronoi_polygons(shapely.multipoints(points), extend_to=strip, ordered=True)
    )
    return [shapely.coverage_union_all(cells[nearest == label]) for label in np.unique(nearest)]


def _join_small(pieces: Shapes, residents: Labels, piece_of: Labels) -> Labels:
    """Return a label for each piece: those with few residents join the neighbour with the longest border."""
    labels = np.arange(len(pieces))
    people = np.bincount(piece_of, weights=residents, minlength=len(pieces))
    one, other = shapely.STRtree(pieces).query(pieces, predicate="intersects")
    border = shapely.length(
        shapely.intersection(shapely.boundary(pieces[one]), shapely.boundary(pieces[other]))
    )
    while True:
        total = np.bincount(labels, weights=people, minlength=len(pieces))
        small = [label for label in np.unique(labels) if total[label] < FEWEST]
        if not small:
            return labels
        smallest = min(small, key=lambda label: total[label])
        outward = (labels[one] == smallest) & (labels[other] != smallest)
        shared = np.bincount(labels[other[outward]], weights=border[outward], minlength=len(pieces))
        labels[labels == smallest] = int(np.argmax(shared))
