"""Car spaces against the need of each residential group.

No norm that the twin holds says how many spaces a household needs: the need is the households times an assumption that is
entered, and is called one wherever it stands.
"""

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from twin.analysis.months import month_ends
from twin.reporting import Answer, Chart, City, Figure, Gap, Inputs, Report, Series, asked
from twin.reporting.people import Groups, read_groups
from twin.reporting.saying import figure, gaps_of, say
from twin.reporting.tables import column_of, count_column, draw, table_of, told_so
from twin.vocabulary import UNKNOWN, UNKNOWN_COLOUR, Choice, Field, Layer, Style, StyleClass

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

_ENOUGH, _SHORT = "enough", "short"
_ENOUGH_WORDS, _SHORT_WORDS = say("Đủ", "Enough"), say("Thiếu", "Too few")


class Need(Inputs):
    """The assumed need, and which car parks count."""

    cars_per_100_households: float = asked(
        "Giả định số ô tô trên 100 hộ",
        "Assumed cars in 100 households",
        40.0,
        ge=0,
        le=500,
        allow_inf_nan=False,
    )
    public_only: bool = asked("Chỉ tính bãi công cộng", "Public car parks only", False)
    months: int = asked("Nhìn lại bao nhiêu tháng", "Months to look back", 12, ge=0, le=60)


_BALANCE = Layer(
    id="parking_groups",
    title=say("Chỗ đỗ xe so với nhu cầu", "Car spaces against need"),
    description=say(
        "Số chỗ trong bãi của tổ so với nhu cầu theo giả định đã nhập.",
        "Spaces in the group's car parks against the need by the assumption that was entered.",
    ),
    group="transport",
    geometry="MultiPolygon",
    title_field="name",
    fields=(
        Field(name="code", label=say("Mã tổ", "Code")),
        Field(name="name", label=say("Tổ dân phố", "Residential group")),
        Field(name="need", label=say("Nhu cầu", "Need"), kind="number"),
        Field(name="spaces", label=say("Số chỗ chắc chắn có", "Spaces there for sure"), kind="integer"),
        Field(name="balance", label=say("Thừa (+), thiếu (-) ít nhất", "Balance at least"), kind="number"),
        Field(
            name="state",
            label=say("Kết quả", "Result"),
            kind="choice",
            choices=(
                Choice(value=_ENOUGH, label=_ENOUGH_WORDS),
                Choice(value=_SHORT, label=_SHORT_WORDS),
                UNKNOWN,
            ),
        ),
    ),
    style=Style(
        by="state",
        colour=UNKNOWN_COLOUR,
        opacity=0.6,
        outline="#5b5b5b",
        classes=(
            StyleClass(label=_ENOUGH_WORDS, colour="#1a9850", values=(_ENOUGH,)),
            StyleClass(label=_SHORT_WORDS, colour="#b3261e", values=(_SHORT,)),
        ),
    ),
)
_COLUMNS = (
    *(column_of(_BALANCE.by_name[name]) for name in ("code", "name")),
    count_column("households", "Số hộ", "Households"),
    *(column_of(_BALANCE.by_name[name]) for name in ("need", "spaces")),
    count_column("lots", "Số bãi", "Car parks"),
    count_column(
        "open_lots", "Bãi chưa rõ số chỗ hoặc có công cộng không", "Car parks of unknown spaces or access"
    ),
    *(column_of(_BALANCE.by_name[name]) for name in ("balance", "state")),
)


def _read_lots(city: City, groups: Groups, *, public_only: bool) -> "GeoDataFrame":
    """Return the car parks that may count, with `group`, spaces `surely` there, and at `most` (NaN: nobody knows)."""
    lots = city.frame("parking_lots", "name", "spaces", "public", whole=True)
    if public_only:
        lots = lots[~told_so(~lots["public"])]
    counts = told_so(lots["public"]) | (not public_only)
    lots["most"] = lots["spaces"].astype("float64")
    lots["surely"] = lots["most"].where(counts, 0.0).fillna(0.0)
    lots["group"] = groups.of(lots)
    found: GeoDataFrame = lots
    return found


def _balance(groups: "GeoDataFrame", lots: "GeoDataFrame", per_household: float) -> "GeoDataFrame":
    """Return the groups with their need (NaN: unknown), spaces and what they come to."""
    by_group = lots.groupby("group")
    told = groups.copy()
    codes = told["code"]
    told["need"] = told["households"].astype("float64") * per_household
    told["spaces"] = codes.map(by_group["surely"].sum()).fillna(0.0)
    told["most"] = codes.map(by_group["most"].sum(min_count=0)).fillna(0.0)
    unknown = lots["most"].isna()
    told.loc[codes.isin(lots.loc[unknown, "group"]), "most"] = np.inf
    told["lots"] = codes.map(by_group.size()).fillna(0).astype(int)
    told["open_lots"] = (
        codes.map(lots[lots["most"] != lots["surely"]].groupby("group").size()).fillna(0).astype(int)
    )
    told["balance"] = told["spaces"] - told["need"]
    enough, short = told["spaces"] >= told["need"], told["most"] < told["need"]
    told["state"] = np.select([enough, short], [_ENOUGH, _SHORT], "unknown")
    found: GeoDataFrame = told
    return found


def _total(values: "pd.Series[Any]") -> float | None:
    """Return the sum; None where nothing is known."""
    return float(values.sum()) if values.notna().any() else None


def _figures(told: "GeoDataFrame", inputs: Need) -> tuple[Figure, ...]:
    assumed = say(
        f"Theo giả định {inputs.cars_per_100_households:g} ô tô trên 100 hộ, không phải quy chuẩn.",
        f"By the assumption of {inputs.cars_per_100_households:g} cars in 100 households, which is no norm.",
    )
    need, spaces, most = _total(told["need"]), _total(told["spaces"]), _total(told["most"])
    bounded = most is not None and np.isfinite(most)
    more = (
        None
        if bounded
        else say(
            "Có bãi chưa rõ số chỗ: không biết nhiều nhất là bao nhiêu.",
            "Some car parks are of unknown size: nobody knows how many at most.",
        )
    )
    counts = told["state"].value_counts()
    short, unknown = int(counts.get(_SHORT, 0)), int(counts.get("unknown", 0))
    known = len(told) > unknown
    return (
        figure("need", "Nhu cầu", "Need", need, note=assumed),
        figure(
            "spaces",
            "Số chỗ chắc chắn có",
            "Spaces there for sure",
            spaces,
            at_most=most if bounded else None,
            note=more,
            better="more",
        ),
        figure(
            "short",
            "Tổ thiếu chỗ",
            "Groups with too few",
            short if known else None,
            at_most=short + unknown,
            note=assumed,
            better="less",
        ),
        figure(
            "enough",
            "Tổ đủ chỗ",
            "Groups with enough",
            int(counts.get(_ENOUGH, 0)) if known else None,
            better="more",
        ),
        figure("unknown", "Tổ chưa rõ", "Groups unknown", unknown),
    )


def _charts(city: City, told: "GeoDataFrame", groups: Groups, inputs: Need) -> tuple[Chart, ...]:
    known = told.dropna(subset=["need"])
    bars = (
        Series(say("Nhu cầu (giả định)", "Need (assumed)"), tuple(known["need"]), "#f5a623"),
        Series(say("Số chỗ chắc chắn có", "Spaces there for sure"), tuple(known["spaces"]), "#1a6fb0"),
    )
    days = month_ends(city.day, inputs.months)
    codes = set(told["code"])
    held = [_read_lots(city.on(day), groups, public_only=inputs.public_only) for day in days]
    past = tuple(_total(lots.loc[lots["group"].isin(codes), "surely"]) for lots in held)
    return (
        Chart(
            "groups",
            say("Nhu cầu và số chỗ theo tổ dân phố", "Need and spaces by residential group"),
            "bars",
            say("Tổ dân phố", "Residential group"),
            tuple(known["code"]),
            None,
            bars,
        ),
        Chart(
            "months",
            say("Số chỗ chắc chắn có theo tháng", "Spaces there for sure by month"),
            "line",
            say("Cuối tháng", "End of the month"),
            tuple(day.isoformat() for day in days),
            None,
            (Series(say("Số chỗ", "Spaces"), past, "#1a6fb0"),),
        ),
    )


def _gaps(told: "GeoDataFrame", lots: "GeoDataFrame") -> tuple[Gap, ...]:
    here = lots[lots["group"].isin(told["code"])]
    return (
        *gaps_of(
            "parking_lots",
            (here["most"].isna().sum(), "bãi đỗ chưa rõ số chỗ", "car parks of unknown size"),
            (
                (here["surely"] < here["most"]).sum(),
                "bãi đỗ chưa rõ có công cộng không",
                "car parks of which it is not known whether they are public",
            ),
            (lots["group"].isna().sum(), "bãi đỗ ngoài các tổ dân phố", "car parks in no residential group"),
        ),
        *gaps_of(
            "residential_groups",
            (told["need"].isna().sum(), "tổ chưa rõ số hộ", "groups of unknown households"),
        ),
    )


def _run(city: City, inputs: Need) -> Answer:
    groups = read_groups(city)
    lots = _read_lots(city, groups, public_only=inputs.public_only)
    told = _balance(groups.within(city), lots, inputs.cars_per_100_households / 100)
    listed = told.sort_values(["balance", "code"])
    title = say("Các tổ, thiếu nhiều nhất trước", "Groups, the shortest first")
    return Answer(
        _figures(told, inputs),
        tables=(table_of("groups", title, listed, _COLUMNS, drawing=_BALANCE.id),),
        charts=_charts(city, told, groups, inputs),
        drawings=(draw(_BALANCE, told, of="residential_groups", better=(_ENOUGH, _SHORT)),),
        notes=(
            say(
                "Chỗ của mỗi bãi tính cho tổ có bãi; người ở tổ khác cũng có thể đỗ ở đó. Chỗ đỗ trong nhà, hầm chung cư và lòng đường "
                "không có trong lớp dữ liệu nên không tính. Tổ chạm phạm vi được tính trọn.",
                "Spaces of a car park count for the group it stands in; others may park there too. Spaces in houses, in basements and "
                "along streets are in no layer and are not counted. A group that the area touches counts as a whole.",
            ),
        ),
        gaps=_gaps(told, lots),
    )


REPORT = Report(
    id="parking_balance",
    title=say("Cân đối chỗ đỗ xe", "Parking balance"),
    question=say(
        "Mỗi tổ dân phố thiếu hay đủ chỗ đỗ ô tô so với nhu cầu giả định?",
        "Does each residential group have enough car spaces for the need that is assumed?",
    ),
    inputs=Need,
    run=_run,
    needs=("parking_lots", "buildings"),
)
