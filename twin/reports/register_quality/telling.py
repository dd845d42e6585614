"""The quality of registers as tables, a chart and a map."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
import shapely
from geopandas.geodataframe import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from twin.reporting import Chart, City, Column, Drawing, Gap, Series, Table
from twin.reporting.people import Groups
from twin.reporting.saying import say
from twin.reporting.tables import column_of, count_column, draw, number_column, table_of, text_column
from twin.reports.register_quality.judging import INVALID, OUTSIDE, TINY, TWIN, Judged
from twin.vocabulary import UNKNOWN_COLOUR, Choice, Field, Layer, Style, StyleClass

MOST_REPAIRS = 2_000
_SHAPE_FAULTS = {
    INVALID: say("Hình tự cắt", "The shape crosses itself"),
    TINY: say("Hình gần như không có", "The shape is hardly there"),
    OUTSIDE: say("Nằm ngoài phường", "Outside the ward"),
}
_TWIN_WORDS = say("Nghi ghi trùng", "Perhaps recorded twice")
_KINDS = {
    "shape": say("Lỗi hình học", "Fault of shape"),
    "rule": say("Lỗi quy tắc", "Broken rule"),
    "twin": _TWIN_WORDS,
}


def kind_of(fault: str) -> str:
    """Return whether a fault is one of shape, of a rule, or a double."""
    return "shape" if fault in _SHAPE_FAULTS else "twin" if fault == TWIN else "rule"


_FAULTS = Layer(
    id="faults",
    title=say("Đối tượng cần sửa", "Features to repair"),
    description=say("Một điểm cho mỗi lỗi.", "A point for each fault."),
    group="ground",
    geometry="Point",
    fields=(
        Field(name="layer", label=say("Lớp", "Layer")),
        Field(name="feature", label=say("Đối tượng", "Feature"), kind="integer"),
        Field(
            name="kind",
            label=say("Loại lỗi", "Kind of fault"),
            kind="choice",
            choices=tuple(Choice(value=kind, label=label) for kind, label in _KINDS.items()),
        ),
    ),
    style=Style(
        by="kind",
        colour=UNKNOWN_COLOUR,
        width=5,
        classes=tuple(
            StyleClass(label=label, colour=colour, values=(kind,))
            for (kind, label), colour in zip(_KINDS.items(), ("#b3261e", "#e69f00", "#5b1a8b"), strict=True)
        ),
    ),
)


def _layer_column(judged: Sequence[Judged]) -> Column:
    choices = tuple(Choice(value=one.layer.id, label=one.layer.title) for one in judged)
    return Column("layer", say("Lớp", "Layer"), "choice", choices=choices)


_COUNTS = (
    count_column("features", "Đối tượng", "Features"),
    number_column("known", "Giá trị đã biết", "Values known", "%", better="more"),
    number_column("age", "Tuổi trung vị", "Median age", "d", 0, better="less"),
    number_column("old", "Quá hạn cập nhật", "Old", "%", better="less"),
    count_column("shape", "Lỗi hình học", "Faults of shape", better="less"),
    count_column("rule", "Lỗi quy tắc", "Broken rules", better="less"),
    count_column("twin", "Nghi ghi trùng", "Perhaps twice", better="less"),
)


def _tell(
    features: pd.DataFrame, faults: pd.DataFrame, values: float, stale_days: int
) -> dict[str, float | None]:
    """Return the numbers of one layer or group: `features` with `known` values of `values` in all."""
    kinds = faults["fault"].map(kind_of).value_counts()
    count = len(features)
    return {
        "features": count or None,
        "known": 100 * float(features["known"].sum()) / values if values else None,
        "age": float(features["age_days"].median()) if count else None,
        "old": 100 * float((features["age_days"] > stale_days).mean()) if count else None,
        **{kind: int(kinds.get(kind, 0)) if count else None for kind in _KINDS},
    }


def _by_layer(judged: Sequence[Judged], stale_days: int) -> pd.DataFrame:
    rows = [
        {"layer": one.layer.id, **_tell(one.features, one.faults, one.asked, stale_days)}
        for one in judged
        if len(one.features)
    ]
    return pd.DataFrame(rows, columns=["layer", *(column.name for column in _COUNTS)])


def _by_group(
    judged: Sequence[Judged], groups: Groups, stale_days: int, faults: pd.DataFrame
) -> pd.DataFrame:
    parts = [pd.DataFrame(one.features.drop(columns="geometry")).assign(layer=one.layer.id) for one in judged]
    features = pd.concat(parts)
    rows = [
        {
            "name": groups.names[str(code)],
            **_tell(mine, faults[faults["group"] == code], float(mine["asked"].sum()), stale_days),
        }
        for code, mine in features.dropna(subset=["group"]).groupby("group")
    ]
    return pd.DataFrame(rows, columns=["name", *(column.name for column in _COUNTS)])


def _by_field(judged: Sequence[Judged]) -> pd.DataFrame:
    rows = [
        {
            "layer": one.layer.id,
            "field": f"{field.label.vi} / {field.label.en}",
            "features": int(one.known[field.name].notna().sum()),
            "known": 100 * float(one.known[field.name].mean())
            if one.known[field.name].notna().any()
            else None,
            "unknown": int((one.known[field.name] == 0).sum()),
        }
        for one in judged
        if len(one.features)
        for field in one.fields
    ]
    names = ["layer", "field", "features", "known", "unknown"]
    return pd.DataFrame(rows, columns=names).sort_values(["known", "layer"], kind="stable")


def list_faults(judged: Sequence[Judged]) -> pd.DataFrame:
    """Return every fault of every layer with the feature's name and group."""
    parts = [
        one.faults.assign(
            layer=one.layer.id,
            name=one.faults["id"].map(one.features["name"]),
            group=one.faults["id"].map(one.features["group"]),
        )
        for one in judged
    ]
    return pd.concat(parts, ignore_index=True)


def tables(
    city: City, judged: Sequence[Judged], groups: Groups, stale_days: int, faults: pd.DataFrame
) -> tuple[Table, ...]:
    first = _layer_column(judged)
    rules = {f"{one.layer.id}.{rule.id}": rule.message for one in judged for rule in one.layer.rules}
    words = {**_SHAPE_FAULTS, TWIN: _TWIN_WORDS, **rules}
    repairs = faults.assign(group=faults["group"].map(groups.names))
    columns = (
        first,
        count_column("id", "Đối tượng", "Feature"),
        text_column("name", "Tên", "Name"),
        text_column("group", "Tổ dân phố", "Residential group"),
        Column(
            "fault",
            say("Lỗi", "Fault"),
            "choice",
            choices=tuple(Choice(value=f, label=w) for f, w in words.items()),
        ),
        count_column("of", "Trùng với đối tượng", "Doubles the feature"),
    )
    in_fields = (
        first,
        text_column("field", "Trường", "Field"),
        _COUNTS[0],
        _COUNTS[1],
        count_column("unknown", "Chưa biết", "Not known", better="less"),
    )
    group_column = column_of(city.declared("residential_groups").by_name["name"])
    repair_title = say("Danh sách cần sửa", "What is to be repaired")
    return (
        table_of("layers", say("Theo lớp", "By layer"), _by_layer(judged, stale_days), (first, *_COUNTS)),
        table_of("repairs", repair_title, repairs.head(MOST_REPAIRS), columns, drawing=_FAULTS.id),
        table_of("fields", say("Theo trường, ít biết nhất trước", "By field, the least known first"), _by_field(judged), in_fields),
        table_of("groups", say("Theo tổ dân phố", "By residential group"), _by_group(judged, groups, stale_days, faults), (group_column, *_COUNTS)),
    )  # fmt: skip


def chart(judged: Sequence[Judged]) -> Chart:
    shares = tuple(None if one.completeness is None else 100 * one.completeness for one in judged)
    return Chart(
        "known",
        say("Giá trị đã biết theo lớp", "Values known by layer"),
        "bars",
        say("Lớp", "Layer"),
        tuple(one.layer.title.vi for one in judged),
        "%",
        (Series(say("Giá trị đã biết", "Values known"), shares, "#1a6fb0"),),
    )


def drawing(judged: Sequence[Judged], faults: pd.DataFrame) -> Drawing:
    """Draw a point for each fault; its id is its place in the list."""
    faults = faults.head(MOST_REPAIRS)
    shapes = [one.features.geometry.loc[one.faults["id"]].to_numpy() for one in judged]
    points = shapely.centroid(np.concatenate(shapes)[:MOST_REPAIRS])
    told = GeoDataFrame(
        {"layer": faults["layer"], "feature": faults["id"], "kind": faults["fault"].map(kind_of)},
        geometry=points,
        crs=5897,
    )
    return draw(_FAULTS, told)


def gaps(judged: Sequence[Judged], outline: BaseGeometry | None) -> tuple[Gap, ...]:
    told = [
        Gap(
            say("giá trị chưa biết", "values that nobody knows"),
            int((one.known.to_numpy() == 0).sum()),
            one.layer.id,
        )
        for one in judged
        if (one.known.to_numpy() == 0).any()
    ]
    if outline is None:
        told.append(
            Gap(
                say(
                    "chưa có địa giới phường: không biết gì nằm ngoài",
                    "the ward's outline: what lies outside cannot be told",
                ),
                None,
                "ward",
            )
        )
    told += [
        Gap(
            say("chưa ghi đối tượng nào trong phạm vi", "nothing is recorded in the area"), None, one.layer.id
        )
        for one in judged
        if one.features.empty
    ]
    total = sum(len(one.faults) for one in judged)
    if total > MOST_REPAIRS:
        told.append(
            Gap(
                say(
                    "lỗi chưa liệt kê, ngoài số đầu danh sách", "faults that are not listed, beyond the first"
                ),
                total - MOST_REPAIRS,
            )
        )
    return tuple(told)
