"""The words of `words.toml`, from which names and texts are put together."""

import tomllib
from functools import cache

from gis_data.plan import HERE
from twin.vocabulary import Frozen


class Trade(Frozen):
    """A kind of business: how often, and what a household's sign or a company's name says of it."""

    sector: str
    share: float
    company: str
    household: str | None = None


class Words(Frozen):
    """Names are made of these; none is a person's."""

    brands: tuple[str, ...]
    trades: tuple[Trade, ...]
    cases: dict[str, tuple[str, ...]]
    reports: dict[str, tuple[float, tuple[str, ...]]]
    """How often each topic comes up, and texts with a gap for the place."""


@cache
def read_words() -> Words:
    """Return the words that stand beside this file."""
    return Words.model_validate(tomllib.loads((HERE / "words.toml").read_text("utf-8")))
