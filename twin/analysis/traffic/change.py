"""Whether something changed from a day on, and how sure that is."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
Kinds = NDArray[np.int64]
LEAST_FREEDOM = 2
"""With less than so many degrees of freedom on either side an interval says nothing."""


@dataclass(frozen=True)
class Days:
    """The value of each day (NaN: unknown), and what kind of day it is: the weekday, from 0."""

    value: Values
    kind: Kinds


@dataclass(frozen=True)
class Change:
    """Means before and after of days alike, and an interval that covers their true difference."""

    before: float
    after: float
    low: float
    high: float
    days_before: int
    days_after: int

    @property
    def difference(self) -> float:
        return self.after - self.before


def compare_days(before: Days, after: Days, confidence: float = 0.95) -> Change | None:
    """Compare days before with days after, each kind with its like; None where there are too few.

    Only kinds that occur on both sides count, weighed by n1 n2 / (n1 + n2). The interval is Welch's (1947) with
    Satterthwaite's degrees of freedom, the variance of either side pooled within its kinds; with one kind it is that of
    `scipy.stats.ttest_ind(equal_var=False)`. Days are taken as independent of each other: bins of one day are not, and
    so a day is one value.
    """
    from scipy.special import stdtrit

    kinds = 1 + max(int(side.kind.max(initial=0)) for side in (before, after))
    sides = [_Side.of(side, kinds) for side in (before, after)]
    shared = (sides[0].count > 0) & (sides[1].count > 0)
    one, other = (side.only(shared) for side in sides)
    if min(one.freedom, other.freedom) < LEAST_FREEDOM:
        return None
    weight = one.count * other.count / (one.count + other.count)
    weight /= weight.sum()
    parts = [side.variance * float((weight**2 / side.count).sum()) for side in (one, other)]
    lost = sum(part**2 / side.freedom for part, side in zip(parts, (one, other), strict=True))
    freedom = sum(parts) ** 2 / lost if lost else np.inf
    reach = float(stdtrit(freedom, (1 + confidence) / 2)) * float(np.sqrt(sum(parts)))
    first, last = (float(weight @ side.mean) for side in (one, other))
    middle = last - first
    return Change(first, last, middle - reach, middle + reach, int(one.count.sum()), int(other.count.sum()))


@dataclass(frozen=True)
class _Side:
    """One side's days, by kind: how many, their mean, and the sum of squares about it."""

    count: Values
    mean: Values
    squares: Values

    @classmethod
    def of(cls, days: Days, kinds: int) -> "_Side":
        known = ~np.isnan(days.value)
        value, kind = days.value[known], days.kind[known]
        count = np.bincount(kind, minlength=kinds).astype(np.float64)
        mean = np.bincount(kind, value, kinds) / np.maximum(count, 1)
        squares = np.bincount(kind, (value - mean[kind]) ** 2, kinds).astype(np.float64)
        return cls(count, mean, squares)

    def only(self, chosen: NDArray[np.bool_]) -> "_Side":
        return _Side(self.count[chosen], self.mean[chosen], self.squares[chosen])

    @property
    def freedom(self) -> float:
        return float(self.count.sum() - len(self.count))

    @property
    def variance(self) -> float:
        return float(self.squares.sum()) / self.freedom
