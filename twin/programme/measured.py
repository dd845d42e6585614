"""What measuring finds: the numbers, and the lists behind them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from twin.norms import Norm
from twin.programme.measure import Measure, Reason
from twin.vocabulary import State, Text

BEFORE_RECORDS = Text(
    vi="Chưa có số liệu: lớp này chưa được ghi vào hệ thống ở ngày đó.",
    en="No data: nothing of this layer had been recorded by that day.",
)
NOTHING_THERE = Text(
    vi="Chưa có số liệu: ngày đó lớp này không có đối tượng nào để tính.",
    en="No data: the layer held nothing to count on that day.",
)
NOTHING_KNOWN = Text(
    vi="Chưa có số liệu: chưa rõ tình trạng của đối tượng nào.",
    en="No data: nothing is known of any of the things counted.",
)


@dataclass(frozen=True)
class Tally:
    """How many (or how many metres) are in each state.

    `value` is the percentage that is surely done, None where nothing is known; `at_most` is what it would be if all
    that is unknown were done.
    """

    done: float
    under_way: float
    not_yet: float
    unknown: float
    all: float
    value: float | None
    at_most: float | None

    @classmethod
    def of(cls, counts: Mapping[State, int], parts: int = 1) -> "Tally":
        """Take whole counts, or lengths in so many parts of a metre: percentages are then exact at their ends."""
        total = sum(counts.values())
        done, unknown = counts["done"], counts["unknown"]
        shown = {state: count if parts == 1 else count / parts for state, count in counts.items()}
        return cls(
            **shown,
            all=total if parts == 1 else total / parts,
            value=100 * done / total if total > unknown else None,
            at_most=100 * (done + unknown) / total if total else None,
        )


@dataclass(frozen=True)
class Official:
    """How many things there are by an official count, and who counted; None is not known."""

    total: int | None = None
    source: str | None = None


@dataclass(frozen=True)
class Measured:
    """An indicator as the layers have it on one day.

    `number` counts things and `length_m` metres (None where things are not lines). `undetermined` things are not
    counted, since it is not known whether they belong. `known_share` (0 to 1) is the part of the counted things of
    which the field that decides is known. `norms` are those in force on the day. `silence` says why there is no
    value.
    """

    measure: Measure
    as_of: date
    number: Tally
    length_m: Tally | None
    undetermined: int
    known_share: float | None
    official: Official
    norms: tuple[Norm, ...]
    silence: Text | None

    @property
    def register_share(self) -> float | None:
        """Which part of the official count (0 to 1, over 1 where it is out of date) the layer holds."""
        return self.number.all / self.official.total if self.official.total else None


@dataclass(frozen=True)
class Evidence:
    """Who recorded the state that counted, and from where its measurements come (by field)."""

    external_id: str | None
    source: str | None
    import_id: int | None
    updated_at: datetime
    updated_by: str
    value_sources: Mapping[str, str]


@dataclass(frozen=True)
class Judged:
    """One feature of the layer and how it stands. Where not `counted`, it is not known whether it belongs."""

    layer: str
    id: int
    name: str | None
    state: State
    counted: bool
    reason: Reason
    length_m: float | None
    group_code: str | None
    evidence: Evidence


@dataclass(frozen=True)
class Breakdown:
    """What an indicator comes to on one day, and every feature behind it in order of id.

    `outside_groups` are features that lie in no residential group.
    """

    measured: Measured
    features: tuple[Judged, ...]
    outside_groups: int
