"""Licence, credits and the notice that everything carries: `sources.toml` as typed values."""

import tomllib
from functools import cache

from gis_data.plan import HERE
from twin.vocabulary import Frozen, Text


class Source(Frozen):
    """What came from where, under which licence."""

    id: str
    what: str
    file: str
    credit: str
    licence: str
    url: str | None = None


class Sources(Frozen):
    """All of `sources.toml`."""

    notice: Text
    licence: str
    sources: tuple[Source, ...]

    @property
    def credits(self) -> str:
        """Return who is to be named wherever the demonstration is shown."""
        return "; ".join(source.credit for source in self.sources if source.url)


@cache
def read_sources() -> Sources:
    """Return the sources that stand beside this file."""
    return Sources.model_validate(tomllib.loads((HERE / "sources.toml").read_text("utf-8")))
