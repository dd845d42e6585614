"""Who is asking, and what they may do."""

from twin.access.policy import (
    Everything,
    ImportThing,
    LayerThing,
    Role,
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
    "LayerThing",
    "Role",
    "Thing",
    "User",
    "Verb",
    "anonymous",
    "machine_owner",
    "may",
    "require",
]
