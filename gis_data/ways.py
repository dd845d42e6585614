"""Streets and alleys as measured lines that remember where others join them. All in EPSG:5897 metres."""

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import shapely
from shapely import LineString

from gis_data.projection import Coordinates

Point = tuple[float, float]


@dataclass
class Way:
    """A street or an alley.

    `width` is the true clear width in metres (what a survey would find, whether or not one was made);
    `verge` is what lies between the carriageway and the nearest wall on each side.
    """

    coordinates: Coordinates
    width: float
    verge: float
    level: str
    """A street class, or ngo, ngach, hem."""
    name: str | None = None
    street: str | None = None
    parent: "Way | None" = None
    path: tuple[int, ...] = ()
    """House numbers at which the alley branches off: 130, 25, 4 for Hẻm 130/25/4."""
    lanes: int = 1
    given: bool = False
    dead_end: bool = False
    block: int = -1
    joints: list[tuple[float, Point]] = field(default_factory=list)
    """Where others join: distance from the start, and the shared point."""

    @cached_property
    def stations(self) -> Coordinates:
        """Distance of each vertex from the start."""
        steps = np.hypot(*np.diff(self.coordinates, axis=0).T)
        return np.concatenate([[0.0], np.cumsum(steps)])

    @property
    def length(self) -> float:
        return float(self.stations[-1])

    @cached_property
    def line(self) -> LineString:
        return LineString(self.coordinates)

    @property
    def half_corridor(self) -> float:
        """From the middle to where walls may stand."""
        return self.width / 2 + self.verge

    def point_at(self, station: float) -> Point:
        x = np.interp(station, self.stations, self.coordinates[:, 0])
        y = np.interp(station, self.stations, self.coordinates[:, 1])
        return float(x), float(y)

    def direction_at(self, station: float) -> Coordinates:
        """Return the unit vector of travel at a station."""
        leg = int(
            np.clip(np.searchsorted(self.stations, station, side="right") - 1, 0, len(self.stations) - 2)
        )
        step = self.coordinates[leg + 1] - self.coordinates[leg]
        return np.asarray(step / np.hypot(*step))

    def station_of(self, point: Point) -> float:
        """Return the station nearest to a point."""
        return float(shapely.line_locate_point(self.line, shapely.Point(point)))

    def join(self, point: Point) -> None:
        """Remember a point that another way shares with this one."""
        self.joints.append((self.station_of(point), point))

    def noded(self) -> LineString:
        """Return the line with a vertex at every joint, coordinates equal to those of the other way."""
        points = {
            (float(x), float(y)): float(s) for (x, y), s in zip(self.coordinates, self.stations, strict=True)
        }
        points.update({point: station for station, point in self.joints if point not in points})
        return LineString(sorted(points, key=lambda point: points[point]))
