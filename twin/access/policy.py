"""The one policy. Every function that reads or writes the city asks `may`, so that no door needs its own."""

from dataclasses import dataclass
from typing import Literal

from twin.errors import ForbiddenError, UnauthenticatedError

Role = Literal["viewer", "editor", "admin"]
Verb = Literal["read", "write", "import", "export", "run", "define"]

_GRANTS: dict[Role, frozenset[Verb]] = {
    "viewer": frozenset({"read", "export", "run"}),
    "editor": frozenset({"read", "export", "run", "write", "import"}),
    "admin": frozenset({"read", "export", "run", "write", "import", "define"}),
}

_DEEDS: dict[Verb, tuple[str, str]] = {
    "read": ("xem", "read"),
    "write": ("sửa", "change"),
    "import": ("nhập dữ liệu vào", "import into"),
    "export": ("xuất", "export"),
    "run": ("chạy báo cáo trên", "run reports on"),
    "define": ("thêm hoặc xóa", "add or remove"),
}


@dataclass(frozen=True)
class User:
    """Whoever asks: a person, a program, or nobody in particular."""

    name: str
    roles: frozenset[Role]
    signed_in: bool = True

    @property
    def owner(self) -> str | None:
        """In whose name what this user asks for is kept."""
        return self.name if self.signed_in else None


@dataclass(frozen=True)
class LayerThing:
    """A layer and all of its features."""

    layer_id: str


@dataclass(frozen=True)
class ImportThing:
    """The record of one import into a layer."""

    layer_id: str


@dataclass(frozen=True)
class RasterThing:
    """A raster: its tiles, its numbers, its file."""

    raster_id: str


@dataclass(frozen=True)
class JobThing:
    """Something that was asked to be worked out, by somebody; None: by somebody who was not signed in."""

    owner: str | None


@dataclass(frozen=True)
class Everything:
    """The twin as a whole: its catalogue, its list of layers."""


@dataclass(frozen=True)
class ResultThing:
    """What a report found, and who had it made."""

    made_by: str


@dataclass(frozen=True)
class ScenarioThing:
    """A saved what-if, by its name."""

    name: str


Thing = LayerThing | ImportThing | RasterThing | ResultThing | ScenarioThing | JobThing | Everything


def anonymous(*, public_reading: bool) -> User:
    """Return the user of a request that carries no token."""
    return User("anonymous", frozenset({"viewer"}) if public_reading else frozenset(), signed_in=False)


def machine_owner(name: str) -> User:
    """Return the user of a command: whoever may open the database may do everything to it anyway."""
    return User(name, frozenset({"admin"}))


def may(user: User, verb: Verb, thing: Thing) -> bool:
    """Decide, from nothing but the arguments, whether the user may do this to the thing."""
    # Every layer is alike until accounts have rows and agencies of their own.
    granted = any(verb in _GRANTS[role] for role in user.roles)
    match thing:
        case ResultThing(made_by) if user.signed_in and user.name == made_by:
            return True
        case JobThing(owner):
            # Whoever is not signed in is one and the same.
            return granted and (owner == user.owner or "admin" in user.roles)
        case _:
            return granted


def require(user: User, verb: Verb, thing: Thing) -> None:
    """Raise ForbiddenError, or UnauthenticatedError for somebody not signed in, unless the user may."""
    if may(user, verb, thing):
        return
    name = _name_of(thing)
    what = "hệ thống" if name is None else f"«{name}»"
    what_en = "the twin" if name is None else f"“{name}”"
    vi, en = _DEEDS[verb]
    if not user.signed_in:
        raise UnauthenticatedError(
            vi=f"Cần mã truy cập (token) để {vi} {what}.", en=f"A token is needed to {en} {what_en}."
        )
    raise ForbiddenError(
        vi=f"«{user.name}» không được {vi} {what}.", en=f"“{user.name}” may not {en} {what_en}."
    )


def _name_of(thing: Thing) -> str | None:
    match thing:
        case LayerThing(name) | ImportThing(name) | RasterThing(name) | ScenarioThing(name):
            return name
        case ResultThing():
            return thing.made_by
        case JobThing() | Everything():
            return None
