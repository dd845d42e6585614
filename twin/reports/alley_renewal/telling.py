"""What was found of the alleys, as tables, charts and words."""

import numpy as np
import pandas as pd

from twin.reporting import Chart, City, Column, Gap, Series, Table
from twin.reporting.people import gaps_of_homes
from twin.reporting.saying import gaps_of, say
from twin.reporting.tables import column_of, count_column, number_column, table_of, text_column
from twin.reports.alley_renewal.ranking import ALLEYS, CLASSES, Alleys
from twin.vocabulary import STATES, UNKNOWN, UNKNOWN_COLOUR, Choice, Field, Layer, Style, StyleClass, Text

SHOWN = 200
"""The table holds the first so many; the map holds all."""
_COLOURS = {"done": "#00805e", "under_way": "#e69f00", "not_yet": "#b3261e", "unknown": UNKNOWN_COLOUR}
_WORDS = {
    "done": say("Đã xong", "Done"),
    "under_way": say("Đang làm", "Under way"),
    "not_yet": say("Chưa làm", "Not yet"),
    "unknown": say("Chưa rõ", "Unknown"),
}
_STATE = Field(
    name="state",
    label=say("Chỉnh trang", "Renovation"),
    kind="choice",
    choices=(*(Choice(value=state, label=_WORDS[state]) for state in STATES[:-1]), UNKNOWN),
)
_ACCESS = Field(
    name="access",
    label=say("Xe chữa cháy vào được ngõ", "An engine fits in"),
    kind="choice",
    choices=(
        Choice(value="yes", label=say("Được", "Yes")),
        Choice(value="no", label=say("Không", "No")),
        UNKNOWN,
    ),
)
ORDER = Layer(
    id="renewal_order",
    title=say("Thứ tự cải tạo ngõ", "Order of renewing alleys"),
    description=say(
        "Ngõ chưa cải tạo theo điểm ưu tiên với trọng số đã nhập.",
        "Alleys still to renew by their score with the weights that were entered.",
    ),
    group="focus",
    geometry="LineString",
    title_field="name",
    fields=(
        Field(name="name", label=say("Tên", "Name")),
        Field(name="rank", label=say("Thứ tự", "Rank"), kind="integer"),
        Field(name="score", label=say("Điểm ít nhất", "Score at least"), kind="number"),
        Field(name="score_most", label=say("Điểm nhiều nhất", "Score at most"), kind="number"),
        Field(name="people", label=say("Nhân khẩu", "Residents"), kind="number"),
        Field(
            name="depth_m", label=say("Ngập sâu nhất ở gần", "Deepest flooding near"), kind="number", unit="m"
        ),
        _ACCESS,
        _STATE,
    ),
    style=Style(
        by="rank",
        colour="#9fc5e8",
        width=3,
        unknown_label=say("Đã xong hoặc đang làm", "Done or under way"),
        label_field="name",
        label_min_zoom=17,
        classes=(
            StyleClass(label=say("20 ngõ đầu", "The first 20"), colour="#7f0000", maximum=21, width=5),
            StyleClass(label=say("Thứ 21 - 100", "21 to 100"), colour="#d7301f", minimum=21, maximum=101),
            StyleClass(label=say("Sau đó", "After these"), colour="#fdbb84", minimum=101),
        ),
    ),
)

_COUNTS = (
    count_column("alleys", "Số ngõ", "Alleys"),
    number_column("km", "Chiều dài", "Length", "km", 2),
    *(Column(state, _WORDS[state], "integer", None, 0) for state in STATES),
    number_column("share", "Đã xong, theo chiều dài", "Done, by length", "%", better="more"),
    number_column(
        "share_most", "Nhiều nhất, nếu phần chưa rõ đã xong", "At most, if what is unknown is done", "%"
    ),
)


def tally(frame: pd.DataFrame, by: str) -> pd.DataFrame:
    """Return alleys, kilometres, counts by state and shares done by length, for each value of a column."""
    keys = frame[by]
    counts = pd.crosstab(keys, frame["state"]).reindex(columns=list(STATES), fill_value=0)
    metres = frame.groupby(keys)["length_m"].sum()
    done, unknown = (
        frame.loc[frame["state"] == state].groupby(by)["length_m"].sum().reindex(counts.index, fill_value=0.0)
        for state in ("done", "unknown")
    )
    told = counts.assign(alleys=counts.sum(axis=1), km=metres / 1000)
    told["share_most"] = 100 * (done + unknown) / metres
    # Of a group in which nothing is known the share is unknown, not zero.
    told["share"] = (100 * done / metres).where(told["unknown"] < told["alleys"])
    return told.reset_index()


def _class_names(city: City) -> dict[int, Text]:
    norm = city.norm(CLASSES)
    edges = list(norm.values) if norm else []
    if not edges:
        return {}
    vi = [f"{edge:g}".replace(".", ",") for edge in edges]
    middles = [
        say(f"{vi[n]} - {vi[n + 1]} m", f"{edges[n]:g} - {edges[n + 1]:g} m") for n in range(len(edges) - 1)
    ]
    first = say(f"Dưới {vi[0]} m", f"Under {edges[0]:g} m")
    last = say(f"Từ {vi[-1]} m", f"{edges[-1]:g} m and over")
    return dict(enumerate([first, *middles, last]))


def by_class(city: City, alleys: Alleys) -> Table:
    names = _class_names(city)
    frame = pd.DataFrame(alleys.frame).assign(key=alleys.frame["class"].map(str))
    told = tally(frame, "key").sort_values("key")
    choices = tuple(Choice(value=str(number), label=label) for number, label in names.items())
    unmeasured = Choice(value="None", label=say("Chưa đo", "Not measured"))
    first = Column(
        "key",
        say("Mức bề rộng (của dự án)", "Class of width (the project's)"),
        "choice",
        choices=(*choices, unmeasured),
    )
    return table_of("classes", say("Theo bề rộng", "By width"), told, (first, *_COUNTS))


def by_group(alleys: Alleys) -> Table:
    told = tally(pd.DataFrame(alleys.frame.dropna(subset=["group"])), "group")
    told["name"] = told["group"].map(alleys.groups.names)
    first = text_column("name", "Tổ dân phố", "Residential group")
    return table_of("groups", say("Theo tổ dân phố", "By residential group"), told, (first, *_COUNTS))


def by_street(alleys: Alleys) -> Table:
    told = tally(pd.DataFrame(alleys.frame.dropna(subset=["street"])), "street")
    first = text_column("street", "Đường phố", "Street")
    return table_of("streets", say("Theo đường phố", "By street"), told, (first, *_COUNTS))


def order(alleys: Alleys) -> Table:
    """Return the first alleys to renew, with what has been reached once each is done."""
    told = pd.DataFrame(alleys.ranked)
    told["group_name"] = told["group"].map(alleys.groups.names)
    told["people_sum"], told["km_sum"] = told["people"].fillna(0).cumsum(), told["length_m"].cumsum() / 1000
    columns = (
        count_column("rank", "Thứ tự", "Rank"),
        text_column("name", "Ngõ", "Alley"),
        text_column("group_name", "Tổ dân phố", "Residential group"),
        number_column("length_m", "Dài", "Length", "m", 0),
        number_column("width_m", "Rộng", "Width", "m"),
        column_of(_STATE),
        number_column("people", "Nhân khẩu", "Residents", digits=0),
        number_column("depth_m", "Ngập sâu nhất ở gần", "Deepest flooding near", "m", 2),
        column_of(_ACCESS),
        number_column("score", "Điểm ít nhất", "Score at least", digits=3),
        number_column("score_most", "Điểm nhiều nhất", "Score at most", digits=3),
        number_column("people_sum", "Nhân khẩu cộng dồn", "Residents so far", digits=0),
        number_column("km_sum", "Chiều dài cộng dồn", "Length so far", "km", 2),
    )
    title = say("Thứ tự cải tạo", "Order of renewal")
    return table_of("order", title, told.head(SHOWN), columns, drawing=ORDER.id)


def charts(city: City, alleys: Alleys) -> tuple[Chart, ...]:
    classes = _class_names(city)
    frame = alleys.frame
    kilometres = pd.crosstab(
        frame["class"].map(str), frame["state"], frame["length_m"] / 1000, aggfunc="sum"
    ).fillna(0.0)
    keys = [*(str(number) for number in classes), "None"]
    kilometres = kilometres.reindex(index=keys, columns=list(STATES), fill_value=0.0)
    names = (*(label.vi for label in classes.values()), "Chưa đo / Not measured")
    bars = tuple(
        Series(_WORDS[state], tuple(kilometres[state].astype(float)), _COLOURS[state]) for state in STATES
    )
    ranked = alleys.ranked
    people = ranked["people"].fillna(0).cumsum().to_numpy(dtype=np.float64)
    gain = Series(
        say("Nhân khẩu có ngõ được cải tạo thêm", "Residents whose alley is renewed"),
        tuple(people),
        "#b3261e",
    )
    return (
        Chart("classes", say("Chiều dài ngõ theo bề rộng và chỉnh trang", "Length of alleys by width and renovation"), "stacked",
              say("Bề rộng", "Width"), names, "km", bars),
        Chart("gain", say("Nhân khẩu được hưởng theo số ngõ cải tạo", "Residents gained by alleys renewed"), "line",
              say("Số ngõ", "Alleys"), tuple(str(number) for number in range(1, len(people) + 1)), None, (gain,)),
    )  # fmt: skip


def gaps(alleys: Alleys) -> tuple[Gap, ...]:
    told = alleys.frame
    return (
        *gaps_of(
            ALLEYS,
            ((told["state"] == "unknown").sum(), "ngõ chưa rõ đã cải tạo chưa, vẫn được xếp", "alleys of unknown renovation, ranked all the same"),
            (told["width_m"].isna().sum(), "ngõ chưa đo bề rộng", "alleys of unknown width"),
            (told["headroom_m"].isna().sum(), "ngõ chưa đo chiều cao tĩnh không", "alleys of unknown headroom"),
            (told["depth_missing"].sum(), "ngõ gần điểm ngập chưa rõ độ sâu", "alleys near flooding of unknown depth"),
            (told["street"].isna().sum(), "ngõ chưa rõ thuộc đường phố nào", "alleys of unknown street"),
            (told["group"].isna().sum(), "ngõ ngoài các tổ dân phố", "alleys in no residential group"),
        ),
        *gaps_of_homes(alleys.homes),
    )  # fmt: skip
