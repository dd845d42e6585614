"""Which form of an answer a client takes: by `f`, else by its Accept header."""

from collections.abc import Mapping
from functools import lru_cache

from twin.api.parameters import BadParameterError
from twin.errors import NotAcceptableError

_Ranges = tuple[tuple[str, float], ...]


@lru_cache(maxsize=512)
def _ranges(accepted: bytes) -> _Ranges:
    """Return the media ranges of an Accept header with their weights, parameters left out."""
    found = []
    for part in accepted.decode("latin-1").lower().split(","):
        name, *parameters = (piece.strip() for piece in part.split(";"))
        weight = 1.0
        for parameter in parameters:
            if parameter.startswith("q="):
                try:
                    weight = float(parameter.removeprefix("q="))
                except ValueError:
                    weight = 0.0
        if name:
            found.append((name, weight))
    return tuple(found)


def _weight(ranges: _Ranges, media_type: str) -> tuple[float, int]:
    """Return how much a type is wanted, and how exactly it was named: `*/*` is 1, `text/*` 2, `text/html` 3."""
    kind = media_type.partition("/")[0]
    for exactness, name in ((3, media_type), (2, f"{kind}/*"), (1, "*/*")):
        weights = [weight for given, weight in ranges if given == name]
        if weights:
            return max(weights), exactness
    return 0.0, 0


def choose_form(
    asked: str | None,
    accepted: bytes,
    offered: Mapping[str, str | tuple[str, ...]],
    *,
    or_refuse: bool = False,
) -> str:
    """Return the name of the form to answer in; `offered` has media types by the names that `f` takes.

    The first of them is the answer to a client that does not say, and to one that takes none of them: an
    answer that was not asked for says more than a refusal. With `or_refuse` the latter gets NotAcceptableError.
    Raises BadParameterError for an `f` not offered.
    """
    if asked is not None:
        if asked not in offered:
            listed = ", ".join(offered)
            raise BadParameterError("f", f"chỉ nhận: {listed}", f"takes only: {listed}")
        return asked
    first = next(iter(offered))
    if not accepted:
        return first
    ranges = _ranges(accepted)
    best, wanted = first, (0.0, 0)
    for name, media_types in offered.items():
        called = (media_types,) if isinstance(media_types, str) else media_types
        weight = max((_weight(ranges, one.partition(";")[0].lower()) for one in called), default=(0.0, 0))
        if weight[0] > 0 and weight > wanted:
            best, wanted = name, weight
    if or_refuse and not wanted[0]:
        listed = ", ".join(offered)
        raise NotAcceptableError(
            vi=f"Không có dạng nào mà trình của bạn nhận (Accept). Có các dạng: {listed} (tham số f).",
            en=f"None of the forms is one that the client accepts. There are: {listed} (the parameter f).",
        )
    return best
