"""Where to put new places so that they serve most: maximal covering location and set covering (Church, ReVelle 1974).

Both are solved as mixed-integer programmes by HiGHS, which proves how far from the best its answer can be.
"""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, coo_array, csc_array, csr_array, eye_array

from twin.analysis.arrays import Floats, Marks, Numbers

SECONDS = 60.0
"""How long HiGHS may search when nothing else is said."""
_PROVEN = 1e-6
"""Share of the best that may be open when an answer is called proven."""


@dataclass(frozen=True)
class Siting:
    """Candidates chosen, in their order, and what they are worth.

    For most people served `value` is those people and no choice of as many places can serve more than `bound`; for the
    fewest places `value` is how many, and fewer than `bound` cannot do. `gap` is the share of the value between them.
    """

    chosen: Numbers
    value: float
    bound: float

    @property
    def gap(self) -> float:
        return abs(self.bound - self.value) / max(abs(self.value), 1.0)

    @property
    def proven(self) -> bool:
        return self.gap <= _PROVEN


@dataclass(frozen=True)
class Fewest:
    """The fewest candidates that serve all that any candidate serves; what none serves is left out."""

    siting: Siting
    unservable: Numbers


@dataclass(frozen=True)
class _Needs:
    """What is to be served: needs with the same candidates are one, and of candidates alike the first stands for all."""

    candidate: Numbers
    served: csr_array
    """Candidates by needs."""
    weight: Floats


@dataclass(frozen=True)
class _Answer:
    """Which candidates; None where the time was up before any choice was found, and how low the cost can be at best."""

    marks: Marks | None
    bound: float


def site_most(served: csr_array, weight: Floats, places: int, seconds: float = SECONDS) -> Siting:
    """Choose so many of the candidates (rows of `served`) that they serve most of the weight of the columns.

    A column whose weight is unknown (NaN) counts nothing: whoever asks says how many those are.
    """
    needs = _gather(served, np.nan_to_num(weight))
    places = min(places, len(needs.candidate))
    if places < 1 or len(needs.weight) == 0:
        return Siting(np.empty(0, dtype=np.intp), 0.0, 0.0)
    if places == 1:
        best = int(np.argmax(needs.served @ needs.weight))
        return _tell(needs, np.array([best]), -np.inf)
    answer = _cover_most(needs, places, seconds)
    chosen = np.flatnonzero(answer.marks) if answer.marks is not None else _choose_greedily(needs, places)
    return _tell(needs, chosen, -answer.bound)


def _cover_most(needs: _Needs, places: int, seconds: float) -> _Answer:
    candidates, count = needs.served.shape
    # A need is served if one of its candidates is chosen: share of need - sum of those chosen <= 0.
    limit = coo_array(np.ones((1, candidates)))
    rows = block_array([[coo_array(-needs.served.T), eye_array(count)], [limit, None]], format="csc")
    highest = np.append(np.zeros(count), places)
    cost = np.concatenate([np.zeros(candidates), -needs.weight])
    return _solve(cost, candidates, LinearConstraint(rows, -np.inf, highest), seconds)


def _tell(needs: _Needs, chosen: Numbers, bound: float) -> Siting:
    value = float(needs.weight[served_by(needs.served, chosen)].sum())
    return Siting(needs.candidate[chosen], value, max(value, bound))


def trace_gain(served: csr_array, weight: Floats, places: int, seconds: float = SECONDS) -> list[Siting]:
    """Return the best choices of one place, two, and so on: the curve of what each further one adds."""
    most = min(places, served.shape[0])
    return [site_most(served, weight, number, seconds / most) for number in range(1, most + 1)]


def site_all(served: csr_array, seconds: float = SECONDS) -> Fewest:
    """Choose the fewest candidates (rows) that together serve every column that any of them serves."""
    able = np.asarray(served.sum(axis=0)).ravel() > 0
    unservable = np.flatnonzero(~able)
    needs = _gather(served[:, np.flatnonzero(able)], np.ones(int(able.sum())))
    candidates, count = needs.served.shape
    if count == 0:
        return Fewest(Siting(np.empty(0, dtype=np.intp), 0.0, 0.0), unservable)
    rows = LinearConstraint(csc_array(needs.served.T), np.ones(count), np.inf)
    answer = _solve(np.ones(candidates), candidates, rows, seconds)
    chosen = np.flatnonzero(answer.marks) if answer.marks is not None else _choose_greedily(needs, candidates)
    # No fewer than the bound, and there are only whole places.
    bound = float(np.ceil(answer.bound - _PROVEN))
    return Fewest(
        Siting(needs.candidate[chosen], float(len(chosen)), min(bound, float(len(chosen)))), unservable
    )


def weigh(people: Floats) -> Floats:
    """Return what each building weighs: its residents; of unknown residents, as much as the average of the known.

    Where none are known, each weighs the same.
    """
    known = people[~np.isnan(people)]
    average = float(known.mean()) if known.any() else 1.0
    weights: Floats = np.where(np.isnan(people), average, people)
    return weights if weights.any() else np.ones(len(people))


def order_by_gain(served: csr_array, weight: Floats, chosen: Numbers) -> Numbers:
    """Return the chosen rows, each time the one that adds most weight to those before; of equals the first."""
    left, ordered, rest = weight.copy(), [], chosen.tolist()
    while rest:
        gains = served[rest] @ left
        ordered.append(rest.pop(int(np.argmax(gains))))
        left[served_by(served, np.array(ordered[-1:]))] = 0.0
    return np.array(ordered, dtype=np.intp)


def served_by(served: csr_array, chosen: Numbers) -> Marks:
    """Say which columns the chosen rows serve."""
    reached: Marks = np.asarray(served[chosen].sum(axis=0)).ravel() > 0
    return reached


def _solve(cost: Floats, candidates: int, rows: LinearConstraint, seconds: float) -> _Answer:
    """Minimise a cost over variables from 0 to 1, of which the candidates, which come first, are whole."""
    whole = np.zeros(len(cost), dtype=np.int8)
    whole[:candidates] = 1
    found = milp(
        cost,
        integrality=whole,
        bounds=Bounds(0, 1),
        constraints=rows,
        options={"time_limit": seconds, "mip_rel_gap": 0.0},
    )
    lowest = float(np.minimum(cost, 0).sum())
    bound = found.mip_dual_bound if found.mip_dual_bound is not None else lowest
    marks = None if found.x is None else found.x[:candidates] > 1 / 2
    return _Answer(marks, max(float(bound), lowest))


def _choose_greedily(needs: _Needs, places: int) -> Numbers:
    """Choose, one after the other, the candidate that adds most: an answer for when there was no time for a better."""
    left = needs.weight.copy()
    chosen: list[int] = []
    while len(chosen) < places and left.any():
        chosen.append(int(np.argmax(needs.served @ left)))
        left[served_by(needs.served, np.array(chosen))] = 0.0
    return np.array(sorted(chosen), dtype=np.intp)


def _gather(served: csr_array, weight: Floats) -> _Needs:
    """Put together the columns that the same candidates serve; what none serves, or has no weight, is left out."""
    columns = csc_array(served)
    useful = np.flatnonzero((np.diff(columns.indptr) > 0) & (weight > 0))
    columns = columns[:, useful]
    group, heads = _find_alike(columns)
    sums = np.bincount(group, weight[useful], minlength=len(heads)).astype(np.float64)
    rows = csr_array(columns[:, heads]).astype(np.float64)
    _, first = _find_alike(rows)
    return _Needs(first, rows[first], sums)


def _find_alike(matrix: csc_array | csr_array) -> tuple[Numbers, Numbers]:
    """Give one number to columns (of rows: to rows) that are the same, and return the first of each too."""
    matrix.sort_indices()
    bounds = zip(matrix.indptr[:-1], matrix.indptr[1:], strict=True)
    first: dict[bytes, int] = {}
    group = [first.setdefault(matrix.indices[begin:end].tobytes(), len(first)) for begin, end in bounds]
    _, heads = np.unique(np.array(group, dtype=np.intp), return_index=True)
    return np.array(group, dtype=np.intp), heads
