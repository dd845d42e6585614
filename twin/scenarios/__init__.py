"""What if: one file a scenario. It yields changes to the city and never writes."""

from functools import cache

from twin.reporting.whatif import Scenario
from twin.shelf import load_shelf


@cache
def scenarios() -> dict[str, Scenario]:
    """Return every scenario of this folder by id."""
    return load_shelf(__name__, "SCENARIO", Scenario)
