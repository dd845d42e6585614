"""Streets, alleys and fire water of the ward, as reports on fire read them, and the words for what is missing."""

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from twin.analysis.arrays import Numbers
from twin.analysis.certainty import read_truths
from twin.analysis.fire.coverage import Coverage, Sources, cover
from twin.analysis.fire.streets import Fact
from twin.analysis.network.parting import SNAP, Snapping
from twin.analysis.network.spots import Spots, snap
from twin.reporting import City
from twin.reporting.engines import Laid, lay_engine_streets
from twin.reporting.people import Groups, read_groups, read_homes
from twin.reporting.saying import say
from twin.vocabulary import Text

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

ROAD_NORMS = ("fire_road_width", "fire_road_headroom")
ROADS, ALLEYS = "roads", "alleys"
ASSUMED_OPEN = say(
    "Giả thiết của người hỏi: đường phố chưa ghi tĩnh không thì thông thoáng.",
    "Assumed by whoever asked: a street of unrecorded headroom is open to the sky.",
)
_FACTS = {
    Fact.WIDTH: say("bề rộng đường, ngõ", "width of a street or alley"),
    Fact.HEADROOM: say("chiều cao tĩnh không", "headroom"),
    Fact.STREET_CLASS: say("cấp đường", "class of a street"),
    Fact.SOURCE_STATUS: say("tình trạng nguồn nước", "status of a source"),
    Fact.ENGINE_ACCESS: say("xe tới được nguồn nước không", "whether an engine gets to a source"),
    Fact.STREETS: say("đường, ngõ dẫn tới", "a street or alley that leads there"),
    Fact.TURNING_PLACE: say("có chỗ quay xe không", "whether there is a turning place"),
    Fact.DEAD_END: say("có phải đường cụt không", "whether it is a dead end"),
}


@cache
def words_of(missing: int) -> Text | None:
    """Return the words for the kinds of missing fact; None where none is missing."""
    named = [words for fact, words in _FACTS.items() if missing & fact]
    if not named:
        return None
    return Text(vi="; ".join(one.vi for one in named), en="; ".join(one.en for one in named))


def inside(city: City, frame: "GeoDataFrame") -> Numbers:
    """Return the rows of a frame of the whole ward that touch the area asked about."""
    import shapely

    if city.area is None:
        return np.arange(len(frame))
    return np.flatnonzero(shapely.intersects(frame.geometry.to_numpy(), city.area))


@dataclass(frozen=True)
class Covered:
    """Buildings of the area, where each stands on the graph, and whether a hose reaches it; rows as in `homes`."""

    laid: Laid
    homes: "GeoDataFrame"
    groups: Groups
    spots: Spots
    water: "GeoDataFrame"
    sources: Sources
    coverage: Coverage
    hose: float
    open_streets: bool


def measure_cover(city: City, hose: float, *, open_streets: bool) -> Covered:
    """Judge every building of the area by the hose. Raises NotFoundError for a day before the norms."""
    laid = lay_engine_streets(city, "name", open_streets=open_streets)
    groups = read_groups(city)
    homes = read_homes(city, groups)
    water = city.frame("fire_water", "name", "kind", "status", "engine_access", whole=True)
    working = read_truths(water["status"].to_numpy(dtype=object), ("working",), ("faulty",))
    network = laid.streets.network
    spots = city.share_out(SNAP, Snapping(network, homes.geometry.to_numpy()))
    sources = Sources(snap(network, water.geometry.to_numpy()), working)
    coverage = cover(laid.streets, spots, sources, hose)
    return Covered(laid, homes, groups, spots, water, sources, coverage, hose, open_streets)
