"""Fire coverage as figures, tables and a map."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from twin.analysis.certainty import Truth
from twin.analysis.fire.coverage import Why
from twin.reporting import Answer, Direction, Figure, Gap
from twin.reporting.fire import ASSUMED_OPEN, words_of
from twin.reporting.people import gaps_of_homes, total_people
from twin.reporting.saying import figure, gaps_of, say
from twin.reporting.tables import column_of, count_column, draw, number_column, table_of, text_column
from twin.reports.fire_coverage.measuring import Measured
from twin.vocabulary import UNKNOWN, UNKNOWN_COLOUR, YES_NO_UNKNOWN, Choice, Field, Layer, Style, StyleClass

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

_STATE_WORDS, _RADIUS_WORDS = (
    np.array([words[truth] for truth in Truth], dtype=object)
    for words in (
        {Truth.NO: "uncovered", Truth.YES: "covered", Truth.UNKNOWN: "unknown"},
        {Truth.NO: "no", Truth.YES: "yes", Truth.UNKNOWN: "unknown"},
    )
)
"""What is said of each truth, at its number."""
_WHY = {
    Why.NO_SOURCE: say("Không có nguồn nước nối tới", "No source is connected"),
    Why.FAULTY_SOURCE: say("Nguồn nước hỏng", "The source is faulty"),
    Why.NO_WAY_IN: say("Xe không vào đủ gần", "No engine comes near enough"),
    Why.TOO_FAR: say("Nguồn nước quá xa theo đường vòi", "Too far by hose"),
}
RESULT = Field(
    name="result",
    label=say("Vòi chữa cháy", "Hose"),
    kind="choice",
    choices=(
        Choice(value="covered", label=say("Kéo tới được", "Covered")),
        *(Choice(value=why.name.lower(), label=label) for why, label in _WHY.items()),
        UNKNOWN,
    ),
)
_RADIUS = Field(
    name="radius",
    label=say("Trong bán kính quy chuẩn", "Within the norm's radius"),
    kind="choice",
    choices=YES_NO_UNKNOWN,
)
_COLOURS = ("#1a7f5a", "#7f0000", "#d7301f", "#fc8d59", "#fdbb84")
HOMES = Layer(
    id="covered_buildings",
    title=say("Nhà theo tầm vòi chữa cháy", "Buildings by reach of a hose"),
    description=say("Kết quả của báo cáo phủ nước chữa cháy.", "What the report on fire coverage found."),
    group="focus",
    geometry="Polygon",
    fields=(
        RESULT,
        Field(name="missing", label=say("Thiếu dữ kiện", "Missing facts")),
        Field(name="hose_m", label=say("Chiều dài vòi cần", "Hose needed"), kind="number", unit="m"),
        _RADIUS,
        Field(name="people", label=say("Nhân khẩu", "Residents"), kind="number"),
        Field(name="group", label=say("Tổ dân phố", "Residential group")),
    ),
    style=Style(
        by="result",
        colour=UNKNOWN_COLOUR,
        outline="#4d4d4d",
        width=0.4,
        unknown_label=say("Chưa rõ", "Unknown"),
        classes=tuple(
            StyleClass(label=choice.label, colour=colour, values=(choice.value,))
            for choice, colour in zip(RESULT.choices, _COLOURS, strict=False)
        ),
    ),
)


def _judged(found: Measured) -> "GeoDataFrame":
    """Return the buildings with the words and numbers of what was found."""
    homes: GeoDataFrame = found.covered.homes.copy()
    coverage = found.covered.coverage
    truth = coverage.judgement.truth
    reasons = {int(code): Why(code).name.lower() for code in np.unique(coverage.why)}
    why = pd.Series(coverage.why).map(reasons).to_numpy(dtype=object)
    homes["state"] = _STATE_WORDS[truth]
    homes["result"] = np.where(truth == Truth.NO, why, np.where(truth == Truth.YES, "covered", "unknown"))
    told = {int(code): words_of(int(code)) for code in np.unique(coverage.judgement.missing)}
    words = {code: one and f"{one.vi} / {one.en}" for code, one in told.items()}
    homes["missing"] = [words[code] for code in coverage.judgement.missing.tolist()]
    homes["hose_m"] = np.where(np.isfinite(coverage.most), coverage.most, np.nan).round(1)
    homes["radius"] = _RADIUS_WORDS[found.radius.truth]
    return homes


def _figures(homes: "GeoDataFrame", hose: float) -> Iterator[Figure]:
    told = (
        ("covered", "kéo tới được", "covered"),
        ("uncovered", "chưa tới được", "not covered"),
        ("unknown", "chưa rõ", "unknown"),
    )
    better: dict[str, Direction] = {"covered": "more", "uncovered": "less", "yes": "more", "no": "less"}
    reach = say(f"Vòi dài {hose:g} m.", f"A hose of {hose:g} m.")
    road = ("fire_road_width", "fire_road_headroom")
    yield figure("buildings", "Nhà trong phạm vi", "Buildings in the area", len(homes))
    for state, vi, en in told:
        some = homes[homes["state"] == state]
        yield figure(
            f"{state}_buildings",
            f"Nhà vòi {vi}",
            f"Buildings {en}",
            len(some),
            norms=road,
            note=reach,
            better=better.get(state),
        )
        people = total_people(some)
        yield figure(
            f"{state}_people", f"Nhân khẩu ở nhà {vi}", f"Residents of buildings {en}",
            None if people is None else round(people), better=better.get(state),
        )  # fmt: skip
    radii = ("fire_radius_engine", "fire_radius_pump")
    for state, vi, en in (
        ("yes", "trong", "within"),
        ("no", "ngoài", "outside"),
        ("unknown", "chưa rõ", "unknown"),
    ):
        count = int((homes["radius"] == state).sum())
        yield figure(
            f"radius_{state}",
            f"Nhà {vi} bán kính quy chuẩn",
            f"Buildings {en}: the norm's radius",
            count,
            norms=radii,
            better=better.get(state),
        )


def _by_group(homes: "pd.DataFrame", found: Measured) -> "pd.DataFrame":
    counts = pd.crosstab(homes["group"], homes["state"])
    counts = counts.reindex(columns=["covered", "uncovered", "unknown"], fill_value=0)
    counts["buildings"] = counts.sum(axis=1)
    counts["share"] = 100 * counts["covered"] / counts["buildings"]
    counts["name"] = [found.covered.groups.names[code] for code in counts.index]
    return counts.sort_values("share").reset_index()


def _reasons(homes: "GeoDataFrame") -> "pd.DataFrame":
    told = homes[homes["state"] != "covered"]
    rows = [
        (*_reason(str(result), str(missing)), len(some), total_people(some))
        for (result, missing), some in told.groupby(["result", told["missing"].fillna("")])
    ]
    reasons = pd.DataFrame(rows, columns=["reason", "missing", "buildings", "people"])
    return reasons.sort_values("buildings", ascending=False)


def _reason(result: str, missing: str) -> tuple[str, str | None]:
    label = next(choice.label for choice in RESULT.choices if choice.value == result)
    return f"{label.vi} / {label.en}", missing or None


def _gaps(found: Measured) -> tuple[Gap, ...]:
    streets, sources = found.covered.laid.streets, found.covered.water
    unknown = (~sources["status"].isin(["working", "faulty"])).sum()
    return (
        *gaps_of(
            "alleys",
            (
                np.isnan(streets.width).sum(),
                "đoạn đường, ngõ chưa đo bề rộng",
                "stretches of street or alley of unknown width",
            ),
            (
                np.isnan(streets.headroom).sum(),
                "đoạn đường, ngõ chưa rõ tĩnh không",
                "stretches of unknown headroom",
            ),
        ),
        *gaps_of("fire_water", (unknown, "nguồn nước chưa rõ tình trạng", "sources of unknown status")),
        *gaps_of_homes(found.covered.homes),
    )


def tell(found: Measured) -> Answer:
    """Return the answer."""
    homes = _judged(found)
    groups = (
        text_column("group", "Mã tổ", "Code"),
        text_column("name", "Tổ dân phố", "Residential group"),
        count_column("buildings", "Nhà", "Buildings"),
        count_column("covered", "Kéo tới được", "Covered", better="more"),
        count_column("uncovered", "Chưa tới được", "Not covered", better="less"),
        count_column("unknown", "Chưa rõ", "Unknown"),
        number_column("share", "Tỷ lệ kéo tới được", "Share covered", "%", better="more"),
    )
    reasons = (
        text_column("reason", "Lý do", "Reason"),
        text_column("missing", "Thiếu dữ kiện", "Missing facts"),
        count_column("buildings", "Nhà", "Buildings"),
        number_column("people", "Nhân khẩu", "Residents", digits=0),
    )
    listed = (
        column_of(RESULT),
        text_column("missing", "Thiếu dữ kiện", "Missing facts"),
        number_column("hose_m", "Chiều dài vòi cần", "Hose needed", "m", better="less"),
        column_of(_RADIUS),
        number_column("people", "Nhân khẩu", "Residents", digits=1),
        text_column("group", "Tổ dân phố", "Residential group"),
    )
    return Answer(
        figures=tuple(_figures(homes, found.covered.hose)),
        tables=(
            table_of(
                "groups", say("Theo tổ dân phố", "By residential group"), _by_group(homes, found), groups
            ),
            table_of(
                "reasons",
                say("Vì sao chưa tới được, thiếu gì", "Why not, and what is missing"),
                _reasons(homes),
                reasons,
            ),
            table_of("buildings", say("Từng nhà", "Each building"), homes, listed, HOMES.id),
        ),
        drawings=(draw(HOMES, homes, "buildings", better=("covered",)),),
        notes=(
            *((ASSUMED_OPEN,) if found.covered.open_streets else ()),
            say(
                "Vòi kéo dọc đường, ngõ: từ nhà tới chỗ xe đứng được rồi tới nguồn nước đang dùng được. Bán kính quy chuẩn "
                "tính theo đường thẳng, để đối chiếu.",
                "The hose runs along streets and alleys, from the building to where an engine can stand and on to a working "
                "source. The norm's radius is a straight line, for comparison.",
            ),
        ),
        gaps=_gaps(found),
    )
