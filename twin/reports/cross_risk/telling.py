"""Where risks meet as figures, tables, a chart and a map."""

from collections.abc import Iterator
from itertools import combinations
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from twin.analysis.certainty import Truth
from twin.reporting import Answer, Chart, Figure, Series, Table
from twin.reporting.fire import ASSUMED_OPEN, ROAD_NORMS
from twin.reporting.people import gaps_of_homes
from twin.reporting.saying import figure, gaps_of, say
from twin.reporting.tables import column_of, count_column, draw, number_column, table_of, text_column
from twin.reports.cross_risk.measuring import DEEP, RISKS, SLOW, Measured
from twin.vocabulary import UNKNOWN, UNKNOWN_COLOUR, Choice, Field, Layer, Style, StyleClass, Text

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

_WORDS = {
    "flooding": say("Ngập", "Flooding"),
    "fire": say("Cháy", "Fire"),
    "congestion": say("Ùn tắc", "Congestion"),
    "works": say("Công trình", "Works"),
}
_STATES = {Truth.NO: "no", Truth.YES: "yes", Truth.UNKNOWN: "unknown"}
_NORMS = {"flooding": (DEEP,), "fire": ROAD_NORMS, "congestion": (SLOW,), "works": ()}


def _state(risk: str) -> Field:
    choices = (
        Choice(value="yes", label=say("Có", "Yes")),
        Choice(value="no", label=say("Không", "No")),
        UNKNOWN,
    )
    return Field(name=risk, label=_WORDS[risk], kind="choice", choices=choices)


_FIELDS = {risk: _state(risk) for risk in RISKS}
_COLOURS = ("#d9f0d3", "#fdd49e", "#fc8d59", "#d7301f", "#7f0000")
ALLEYS = Layer(
    id="risks_of_alleys",
    title=say("Số rủi ro của ngõ", "Risks of each alley"),
    description=say(
        "Số rủi ro chắc chắn có: ngập, cháy, ùn tắc, công trình.",
        "How many risks there surely are: flooding, fire, congestion, works.",
    ),
    group="focus",
    geometry="LineString",
    title_field="name",
    fields=(
        Field(name="name", label=say("Tên", "Name")),
        Field(name="shown", label=say("Số rủi ro", "Risks"), kind="integer"),
        Field(name="risks_most", label=say("Số rủi ro nhiều nhất", "Risks at most"), kind="integer"),
        *_FIELDS.values(),
        Field(name="score", label=say("Điểm ít nhất", "Score at least"), kind="number"),
        Field(name="score_most", label=say("Điểm nhiều nhất", "Score at most"), kind="number"),
        Field(name="people", label=say("Nhân khẩu", "Residents"), kind="number"),
    ),
    style=Style(
        by="shown",
        colour=UNKNOWN_COLOUR,
        width=3,
        unknown_label=say("Chưa chắc rủi ro nào", "No risk is sure, some are unknown"),
        classes=tuple(
            StyleClass(
                label=say(f"{number} rủi ro", f"{number} risk{'' if number == 1 else 's'}"),
                colour=colour,
                minimum=number,
                maximum=number + 1,
                width=2.0 + number,
            )
            for number, colour in enumerate(_COLOURS)
        ),
    ),
)


def _told(found: Measured) -> "GeoDataFrame":
    """Return the alleys, those with the most and heaviest risks first."""
    told: GeoDataFrame = found.alleys.copy()
    told["risks"], told["risks_most"] = found.score.risks, found.score.risks_most
    told["score"], told["score_most"] = found.score.score, found.score.score_most
    # An alley of which no risk is sure is only without any where none is unknown.
    told["shown"] = told["risks"].astype("Int64").where((told["risks"] > 0) | (told["risks_most"] == 0))
    for risk in RISKS:
        told[risk] = told[risk].map({int(truth): state for truth, state in _STATES.items()})
    told["order"] = told.index
    keys = ["score", "score_most", "people", "order"]
    ordered: GeoDataFrame = told.sort_values(keys, ascending=[False, False, False, True])
    return ordered


def _figures(told: "GeoDataFrame") -> Iterator[Figure]:
    yield figure("alleys", "Ngõ trong phạm vi", "Alleys in the area", len(told))
    for risk in RISKS:
        words = _WORDS[risk]
        yield figure(
            risk,
            f"Ngõ có rủi ro: {words.vi.lower()}",
            f"Alleys at risk: {words.en.lower()}",
            int((told[risk] == "yes").sum()),
            at_most=int((told[risk] != "no").sum()),
            norms=_NORMS[risk],
            better="less",
        )
    for number in range(2, len(RISKS) + 1):
        sure, may = told[told["risks"] >= number], told[told["risks_most"] >= number]
        yield figure(f"meet_{number}", f"Ngõ có từ {number} rủi ro", f"Alleys with {number} risks or more", len(sure),
                     at_most=len(may), better="less")  # fmt: skip
    sure, may = told[told["risks"] >= 2], told[told["risks_most"] >= 2]  # noqa: PLR2004 - where two meet
    yield figure("people", "Nhân khẩu ở ngõ có từ 2 rủi ro", "Residents along alleys with 2 risks or more",
                 _people(sure), at_most=_people(may), better="less")  # fmt: skip


def _people(alleys: "GeoDataFrame") -> float | None:
    people = alleys["people"]
    return None if len(people) and people.isna().all() else round(float(people.sum()))


def _listed(told: "GeoDataFrame") -> Table:
    columns = (
        text_column("name", "Ngõ", "Alley"),
        text_column("group_name", "Tổ dân phố", "Residential group"),
        *(column_of(field) for field in _FIELDS.values()),
        count_column("risks", "Số rủi ro chắc chắn", "Risks for sure"),
        count_column("risks_most", "Nhiều nhất", "At most"),
        number_column("score", "Điểm ít nhất", "Score at least", digits=3),
        number_column("score_most", "Điểm nhiều nhất", "Score at most", digits=3),
        count_column("homes", "Nhà", "Buildings"),
        number_column("people", "Nhân khẩu", "Residents", digits=0),
    )
    title = say("Từng ngõ, nhiều rủi ro nhất trước", "Each alley, most at risk first")
    return table_of("alleys", title, pd.DataFrame(told), columns, ALLEYS.id)


def _pairs(told: "GeoDataFrame") -> Table:
    rows = []
    for one, other in combinations(RISKS, 2):
        sure = (told[one] == "yes") & (told[other] == "yes")
        may = (told[one] != "no") & (told[other] != "no")
        words = (f"{_WORDS[one].vi} + {_WORDS[other].vi}", f"{_WORDS[one].en} + {_WORDS[other].en}")
        rows.append((" / ".join(words), sure.sum(), may.sum()))
    columns = (
        text_column("pair", "Gặp nhau", "Meet"),
        count_column("sure", "Ngõ chắc chắn", "Alleys for sure"),
        count_column("may", "Nhiều nhất", "At most"),
    )
    frame = pd.DataFrame(rows, columns=["pair", "sure", "may"]).sort_values("sure", ascending=False)
    return table_of("pairs", say("Rủi ro nào gặp nhau", "Which risks meet"), frame, columns)


def _chart(told: "GeoDataFrame") -> Chart:
    def count(column: str) -> tuple[float, ...]:
        return tuple(np.bincount(told[column], minlength=len(RISKS) + 1).astype(float).tolist())

    series = (
        Series(say("Chắc chắn", "For sure"), count("risks"), _COLOURS[-2]),
        Series(
            say("Nếu phần chưa rõ đều có", "If all that is unknown were so"), count("risks_most"), "#bdbdbd"
        ),
    )
    places = tuple(str(number) for number in range(len(RISKS) + 1))
    title = say("Số ngõ theo số rủi ro", "Alleys by number of risks")
    return Chart("risks", title, "bars", say("Số rủi ro", "Risks"), places, None, series)


def _notes(found: Measured) -> Iterator[Text]:
    if found.open_streets:
        yield ASSUMED_OPEN
    yield say(
        "Ngập: gần điểm ngập chưa xử lý xong" + (", hoặc mưa giả định đọng sâu hơn mức ô tô qua được" if found.rained else "")
        + ". Cháy: xe chữa cháy không vào được, hoặc có nhà dọc ngõ mà vòi không tới. Ùn tắc: gần đoạn mà giờ tệ nhất có chỉ số cao; "
        "đoạn chưa đo thì theo sổ. Công trình: gần công trình đề xuất, chuẩn bị, đang làm hoặc tạm dừng.",
        "Flooding: near a spot that is not resolved" + (", or under more water of the supposed rain than cars pass" if found.rained else "")
        + ". Fire: no engine gets in, or a hose does not reach a building along it. Congestion: near a stretch whose worst hour has a "
        "high index; one not measured, as recorded. Works: near works that are proposed, prepared, under way or paused.",
    )  # fmt: skip
    yield say(
        "«Không» là theo các sổ hiện có: chỗ chưa ai ghi thì sổ không biết.",
        "“No” is by the registers as they stand: what nobody recorded they do not know.",
    )


def tell(found: Measured) -> Answer:
    """Return the answer."""
    told = _told(found)
    told["group_name"] = told["group"].map(found.names)
    unknown = {risk: int((told[risk] == "unknown").sum()) for risk in RISKS}
    return Answer(
        figures=tuple(_figures(told)),
        tables=(_listed(told), _pairs(told)),
        charts=(_chart(told),),
        drawings=(draw(ALLEYS, told, "alleys"),),
        notes=tuple(_notes(found)),
        gaps=(
            *found.gaps,
            *gaps_of("alleys", *((count, f"ngõ chưa rõ rủi ro: {_WORDS[risk].vi.lower()}", f"alleys whose risk is unknown: {_WORDS[risk].en.lower()}")
                                 for risk, count in unknown.items())),
            *gaps_of_homes(found.homes),
        ),
    )  # fmt: skip
