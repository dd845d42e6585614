"""Names for formats that hold only short ones: a Shapefile's column has ten bytes for its name.

The short form depends only on the names themselves, so that reading recognises what writing made.
"""

from collections.abc import Iterable

LONGEST = 10
_SOURCE, _SHORT_SOURCE = "_source", "_src"


def _stem(name: str) -> str:
    plain = "".join(mark if mark.isascii() and (mark.isalnum() or mark == "_") else "_" for mark in name)
    if len(plain) > LONGEST and plain.endswith(_SOURCE):
        return plain[: LONGEST - len(_SHORT_SOURCE)].rstrip("_") + _SHORT_SOURCE
    return plain[:LONGEST].rstrip("_") or "field"


def _free(stem: str, taken: set[str]) -> str:
    if stem.casefold() not in taken:
        return stem
    numbered = (f"{stem[: LONGEST - 1 - len(str(number))]}_{number}" for number in range(1, 10_000))
    return next(name for name in numbered if name.casefold() not in taken)


def shorten(names: Iterable[str]) -> dict[str, str]:
    """Return each name's form of at most ten ASCII letters, digits and underscores, all different.

    Names that fit stay as they are, whatever order they come in. `width_m_source` becomes `width_src`.
    """
    wanted = list(names)
    short: dict[str, str] = {}
    taken: set[str] = set()
    for name in sorted(wanted, key=lambda name: _stem(name) != name):
        short[name] = _free(_stem(name), taken)
        taken.add(short[name].casefold())
    return {name: short[name] for name in wanted}
