"""The arithmetic of fire coverage on the city's layers."""

from dataclasses import dataclass

from twin.analysis.certainty import Judgement, read_truths
from twin.analysis.fire.radius import RADIUS, Radiating, Radii
from twin.reporting import City
from twin.reporting.engines import require_norm
from twin.reporting.fire import Covered, measure_cover


@dataclass(frozen=True)
class Measured:
    """Buildings of the area with what was found of each, in the frame's order."""

    covered: Covered
    radius: Judgement


def measure(city: City, hose: float, *, open_streets: bool = False) -> Measured:
    """Judge every building of the area. Raises NotFoundError for a day before the norms."""
    radii = Radii(*(require_norm(city, norm).value for norm in ("fire_radius_engine", "fire_radius_pump")))
    covered = measure_cover(city, hose, open_streets=open_streets)
    water = covered.water
    access = read_truths(water["engine_access"].to_numpy(dtype=object), ("yes",), ("no",))
    homes, sources = covered.homes.geometry.to_numpy(), water.geometry.to_numpy()
    asked = Radiating(homes, sources, covered.sources.working, access, radii)
    return Measured(covered, city.share_out(RADIUS, asked))
