"""Finds the one-file declarations of a folder."""

import importlib
import pkgutil
from typing import Protocol, TypeVar


class Shelved(Protocol):
    """Whatever is known by an id."""

    @property
    def id(self) -> str: ...


Declared = TypeVar("Declared", bound=Shelved)


def load_shelf(package_name: str, attribute: str, kind: type[Declared]) -> dict[str, Declared]:
    """Read `attribute` of every module of a package and return the values by id, in order of id.

    Raises ValueError for a module without the value, with an id that is not its file's name, or with an id
    that another module already has.
    """
    package = importlib.import_module(package_name)
    found: dict[str, Declared] = {}
    for module_info in sorted(pkgutil.iter_modules(package.__path__), key=lambda info: info.name):
        module = importlib.import_module(f"{package_name}.{module_info.name}")
        value = getattr(module, attribute, None)
        if not isinstance(value, kind):
            raise ValueError(f"{module.__name__} declares no {attribute} of kind {kind.__name__}")  # noqa: TRY004
        if value.id in found:
            raise ValueError(f"{module.__name__}: the id {value.id!r} is already on the shelf")
        if value.id != module_info.name:
            raise ValueError(f"{module.__name__}: the id {value.id!r} is not the name of its file")
        found[value.id] = value
    return found
