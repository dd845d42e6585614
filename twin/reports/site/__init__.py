"""All that the twin knows of a place: what it is, what is near, its history, the tasks and reports that concern it."""

import pandas as pd
from geopandas.geodataframe import GeoDataFrame

from twin.layers import built_in_layers
from twin.reporting import Answer, City, Column, Drawing, Figure, Gap, Report, Table
from twin.reporting.people import read_groups
from twin.reporting.saying import figure, say
from twin.reporting.tables import column_of, count_column, draw, number_column, table_of, text_column
from twin.reports.site.asking import Asked
from twin.reports.site.looking import (
    NEAREST,
    OVERLAY,
    REPORTS,
    Site,
    find_reports,
    find_site,
    find_tasks,
    look_round,
    tell_facts,
    tell_history,
)
from twin.vocabulary import SYSTEM_FIELDS, Choice, Field, Layer, Style, StyleClass

_PLACES = Layer(
    id="site",
    title=say("Nơi này và xung quanh", "The place and what is near"),
    description=say(
        "Nơi được hỏi và những gì trong tầm.", "The place that is asked about and what is within reach."
    ),
    group="ground",
    geometry="Geometry",
    title_field="name",
    fields=(
        Field(name="name", label=say("Tên", "Name")),
        Field(name="layer", label=say("Lớp", "Layer")),
        Field(name="distance_m", label=say("Khoảng cách", "Distance"), kind="number", unit="m"),
        Field(name="role", label=say("Vai trò", "Role"), kind="text"),
    ),
    style=Style(
        by="role",
        colour="#8a8a8a",
        opacity=0.7,
        width=3,
        classes=(
            StyleClass(label=say("Nơi được hỏi", "The place"), colour="#b3261e", values=("site",), width=8),
            StyleClass(label=say("Trong tầm", "Within reach"), colour="#1a6fb0", values=("near",)),
        ),
    ),
)
_LAYERS = Column(
    "layer",
    say("Lớp", "Layer"),
    "choice",
    choices=tuple(Choice(value=layer.id, label=layer.title) for layer in built_in_layers().values()),
)


def _fields_column(site: Site) -> Column:
    fields = (*(site.layer.all_fields if site.layer else ()), *SYSTEM_FIELDS)
    choices = {field.name: Choice(value=field.name, label=field.label) for field in fields}
    choices["geometry"] = Choice(value="geometry", label=say("Hình trên bản đồ", "Shape on the map"))
    return Column("field", say("Thông tin", "Field"), "choice", choices=tuple(choices.values()))


def _tables(
    city: City, site: Site, near: GeoDataFrame, tasks: pd.DataFrame, reports: pd.DataFrame
) -> tuple[Table, ...]:
    overlay, topics = city.declared(OVERLAY).by_name, city.declared(REPORTS).by_name
    field = _fields_column(site)
    facts = (
        field,
        text_column("value", "Giá trị", "Value"),
        text_column("unit", "Đơn vị", "Unit"),
        text_column("value_source", "Nguồn số liệu", "Source"),
    )
    places = (
        _LAYERS,
        count_column("feature", "Đối tượng", "Feature"),
        text_column("name", "Tên", "Name"),
        number_column("distance_m", "Khoảng cách", "Distance", "m", 0),
        Column("within", say("Trong tầm", "Within reach"), "boolean"),
        count_column("others", "Còn nữa trong tầm", "More within reach"),
    )
    changes = (
        Column("on", say("Ngày ghi", "Recorded on"), "date"),
        field,
        text_column("before", "Trước", "Before"),
        text_column("after", "Sau", "After"),
        text_column("by", "Người ghi", "By"),
    )
    promised = (
        column_of(overlay["subject"]),
        text_column("task", "Nhiệm vụ", "Task"),
        *(column_of(overlay[name]) for name in ("role", "lead", "state", "moved_on")),
    )
    said = (
        Column("received_on", say("Nhận ngày", "Received on"), "date"),
        column_of(topics["topic"]),
        column_of(topics["status"]),
        number_column("distance_m", "Khoảng cách", "Distance", "m", 0),
    )
    return (
        table_of("facts", say("Là gì", "What it is"), tell_facts(site), facts),
        table_of("near", say("Ở gần", "What is near"), _nearest(near), places),
        table_of("tasks", say("Nhiệm vụ liên quan", "Tasks that concern it"), tasks, promised),
        table_of("reports", say("Phản ánh xung quanh", "Reports round it"), reports, said),
        table_of("history", say("Lịch sử", "History"), tell_history(site), changes),
    )  # fmt: skip


def _nearest(near: GeoDataFrame) -> pd.DataFrame:
    """Return the nearest few of each layer, and how many others are within reach."""
    told = pd.DataFrame(near.drop(columns="geometry")).sort_values(["distance_m", "layer"], kind="stable")
    counts = told.groupby("layer")["within"].sum()
    shown = told.groupby("layer").head(NEAREST)
    others = (shown["layer"].map(counts).astype("float64") - NEAREST).clip(lower=0)
    return shown.assign(others=others)


def _name(site: Site) -> str | None:
    if site.layer is None or site.states is None or site.layer.title_field in {None, "text"}:
        return None
    value = site.states.iloc[0][site.layer.title_field]
    return None if value is None else str(value)


def _group(city: City, site: Site) -> str | None:
    groups = read_groups(city)
    if site.shape is None:
        return None
    code = groups.of(GeoDataFrame(geometry=[site.shape], crs=5897)).iloc[0]
    return groups.names.get(code)


def _figures(
    city: City, site: Site, near: GeoDataFrame, tasks: pd.DataFrame, reports: pd.DataFrame
) -> tuple[Figure, ...]:
    known = site.shape is not None
    title = site.layer.title if site.layer else say("Một điểm", "A point")
    homes = near[(near["layer"] == "buildings") & near["within"].astype(bool)]
    facts = tell_facts(site)
    return (
        Figure("kind", say("Là", "It is a"), f"{title.vi} / {title.en}" if known else None),
        Figure("name", say("Tên", "Name"), _name(site)),
        Figure("group", say("Tổ dân phố", "Residential group"), _group(city, site)),
        figure("known", "Thông tin đã biết", "Facts known", int(facts["value"].notna().sum()) if site.layer else None, note=say(f"trên {len(facts)}", f"of {len(facts)}") if site.layer else None),
        figure("buildings", "Nhà trong tầm", "Buildings within reach", len(homes) if known else None),
        figure("tasks", "Nhiệm vụ liên quan", "Tasks that concern it", int(tasks["subject"].nunique()) if known else None),
        figure("reports", "Phản ánh trong tầm", "Reports within reach", len(reports) if known else None),
        figure("states", "Lần ghi nhận", "States recorded", len(site.states) if site.states is not None else None),
    )  # fmt: skip


def _drawing(site: Site, near: GeoDataFrame) -> Drawing:
    titles = {layer.id: layer.title.vi for layer in built_in_layers().values()}
    within = near[near["within"].astype(bool)]
    told = within.assign(role="near", layer=within["layer"].map(titles))
    if site.shape is not None:
        layer = site.layer.title.vi if site.layer else None
        row = {"name": [_name(site)], "layer": [layer], "distance_m": [0.0], "role": ["site"]}
        here = GeoDataFrame(row, geometry=[site.shape], crs=5897)
        told = GeoDataFrame(pd.concat([here, told], ignore_index=True)) if len(told) else here
    return draw(_PLACES, told.reset_index(drop=True))


def _gaps(site: Site) -> tuple[Gap, ...]:
    told = [Gap(say("ảnh chưa được lưu trong dữ liệu", "photos, which the twin does not keep yet"))]
    unknown = int(tell_facts(site)["value"].isna().sum())
    if site.layer is not None and unknown:
        words = say("thông tin của đối tượng chưa biết", "facts of the feature that nobody knows")
        told.append(Gap(words, unknown, site.layer.id))
    if site.shape is None:
        told.append(
            Gap(say("chưa có địa giới phường", "the ward's outline, which nobody recorded"), None, "ward")
        )
    return tuple(told)


def _run(city: City, inputs: Asked) -> Answer:
    site = find_site(city, inputs)
    near = look_round(city, site, inputs.reach_m)
    tasks, reports = find_tasks(city, site), find_reports(city, site, inputs.reach_m)
    return Answer(
        _figures(city, site, near, tasks, reports),
        tables=_tables(city, site, near, tasks, reports),
        drawings=(_drawing(site, near),),
        notes=(
            say(
                "Khoảng cách thẳng, tính từ chỗ gần nhất. Lời của người phản ánh không hiện ở đây.",
                "Distances are straight, from the nearest points. The words of citizens' reports are not shown here.",
            ),
        ),
        gaps=_gaps(site),
    )


REPORT = Report(
    id="site",
    title=say("Tra cứu một nơi", "All about a place"),
    question=say(
        "Ở nơi này có gì, gần những gì, đã thay đổi thế nào, nhiệm vụ và phản ánh nào liên quan?",
        "What is here, what is near, how has it changed, and which tasks and reports concern it?",
    ),
    inputs=Asked,
    run=_run,
)
