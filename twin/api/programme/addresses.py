"""Where the programme's records are found: the registers by their short names, each record by its key or id."""

from collections.abc import Collection
from typing import Any, ClassVar

from starlette.convertors import Convertor, register_url_convertor

from twin.api.feature_links import Home
from twin.api.forms import RECORD_FORMS
from twin.programme.keys import KEY, is_keyed
from twin.programme.records import SHORT_NAMES
from twin.vocabulary import Layer

ROOT = "/programme"
REPORTED = ("updates", "values")
"""Registers whose records files of evidence stand behind."""


def _only(names: Collection[str]) -> Convertor[str]:
    """Return what takes these names and no others as a part of an address."""

    class Names(Convertor[str]):
        regex: ClassVar[str] = "|".join(names)

        def convert(self, value: str) -> str:
            return value

        def to_string(self, value: Any) -> str:
            return str(value)

    return Names()


register_url_convertor("register", _only(SHORT_NAMES))
register_url_convertor("reported", _only(REPORTED))

LIST = f"{ROOT}/{{register:register}}"
RECORD = f"{LIST}/{{key}}"


def short_name(register: Layer) -> str:
    return next(name for name, known in SHORT_NAMES.items() if known.id == register.id)


def register_home(base: str, register: Layer) -> Home:
    """Return where a register and its records are; `base` is the address of the server."""
    key = KEY if is_keyed(register) else None
    forms = tuple(RECORD_FORMS.values())
    return Home(f"{base}/api{ROOT}", f"{base}/api{ROOT}/{short_name(register)}", forms, key)
