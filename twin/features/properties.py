"""What a feature of a layer carries, as it is called in GeoJSON, in schemas and in tables of history."""

from dataclasses import dataclass
from functools import lru_cache

from twin.store.tables import LONGEST_NAME, column_name
from twin.vocabulary import SYSTEM_FIELDS, Field, Layer

TYPED = frozenset({"external_id", "source", "valid_from", "valid_to"})
"""System fields that a person may fill in; the others are the store's own."""


@dataclass(frozen=True)
class Property:
    """One property: its name outside, its column inside, and the field that declares it."""

    name: str
    column: str
    field: Field
    system: bool = False

    @property
    def cut_as_alias(self) -> bool:
        """Whether PostgreSQL would cut the name short where it stands as a column's alias."""
        return len(self.name.encode()) > LONGEST_NAME

    @property
    def read_only(self) -> bool:
        return self.system and self.field.name not in TYPED


@lru_cache(maxsize=1024)
def properties_of(layer: Layer) -> tuple[Property, ...]:
    """Return a feature's properties, the layer's own first.

    Where a run-time layer has a field that is called as one of ours, the file's name stays the file's, and
    ours is called `twin_<name>`.
    """
    own = [Property(field.name, column_name(field.name), field) for field in layer.all_fields]
    ours = [
        Property(
            f"twin_{field.name}" if field.name in layer.by_name else field.name,
            field.name,
            field,
            system=True,
        )
        for field in SYSTEM_FIELDS
    ]
    return (*own, *ours)
