"""Streets and alleys as a fire engine finds them: one way to lay them for every report."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from twin.analysis.arrays import Floats, Marks
from twin.analysis.certainty import Truth, Truths, read_truths
from twin.analysis.fire.streets import EngineRule, Streets, Ways, lay_streets
from twin.errors import NotFoundError
from twin.norms import Norm
from twin.reporting import City

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

ENTRIES = ("motorway", "trunk", "primary", "secondary")
"""Classes of streets by which engines come: the secondary ones and those above."""


@dataclass(frozen=True)
class Laid:
    """The graph, and the streets and alleys that it was laid of: its lines are all streets, then all alleys."""

    streets: Streets
    roads: "GeoDataFrame"
    alleys: "GeoDataFrame"


def require_norm(city: City, norm_id: str) -> Norm:
    """Return the norm in force. Raises NotFoundError where there was none on the day."""
    found = city.norm(norm_id)
    if found is None:
        raise NotFoundError(
            vi=f"Chưa có quy chuẩn «{norm_id}» vào ngày đã chọn.",
            en=f"No norm “{norm_id}” was in force on the day chosen.",
        )
    return found


def lay_engine_streets(
    city: City,
    *fields: str,
    open_streets: bool = False,
    alley_fields: tuple[str, ...] = (),
    steepest: float = np.inf,
) -> Laid:
    """Lay the whole ward's streets and alleys for engines, by the norms of width and headroom in force.

    An alley is no entry. What a scenario closes lets no engine through. With `open_streets` a street of unrecorded
    headroom has no roof over it. `fields` are read of both layers, `alley_fields` of alleys only. An alley whose slope on
    record is above `steepest` (%) lets no engine through; what has none on record is not too steep.
    Raises NotFoundError for a day before the norms.
    """
    width, headroom = (require_norm(city, norm).value for norm in ("fire_road_width", "fire_road_headroom"))
    known = (*fields, "width_m", "headroom_m")
    roads = city.frame("roads", "class", *known, whole=True)
    alleys = city.frame("alleys", *known, "slope", *alley_fields, whole=True)
    ways = Ways(
        _both(roads.geometry, alleys.geometry),
        np.concatenate([measures_of(frame["width_m"]) for frame in (roads, alleys)]),
        np.concatenate([_open(roads["headroom_m"], open_streets), measures_of(alleys["headroom_m"])]),
        np.concatenate([_entries(roads), np.full(len(alleys), Truth.NO, dtype=np.int8)]),
        find_closed(city, roads, alleys),
        np.concatenate([np.zeros(len(roads), dtype=bool), measures_of(alleys["slope"]) > steepest]),
    )
    return Laid(lay_streets(ways, EngineRule(width, headroom)), roads, alleys)


def find_closed(city: City, roads: "GeoDataFrame", alleys: "GeoDataFrame") -> Marks:
    """Say of all streets, then of all alleys, which of them a scenario closes to whatever drives."""
    marks = (
        frame.index.isin(list(city.closed(layer))) for layer, frame in (("roads", roads), ("alleys", alleys))
    )
    return np.concatenate(list(marks))


def _entries(roads: "GeoDataFrame") -> Truths:
    others = set(roads["class"].dropna()) - {*ENTRIES, "unknown"}
    return read_truths(roads["class"].to_numpy(dtype=object), ENTRIES, others)


def _open(headroom: "pd.Series[Any]", open_streets: bool) -> Floats:
    known = measures_of(headroom)
    return np.where(np.isnan(known), np.inf, known) if open_streets else known


def measures_of(column: "pd.Series[Any]") -> Floats:
    """Return a column's numbers; NaN is unknown."""
    return np.asarray(column.to_numpy(dtype=np.float64, na_value=np.nan))


def _both(one: "pd.Series[Any]", other: "pd.Series[Any]") -> Any:
    return np.concatenate([one.to_numpy(), other.to_numpy()])
