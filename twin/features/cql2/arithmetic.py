"""Arithmetic between constants, done before the database is asked: `1038280 + 8` is one value and finds its index."""

import math
from collections.abc import Callable
from dataclasses import replace

from twin.features.cql2.faults import FilterError
from twin.features.cql2.scalars import LARGEST_INTEGER
from twin.features.cql2.tree import ARITHMETIC, Array, Call, Interval, Literal, Node

Number = int | float


def _remainder(left: Number, right: Number) -> Number:
    """Return what is left, with the sign of the first, as SQL does it."""
    if isinstance(left, int) and isinstance(right, int):
        return int(math.copysign(1, left)) * (abs(left) % abs(right))
    return math.fmod(left, right)


def _whole_part(left: Number, right: Number) -> Number:
    """Divide and cut off what is behind the point, as SQL's `div` does."""
    if isinstance(left, int) and isinstance(right, int):
        sign = -1 if (left < 0) != (right < 0) else 1
        return sign * (abs(left) // abs(right))
    return float(math.trunc(left / right))


_DONE: dict[str, Callable[[Number, Number], Number]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": lambda left, right: left / right,
    "%": _remainder,
    "div": _whole_part,
    "^": math.pow,
}


def _compute(node: Call, left: Number, right: Number) -> Number:
    try:
        found = _DONE[node.op](left, right)
    except (ZeroDivisionError, OverflowError, ValueError):
        found = math.nan
    if isinstance(found, int) and abs(found) > LARGEST_INTEGER:
        found = float(found)
    if isinstance(found, float) and not math.isfinite(found):
        raise FilterError(
            node.place,
            f"phép tính {left} {node.op} {right} không có kết quả",
            f"{left} {node.op} {right} has no result",
        )
    return found


def _number(node: Node) -> Number | None:
    if isinstance(node, Literal) and isinstance(node.value, int | float) and not isinstance(node.value, bool):
        return node.value
    return None


def fold(node: Node) -> Node:
    """Return the tree with every operation between two constants replaced by its result.

    Raises FilterError where it has none: a division by zero, a root of a negative number, one too large.
    """
    match node:
        case Call():
            args = tuple(map(fold, node.args))
            if node.op in ARITHMETIC and len(args) == 2:  # noqa: PLR2004 - two operands
                left, right = map(_number, args)
                if left is not None and right is not None:
                    return Literal(_compute(node, left, right), place=node.place)
            return replace(node, args=args)
        case Array():
            return replace(node, items=tuple(fold(item) for item in node.items))
        case Interval():
            start, end = (fold(end) if end is not None else None for end in (node.start, node.end))
            return replace(node, start=start, end=end)
    return node
