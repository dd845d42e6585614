"""Names of agencies as people type them, and the agencies that they mean.

Marks, case, breaks and a closing `phường` make no difference; `P.` is Phòng at the beginning and phường after it. A list of coordinators is taken apart with knowledge of
the names, since `Phòng Kinh tế - Hạ tầng, đô thị` has a comma of its own.
"""

import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Self

from twin.errors import BadInputError
from twin.features.exchange.folding import fold, fold_name
from twin.programme.reported import says_nothing
from twin.programme.written import LONGEST, shorten
from twin.vocabulary import Frozen

_SEPARATOR = re.compile(r"\s*[,;\n+]\s*|\s+(?:và|&)\s+", re.IGNORECASE)
MOST_NEAR = 3


class Agency(Frozen):
    """Who leads or takes part. `name` is as the programme writes it."""

    slug: str
    name: str
    short_name: str | None = None
    kind: str | None = None
    aliases: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        shorter = (self.short_name,) if self.short_name else ()
        return (self.slug, self.name, *shorter, *self.aliases)

    @classmethod
    def from_row(cls, row: Mapping[str, str | None]) -> Self:
        """Make an agency of a record of `programme_agencies` with its `key`; aliases are parted by `;`."""
        aliases = (alias.strip() for alias in (row.get("aliases") or "").split(";"))
        return cls(
            slug=row["key"] or "",
            name=row["name"] or "",
            short_name=row.get("short_name"),
            kind=row.get("kind"),
            aliases=tuple(alias for alias in aliases if alias),
        )


class Directory:
    """The agencies by any of their names. Raises BadInputError where two of them share one."""

    def __init__(self, agencies: Iterable[Agency]) -> None:
        self.agencies = tuple(agencies)
        self._by_name: dict[str, Agency] = {}
        for agency in self.agencies:
            for name in agency.names:
                self._add(name, agency)
        parted = {_key(name): len(_pieces(name)) for one in self.agencies for name in one.names}
        self._parted = {key: pieces for key, pieces in parted.items() if pieces > 1}
        """Names that have a separator of their own: no others may be put together from several pieces."""

    def _add(self, name: str, agency: Agency) -> None:
        key = _key(name)
        other = self._by_name.setdefault(key, agency) if key else agency
        if other != agency:
            raise BadInputError(
                f"“{shorten(name)}” là tên của cả {other.name} và {agency.name}.",
                f"“{shorten(name)}” names both {other.name} and {agency.name}.",
            )

    def find(self, typed: str) -> Agency:
        """Return the agency that is meant. Raises BadInputError that names the nearest known ones."""
        found = self._look_up(typed)
        if found is None:
            raise self._unknown(typed)
        return found

    def split(self, typed: str) -> tuple[Agency, ...]:
        """Return the agencies of a list, each once, in order; none for a blank or a dash.

        Raises BadInputError as `find` does, for the first that is not known.
        """
        if len(typed) > LONGEST * MOST_NEAR:
            raise self._unknown(typed)
        if says_nothing(typed):
            return ()
        typed = unicodedata.normalize("NFC", typed)
        pieces = _pieces(typed)
        found: list[Agency] = []
        while pieces:
            agency, taken = self._first(typed, pieces)
            found.append(agency)
            pieces = pieces[taken:]
        return tuple(dict.fromkeys(found))

    def _first(self, typed: str, pieces: list[tuple[int, int]]) -> tuple[Agency, int]:
        """Return the agency with which a list begins, and of how many pieces its name is: as many as can be."""
        start = pieces[0][0]
        for taken in range(min(len(pieces), max(self._parted.values(), default=1)), 0, -1):
            words = typed[start : pieces[taken - 1][1]]
            agency = self._look_up(words)
            if agency is not None and (taken == 1 or _key(words) in self._parted):
                return agency, taken
        raise self._unknown(typed[slice(*pieces[0])])

    def _look_up(self, typed: str) -> Agency | None:
        return None if len(typed) > LONGEST else self._by_name.get(_key(typed))

    def _unknown(self, typed: str) -> BadInputError:
        near = ", ".join(f"“{agency.name}”" for agency in self._nearest(typed))
        shown = shorten(typed.strip())
        return BadInputError(
            f"Không có cơ quan “{shown}”. Gần nhất: {near}." if near else f"Không có cơ quan “{shown}”.",
            f"There is no agency “{shown}”. The nearest: {near}."
            if near
            else f"There is no agency “{shown}”.",
        )

    def _nearest(self, typed: str) -> tuple[Agency, ...]:
        """Return the agencies with the likest names, or all of them where none is like."""
        near = difflib.get_close_matches(_key(typed[:LONGEST]), self._by_name, n=4 * MOST_NEAR, cutoff=0.6)
        agencies = tuple(dict.fromkeys(self._by_name[name] for name in near))
        return agencies[:MOST_NEAR] or self.agencies


def _key(name: str) -> str:
    """Return what is compared of a name."""
    first, *rest = fold(name).split() or [""]
    words = ["phong" if first == "p" else first, *("phuong" if word == "p" else word for word in rest)]
    return fold_name(" ".join(words).removesuffix(" phuong"))


def _pieces(typed: str) -> list[tuple[int, int]]:
    """Return where the parts between separators begin and end."""
    breaks = [found.span() for found in _SEPARATOR.finditer(typed)]
    starts = (0, *(end for _, end in breaks))
    ends = (*(start for start, _ in breaks), len(typed))
    return [(start, end) for start, end in zip(starts, ends, strict=True) if typed[start:end].strip()]
