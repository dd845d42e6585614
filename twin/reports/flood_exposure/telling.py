"""Flood exposure as figures, tables, a chart and a map."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from twin.analysis.water.exposure import NO, UNKNOWN, Answers
from twin.reporting import Answer, Chart, Drawing, Figure, Gap, Series, Table
from twin.reporting.people import total_people
from twin.reporting.saying import figure, say
from twin.reporting.surfaces import RasterDrawing, style_depths
from twin.reporting.tables import column_of, count_column, draw, number_column, table_of, text_column
from twin.reports.flood_exposure.drawings import (
    AGREES,
    ALLEYS,
    DRY,
    PASSABLE,
    PASSABLE_ORDER,
    SPOTS,
    STREETS,
    agree_values,
    comma,
    depth_words,
    homes_layer,
    pass_values,
    values_of,
)
from twin.reports.flood_exposure.measuring import Measured, Unmeasured
from twin.reports.flood_exposure.words import gaps_found, notes_of
from twin.vocabulary import Field

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

_CLASSES = ("depth_classes",)
_MOST_LAKES = 20
_PERCENT = 100.0
_DEEP = 3
"""The class from which cars no longer pass."""


def _judged(found: Measured) -> "GeoDataFrame":
    """Return the buildings with their class and their depth."""
    homes: GeoDataFrame = found.homes.frame.copy()
    homes["class"] = values_of(found.homes.classes)
    homes["depth_m"] = np.round(found.homes.depth.greatest, 2)
    return homes


def _ways(found: Measured) -> "GeoDataFrame":
    ways: GeoDataFrame = found.ways.frame.copy()
    ways["passable"] = pass_values(found.ways.cars, found.ways.emergency)
    ways["depth_m"] = np.round(found.ways.greatest, 2)
    ways["length_m"] = found.ways.metres.sum(axis=1)
    ways["wet_m"] = found.ways.metres[:, 1:-1].sum(axis=1)
    return ways


def _figures(found: Measured) -> Iterator[Figure]:
    yield from _of_homes(found)
    for name, places, vi, en in (
        ("schools", found.schools, "Trường học", "Schools"),
        ("clinics", found.clinics, "Cơ sở y tế", "Health facilities"),
    ):
        wet, unknown = _counts(places.classes, 1)
        yield figure(f"{name}_wet", f"{vi} có nước quanh cửa (trong 10 m)", f"{en} with water at the door (within 10 m)",
            wet, at_most=wet + unknown, norms=_CLASSES, better="less")  # fmt: skip
    yield from _of_ways(found)
    yield from _of_spots(found)
    yield from _of_water(found)


def _of_homes(found: Measured) -> Iterator[Figure]:
    homes, edges = found.homes, found.edges
    yield figure("buildings", "Nhà trong phạm vi", "Buildings in the area", len(homes.frame))
    for name, first in (("wet", 1), ("deep", _DEEP)):
        wet, unknown = _counts(homes.classes, first)
        vi, en = comma(edges[first - 1]), f"{edges[first - 1]:g}"
        yield figure(f"buildings_{name}", f"Nhà có nước từ {vi} m ở chân tường", f"Buildings with {en} m of water or more at the walls",
            wet, at_most=wet + unknown, norms=_CLASSES, better="less")  # fmt: skip
        some, maybe = homes.frame[homes.classes >= first], homes.frame[homes.classes == UNKNOWN]
        people, more = total_people(some), total_people(maybe)
        yield figure(f"people_{name}", f"Nhân khẩu ở các nhà đó (từ {vi} m)", f"Residents of these buildings ({en} m or more)",
            None if people is None else round(people),
            at_most=None if people is None or more is None else round(people + more), better="less")  # fmt: skip


def _counts(classes: Answers, first: int) -> tuple[int, int]:
    """Return how many are surely in this class or a deeper one, and of how many it is unknown."""
    return int((classes >= first).sum()), int((classes == UNKNOWN).sum())


def _of_ways(found: Measured) -> Iterator[Figure]:
    ways, road = found.ways, (found.ways.frame["of"] == "roads").to_numpy()
    for name, chosen, vi, en in (
        ("streets", road, "Đường phố", "Streets"),
        ("alleys", ~road, "Ngõ, ngách, hẻm", "Alleys"),
    ):
        metres = ways.metres[chosen]
        wet = float(metres[:, 1:-1].sum())
        yield figure(f"{name}_wet_m", f"{vi}: đoạn ngập từ {comma(found.edges[0])} m",
            f"{en}: under {found.edges[0]:g} m of water or more", round(wet), "m",
            at_most=round(wet + float(metres[:, -1].sum())), norms=_CLASSES, better="less")  # fmt: skip
    for name, answers, norm, vi, en in (
        ("cars", ways.cars, "passable_depth_car", "ô tô không qua hết", "cars cannot go all along"),
        ("emergency", ways.emergency, "passable_depth_emergency", "xe cứu hộ không qua hết", "emergency vehicles cannot go all along"),
    ):  # fmt: skip
        closed, unknown = int((answers == NO).sum()), int((answers == UNKNOWN).sum())
        yield figure(f"closed_to_{name}", f"Đường, ngõ {vi}", f"Streets and alleys {en}", closed,
            at_most=closed + unknown, norms=(norm,), better="less")  # fmt: skip


def _of_spots(found: Measured) -> Iterator[Figure]:
    agreement = found.spots.agreement
    reach = say(
        f"Có nước từ {comma(found.edges[0])} m trong {comma(found.asked.reach_m)} m quanh điểm.",
        f"{found.edges[0]:g} m of water or more within {found.asked.reach_m:g} m of the spot.",
    )
    told = (
        ("list_hits", "Điểm trong danh mục phải ngập và tính cũng ngập", "Spots listed to flood and reckoned to", agreement.hits),
        ("list_missed", "Điểm phải ngập mà tính không ngập", "Spots listed to flood, reckoned dry", agreement.missed),
        ("list_surprises", "Điểm chưa phải ngập mà tính đã ngập", "Spots listed dry at this rain, reckoned to flood", agreement.surprises),
        ("list_quiet", "Điểm cả hai đều không ngập", "Spots dry by both", agreement.quiet),
    )  # fmt: skip
    share = agreement.found
    yield figure("list_found", "Tỷ lệ điểm phải ngập mà tính cũng ngập", "Share of the spots listed to flood that are found",
        None if share is None else round(_PERCENT * share, 1), "%", norms=("flood_rain_bands",), note=reach)  # fmt: skip
    for name, vi, en, count in told:
        yield figure(name, vi, en, count, norms=("flood_rain_bands",))
    yield figure("unlisted", f"Vùng nước từ 100 m², sâu từ {comma(found.edges[1])} m ngoài danh mục",
        f"Waters of 100 m² or more, {found.edges[1]:g} m deep or more, not on the list", found.unlisted)  # fmt: skip


def _of_water(found: Measured) -> Iterator[Figure]:
    water, balance = found.water, found.water.balance
    yield figure(
        "deepest", "Chỗ sâu nhất", "Deepest place", round(float(np.nanmax(water.depth.values)), 2), "m"
    )
    told = (
        ("rain_m3", "Nước mưa rơi xuống", "Rain that fell", balance.rain),
        ("stored_m3", "Còn đọng trên mặt đất", "Standing on the ground", balance.stored),
        ("drained_m3", "Cống đã tiêu", "Taken by the drains", balance.drained),
        ("left_m3", "Chảy ra ngoài vùng biết cao độ", "Run off beyond the known ground", balance.left),
    )
    for name, vi, en, cubic in told:
        yield figure(name, vi, en, round(cubic), "m³")
    yield figure(
        "balance_error",
        "Sai số cân bằng nước",
        "Water not accounted for",
        round(_PERCENT * balance.error, 4),
        "%",
    )


def _by_class(found: Measured) -> Table:
    """Return a row for each class of depth: what stands in it, and how much way."""
    road = (found.ways.frame["of"] == "roads").to_numpy()
    metres = found.ways.metres
    rows: list[dict[str, Any]] = []
    for place, choice in enumerate(depth_words(found.edges)):
        number = UNKNOWN if choice.value == "unknown" else place
        some = found.homes.frame[found.homes.classes == number]
        recorded, estimated = (some[some["known_by"] == known] for known in ("recorded", "estimated"))
        rows.append(
            {
                "class": choice.value,
                "buildings": len(some),
                "recorded": recorded["people"].sum(),
                "estimated": estimated["people"].sum(),
                "people_unknown": int((some["known_by"] == "unknown").sum()),
                "schools": int((found.schools.classes == number).sum()),
                "clinics": int((found.clinics.classes == number).sum()),
                "streets_m": float(metres[road, place].sum()),
                "alleys_m": float(metres[~road, place].sum()),
            }
        )
    columns = (
        column_of(Field(name="class", label=say("Độ sâu ngập", "Depth"), kind="choice", choices=depth_words(found.edges))),
        count_column("buildings", "Nhà", "Buildings"),
        number_column("recorded", "Nhân khẩu đã ghi", "Residents recorded", digits=0),
        number_column("estimated", "Nhân khẩu ước tính", "Residents estimated", digits=0),
        count_column("people_unknown", "Nhà chưa rõ nhân khẩu", "Buildings of unknown residents"),
        count_column("schools", "Trường học", "Schools"),
        count_column("clinics", "Cơ sở y tế", "Health facilities"),
        number_column("streets_m", "Đường phố", "Streets", "m", 0),
        number_column("alleys_m", "Ngõ", "Alleys", "m", 0),
    )  # fmt: skip
    title = say("Theo độ sâu ngập (mức do dự án chia)", "By depth of water (the project's own classes)")
    return table_of("classes", title, pd.DataFrame(rows), columns)


def _closed(ways: "GeoDataFrame") -> Table:
    shut = ways[ways["passable"].isin(["emergency", "none"])].copy()
    shut["kind"] = shut["of"].map({"roads": "đường / street", "alleys": "ngõ / alley"})
    columns = (
        text_column("name", "Tên", "Name"),
        text_column("kind", "Loại", "Kind"),
        column_of(PASSABLE),
        number_column("depth_m", "Sâu nhất", "Deepest", "m", 2),
        number_column("wet_m", "Đoạn ngập", "Under water", "m", 0),
        number_column("length_m", "Dài", "Length", "m", 0),
    )
    title = say("Đường, ngõ ô tô không qua hết", "Streets and alleys that cars cannot go all along")
    return table_of("closed", title, shut.sort_values("depth_m", ascending=False, kind="stable"), columns)


def _public(found: Measured) -> Table:
    """Return the schools and clinics in the water, or of unknown depth."""
    parts = []
    for places, kind in (
        (found.schools, "trường học / school"),
        (found.clinics, "cơ sở y tế / health facility"),
    ):
        frame = places.frame[["name"]].copy()
        frame["kind"], frame["class"] = kind, values_of(places.classes)
        frame["depth_m"] = np.round(places.depth.greatest, 2)
        parts.append(frame[places.classes != 0])
    columns = (
        text_column("name", "Tên", "Name"),
        text_column("kind", "Loại", "Kind"),
        column_of(Field(name="class", label=say("Độ sâu ngập", "Depth"), kind="choice", choices=depth_words(found.edges))),
        number_column("depth_m", "Sâu nhất trong 10 m", "Deepest within 10 m", "m", 2),
    )  # fmt: skip
    told = pd.concat(parts).sort_values("depth_m", ascending=False, kind="stable")
    return table_of(
        "public",
        say("Trường học, cơ sở y tế trong nước", "Schools and health facilities in the water"),
        told,
        columns,
    )


def _spots(found: Measured) -> "GeoDataFrame":
    spots: GeoDataFrame = found.spots.frame.copy()
    spots["agrees"] = agree_values(found.spots.expected, found.spots.flooded)
    spots["depth_m"] = np.round(found.spots.depth.greatest, 2)
    return spots


def _lakes(found: Measured) -> Table:
    lakes = found.lakes
    frame = pd.DataFrame(
        {
            "number": np.arange(1, len(lakes.area) + 1),
            "area": lakes.area,
            "volume": lakes.volume,
            "deepest": lakes.deepest,
            "east": lakes.places[:, 0],
            "north": lakes.places[:, 1],
        }
    ).head(_MOST_LAKES)
    columns = (
        count_column("number", "Số", "Number"),
        number_column("area", "Diện tích", "Area", "m²", 0),
        number_column("volume", "Thể tích", "Volume", "m³", 0),
        number_column("deepest", "Sâu nhất", "Deepest", "m", 2),
        number_column("east", "Đông (VN-2000)", "Easting (VN-2000)", "m", 0),
        number_column("north", "Bắc (VN-2000)", "Northing (VN-2000)", "m", 0),
    )
    title = say(f"Các vùng nước lớn nhất (sâu từ {comma(found.edges[1])} m)", f"The largest waters ({found.edges[1]:g} m or deeper)")  # fmt: skip
    return table_of("lakes", title, frame, columns)


def _charts(found: Measured) -> Iterator[Chart]:
    words = depth_words(found.edges)
    colours = (DRY, *(one.colour for one in style_depths(found.edges).classes[1:]))
    places = tuple(choice.label.vi for choice in words[1:-1])
    counts = tuple(float((found.homes.classes == n).sum()) for n in range(1, len(found.edges) + 1))
    yield Chart(
        "by_depth",
        say("Nhà theo độ sâu ngập", "Buildings by depth of water"),
        "bars",
        say("Độ sâu", "Depth"),
        places,
        None,
        (Series(say("Nhà", "Buildings"), counts, colours[3]),),
    )
    if found.water.moments:
        series = (
            ("Đọng trên mặt đất", "Standing", "#2171b5", [one.balance.stored for one in found.water.moments]),
            ("Cống đã tiêu", "Drained", "#1a7f5a", [one.balance.drained for one in found.water.moments]),
            ("Chảy ra ngoài", "Run off", "#8a5a3b", [one.balance.left for one in found.water.moments]),
        )
        yield Chart(
            "in_time",
            say("Nước đi đâu theo thời gian", "Where the water goes in time"),
            "line",
            say("Giờ từ khi mưa", "Hours since the rain began"),
            tuple(f"{one.hours:.1f}".replace(".", ",") for one in found.water.moments),
            "m³",
            tuple(
                Series(say(vi, en), tuple(map(float, numbers)), colour) for vi, en, colour, numbers in series
            ),
        )


def _drawings(found: Measured, homes: "GeoDataFrame", ways: "GeoDataFrame") -> Iterator[Drawing]:
    from_dry = tuple(str(number) for number in range(len(found.edges) + 1))
    yield draw(homes_layer(found.edges), homes, "buildings", from_dry)
    for layer, of in ((STREETS, "roads"), (ALLEYS, "alleys")):
        some = ways[(ways["of"] == of) & ~ways.geometry.is_empty].set_index("feature")
        yield draw(layer, some, of, PASSABLE_ORDER)
    yield draw(SPOTS, _spots(found), of="flood_spots")


def _unmeasured(found: Unmeasured) -> Answer:
    told = (
        ("buildings_wet", "Nhà có nước ở chân tường", "Buildings with water at the walls"),
        ("people_wet", "Nhân khẩu ở các nhà đó", "Residents of these buildings"),
        ("streets_wet_m", "Đường phố ngập", "Streets under water"),
        ("alleys_wet_m", "Ngõ ngập", "Alleys under water"),
        ("closed_to_cars", "Đường, ngõ ô tô không qua hết", "Streets and alleys cars cannot go all along"),
    )
    gap = Gap(
        say(
            "Chưa có địa hình (cao độ mặt đất): hãy nhập bằng 'twin terrain import'",
            "There is no terrain (height of the ground): bring it with 'twin terrain import'",
        )
    )
    del found
    return Answer(tuple(figure(name, vi, en, None) for name, vi, en in told), gaps=(gap,))


def tell(found: Measured | Unmeasured) -> Answer:
    """Return the answer; without a terrain every number is unknown."""
    if isinstance(found, Unmeasured):
        return _unmeasured(found)
    homes, ways = _judged(found), _ways(found)
    spot_columns = (
        text_column("name", "Tên", "Name"),
        column_of(AGREES),
        number_column("depth_m", "Sâu nhất quanh điểm", "Deepest round it", "m", 2),
    )
    spots = table_of(
        "spots", say("Điểm trong danh mục", "Spots of the list"), _spots(found), spot_columns, SPOTS.id
    )
    depth = RasterDrawing(
        "depth", say("Độ sâu ngập", "Depth of water"), found.water.depth, style_depths(found.edges)
    )
    return Answer(
        figures=tuple(_figures(found)),
        tables=(_by_class(found), _closed(ways), _public(found), spots, _lakes(found)),
        charts=tuple(_charts(found)),
        drawings=tuple(_drawings(found, homes, ways)),
        rasters=(depth,),
        notes=tuple(notes_of(found)),
        gaps=gaps_found(found),
    )
