"""From buildings that no hose reaches to the places that would cover most of them."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import shapely
from numpy.typing import NDArray
from scipy.sparse import csr_array

from twin.analysis.arrays import Floats, Marks, Numbers
from twin.analysis.certainty import Judgement, Truth
from twin.analysis.fire.helping import find_near, judge_reachable, promise
from twin.analysis.network.graph import Network
from twin.analysis.network.spots import Spots, snap, space_out
from twin.analysis.projection import Shapes
from twin.analysis.siting import Fewest, Siting, order_by_gain, served_by, site_all, site_most, weigh
from twin.errors import BadInputError
from twin.reporting import City
from twin.reporting.drawn import read_drawn, require_near
from twin.reporting.fire import Covered, measure_cover
from twin.reporting.saying import say
from twin.reports.fire_siting.asking import Asked

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

MOST_CANDIDATES = 20_000


@dataclass(frozen=True)
class Candidates:
    """Where a tank may stand: the points, their spots on the graph, and what each is near or is called."""

    points: Shapes
    spots: Spots
    names: NDArray[np.object_]

    def __getitem__(self, chosen: Numbers) -> "Candidates":
        return Candidates(self.points[chosen], self.spots[chosen], self.names[chosen])


@dataclass(frozen=True)
class Chosen:
    """What was found. Columns of `served` are the rows of `needs`, its rows the candidates."""

    covered: Covered
    needs: "GeoDataFrame"
    reachable: Judgement
    candidates: Candidates
    served: csr_array
    weight: Floats
    curve: tuple[Siting, ...]
    ordered: Numbers
    """The best places, the one that adds most first."""
    fewest: Fewest

    def serve(self, places: Numbers) -> Marks:
        """Say which needs the candidates serve."""
        if len(places) == 0:
            return np.zeros(len(self.needs), dtype=bool)
        return served_by(self.served, places)


def choose(city: City, inputs: Asked) -> Chosen:
    """Choose the places. Raises BadInputError for candidates that cannot be read or are too many."""
    city.progress(0.0, say("Tìm nhà chưa được phủ", "Finding buildings that no hose reaches"))
    covered = measure_cover(city, inputs.hose_m, open_streets=inputs.open_streets)
    truth = covered.coverage.judgement
    rows = np.flatnonzero(truth.are(Truth.NO) | (truth.are(Truth.UNKNOWN) & inputs.with_unknown))
    needs: GeoDataFrame = covered.homes.iloc[rows].copy()
    spots = covered.spots[rows]
    network = covered.laid.streets.network
    candidates = _near(network, _find_candidates(city, inputs, covered), spots, inputs.hose_m)
    city.progress(0.2, say("Xem mỗi chỗ phủ được nhà nào", "Finding what each place would cover"))
    served = promise(covered.laid.streets, candidates.spots, spots, inputs.hose_m)
    people = needs["people"].to_numpy(dtype=np.float64)
    weight = weigh(people) if inputs.weigh_by == "residents" else np.ones(len(needs))
    curve = _trace(city, inputs, served, weight)
    ordered = order_by_gain(served, weight, curve[-1].chosen) if curve else np.empty(0, dtype=np.intp)
    city.progress(0.9, say("Tìm số bể ít nhất", "Finding the fewest tanks"))
    fewest = site_all(served, inputs.seconds / 3)
    reachable = judge_reachable(covered.laid.streets, spots, inputs.hose_m)
    return Chosen(covered, needs, reachable, candidates, served, weight, curve, ordered, fewest)


def _trace(city: City, inputs: Asked, served: csr_array, weight: Floats) -> tuple[Siting, ...]:
    """Return the best choices of one place, two, and so on; the curve ends where one more adds nothing."""
    most, curve = min(inputs.places, served.shape[0]), list[Siting]()
    seconds = inputs.seconds * 2 / 3 / max(most, 1)
    for number in range(1, most + 1):
        doing = say(f"Chọn {number} chỗ tốt nhất", f"Choosing the best {number} places")
        city.progress(0.3 + 0.6 * number / most, doing)
        curve.append(site_most(served, weight, number, seconds))
        if len(curve[-1].chosen) < number:
            break
    return tuple(curve)


def _find_candidates(city: City, inputs: Asked, covered: Covered) -> Candidates:
    network = covered.laid.streets.network
    if len(network) == 0:
        none = np.empty(0, dtype=np.object_)
        return Candidates(none, snap(network, none), none)
    if inputs.drawn is not None:
        shape = read_drawn(inputs.drawn, 0)
        require_near(city, shape)
        points = np.asarray(shapely.get_parts(shape), dtype=np.object_)
        return _named_by_way(covered, points, snap(network, points))
    if inputs.layer is not None:
        return _read_layer(city, inputs.layer, network)
    spots = space_out(network, inputs.spacing_m)
    points = shapely.line_interpolate_point(network.shape[spots.edge], spots.position)
    return _named_by_way(covered, points, spots)


def _read_layer(city: City, layer: str, network: Network) -> Candidates:
    """Return one point on each feature of a layer, as it is called."""
    title = city.declared(layer).title_field
    frame = city.frame(layer, *([title] if title else []), whole=True)
    points = np.asarray(shapely.point_on_surface(frame.geometry.to_numpy()), dtype=np.object_)
    names = frame[title].to_numpy(dtype=object) if title else np.array(list(map(str, frame.index)), object)
    return Candidates(points, snap(network, points), names)


def _named_by_way(covered: Covered, points: Shapes, spots: Spots) -> Candidates:
    laid = covered.laid
    names = np.concatenate([laid.roads["name"], laid.alleys["name"]]).astype(object)
    return Candidates(points, spots, names[laid.streets.network.line[spots.edge]])


def _near(network: Network, candidates: Candidates, homes: Spots, hose: float) -> Candidates:
    """Leave out what is too far from all needs, straight across. Raises BadInputError where too many are left."""

    def places(spots: Spots) -> Floats:
        found = spots.edge >= 0
        line = network.shape[spots.edge[found]]
        return shapely.get_coordinates(shapely.line_interpolate_point(line, spots.position[found]))

    kept = np.flatnonzero(candidates.spots.edge >= 0)
    kept = kept[find_near(places(candidates.spots), places(homes), hose)]
    if len(kept) > MOST_CANDIDATES:
        raise BadInputError(
            vi=f"Có {len(kept):,} vị trí để chọn, nhiều hơn {MOST_CANDIDATES:,}: hãy tăng khoảng cách giữa các vị trí hoặc chọn "
            "phạm vi nhỏ hơn.",
            en=f"There are {len(kept):,} candidates, more than {MOST_CANDIDATES:,}: put them farther apart, or ask about a smaller area.",
        )
    return candidates[kept]
