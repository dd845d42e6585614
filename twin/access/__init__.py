"""Who is asking, and what they may do."""

from twin.access.policy import (
    Everything,
    ImportThing,
    JobThing,
    LayerThing,
    RasterThing,
    ResultThing,
    Role,
    ScenarioThing,
    Thing,
    User,
    Verb,
    anonymous,
    machine_owner,
    may,
    require,
)

__all__ = [
    "Everything",
    "ImportThing",
    "JobThing",
    "LayerThing",
    "RasterThing",
    "ResultThing",
    "Role",
    "ScenarioThing",
    "Thing",
    "User",
    "Verb",
    "anonymous",
    "machine_owner",
    "may",
    "require",
]
