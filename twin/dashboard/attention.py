"""What needs attention today: late tasks, checks that are overdue, new reports, spots that a rain would wake."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

import pandas as pd

from twin.access import User
from twin.analysis.projection import box_in_degrees
from twin.city.city import LiveCity
from twin.city.running import find_report, read_inputs, run_report
from twin.dashboard.numbers import conditions_on, filter_on
from twin.dashboard.value import Attention, Concern, Condition
from twin.features.submission import LOCAL_TIME
from twin.programme.digest import Digest
from twin.programme.moments import today
from twin.programme.screen.value import Box
from twin.reporting import Inputs
from twin.store.database import Connection
from twin.vocabulary import Layer, Text

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

FIRST = 10
"""How many things of a kind are named."""
NEW_WITHIN = timedelta(days=7)


@dataclass(frozen=True)
class Check:
    """Things that are looked at again and again, at the latest every so many days after the day in `field`."""

    layer: str
    field: str
    every: timedelta


CHECKS = (Check("fire_water", "checked_on", timedelta(days=92)),)
"""Fire water is looked at each quarter."""
_REPORTS, _OPEN = "citizen_reports", ("received", "in_progress")
_SPOTS, _BY_RAIN = "flood_spots", "rain_activation"


def find_late_tasks(digest: Digest) -> Attention:
    """Return the tasks whose day is over, the longest overdue first."""
    found = [(task, warning) for task in digest.tasks if (warning := task.warns_of("overdue"))]
    found.sort(key=lambda pair: -(pair[1].days or 0))
    return Attention(
        kind="late_tasks",
        title=Text(vi="Nhiệm vụ quá hạn", en="Tasks overdue"),
        count=len(found),
        unknown=sum(task.due_on is None and task.status is None for task in digest.tasks),
        why=Text(vi="Đã qua hạn của chương trình.", en="Their day in the programme is over."),
        first=tuple(
            Concern(name=task.name, why=warning.text, key=task.key, days=warning.days)
            for task, warning in found[:FIRST]
        ),
    )


def find_concerns(connection: Connection, user: User, day: date, rain_mm_h: float) -> tuple[Attention, ...]:
    """Return what the layers say of a day; a layer that the user may not read raises as reading it does."""
    city = LiveCity(connection, user, Inputs(data_as_of=day), today())
    checks = (_find_overdue(city, check, day) for check in CHECKS)
    return (*checks, _find_new(city, day), _find_waking(connection, user, day, rain_mm_h))


def _find_overdue(city: LiveCity, check: Check, day: date) -> Attention:
    layer, last_good = city.declared(check.layer), day - check.every
    things = city.frame(check.layer, "name", check.field)
    known = things[things[check.field].notna()]
    late = known[known[check.field] < last_good].sort_values(check.field)
    # Where no check at all is known, none overdue is no answer.
    silent = bool(city.never_written((check.layer,))) or (len(things) > 0 and not len(known))
    return Attention(
        kind="overdue_checks",
        title=Text(vi=f"Quá hạn kiểm tra: {layer.title.vi}", en=f"Checks overdue: {layer.title.en}"),
        count=None if silent else len(late),
        unknown=len(things) - len(known) if len(things) else None,
        why=Text(
            vi=f"Lần kiểm tra gần nhất trước ngày {last_good:%d/%m/%Y} ({check.every.days} ngày).",
            en=f"Last checked before {last_good.isoformat()} ({check.every.days} days).",
        ),
        layer=check.layer,
        filter=f"{check.field} < DATE('{last_good.isoformat()}')",
        conditions=(_until(layer, check.field, last_good - timedelta(days=1)),),
        first=tuple(
            Concern(
                name=str(row["name"]),
                why=Text(vi=f"Kiểm tra ngày {row[check.field]:%d/%m/%Y}", en=f"Checked {row[check.field]}"),
                layer=check.layer,
                feature_id=int(str(number)),
                bbox=_box(row.geometry.bounds),
                days=(day - row[check.field]).days,
            )
            for number, row in late.head(FIRST).iterrows()
        ),
    )


def _until(layer: Layer, field: str, day: date) -> Condition:
    kind = layer.by_name[field].kind
    return Condition(name=field, kind=kind, test="most", values=(day.isoformat(),))


def _find_new(city: LiveCity, day: date) -> Attention:
    layer = city.declared(_REPORTS)
    since = datetime.combine(day - NEW_WITHIN, time.min, LOCAL_TIME)
    things = city.frame(_REPORTS, "topic", "status", "received_at")
    recent = things[things["received_at"] >= since]
    known = recent["status"].notna() & (recent["status"] != "unknown")
    new = recent[recent["status"].isin(_OPEN)].sort_values("received_at", ascending=False)
    silent = bool(city.never_written((_REPORTS,)))
    return Attention(
        kind="new_reports",
        title=Text(vi="Phản ánh mới, chưa giải quyết", en="New reports, not yet settled"),
        count=None if silent else len(new),
        unknown=None if silent else int((~known).sum()),
        why=Text(vi=f"Nhận từ ngày {since:%d/%m/%Y}.", en=f"Received since {since.date().isoformat()}."),
        layer=_REPORTS,
        filter=f"received_at >= TIMESTAMP('{since.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}') AND {filter_on('status', _OPEN)}",
        conditions=(
            Condition(name="received_at", kind="datetime", test="least", values=(since.date().isoformat(),)),
            *conditions_on(layer, "status", _OPEN),
        ),
        first=tuple(_told(new.head(FIRST), {c.value: c.label for c in layer.by_name["topic"].choices})),
    )


def _told(new: "GeoDataFrame", topics: dict[str, Text]) -> Iterator[Concern]:
    for number, row in new.iterrows():
        topic = topics.get(row["topic"], Text(vi=str(row["topic"]), en=str(row["topic"])))
        received = row["received_at"].astimezone(LOCAL_TIME)
        yield Concern(
            name=topic.vi,
            why=Text(
                vi=f"{topic.vi}, {received:%d/%m/%Y %H:%M}", en=f"{topic.en}, {received:%Y-%m-%d %H:%M}"
            ),
            layer=_REPORTS,
            feature_id=int(str(number)),
            bbox=_box(row.geometry.bounds),
        )


def _box(metres: tuple[float, float, float, float]) -> Box:
    return box_in_degrees(metres)


def _find_waking(connection: Connection, user: User, day: date, rain_mm_h: float) -> Attention:
    report = find_report(_BY_RAIN)
    inputs = read_inputs(report, {"intensity_mm_h": rain_mm_h, "data_as_of": day.isoformat()})
    answer = run_report(connection, user, report, inputs).answer
    figures = {figure.id: figure.value for figure in answer.figures}
    spots = answer.drawings[0].frame if answer.drawings else pd.DataFrame({"awake": [], "name": []})
    awake = spots[spots["awake"] == "yes"]
    silent = figures["awake"] is None
    return Attention(
        kind="waking_spots",
        title=Text(vi="Điểm ngập khi mưa như dự báo", en="Spots that the forecast rain would wake"),
        count=None if silent else len(awake),
        unknown=None if silent else int(spots["awake"].isna().sum()),
        why=Text(vi=f"Mưa {rain_mm_h:g} mm/h.", en=f"A rain of {rain_mm_h:g} mm/h."),
        layer=_SPOTS,
        first=tuple(
            Concern(
                name=str(row["name"]),
                why=Text(vi="Ngập ở cường độ này", en="Floods at this intensity"),
                layer=_SPOTS,
                feature_id=int(str(number)),
                bbox=row.geometry.bounds,
            )
            for number, row in awake.head(FIRST).iterrows()
        ),
    )
