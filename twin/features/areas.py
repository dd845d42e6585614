"""Boxes on the map."""

from dataclasses import dataclass

SIDES = ("west", "south", "east", "north")


@dataclass(frozen=True)
class Box:
    """A box in WGS 84 degrees. `west` is over `east` where it crosses the 180th meridian."""

    west: float
    south: float
    east: float
    north: float

    def halves(self) -> tuple["Box", ...]:
        """Return the box, or its two parts on either side of the 180th meridian."""
        if self.west <= self.east:
            return (self,)
        return (Box(self.west, self.south, 180.0, self.north), Box(-180.0, self.south, self.east, self.north))

    @property
    def area(self) -> float:
        """Square degrees."""
        return sum((part.east - part.west) * (part.north - part.south) for part in self.halves())


@dataclass(frozen=True)
class Area:
    """A box that does not cross the 180th meridian, and what it was in another system than WGS 84.

    `sides` are the box in the system `srid`, easting first: there it is a rectangle, on the globe it is not.
    """

    box: Box
    srid: int | None = None
    sides: tuple[float, float, float, float] | None = None


WORLD = Box(-180.0, -90.0, 180.0, 90.0)
