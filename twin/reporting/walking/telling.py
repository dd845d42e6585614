"""Who can walk to something, as figures, tables, a chart and a map."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from twin.analysis.certainty import Truth, Truths
from twin.reporting import Answer, Chart, City, Column, Figure, Gap, Series, Table
from twin.reporting.people import gaps_of_homes, total_people
from twin.reporting.saying import figure, gaps_of, say
from twin.reporting.tables import column_of, count_column, draw, number_column, table_of
from twin.reporting.walking.drawing import FAR, NO_WAY, OUT, draw_places, draw_zones, metres_words
from twin.reporting.walking.measuring import ENTERED_WITHIN_M, Walked
from twin.vocabulary import UNKNOWN, Text

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

_COLOURS = ("#1a7f5a", "#6ab187", "#a8d5b0", "#d6ecd8")
_ALONG = say(
    "Đi bộ dọc đường, ngõ, từ điểm gần nhà nhất trên đường; đoạn từ đường vào nhà không tính. Khoảng cách là điều kiện "
    "đã nhập, không phải quy chuẩn. Nơi ở ngoài phường chỉ tính nếu có trong lớp dữ liệu.",
    "On foot along streets and alleys, from the point of them nearest to the building; the steps from the street to the door "
    "are not counted. The distances are what was asked, and no norm. Places outside the ward count where the layer has them.",
)
AT_THE_EDGE = say(
    f"Không có lối vào nào được ghi: đường đi bộ kết thúc ở mép, từ mọi đường, ngõ cách mép không quá {ENTERED_WITHIN_M:g} m. "
    "Nơi có rào thì đường thật dài hơn.",
    f"No entrance is on record: the walk ends at the edge, from every street or alley within {ENTERED_WITHIN_M:g} m of it. "
    "Where there is a fence the real way is longer.",
)


@dataclass(frozen=True)
class Words:
    """How the report calls what is walked to: 'có ... trong', 'with ... within'; and what is unknown of a place."""

    place: Text
    unknown: Text
    notes: tuple[Text, ...] = ()


def _suffix(metres: float) -> str:
    return f"{metres:g}".replace(".", "_")


def _lived_in(homes: "GeoDataFrame") -> "GeoDataFrame":
    """Return the buildings in which somebody lives, or may live."""
    some: GeoDataFrame = homes[homes["people"].isna() | (homes["people"] > 0)]
    return some


def _figures(homes: "GeoDataFrame", distances: Sequence[float], words: Words) -> Iterator[Figure]:
    lived_in = _lived_in(homes)
    everyone = total_people(homes)
    told = None if everyone is None else round(everyone)
    yield figure("people", "Nhân khẩu trong phạm vi", "Residents of the area", told)
    yield figure(
        "homes", "Nhà có người ở hoặc có thể có", "Buildings that are or may be lived in", len(lived_in)
    )
    for metres in distances:
        near, name = homes[_column(metres)], _suffix(metres)
        known = everyone is not None and bool((near != Truth.UNKNOWN).any())
        sure, may = (
            _people(homes[near.isin(truths)]) for truths in ((Truth.YES,), (Truth.YES, Truth.UNKNOWN))
        )
        vi, en = f"trong {metres_words(metres).vi} m đi bộ", f"within {metres:g} m on foot"
        place = words.place
        yield figure(
            f"people_{name}",
            f"Nhân khẩu có {place.vi} {vi}",
            f"Residents with {place.en} {en}",
            round(sure) if known else None,
            at_most=round(may) if known else None,
            better="more",
        )
        yield figure(
            f"share_{name}",
            f"Tỷ lệ nhân khẩu có {place.vi} {vi}",
            f"Share of residents with {place.en} {en}",
            100 * sure / everyone if known and everyone else None,
            "%",
            at_most=100 * may / everyone if known and everyone else None,
            better="more",
        )
    last = lived_in[_column(distances[-1])]
    decided = bool((last != Truth.UNKNOWN).any())
    yield figure(
        "homes_out",
        f"Nhà không có {words.place.vi} trong {metres_words(distances[-1]).vi} m đi bộ",
        f"Buildings without {words.place.en} within {distances[-1]:g} m on foot",
        int((last == Truth.NO).sum()) if decided else None,
        at_most=int((last != Truth.YES).sum()) if decided else None,
        better="less",
    )


def _people(homes: "GeoDataFrame") -> float:
    return float(homes["people"].sum())


def _column(metres: float) -> str:
    return f"within_{_suffix(metres)}"


def _by_group(homes: "GeoDataFrame", distances: Sequence[float]) -> pd.DataFrame:
    """Return the residents of each group within each distance, surely and at most; NaN where nobody is known."""
    lived_in = _lived_in(homes)
    by_group = lived_in.groupby("group")
    told = pd.DataFrame({"homes": by_group.size(), "people": by_group["people"].sum(min_count=1)})
    for metres in distances:
        near, name = lived_in[_column(metres)], _suffix(metres)
        for column, truths in (("sure", (Truth.YES,)), ("most", (Truth.YES, Truth.UNKNOWN))):
            counted = lived_in["people"].where(near.isin(truths), 0.0)
            told[f"{column}_{name}"] = counted.groupby(lived_in["group"]).sum(min_count=1)
        decided = (near != Truth.UNKNOWN).groupby(lived_in["group"]).any()
        told[f"sure_{name}"] = told[f"sure_{name}"].where(decided)
        told[f"share_{name}"] = 100 * told[f"sure_{name}"] / told["people"]
        told[f"share_most_{name}"] = 100 * told[f"most_{name}"] / told["people"]
    return told


def _groups_table(city: City, told: pd.DataFrame, distances: Sequence[float]) -> Table:
    fields = city.declared("residential_groups").by_name
    columns: list[Column] = [
        column_of(fields["name"]),
        count_column("homes", "Nhà có người ở", "Buildings lived in"),
        number_column("people", "Nhân khẩu", "Residents", digits=0),
    ]
    for metres in distances:
        name, vi = _suffix(metres), metres_words(metres).vi
        columns += [
            number_column(
                f"sure_{name}",
                f"Trong {vi} m, chắc chắn",
                f"Within {metres:g} m, surely",
                digits=0,
                better="more",
            ),
            number_column(
                f"share_{name}", f"Tỷ lệ trong {vi} m", f"Share within {metres:g} m", "%", better="more"
            ),
            number_column(
                f"share_most_{name}", f"Nhiều nhất trong {vi} m", f"At most within {metres:g} m", "%"
            ),
        ]
    return table_of(
        "groups",
        say("Theo tổ dân phố, thiếu nhất trước", "By residential group, the least served first"),
        told.sort_values([f"share_{_suffix(distances[-1])}", "code"]),
        tuple(columns),
    )


def _chart(told: pd.DataFrame, distances: Sequence[float]) -> Chart:
    ordered = told.sort_values("code")
    series = tuple(
        Series(
            say(f"Trong {metres_words(metres).vi} m, chắc chắn", f"Within {metres:g} m, surely"),
            tuple(None if np.isnan(share) else float(share) for share in ordered[f"share_{_suffix(metres)}"]),
            colour,
        )
        for metres, colour in zip(distances, _COLOURS, strict=False)
    )
    return Chart(
        "groups",
        say("Tỷ lệ nhân khẩu trong tầm đi bộ theo tổ dân phố", "Share of residents within reach by group"),
        "bars",
        say("Tổ dân phố", "Residential group"),
        tuple(ordered["code"]),
        "%",
        series,
    )


def _out_of_reach(homes: "GeoDataFrame", far: Truths, names: dict[str, str]) -> "GeoDataFrame":
    """Return the buildings without a place that surely is near, those that surely have none first."""
    told = homes.assign(
        state=np.select([far == Truth.UNKNOWN, np.isinf(homes["least"])], [UNKNOWN.value, NO_WAY], FAR),
        group_name=homes["group"].map(names),
    )
    told = _lived_in(told[far != Truth.YES])
    told = told.replace({"metres": np.inf, "least": np.inf}, np.nan)
    order = told.assign(open_ones=told["state"] == UNKNOWN.value)
    found: GeoDataFrame = order.sort_values(["open_ones", "people"], ascending=[True, False], kind="stable")
    return found


def _gaps(walked: Walked, words: Words) -> tuple[Gap, ...]:
    homes, serves = walked.homes, walked.places.serves
    none_there = (Gap(say("chưa ghi nơi nào", "no place is on record"), None, walked.places.layer),)
    return (
        *(none_there if len(serves) == 0 else ()),
        *gaps_of(
            walked.places.layer, (int((serves == Truth.UNKNOWN).sum()), words.unknown.vi, words.unknown.en)
        ),
        *gaps_of(
            "buildings",
            (
                int(np.isnan(walked.service.possible).sum()),
                "nhà không có đường, ngõ nào để đi",
                "buildings without any street or alley to walk on",
            ),
            (homes["group"].isna().sum(), "nhà ngoài các tổ dân phố", "buildings in no residential group"),
        ),
        *gaps_of_homes(homes),
    )


def tell(city: City, walked: Walked, distances: Sequence[float], words: Words) -> Answer:
    """Return the answer."""
    homes = walked.homes.assign(metres=walked.service.sure, least=walked.service.possible)
    for metres in distances:
        homes[_column(metres)] = walked.service.within(metres)
    told = _by_group(homes, distances).reset_index(names="code")
    told["name"] = told["code"].map(walked.groups.names)
    out = _out_of_reach(homes, homes[_column(distances[-1])].to_numpy(), walked.groups.names)
    title = say(
        "Nhà ngoài tầm, nhiều người nhất trước", "Buildings out of reach, those of most residents first"
    )
    return Answer(
        tuple(_figures(homes, distances, words)),
        tables=(
            _groups_table(city, told, distances),
            table_of("homes", title, out, tuple(column_of(one) for one in OUT.fields), OUT.id),
        ),
        charts=(_chart(told, distances),),
        drawings=(
            draw_zones(city, walked, distances),
            draw(OUT, out, of="buildings"),
            draw_places(city, walked.places),
        ),
        notes=(_ALONG, *words.notes),
        gaps=_gaps(walked, words),
    )
