"""The parts of the dashboard: one file a section."""

from functools import cache

from twin.dashboard.section import Section
from twin.shelf import load_shelf


@cache
def sections() -> dict[str, Section]:
    """Return every section by id, in the order of the programme."""
    found = load_shelf(__name__, "SECTION", Section)
    return dict(sorted(found.items(), key=lambda item: item[1].order))
