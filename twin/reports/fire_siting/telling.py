"""The best places for tanks as figures, tables, a curve and a map."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely

from twin.analysis.arrays import Marks, Numbers
from twin.analysis.certainty import Truth
from twin.analysis.siting import order_by_gain
from twin.reporting import Answer, Chart, Figure, Gap, Series, Table
from twin.reporting.fire import ASSUMED_OPEN, ROAD_NORMS, words_of
from twin.reporting.people import gaps_of_homes, total_people
from twin.reporting.saying import figure, gaps_of, say
from twin.reporting.tables import column_of, count_column, draw, number_column, table_of, text_column
from twin.reports.fire_siting.asking import Asked
from twin.reports.fire_siting.choosing import Chosen
from twin.reports.fire_siting.drawings import FEWEST, NEEDS, STATE, TANKS
from twin.vocabulary import Text

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame


def _tell_needs(found: Chosen) -> "GeoDataFrame":
    """Return the buildings with what becomes of each: covered by the choice, coverable, or why not."""
    needs: GeoDataFrame = found.needs.copy()
    chosen, any_ = found.serve(found.ordered), np.ones(len(needs), dtype=bool)
    any_[found.fewest.unservable] = False
    reach = found.reachable
    needs["state"] = np.select(
        [chosen, any_, reach.are(Truth.YES), reach.are(Truth.NO)],
        ["chosen", "coverable", "no_candidate", "no_engine"],
        "unknown",
    )
    words = (words_of(int(code)) for code in reach.missing)
    told = pd.Series([one and f"{one.vi} / {one.en}" for one in words], index=needs.index, dtype=object)
    needs["missing"] = told.where(needs["state"] == "unknown", None)
    return needs


def _tell_places(found: Chosen, chosen: Numbers) -> "GeoDataFrame":
    """Return places in order, with what each adds to those before."""
    from geopandas.geodataframe import GeoDataFrame

    picked = found.candidates[chosen]
    told = GeoDataFrame(
        {"rank": np.arange(1, len(chosen) + 1), "name": picked.names}, geometry=picked.points, crs=5897
    )
    degrees = shapely.get_coordinates(told.to_crs(4326).geometry.to_numpy()).round(7)
    told["longitude"], told["latitude"] = degrees.T
    before = np.zeros(len(found.needs), dtype=bool)
    gains: list[tuple[int, float | None, int, float | None]] = []
    for place in chosen:
        now = before | found.serve(np.array([place]))
        gains.append((*_count(found, now & ~before), *_count(found, now)))
        before = now
    told[["buildings", "people", "buildings_sum", "people_sum"]] = pd.DataFrame(
        gains, columns=["buildings", "people", "buildings_sum", "people_sum"], dtype=object
    )
    return told


def _count(found: Chosen, marks: Marks) -> tuple[int, float | None]:
    return int(marks.sum()), total_people(found.needs[marks])


def _figures(inputs: Asked, found: Chosen, needs: "GeoDataFrame") -> Iterator[Figure]:
    def people(some: "GeoDataFrame") -> float | None:
        told = total_people(some)
        return None if told is None else round(told)

    new, able = needs[needs["state"] == "chosen"], needs[needs["state"].isin(["chosen", "coverable"])]
    never, doubtful = needs[needs["state"].str.startswith("no_")], needs[needs["state"] == "unknown"]
    unknown = int(needs["people"].isna().sum())
    left_out = say(f"{unknown} nhà chưa rõ số nhân khẩu.", f"{unknown} buildings of unknown residents.")
    note = left_out if unknown else None
    hose = say(f"Vòi dài {inputs.hose_m:g} m.", f"A hose of {inputs.hose_m:g} m.")
    yield figure(
        "needs", "Nhà cần phủ", "Buildings to cover", len(needs), norms=ROAD_NORMS, note=hose, better="less"
    )
    yield figure(
        "needs_people", "Nhân khẩu cần phủ", "Residents to cover", people(needs), note=note, better="less"
    )
    yield figure("candidates", "Vị trí để chọn", "Candidates", len(found.candidates.points))
    yield figure("chosen", "Bể được chọn", "Tanks chosen", len(found.ordered))
    yield figure("covered", "Nhà được phủ thêm", "Buildings covered by them", len(new), better="more")
    yield figure(
        "covered_people", "Nhân khẩu được phủ thêm", "Residents covered by them", people(new), better="more"
    )
    best = found.curve[-1] if found.curve else None
    yield figure(
        "bound",
        "Không cách chọn nào hơn",
        "No choice can do better than",
        None if best is None else round(best.bound, 3),
        note=_unit(inputs, found),
    )
    yield figure("gap", "Khoảng hở tới mức ấy", "Gap to that", None if best is None else 100 * best.gap, "%",
                 note=_proof(best is not None and best.proven), better="less")  # fmt: skip
    least = found.fewest.siting
    yield figure("coverable", "Nhà chắc chắn phủ được nếu đủ bể", "Buildings that enough tanks would surely cover",
                 len(able), at_most=len(able) + len(doubtful), better="more")  # fmt: skip
    yield figure("fewest", "Số bể ít nhất để phủ hết chỗ phủ được", "Fewest tanks that cover all these", len(least.chosen),
                 note=_proof(least.proven), better="less")  # fmt: skip
    yield figure("fewest_bound", "Ít hơn số này thì không thể", "Fewer than this cannot do", int(least.bound))
    yield figure(
        "never", "Nhà không bể nào phủ được", "Buildings that no tank covers", len(never), better="less"
    )
    yield figure(
        "never_people",
        "Nhân khẩu không bể nào phủ được",
        "Residents whom no tank covers",
        people(never),
        better="less",
    )


def _proof(proven: bool) -> Text:
    if proven:
        return say("Đã chứng minh là tốt nhất.", "Proven to be the best.")
    return say(
        "Hết thời gian tìm, chưa chứng minh được là tốt nhất.",
        "The time was up before it was proven to be the best.",
    )


def _unit(inputs: Asked, found: Chosen) -> Text:
    """Say what the choice counted."""
    people = found.needs["people"]
    if inputs.weigh_by == "buildings":
        return say("Tính theo số nhà.", "In buildings.")
    if not people.notna().any() or not people.sum() > 0:
        return say("Chưa rõ nhân khẩu nhà nào: tính theo số nhà.", "No residents are known: in buildings.")
    if not people.isna().any():
        return say("Tính theo nhân khẩu.", "In residents.")
    count, average = int(people.isna().sum()), people.mean()
    vi = f"{average:.1f}".replace(".", ",")
    return say(
        f"Tính theo nhân khẩu; {count} nhà chưa rõ tính bằng một nhà trung bình ({vi} người).",
        f"In residents; {count} buildings of unknown residents count as the average building ({average:.1f} people).",
    )


_PLACES = (
    count_column("rank", "Thứ tự", "Rank"),
    text_column("name", "Ở", "At"),
    count_column("buildings", "Nhà phủ thêm", "Buildings added"),
    number_column("people", "Nhân khẩu phủ thêm", "Residents added", digits=0),
    count_column("buildings_sum", "Nhà cộng dồn", "Buildings so far"),
    number_column("people_sum", "Nhân khẩu cộng dồn", "Residents so far", digits=0),
    number_column("longitude", "Kinh độ", "Longitude", "°", 6),
    number_column("latitude", "Vĩ độ", "Latitude", "°", 6),
)


def _curve(found: Chosen) -> Table:
    rows = [
        (number, *_count(found, found.serve(one.chosen)), one.value, one.bound, 100 * one.gap)
        for number, one in enumerate(found.curve, 1)
    ]
    told = pd.DataFrame(rows, columns=["tanks", "buildings", "people", "value", "bound", "gap"])
    told["added"] = told["value"].diff().fillna(told["value"])
    columns = (
        count_column("tanks", "Số bể", "Tanks"),
        count_column("buildings", "Nhà được phủ", "Buildings covered"),
        number_column("people", "Nhân khẩu được phủ", "Residents covered", digits=0),
        number_column("value", "Giá trị chọn", "Worth", digits=1),
        number_column("added", "Bể cuối thêm", "The last one adds", digits=1),
        number_column("bound", "Không cách nào hơn", "No choice beats", digits=1),
        number_column("gap", "Khoảng hở", "Gap", "%", 4),
    )
    return table_of("curve", say("Lợi ích theo số bể", "Gain by number of tanks"), told, columns)


def _never(needs: "GeoDataFrame") -> Table:
    never = needs[~needs["state"].isin(["chosen", "coverable"])]
    rows = [
        (state, missing or None, len(some), total_people(some))
        for (state, missing), some in never.groupby(["state", never["missing"].fillna("")])
    ]
    told = pd.DataFrame(rows, columns=["state", "missing", "buildings", "people"])
    columns = (
        column_of(STATE),
        text_column("missing", "Thiếu dữ kiện", "Missing facts"),
        count_column("buildings", "Nhà", "Buildings"),
        number_column("people", "Nhân khẩu", "Residents", digits=0),
    )
    title = say("Vì sao không bể nào phủ được", "Why no tank covers them")
    return table_of("never", title, told.sort_values("buildings", ascending=False), columns)


def _chart(inputs: Asked, found: Chosen) -> Chart:
    what = ("Nhân khẩu", "Residents") if inputs.weigh_by == "residents" else ("Nhà", "Buildings")
    series = (
        Series(
            say(f"{what[0]} được phủ", f"{what[1]} covered"),
            tuple(one.value for one in found.curve),
            "#1a7f5a",
        ),
        Series(
            say("Không cách chọn nào hơn", "No choice beats"),
            tuple(one.bound for one in found.curve),
            "#9ecae1",
        ),
    )
    places = tuple(str(number) for number in range(1, len(found.curve) + 1))
    title = say("Lợi ích theo số bể", "Gain by number of tanks")
    return Chart("gain", title, "line", say("Số bể", "Tanks"), places, None, series)


def _notes(inputs: Asked, found: Chosen) -> Iterator[Text]:
    if inputs.open_streets:
        yield ASSUMED_OPEN
    yield from _troubles(inputs, found)
    yield say(
        "Mỗi chỗ chỉ tính nhà mà bể mới chắc chắn phủ, dù dữ kiện còn thiếu ra sao: đưa các chỗ này vào kịch bản «new_fire_water» thì "
        "báo cáo phủ nước chữa cháy phủ được ít nhất chừng ấy. Bể ở cách đường, ngõ bao xa không tính vào vòi. Nhà không có người ở chỉ tính khi đếm theo nhà.",
        "A place counts only what a tank there surely covers, whatever the missing facts are: given to the scenario “new_fire_water”, "
        "these places cover at least as much in the report on fire coverage. How far a tank stands beside its street is not counted. "
        "Buildings in which nobody lives count only where buildings are counted.",
    )


def _troubles(inputs: Asked, found: Chosen) -> Iterator[Text]:
    """Say why there is no answer, or a smaller one than was asked for."""
    count = len(found.candidates.points)
    if len(found.needs) == 0:
        yield say("Không có nhà nào cần phủ thêm.", "There is no building left to cover.")
    elif count == 0:
        yield say(
            "Không có vị trí nào để chọn trong tầm vòi của nhà cần phủ.",
            "There is no candidate within a hose's length of the buildings to cover.",
        )
    elif len(found.ordered) == 0:
        yield say(
            "Không vị trí nào chắc chắn phủ được nhà nào: xem bảng vì sao. Thường do chưa chắc xe chữa cháy tới được đâu; "
            "hãy đo bề rộng, tĩnh không, hoặc coi đường phố là thông thoáng.",
            "No candidate surely covers any building: the table says why. Mostly it is not known where engines can go; survey widths "
            "and headrooms, or take streets as open.",
        )
    elif count < inputs.places:
        yield say(
            f"Hỏi {inputs.places} bể nhưng chỉ có {count} vị trí.",
            f"{inputs.places} tanks were asked for, but there are {count} candidates.",
        )
    elif len(found.ordered) < inputs.places:
        yield say(
            f"Chỉ {len(found.ordered)} bể là đủ: thêm nữa không phủ thêm ai.",
            f"{len(found.ordered)} tanks are enough: more add nobody.",
        )


def _gaps(found: Chosen) -> tuple[Gap, ...]:
    streets = found.covered.laid.streets
    return (
        *gaps_of(
            "alleys",
            (np.isnan(streets.width).sum(), "đoạn đường, ngõ chưa đo bề rộng", "stretches of unknown width"),
            (
                np.isnan(streets.headroom).sum(),
                "đoạn đường, ngõ chưa rõ tĩnh không",
                "stretches of unknown headroom",
            ),
        ),
        *gaps_of_homes(found.needs),
    )


def tell(inputs: Asked, found: Chosen) -> Answer:
    """Return the answer."""
    needs = _tell_needs(found)
    best = _tell_places(found, found.ordered)
    fewest = _tell_places(found, order_by_gain(found.served, found.weight, found.fewest.siting.chosen))
    title = say("Các bể tốt nhất", "The best tanks")
    all_ = say("Ít bể nhất mà phủ hết chỗ phủ được", "The fewest tanks that cover all that can be covered")
    return Answer(
        figures=tuple(_figures(inputs, found, needs)),
        tables=(
            table_of("places", title, best, _PLACES, TANKS.id),
            _curve(found),
            _never(needs),
            table_of("fewest", all_, fewest, _PLACES, FEWEST.id),
        ),
        charts=(_chart(inputs, found),),
        drawings=(draw(TANKS, best), draw(FEWEST, fewest), draw(NEEDS, needs, "buildings")),
        notes=tuple(_notes(inputs, found)),
        gaps=_gaps(found),
    )
