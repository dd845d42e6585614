"""Detours as figures, tables, a chart and a map."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from twin.analysis.arrays import Marks
from twin.analysis.certainty import Truth
from twin.reporting import Answer, Chart, Drawing, Figure, Gap, Series, Table
from twin.reporting.fire import ASSUMED_OPEN
from twin.reporting.people import gaps_of_homes, total_people
from twin.reporting.saying import figure, gaps_of, say
from twin.reporting.tables import draw, number_column, table_of, text_column
from twin.reports.detours.measuring import NEAR, Measured, Ways
from twin.vocabulary import UNKNOWN_COLOUR, Choice, Field, Layer, Style, StyleClass, Text

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

_STATES = {
    "same": (say("Như cũ", "As before"), "#b9c4cf"),
    "longer": (say("Đi xa hơn", "Farther"), "#e8a13a"),
    "shut": (say("Nằm trên đoạn đóng", "On what is closed"), "#8d5fb0"),
    "cut_off": (say("Bị cắt, không còn đường xe vào", "Cut off: nothing drives there"), "#c0392b"),
    "never": (say("Từ trước đã không có đường nối", "Not joined before either"), "#5b6570"),
    "unknown": (say("Chưa rõ", "Unknown"), UNKNOWN_COLOUR),
}
_STATE = Field(
    name="state",
    label=say("Sau khi đóng", "After"),
    kind="choice",
    choices=tuple(Choice(value=name, label=words) for name, (words, _) in _STATES.items()),
)
_DETOUR = Field(name="detour_m", label=say("Đi vòng thêm", "Detour"), kind="number", unit="m")
_BEFORE = Field(
    name="before_m", label=say("Tới đường chính, trước", "To a main street, before"), kind="number", unit="m"
)
_AFTER = Field(
    name="after_m", label=say("Tới đường chính, sau", "To a main street, after"), kind="number", unit="m"
)
_ENGINE = Field(name="engine", label=say("Xe chữa cháy", "Fire engines"))
_NAME, _KIND = (
    Field(name="name", label=say("Tên", "Name")),
    Field(name="kind", label=say("Loại", "Kind")),
)


def _layer(layer_id: str, vi: str, en: str, fields: tuple[Field, ...], **more: object) -> Layer:
    classes = tuple(
        StyleClass(label=words, colour=colour, values=(name,)) for name, (words, colour) in _STATES.items()
    )
    told = {
        "id": layer_id,
        "title": say(vi, en),
        "description": say(vi, en),
        "group": "focus",
        "fields": fields,
        "style": Style(colour=UNKNOWN_COLOUR, by="state", classes=classes, width=5.0),
        "min_zoom": 12,
        **more,
    }
    return Layer.model_validate(told)


_HOMES = _layer(
    *("detour_homes", "Nhà phải đi vòng hoặc bị cắt", "Buildings with a detour, or cut off"),
    (_STATE, _BEFORE, _AFTER, _DETOUR, _ENGINE),
    geometry="Polygon",
)
_PLACES = _layer(
    *("detour_places", "Trường học, cơ sở y tế", "Schools and health facilities"),
    (_NAME, _KIND, _STATE, _BEFORE, _AFTER, _DETOUR),
    geometry="Point",
)
_CLOSED = _layer(
    *("closed_ways", "Đường, ngõ đóng", "Closed streets and alleys"),
    (
        _NAME,
        _KIND,
        Field(name="length_m", label=say("Chiều dài đóng", "Closed length"), kind="number", unit="m"),
        Field(name="around_m", label=say("Đường vòng", "The way round"), kind="number", unit="m"),
    ),
    geometry="LineString",
    style=Style(colour="#c0392b", width=5.0),
)
_EDGES = (100.0, 300.0, 1000.0)
_BINS = ("< 100 m", "100 - 300 m", "300 - 1000 m", "> 1000 m")


def _states(ways: Ways) -> list[str]:
    told = np.full(len(ways.before), "same", dtype=object)
    told[ways.longer] = "longer"
    told[np.isinf(ways.before)] = "never"
    told[ways.shut] = "shut"
    told[ways.cut_off] = "cut_off"
    told[np.isnan(ways.before)] = "unknown"
    return list(told)


def _tell_things(things: "GeoDataFrame", ways: Ways) -> "GeoDataFrame":
    told: GeoDataFrame = things.copy()
    told["state"] = _states(ways)
    told["before_m"], told["after_m"] = (
        np.where(np.isfinite(metres), metres, np.nan) for metres in (ways.before, ways.after)
    )
    told["detour_m"] = ways.detour
    return told


def _tell_engines(found: Measured) -> list[str | None]:
    """Say of each building what becomes of the engines' way to it; None where that stays as it was."""
    lost, may = _lost(found)
    words = {(True, True): "Mất đường vào / Lost", (False, True): "Có thể mất / May be lost"}
    return [words.get(one) for one in zip(lost.tolist(), may.tolist(), strict=True)]


def _lost(found: Measured) -> tuple[Marks, Marks]:
    """Say which buildings engines surely no longer get near, and which they may no longer."""
    before, after = found.near_before.truth, found.near_after.truth
    lost = (before == Truth.YES) & (after == Truth.NO)
    return lost, lost | ((before != after) & (before != Truth.NO))


def _figures(found: Measured, homes: "GeoDataFrame", places: "GeoDataFrame") -> Iterator[Figure]:
    yield figure("closed", "Đường, ngõ đóng", "Closed streets and alleys", len(found.closed))
    yield figure("closed_m", "Chiều dài đóng", "Closed length", float(found.closed["length_m"].sum()), "m")
    for state, vi, en in (
        ("cut_off", "bị cắt, không còn đường xe vào", "cut off: nothing drives there"),
        ("shut", "nằm trên đoạn đóng", "on what is closed"),
        ("longer", "phải đi xa hơn", "with a longer way"),
    ):
        some = homes[homes["state"] == state]
        yield figure(f"{state}_buildings", f"Nhà {vi}", f"Buildings {en}", len(some), better="less")
        people = total_people(some)
        yield figure(f"{state}_people", f"Nhân khẩu ở nhà {vi}", f"Residents of buildings {en}",
                     None if people is None else round(people), better="less")  # fmt: skip
        count = int((places["state"] == state).sum())
        yield figure(
            f"{state}_places", f"Trường, cơ sở y tế {vi}", f"Schools and clinics {en}", count, better="less"
        )
    worst = homes["detour_m"].max()
    yield figure("most_m", "Đi vòng xa nhất của một nhà", "The longest detour of a building",
                 0.0 if pd.isna(worst) else float(worst), "m", better="less")  # fmt: skip
    lost, may = _lost(found)
    yield figure("engine_buildings", "Nhà mất đường xe chữa cháy", "Buildings that engines no longer get near",
                 int(lost.sum()), at_most=int(may.sum()), norms=(NEAR,), better="less")  # fmt: skip
    people, most = (total_people(homes[some]) for some in (lost, may))
    yield figure("engine_people", "Nhân khẩu ở nhà ấy", "Residents of these buildings",
                 None if people is None else round(people), at_most=None if most is None else round(most),
                 better="less")  # fmt: skip


def _tell_closed(found: Measured) -> "GeoDataFrame":
    closed: GeoDataFrame = found.closed.copy()
    around = pd.Series(found.round.around, index=found.round.line)
    closed["around_m"] = closed["line"].map(around).replace(np.inf, np.nan)
    no_way = closed["line"].isin(found.round.line[np.isinf(found.round.around)])
    closed["remark"] = no_way.map({True: "không có đường vòng / no way round", False: None})
    return closed


def _tables(closed: "GeoDataFrame", places: "GeoDataFrame", homes: "GeoDataFrame") -> Iterator[Table]:
    name, kind = text_column("name", "Tên", "Name"), text_column("kind", "Loại", "Kind")
    yield table_of(
        "closed",
        say("Đường vòng quanh từng đoạn đóng", "The way round each closed part"),
        closed,
        (
            name,
            kind,
            number_column("length_m", "Chiều dài đóng", "Closed length", "m", 0),
            number_column("around_m", "Đường vòng", "The way round", "m", 0),
            text_column("remark", "Ghi chú", "Remark"),
        ),
        _CLOSED.id,
    )
    ways = (
        number_column("before_m", "Trước", "Before", "m", 0),
        number_column("after_m", "Sau", "After", "m", 0),
        number_column("detour_m", "Đi vòng thêm", "Detour", "m", 0),
    )
    touched = places[places["state"].isin(("longer", "shut", "cut_off"))]
    ordered = touched.sort_values("detour_m", ascending=False, na_position="first")
    told = ordered.assign(told=ordered["state"].map(_in_words))
    yield table_of(
        "places",
        say("Trường học, cơ sở y tế bị ảnh hưởng", "Schools and health facilities that are touched"),
        told,
        (name, kind, text_column("told", "Sau khi đóng", "After"), *ways),
        _PLACES.id,
    )
    columns = ("cut_off", "shut", "longer")
    marks = pd.DataFrame({one: homes["state"] == one for one in columns})
    groups = marks.groupby(homes["group"]).sum()
    groups = groups[groups.sum(axis=1) > 0].rename_axis("group").reset_index()
    yield table_of(
        "groups",
        say("Số nhà bị ảnh hưởng theo tổ dân phố", "Buildings that are touched, by residential group"),
        groups,
        (
            text_column("group", "Tổ dân phố", "Residential group"),
            *(number_column(one, _STATES[one][0].vi, _STATES[one][0].en, None, 0) for one in columns),
        ),
    )


def _in_words(state: str) -> str:
    words = _STATES[state][0]
    return f"{words.vi} / {words.en}"


def _chart(homes: "GeoDataFrame") -> Chart:
    metres = homes["detour_m"].dropna().to_numpy()
    counts = np.bincount(np.searchsorted(_EDGES, metres, side="right"), minlength=len(_BINS))
    return Chart(
        "lengths",
        say("Số nhà theo quãng đi vòng thêm", "Buildings by the length of their detour"),
        "bars",
        say("Đi vòng thêm", "Detour"),
        _BINS,
        None,
        (Series(say("Nhà", "Buildings"), tuple(map(float, counts))),),
    )


def _drawings(closed: "GeoDataFrame", places: "GeoDataFrame", homes: "GeoDataFrame") -> Iterator[Drawing]:
    touched = homes["state"].isin(("longer", "shut", "cut_off")) | homes["engine"].notna()
    yield draw(_HOMES, homes[touched], "buildings")
    yield draw(_PLACES, places)
    yield draw(_CLOSED, closed)


def _notes(found: Measured) -> Iterator[Text]:
    if found.closed.empty:
        yield say(
            "Chưa có đường nào đóng: hãy thêm giả định «Đóng đường».",
            "Nothing is closed: add the what-if “Closed street”.",
        )
    yield say(
        "Xe đi mọi đường, ngõ không đóng, không kể rộng hẹp và chiều đường; đo từ đường chính (đường liên khu vực trở lên) gần nhất. "
        "Người đi bộ và vòi chữa cháy vẫn qua đoạn đóng.",
        "Whatever drives takes every street and alley that is not closed, of any width and in both directions, from the nearest "
        "main street (secondary and above). People and hoses still pass what is closed.",
    )
    if found.open_streets:
        yield ASSUMED_OPEN


def _gaps(found: Measured, homes: "GeoDataFrame") -> tuple[Gap, ...]:
    unknown = int((found.laid.roads["class"].isin(["unknown"]) | found.laid.roads["class"].isna()).sum())
    return (
        *gaps_of_homes(homes),
        *gaps_of("roads", (unknown, "đường chưa rõ cấp, không tính là đường chính",
                           "streets of unknown class, not taken for main streets")),
        *gaps_of("buildings", (int((homes["state"] == "never").sum()),
                               "nhà có đường, ngõ gần nhất vốn không nối tới đường chính",
                               "buildings whose nearest street or alley never led to a main street")),
    )  # fmt: skip


def tell(found: Measured) -> Answer:
    """Return the answer."""
    homes = _tell_things(found.homes, found.ways)
    homes["engine"] = _tell_engines(found)
    places = _tell_things(found.places, found.place_ways)
    closed = _tell_closed(found)
    return Answer(
        figures=tuple(_figures(found, homes, places)),
        tables=tuple(_tables(closed, places, homes)),
        charts=(_chart(homes),),
        drawings=tuple(_drawings(closed, places, homes)),
        notes=tuple(_notes(found)),
        gaps=_gaps(found, homes),
    )
