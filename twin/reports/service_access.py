"""Who can walk to a school, a health facility or a digital-support point, along streets and alleys."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import replace
from typing import Annotated, Any, Literal

import numpy as np
from pydantic import BeforeValidator

from twin.analysis.certainty import Truth, Truths, read_truths
from twin.reporting import Answer, City, Figure, Report, asked
from twin.reporting.saying import figure, say
from twin.reporting.walking.asking import Walks, listed
from twin.reporting.walking.measuring import Places, Walked, measure_walks
from twin.reporting.walking.telling import Words, tell
from twin.vocabulary import UNKNOWN

SchoolLevel = Literal[
    "preschool", "primary", "lower_secondary", "upper_secondary", "combined",
    "continuing", "vocational", "higher", "other",
]  # fmt: skip
HealthKind = Literal[
    "hospital", "health_centre", "health_station", "polyclinic", "clinic", "dental",
    "traditional", "maternity", "laboratory", "pharmacy", "other",
]  # fmt: skip
SEEN_BY_A_DOCTOR = ("hospital", "health_centre", "health_station", "polyclinic", "clinic")
_IN_COMBINED = ("primary", "lower_secondary", "upper_secondary")


class Services(Walks):
    """Which service is looked for."""

    service: Literal["school", "health", "digital_support"] = asked(
        "Nơi cần tới (school: trường học, health: cơ sở y tế, digital_support: điểm hỗ trợ chuyển đổi số)",
        "What is walked to (a school, a health facility or a digital-support point)",
        "school",
    )
    school_levels: Annotated[tuple[SchoolLevel, ...], BeforeValidator(listed)] = asked(
        "Cấp học (để trống: mọi cấp)", "Levels of school (none: all)", ()
    )
    public_only: bool = asked("Chỉ trường công lập", "Public schools only", default=False)
    health_kinds: Annotated[tuple[HealthKind, ...], BeforeValidator(listed)] = asked(
        "Loại cơ sở y tế (để trống: nơi có bác sĩ khám bệnh)",
        "Kinds of health facility (none: where a doctor sees patients)",
        (),
    )


def _both(one: Truths, other: Truths) -> Truths:
    """Say where both hold; unknown where neither fails and one is unknown."""
    both = np.where((one == Truth.YES) & (other == Truth.YES), Truth.YES, Truth.UNKNOWN)
    both[(one == Truth.NO) | (other == Truth.NO)] = Truth.NO
    return both.astype(np.int8)


def _everywhere(count: int) -> Truths:
    return np.full(count, Truth.YES, dtype=np.int8)


def _are_of(levels: Sequence[str | None], wanted: Collection[str]) -> Truths:
    """Say which schools teach one of some levels; of one of several levels nobody knows which they are."""
    told = np.array([Truth.YES if level in wanted else Truth.NO for level in levels], dtype=np.int8)
    open_ones = {None, UNKNOWN.value, *(("combined",) if set(wanted) & set(_IN_COMBINED) else ())} - set(
        wanted
    )
    told[[level in open_ones for level in levels]] = Truth.UNKNOWN
    return told


def _schools(city: City, inputs: Services) -> Places:
    frame = city.frame("schools", "name", "level", "public", whole=True)
    levels = [None if level is None else str(level) for level in frame["level"]]
    serves = _are_of(levels, inputs.school_levels) if inputs.school_levels else _everywhere(len(frame))
    if inputs.public_only:
        serves = _both(serves, _read_booleans(frame["public"]))
    return Places("schools", frame, serves)


def _read_booleans(values: Any) -> Truths:
    return read_truths(values.to_numpy(dtype=object), (True,), (False,))


def _clinics(city: City, inputs: Services) -> Places:
    frame = city.frame("health_facilities", "name", "kind", whole=True)
    wanted = inputs.health_kinds or SEEN_BY_A_DOCTOR
    serves = np.where(frame["kind"].isin(wanted), Truth.YES, Truth.NO)
    return Places(
        "health_facilities", frame, np.where(frame["kind"].isna(), Truth.UNKNOWN, serves).astype(np.int8)
    )


def _support_points(city: City, _inputs: Services) -> Places:
    frame = city.frame("residential_groups", "name", "digital_support_point", whole=True)
    serves = _read_booleans(frame["digital_support_point"])
    return Places("residential_groups", frame, serves, somewhere=True)


_READ: dict[str, Callable[[City, Services], Places]] = {
    "school": _schools,
    "health": _clinics,
    "digital_support": _support_points,
}
_LAYERS = {"school": "schools", "health": "health_facilities", "digital_support": "residential_groups"}
_WORDS = {
    "school": Words(
        say("trường học thuộc loại đã chọn", "a school of those chosen"),
        say(
            "trường chưa rõ cấp học hoặc có công lập không",
            "schools whose level, or whether they are public, is not known",
        ),
    ),
    "health": Words(
        say("cơ sở y tế thuộc loại đã chọn", "a health facility of those chosen"),
        say("cơ sở y tế chưa rõ loại", "health facilities of unknown kind"),
    ),
    "digital_support": Words(
        say("điểm hỗ trợ chuyển đổi số", "a digital-support point"),
        say(
            "tổ dân phố chưa rõ có điểm hỗ trợ chuyển đổi số không",
            "residential groups of which it is not known whether they have a digital-support point",
        ),
        (
            say(
                "Sổ chỉ ghi tổ nào có điểm hỗ trợ, không ghi điểm ở đâu trong tổ. Chắc chắn trong tầm là trong tầm dù điểm ở chỗ xa "
                "nhất trên đường, ngõ của tổ; có thể trong tầm là khi chỗ gần nhất trong tầm.",
                "The register tells which groups have a point, and not where in the group it stands. Surely within reach is what is so "
                "even where the point stands at the farthest place of the group's streets and alleys; perhaps, where the nearest is.",
            ),
        ),
    ),
}


def _run(city: City, inputs: Services) -> Answer:
    walked = measure_walks(city, _READ[inputs.service](city, inputs), inputs.distances_m[-1])
    answer = tell(city, walked, inputs.distances_m, _WORDS[inputs.service])
    if not walked.places.somewhere:
        return answer
    return replace(answer, figures=(*answer.figures, _in_own_group(walked)))


def _in_own_group(walked: Walked) -> Figure:
    """Tell how many residents live in a group that has a point, wherever in it that is."""
    serves = dict(zip(walked.groups.frame["code"], walked.places.serves, strict=True))
    truths = walked.homes["group"].map(serves)
    sure, may = (
        round(float(walked.homes["people"][truths.isin(wanted)].sum()))
        for wanted in ((Truth.YES,), (Truth.YES, Truth.UNKNOWN))
    )
    known = truths.isin((Truth.YES, Truth.NO)).any() and walked.homes["people"].notna().any()
    return figure(
        "people_in_group",
        "Nhân khẩu ở tổ dân phố có điểm hỗ trợ chuyển đổi số",
        "Residents of groups that have a digital-support point",
        sure if known else None,
        at_most=may if known else None,
    )


def _needs(inputs: Services) -> tuple[str, ...]:
    return (_LAYERS[inputs.service], "buildings", "roads", "alleys")


REPORT = Report(
    id="service_access",
    title=say(
        "Trường học, y tế, hỗ trợ số trong tầm đi bộ", "Schools, clinics and support points within a walk"
    ),
    question=say(
        "Bao nhiêu người có trường học, cơ sở y tế hoặc điểm hỗ trợ chuyển đổi số trong tầm đi bộ, tổ nào thiếu nhất, nhà nào ở quá "
        "xa?",
        "How many residents have a school, a health facility or a digital-support point within a walk, which groups lack one most, "
        "and which buildings are too far?",
    ),
    inputs=Services,
    run=_run,
    needs=_needs,
)
