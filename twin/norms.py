"""Norms: numbers that a rule of law, a standard or a study sets, each with its clause and the day from which it holds.

A norm that changed stands once for each text that set it, under one id: `find_norm` gives what was in force on a
day. The texts were read in transcriptions; until somebody has compared one with the gazette it is 'not confirmed',
and whoever shows the number shows that too.
"""

from datetime import date
from typing import Literal, NamedTuple

from twin.errors import NotFoundError
from twin.vocabulary import Frozen, Identifier, Text

Basis = Literal["law", "research", "ours"]

NOT_CONFIRMED = Text(vi="chưa đối chiếu bản gốc", en="not confirmed")
_LAWLESS: dict[Basis, Text] = {
    "research": Text(vi="theo nghiên cứu, không phải quy định", en="from research, not a regulation"),
    "ours": Text(vi="dự án tự chia, không phải quy định", en="the project's own, not a regulation"),
}


class Confirmation(Frozen):
    """Who compared a norm with the official text, and when."""

    by: str
    on: date


class Norm(Frozen):
    """One number, or the edges of several classes in order, as one text sets it.

    `as_written` keeps the words where they say more than the number: of a range the first value is the stricter one
    and counts. `since` is the first day on which it holds; None for what no law sets, which holds whatever the day.
    """

    id: Identifier
    title: Text
    values: tuple[float, ...]
    unit: str
    clause: str
    since: date | None
    source: str
    basis: Basis = "law"
    as_written: str | None = None
    confirmed: Confirmation | None = None

    @property
    def value(self) -> float:
        return self.values[0]

    @property
    def standing(self) -> Text:
        """How far the number can be relied on: by whom it was confirmed, or that it was not."""
        if self.basis != "law":
            return _LAWLESS[self.basis]
        if self.confirmed is None:
            return NOT_CONFIRMED
        by, on = self.confirmed.by, self.confirmed.on
        return Text(vi=f"{by} đối chiếu ngày {on:%d/%m/%Y}", en=f"confirmed by {by} on {on.isoformat()}")


class _Paper(NamedTuple):
    """A text that sets norms: how a clause names it, what it is, and from when it holds."""

    short: str
    source: str
    since: date | None
    basis: Basis = "law"

    def at(self, clause: str) -> "_Paper":
        return self._replace(short=f"{self.short}, {clause}")


_QCVN_06 = _Paper("QCVN 06:2022/BXD", "QCVN 06:2022/BXD (Thông tư 06/2022/TT-BXD)", date(2023, 1, 16))
_AMENDMENT = _Paper(
    "QCVN 06:2022/BXD (Sửa đổi 1:2023)", "Sửa đổi 1:2023 (Thông tư 09/2023/TT-BXD)", date(2023, 12, 1)
)
_QCVN_01 = _Paper("QCVN 01:2021/BXD", "QCVN 01:2021/BXD (Thông tư 01/2021/TT-BXD)", date(2021, 7, 5))
_QCVN_10 = _Paper("QCVN 10:2025/BCA", "QCVN 10:2025/BCA (Thông tư 103/2025/TT-BCA)", date(2025, 12, 30))
_FLOOD_LIST = _Paper(
    "Quyết định 2280/QĐ-UBND", "Quyết định 2280/QĐ-UBND của UBND thành phố Hà Nội", date(2026, 4, 29)
)
_TRID = _Paper("TRID 1412184", "TRID 1412184", None, "research")
_DRAINAGE = _Paper("Thiết kế thoát nước của Hà Nội", "Thiết kế thoát nước của Hà Nội", None)
_TRAFFIC = _Paper("Nghiên cứu giao thông", "nghiên cứu / research", None, "research")
_DELAY = _Paper("23 CFR 490.511 (FHWA)", "23 CFR 490.511 (FHWA, Hoa Kỳ / USA)", None, "research")
_OURS = _Paper("Dự án", "dự án / the project", None, "ours")


def _norm(norm_id: str, title: tuple[str, str], values: tuple[float, ...], unit: str, paper: _Paper) -> Norm:
    vi, en = title
    return Norm(
        id=norm_id,
        title=Text(vi=vi, en=en),
        values=values,
        unit=unit,
        clause=paper.short,
        since=paper.since,
        source=paper.source,
        basis=paper.basis,
    )


def _as_written(norm: Norm, words: str) -> Norm:
    return norm.model_copy(update={"as_written": words})


_ENGINE = (
    "Bán kính phục vụ của nguồn nước cho xe chữa cháy",
    "Service radius of a water source for a fire engine",
)
_PUMP = (
    "Bán kính phục vụ của nguồn nước cho máy bơm di động",
    "Service radius of a water source for a portable pump",
)
_APART = (
    "Khoảng cách lớn nhất giữa các trụ nước trong khu dân cư",
    "Greatest distance between hydrants in residential areas",
)
_KERB = ("Khoảng cách lớn nhất từ trụ nước đến mép đường", "Greatest distance of a hydrant from the kerb")

NORMS = (
    _norm("fire_radius_engine", _ENGINE, (200,), "m", _QCVN_06.at("5.1.5.9")),
    _norm("fire_radius_engine", _ENGINE, (400,), "m", _AMENDMENT.at("5.1.5.9")),
    _as_written(_norm("fire_radius_pump", _PUMP, (100, 150), "m", _QCVN_06.at("5.1.5.9")), "100-150 m"),
    _norm("fire_radius_pump", _PUMP, (300,), "m", _AMENDMENT.at("5.1.5.9")),
    _norm("hydrants_apart", _APART, (150,), "m", _QCVN_01.at("2.10.5")),
    _norm("hydrants_apart", _APART, (150,), "m", _QCVN_10),
    _norm("hydrant_from_kerb", _KERB, (2.5,), "m", _QCVN_01.at("2.10.5")),
    _norm("hydrant_from_kerb", _KERB, (2.5,), "m", _QCVN_10),
    _norm(
        "fire_road_width",
        ("Bề rộng thông thủy của đường cho xe chữa cháy", "Clear width of a road for a fire engine"),
        (3.5,),
        "m",
        _QCVN_06.at("6.2-6.5"),
    ),
    _norm(
        "fire_road_width_replanned",
        (
            "Bề rộng đường cho xe chữa cháy ở khu cải tạo, quy hoạch lại",
            "Width of a road for a fire engine in re-planned areas",
        ),
        (4,),
        "m",
        _QCVN_01.at("2.7.6"),
    ),
    _norm(
        "fire_road_headroom",
        ("Chiều cao tĩnh không của đường cho xe chữa cháy", "Headroom of a road for a fire engine"),
        (4.5,),
        "m",
        _QCVN_06.at("6.2-6.5"),
    ),
    _as_written(
        _norm(
            "fire_road_slope",
            ("Độ dốc lớn nhất của đường cho xe chữa cháy", "Greatest slope of a road for a fire engine"),
            (100 / 8.3,),
            "%",
            _QCVN_06.at("6.2-6.5"),
        ),
        "1:8,3",
    ),
    _norm(
        "fire_dead_end",
        ("Đường cụt dài hơn mức này phải có chỗ quay xe", "A longer dead end needs a turning place"),
        (46,),
        "m",
        _QCVN_06.at("6.2-6.5"),
    ),
    _norm(
        "fire_passing_bays_apart",
        ("Khoảng cách giữa các chỗ tránh xe", "Distance between passing bays"),
        (100,),
        "m",
        _QCVN_06.at("6.2-6.5"),
    ),
    _as_written(
        _norm(
            "fire_passing_bay",
            ("Chỗ tránh xe: dài và rộng", "A passing bay: length and width"),
            (8, 7),
            "m",
            _QCVN_06.at("6.2-6.5"),
        ),
        "8 x 7 m",
    ),
    _norm(
        "fire_road_distance",
        (
            "Khoảng cách lớn nhất từ đường cho xe chữa cháy đến nhà cao đến 15 m",
            "Greatest distance from a fire engine's road to a building up to 15 m high",
        ),
        (60,),
        "m",
        _QCVN_06.at("6.2-6.5"),
    ),
    _norm(
        "fire_flow_low",
        (
            "Lưu lượng nước chữa cháy cho nhà đến 3 tầng và 5.000 m³",
            "Flow for buildings to three storeys and 5,000 m³",
        ),
        (10,),
        "l/s",
        _QCVN_06,
    ),
    _norm(
        "fire_flow_high",
        ("Lưu lượng nước chữa cháy cho nhà cao hơn hoặc lớn hơn", "Flow for higher or larger buildings"),
        (15,),
        "l/s",
        _QCVN_06,
    ),
    _norm(
        "fire_water_hour",
        ("Khối tích nước cho 1 giờ chữa cháy, với 10 và 15 l/s", "Water for one hour, at 10 and 15 l/s"),
        (36, 54),
        "m³",
        _QCVN_06,
    ),
    _norm(
        "fire_water_three_hours",
        (
            "Khối tích nước cho 3 giờ nơi không có đường ống chữa cháy, với 10 và 15 l/s",
            "Water for three hours where there is no fire main, at 10 and 15 l/s",
        ),
        (108, 162),
        "m³",
        _QCVN_06,
    ),
    _norm(
        "fire_refill",
        ("Thời gian dài nhất để đầy lại bể nước chữa cháy", "Longest time to refill a fire-water tank"),
        (24,),
        "h",
        _QCVN_06,
    ),
    _norm(
        "flood_rain_bands",
        ("Ngưỡng cường độ mưa của danh mục điểm ngập", "Edges of the rain bands of the flood list"),
        (50, 70, 100),
        "mm/h",
        _FLOOD_LIST,
    ),
    _norm(
        "drainage_design_rain",
        (
            "Lượng mưa trong 2 ngày mà hệ thống thoát nước được thiết kế cho",
            "Rain in 2 days that drains are designed for",
        ),
        (310,),
        "mm",
        _DRAINAGE,
    ),
    _norm(
        "passable_depth_car",
        (
            "Độ ngập lớn nhất mà ô tô qua được (năng lượng dòng chảy)",
            "Deepest water that cars can pass (energy head)",
        ),
        (0.3,),
        "m",
        _TRID,
    ),
    _norm(
        "passable_depth_emergency",
        (
            "Độ ngập lớn nhất mà xe cứu nạn qua được (năng lượng dòng chảy)",
            "Deepest water that emergency vehicles can pass (energy head)",
        ),
        (0.6,),
        "m",
        _TRID,
    ),
    _norm(
        "depth_classes",
        ("Ngưỡng các mức độ sâu ngập", "Edges of the classes of depth"),
        (0.1, 0.2, 0.3, 0.6),
        "m",
        _OURS,
    ),
    _norm(
        "travel_time_normal",
        ("Chỉ số thời gian đi lại bình thường khi dưới", "Travel time index that is normal below"),
        (1.2,),
        "1",
        _OURS,
    ),
    _norm(
        "travel_time_high",
        ("Chỉ số thời gian đi lại cao khi trên", "Travel time index that is high above"),
        (1.5,),
        "1",
        _TRAFFIC,
    ),
    _norm(
        "excessive_delay_speed",
        (
            "Chậm trễ quá mức khi dưới tốc độ này, hoặc dưới phần đã định của tốc độ cho phép nếu lớn hơn",
            "Delay is excessive below this speed, or below the set share of the limit where that is more",
        ),
        (32,),
        "km/h",
        _DELAY,
    ),
    _norm(
        "excessive_delay_share",
        ("Chậm trễ quá mức: phần của tốc độ cho phép", "Excessive delay: the share of the speed limit"),
        (60,),
        "%",
        _DELAY,
    ),
    _norm(
        "alley_width_classes",
        ("Ngưỡng các mức bề rộng ngõ", "Edges of the classes of alley width"),
        (2, 3.5, 4),
        "m",
        _OURS,
    ),
)
"""Every norm as each text set it; those of one id in order of time."""


def find_norm(norm_id: str, as_of: date) -> Norm | None:
    """Return what was in force on a day; None before the first text that set it.

    Raises NotFoundError for an id that no norm has.
    """
    told = [norm for norm in NORMS if norm.id == norm_id]
    if not told:
        raise NotFoundError(vi=f"Không có quy chuẩn «{norm_id}».", en=f"There is no norm “{norm_id}”.")
    held = [norm for norm in told if norm.since is None or norm.since <= as_of]
    return held[-1] if held else None
