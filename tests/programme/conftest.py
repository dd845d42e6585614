"""A small city to measure, laid out by hand in metres."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pytest
import shapely
from numpy.typing import NDArray
from psycopg import sql
from pyproj import Transformer

from gis_data.clock import HANOI
from twin.store.database import Connection
from twin.store.tables import CITY, HISTORY

EAST, NORTH = 582236.660, 2325039.287
"""The control point of the ward in EPSG:5897: the hand-made city's origin."""
_TO_DEGREES = Transformer.from_crs(5897, 4326, always_xy=True)


def degrees(shape: shapely.Geometry) -> shapely.Geometry:
    """Return a shape in metres from the origin as it is stored."""

    def move(places: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(_TO_DEGREES.transform(places[:, 0] + EAST, places[:, 1] + NORTH))

    return shapely.transform(shape, move)


@dataclass(frozen=True)
class SmallCity:
    """Writes what was recorded, and when: the rows of a past that only a loader may write."""

    connection: Connection

    def __post_init__(self) -> None:
        self.connection.execute("SELECT set_config('twin.writes_past', 'on', true)")

    def put(
        self, layer: str, shape: shapely.Geometry | None, since: str, until: str | None = None, **fields: Any
    ) -> None:
        """Write a state of a feature; `shape` in metres from the origin, `since` and `until` in Hà Nội's time.

        A state with an end goes to the history. `id` says of which feature it is.
        """
        values = {"updated_at": _moment(since), "updated_by": "thử", **fields}
        values["geom"] = shape and shapely.to_wkb(
            shapely.set_srid(degrees(shape), 4326), hex=True, include_srid=True
        )
        if until:
            values |= {"recorded_to": _moment(until), "change": "update", "changed_by": "thử"}
        statement = sql.SQL("INSERT INTO {} ({}) VALUES ({})").format(
            sql.Identifier(HISTORY if until else CITY, layer),
            sql.SQL(", ").join(map(sql.Identifier, values)),
            sql.SQL(", ").join(map(sql.Placeholder, values)),
        )
        self.connection.execute(statement, values)

    def put_alley(self, number: int, *places: tuple[float, float], since: str, **fields: Any) -> None:
        line = shapely.LineString(places)
        self.put("alleys", line, since, id=number, name=f"Ngõ {number}", level="ngo", **fields)

    def put_source(self, number: int, place: tuple[float, float], since: str, **fields: Any) -> None:
        named = {"id": number, "name": f"Trụ {number}", "kind": "hydrant", **fields}
        self.put("fire_water", shapely.Point(place), since, **named)


def _moment(written: str) -> datetime:
    return datetime.fromisoformat(written if "T" in written else f"{written}T08:00:00").replace(tzinfo=HANOI)


@pytest.fixture
def small(scratch: Connection) -> SmallCity:
    return SmallCity(scratch)
