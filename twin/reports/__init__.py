"""What planners ask: one file a report."""

from functools import cache

from twin.reporting import Report
from twin.shelf import load_shelf


@cache
def reports() -> dict[str, Report]:
    """Return every report of this folder by id."""
    return load_shelf(__name__, "REPORT", Report)
