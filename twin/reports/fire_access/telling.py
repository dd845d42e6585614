"""Fire access as figures, tables, a chart and a map."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from twin.analysis.certainty import Truth
from twin.analysis.fire.access import LineAccess, Obstacle
from twin.reporting import Answer, Chart, City, Direction, Figure, Gap, Series, Table
from twin.reporting.fire import ALLEYS, ASSUMED_OPEN, ROAD_NORMS, ROADS, inside, words_of
from twin.reporting.people import gaps_of_homes, total_people
from twin.reporting.saying import figure, gaps_of, say
from twin.reporting.tables import column_of, count_column, draw, number_column, table_of, text_column
from twin.reports.fire_access.drawings import (
    COLOURS,
    DEAD_ENDS,
    FAR,
    FAR_HOMES,
    PASSABLE,
    STATE_WORDS,
    STATES,
    WAYS,
)
from twin.reports.fire_access.measuring import APART, BAY, DEAD_END, NEAR, SLOPE, Measured

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

_OBSTACLES = {
    Obstacle.NARROW: say("hẹp hơn quy chuẩn", "narrower than the norm"),
    Obstacle.LOW: say("thấp hơn tĩnh không quy chuẩn", "lower than the norm"),
    Obstacle.STEEP: say("dốc hơn quy chuẩn", "steeper than the norm"),
    Obstacle.CLOSED: say("đóng theo giả định", "closed by the what-if"),
    Obstacle.CUT_OFF: say(
        "không nối với đường xe chữa cháy đi vào được", "not joined to where engines come from"
    ),
}
TALL_M = 15.0
"""Metres: the norm's distance is for buildings up to this height."""


def _both(words: object) -> str | None:
    return f"{words.vi} / {words.en}" if words else None  # type: ignore[attr-defined]


def _obstacles_in_words(bits: int) -> str | None:
    named = [words for one, words in _OBSTACLES.items() if bits & one]
    vi, en = "; ".join(one.vi for one in named), "; ".join(one.en for one in named)
    return f"{vi} / {en}" if named else None


def _tell_ways(city: City, frame: "GeoDataFrame", lines: LineAccess) -> "GeoDataFrame":
    """Return the area's lines of one layer with the words and numbers of what was found."""
    told: GeoDataFrame = frame.copy()
    told["state"] = [STATES[Truth(code)] for code in lines.truth]
    told["why"] = [_obstacles_in_words(int(bits)) for bits in lines.obstacles]
    told["missing"] = [_both(words_of(int(code))) for code in lines.missing]
    for truth, state in STATES.items():
        told[f"{state}_m"] = lines.metres[truth]
    told["length_m"] = lines.metres.sum(axis=0)
    kept: GeoDataFrame = told.iloc[inside(city, told)].copy()
    return kept


def _tell_alleys(city: City, found: Measured) -> "GeoDataFrame":
    alleys: GeoDataFrame = found.laid.alleys.copy()
    alleys["bays_needed"] = found.bays_needed
    alleys["bays"] = [STATES[Truth(code)] for code in found.bays_lacking]
    return _tell_ways(city, alleys, found.lines[len(found.laid.roads) :])


def _tell_dead_ends(city: City, found: Measured) -> "GeoDataFrame":
    from geopandas.geodataframe import GeoDataFrame

    ends, network = found.dead_ends, found.laid.streets.network
    names = np.concatenate([found.laid.roads["name"], found.laid.alleys["name"]]).astype(object)
    told = GeoDataFrame(
        {
            "name": names[network.line[ends.edge]],
            "length_m": ends.metres,
            "state": [STATES[Truth(code)] for code in ends.judgement.truth],
            "missing": [_both(words_of(int(code))) for code in ends.judgement.missing],
        },
        geometry=ends.way,
        crs=found.laid.alleys.crs,
    ).sort_values(["state", "length_m"], ascending=[False, False])
    # A state of YES is a fault that is sure; 'yes' stands before 'unknown' in this order.
    told = told.reset_index(drop=True)
    kept: GeoDataFrame = told.iloc[inside(city, told)].copy()
    return kept


def _tell_homes(found: Measured) -> "GeoDataFrame":
    homes: GeoDataFrame = found.homes.copy()
    homes["state"] = [FAR[Truth(code)] for code in found.near.truth]
    homes["missing"] = [_both(words_of(int(code))) for code in found.near.missing]
    return homes


def _lengths(ways: "pd.DataFrame") -> Iterator[Figure]:
    better: dict[str, Direction] = {"yes": "more", "no": "less"}
    yield figure("km", "Đường, ngõ", "Streets and alleys", float(ways["length_m"].sum() / 1000), "km")
    for state, vi, en in (
        ("yes", "xe vào được", "open to engines"),
        ("no", "xe không vào được", "closed to engines"),
        ("unknown", "chưa rõ", "unknown"),
    ):
        metres = ways[f"{state}_m"].sum()
        yield figure(
            f"km_{state}",
            f"Đường, ngõ {vi}",
            f"Streets and alleys {en}",
            float(metres / 1000),
            "km",
            norms=(*ROAD_NORMS, SLOPE),
            better=better.get(state),
        )


def _figures(
    roads: "GeoDataFrame", alleys: "GeoDataFrame", ends: "GeoDataFrame", homes: "GeoDataFrame", tall: int
) -> Iterator[Figure]:
    yield from _lengths(pd.concat([pd.DataFrame(roads), pd.DataFrame(alleys)]))
    yield figure(
        "closed_alleys",
        "Ngõ xe không vào được",
        "Alleys closed to engines",
        int((alleys["state"] == "no").sum()),
        at_most=int((alleys["state"] != "yes").sum()),
        norms=ROAD_NORMS,
        note=say(f"trên {len(alleys)} ngõ", f"of {len(alleys)}"),
        better="less",
    )
    sure, may = int((ends["state"] == "yes").sum()), len(ends)
    yield figure("dead_ends", "Đường cụt dài mà không có chỗ quay xe", "Long dead ends without a turning place",
                 sure, at_most=may, norms=(DEAD_END,), better="less")  # fmt: skip
    bays = alleys["bays"]
    yield figure("bays", "Ngõ thiếu chỗ tránh xe", "Alleys with too few passing bays", int((bays == "yes").sum()),
                 at_most=int((bays != "no").sum()), norms=(APART, BAY), better="less")  # fmt: skip
    far, may_be = homes[homes["state"] == "far"], homes[homes["state"] != "near"]
    yield figure("buildings", "Nhà trong phạm vi", "Buildings in the area", len(homes))
    note = say(
        f"{tall} nhà trong phạm vi cao trên {TALL_M:g} m: quy chuẩn đòi hỏi hơn thế, ở đây chỉ đo cùng khoảng cách.",
        f"{tall} buildings of the area are over {TALL_M:g} m high: the norm asks more of them, here the same distance is measured.",
    )
    yield figure("far_buildings", "Nhà quá xa đường xe vào được", "Buildings too far from an engine's way", len(far),
                 at_most=len(may_be), norms=(NEAR,), note=note, better="less")  # fmt: skip
    everyone = total_people(homes)
    people, most = (None if everyone is None else total_people(some) for some in (far, may_be))
    yield figure("far_people", "Nhân khẩu ở nhà quá xa", "Residents of buildings too far",
                 None if people is None else round(people), at_most=None if most is None else round(most),
                 norms=(NEAR,), better="less")  # fmt: skip


def _reasons(roads: "GeoDataFrame", alleys: "GeoDataFrame") -> Table:
    kinds = [("streets", roads), ("alleys", alleys)]
    whole = pd.concat([pd.DataFrame(frame).assign(kind=kind) for kind, frame in kinds])
    shut = whole[whole["state"] != "yes"].copy()
    shut["why"], shut["missing"] = shut["why"].fillna(""), shut["missing"].fillna("")
    rows = [
        (
            why or None,
            missing or None,
            *((some["kind"] == kind).sum() for kind, _ in kinds),
            some["length_m"].sum() / 1000,
        )
        for (why, missing), some in shut.groupby(["why", "missing"])
    ]
    told = pd.DataFrame(rows, columns=["why", "missing", "streets", "alleys", "km"])
    columns = (
        text_column("why", "Vì sao xe không vào được", "Why no engine enters"),
        text_column("missing", "Chưa rõ vì thiếu", "Unknown for want of"),
        count_column("streets", "Đoạn đường phố", "Streets"),
        count_column("alleys", "Ngõ", "Alleys"),
        number_column("km", "Dài", "Length", "km", 2),
    )
    title = say("Vì sao không vào được, thiếu gì", "Why not, and what is missing")
    return table_of("reasons", title, told.sort_values("km", ascending=False), columns)


def _listed(
    alleys: "GeoDataFrame",
    roads: "GeoDataFrame",
    ends: "GeoDataFrame",
    homes: "GeoDataFrame",
    found: Measured,
) -> Iterator[Table]:
    measures = (
        text_column("name", "Tên", "Name"),
        number_column("length_m", "Dài", "Length", "m", 0),
        number_column("width_m", "Rộng", "Width", "m"),
        number_column("headroom_m", "Tĩnh không", "Headroom", "m"),
    )
    reasons = (
        column_of(PASSABLE),
        text_column("why", "Vì sao không", "Why not"),
        text_column("missing", "Thiếu dữ kiện", "Missing facts"),
    )
    slope = number_column("slope", "Độ dốc", "Slope", "%")
    for name, title, frame, columns in (
        ("alleys", say("Ngõ xe không vào được hoặc chưa rõ", "Alleys closed to engines, or unknown"), alleys, (*measures, slope, *reasons)),
        ("streets", say("Đường phố xe không vào được hoặc chưa rõ", "Streets closed to engines, or unknown"), roads, (*measures, *reasons)),
    ):  # fmt: skip
        shut = frame[frame["state"] != "yes"].sort_values(["state", "length_m"], ascending=[True, False])
        yield table_of(name, title, shut, columns, WAYS[name].id)
    missing = reasons[-1]
    yield table_of(
        "dead_ends",
        say("Đường cụt dài không có chỗ quay xe", "Long dead ends without a turning place"),
        ends,
        (*measures[:2], column_of(STATE_WORDS["fault"]), missing),
        DEAD_ENDS.id,
    )
    short = alleys[alleys["bays"] != "no"].sort_values(["bays", "length_m"], ascending=[False, False])
    yield table_of(
        "bays",
        say("Ngõ thiếu hoặc chưa rõ chỗ tránh xe", "Alleys with too few passing bays, or unknown"),
        short.drop(columns="state").rename(columns={"bays": "state"}),
        (*measures[:3], count_column("passing_bays", "Chỗ tránh có", "Bays"),
         count_column("bays_needed", "Chỗ tránh cần", "Bays needed"), column_of(STATE_WORDS["fault"])),
        WAYS["alleys"].id,
    )  # fmt: skip
    yield _by_group(homes, found)


def _by_group(homes: "GeoDataFrame", found: Measured) -> Table:
    counts = pd.crosstab(homes["group"], homes["state"]).reindex(columns=list(FAR.values()), fill_value=0)
    counts["buildings"] = counts.sum(axis=1)
    counts["share"] = 100 * counts["far"] / counts["buildings"]
    known = homes[(homes["state"] == "far") & homes["people"].notna()]
    unknown = homes[(homes["state"] == "far") & homes["people"].isna()].groupby("group").size()
    people = known.groupby("group")["people"].sum().reindex(counts.index)
    # Nobody far away is 0; far buildings of which no residents are known are unknown.
    counts["people"] = people.where(people.notna() | unknown.reindex(counts.index).gt(0), 0.0)
    counts["name"] = [found.groups.names[code] for code in counts.index]
    columns = (
        text_column("group", "Mã tổ", "Code"),
        text_column("name", "Tổ dân phố", "Residential group"),
        count_column("buildings", "Nhà", "Buildings"),
        count_column("near", "Đủ gần", "Near enough", better="more"),
        count_column("far", "Quá xa", "Too far", better="less"),
        count_column("unknown", "Chưa rõ", "Unknown"),
        number_column("share", "Tỷ lệ quá xa", "Share too far", "%", better="less"),
        number_column("people", "Nhân khẩu quá xa", "Residents too far", digits=0),
    )
    told = counts.reset_index().sort_values(["share", "group"], ascending=[False, True])
    return table_of("groups", say("Theo tổ dân phố", "By residential group"), told, columns)


def _chart(roads: "GeoDataFrame", alleys: "GeoDataFrame") -> Chart:
    series = tuple(
        Series(
            label.label,
            tuple(float(frame[f"{state}_m"].sum() / 1000) for frame in (roads, alleys)),
            COLOURS[state],
        )
        for state, label in zip(STATES.values(), PASSABLE.choices, strict=True)
    )
    places = ("Đường phố / Streets", "Ngõ / Alleys")
    title = say("Chiều dài theo khả năng xe vào", "Length by whether engines enter")
    return Chart("lengths", title, "stacked", say("Loại", "Kind"), places, "km", series)


def _gaps(roads: "GeoDataFrame", alleys: "GeoDataFrame", homes: "GeoDataFrame") -> tuple[Gap, ...]:
    return (
        *gaps_of(
            ALLEYS,
            (alleys["width_m"].isna().sum(), "ngõ chưa đo bề rộng", "alleys of unknown width"),
            (alleys["headroom_m"].isna().sum(), "ngõ chưa đo tĩnh không", "alleys of unknown headroom"),
            (alleys["slope"].isna().sum(), "ngõ chưa ghi độ dốc, coi là không quá dốc", "alleys of unrecorded slope, taken as not too steep"),
            (alleys["turning_place"].isna().sum(), "ngõ chưa rõ có chỗ quay xe không", "alleys of which it is not known whether they have a turning place"),
            (alleys["passing_bays"].isna().sum(), "ngõ chưa ghi số chỗ tránh xe", "alleys of unrecorded passing bays"),
        ),
        *gaps_of(
            ROADS,
            (roads["width_m"].isna().sum(), "đường phố chưa đo bề rộng", "streets of unknown width"),
            (roads["headroom_m"].isna().sum(), "đường phố chưa ghi tĩnh không", "streets of unrecorded headroom"),
            (len(roads), "đường phố: sổ không ghi độ dốc, chỗ quay xe, chỗ tránh xe", "streets: no slope, turning place or passing bay is in the register"),
        ),
        *gaps_of("buildings", (homes["height_m"].isna().sum(), "nhà chưa ghi chiều cao", "buildings of unrecorded height")),
        *gaps_of_homes(homes),
    )  # fmt: skip


def tell(city: City, found: Measured) -> Answer:
    """Return the answer."""
    roads = _tell_ways(city, found.laid.roads, found.lines[: len(found.laid.roads)])
    alleys, ends, homes = _tell_alleys(city, found), _tell_dead_ends(city, found), _tell_homes(found)
    tall = int((homes["height_m"] > TALL_M).sum())
    away = homes[homes["state"] != "near"]
    return Answer(
        figures=tuple(_figures(roads, alleys, ends, homes, tall)),
        tables=(_reasons(roads, alleys), *_listed(alleys, roads, ends, homes, found)),
        charts=(_chart(roads, alleys),),
        drawings=(
            draw(WAYS["alleys"], alleys, ALLEYS, better=("yes", "no")),
            draw(WAYS["streets"], roads, ROADS, better=("yes", "no")),
            draw(DEAD_ENDS, ends),
            draw(FAR_HOMES, away, "buildings", better=("near", "far")),
        ),
        notes=(
            *((ASSUMED_OPEN,) if found.open_streets else ()),
            say(
                "Xe chữa cháy vào từ đường chính và đường liên khu vực trở lên. Ngõ có chỗ không qua được thì tính là không vào được. "
                f"Khoảng cách {found.near_m:g} m đo thẳng từ tường nhà gần nhất.",
                "Engines come by primary and secondary streets and those above. An alley that has an impassable part counts as closed. "
                f"The {found.near_m:g} m are measured straight from the nearest wall.",
            ),
            say(
                "Chỗ tránh xe: đếm số chỗ đã ghi của ngõ hẹp hơn một chỗ tránh; chúng nằm ở đâu dọc ngõ thì sổ không ghi.",
                "Passing bays are counted on alleys narrower than a bay; where along the alley they lie is not in the register.",
            ),
        ),
        gaps=_gaps(roads, alleys, homes),
    )
