"""What the twin knows of a place and round it."""

from dataclasses import dataclass
from datetime import date, datetime
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas.geodataframe import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from twin.analysis.projection import METRIC_SRID, to_metres
from twin.errors import BadInputError, NotFoundError
from twin.layers import built_in_layers
from twin.reporting import City
from twin.reports.site.asking import Asked
from twin.vocabulary import UNKNOWN, Field, Layer

OVERLAY, REPORTS = "programme_overlay", "citizen_reports"
NEAREST = 3
"""Of each layer so many are told, and how many more there are within reach."""
FARTHEST_M = 500.0
"""What is nearest is looked for so far, where nothing is within reach."""
_PERSONAL = "text"
"""The words of citizens are shown to nobody here."""
_NOT_TOLD = {
    "geometry",
    "recorded_to",
    "change",
    "changed_by",
    "updated_at",
    "updated_by",
    "import_id",
    _PERSONAL,
}


@dataclass(frozen=True)
class Site:
    """A place in metres; of a feature, its layer, its id and every state it had, newest first."""

    shape: BaseGeometry | None
    layer: Layer | None = None
    feature: int | None = None
    states: pd.DataFrame | None = None


def find_site(city: City, inputs: Asked) -> Site:
    """Return the place that is asked about; without a shape where the twin does not even know the ward.

    Raises NotFoundError for a feature that was not there on the day, BadInputError for a point outside the ward.
    """
    if inputs.layer is not None and inputs.feature is not None:
        return _of_feature(city, inputs.layer, inputs.feature)
    if inputs.longitude is not None and inputs.latitude is not None:
        (point,) = to_metres(np.array([shapely.Point(inputs.longitude, inputs.latitude)], dtype=np.object_))
        return Site(_in_ward(city, point))
    area = city.area or _ward(city)
    return Site(None if area is None else shapely.point_on_surface(area))


def _of_feature(city: City, name: str, feature: int) -> Site:
    layer, states = city.declared(name), city.states(name, feature)
    if states.empty or states["recorded_to"].iloc[0] is not None:
        raise NotFoundError(
            vi=f"Lớp «{name}» không có đối tượng «{feature}» vào ngày {city.day:%d/%m/%Y}.",
            en=f"The layer “{name}” had no feature “{feature}” on {city.day}.",
        )
    (shape,) = to_metres(np.array([states["geometry"].iloc[0]], dtype=np.object_))
    return Site(shape, layer, feature, states)


def _ward(city: City) -> BaseGeometry | None:
    wards = city.frame("ward", whole=True)
    return shapely.union_all(wards.geometry.to_numpy()) if len(wards) else None


def _in_ward(city: City, point: BaseGeometry) -> BaseGeometry:
    ward = _ward(city)
    if ward is not None and not ward.intersects(point):
        raise BadInputError(vi="Điểm nằm ngoài phường.", en="The point lies outside the ward.")
    return point


def _plain(value: Any) -> Any:
    return None if value is None or value is pd.NA or value is pd.NaT or value != value else value  # noqa: PLR0124 - NaN


def tell_value(field: Field, value: Any) -> str | None:
    """Return a value in words, in both languages where they differ; None where nobody knows."""
    known = _plain(value)
    if known is None or known == UNKNOWN.value:
        return None
    for choice in field.choices:
        if choice.value == known:
            return (
                choice.label.vi
                if choice.label.vi == choice.label.en
                else f"{choice.label.vi} / {choice.label.en}"
            )
    if isinstance(known, bool | np.bool_):
        return "Có / Yes" if known else "Không / No"
    if isinstance(known, float):
        return f"{known:g}"
    return known.isoformat() if isinstance(known, date | datetime) else str(known)


def tell_facts(site: Site) -> pd.DataFrame:
    """Return a row for each field of the feature: `field`, `value` (None: unknown), `unit`, `value_source`."""
    rows = []
    if site.layer is not None and site.states is not None:
        state = site.states.iloc[0]
        for field in site.layer.fields:
            if field.name == _PERSONAL:
                continue
            source = tell_value(field.source_field, state[field.source_field.name]) if field.sourced else None
            rows.append((field.name, tell_value(field, state[field.name]), field.unit, source))
    return pd.DataFrame(rows, columns=["field", "value", "unit", "value_source"], dtype=object)


def tell_history(site: Site) -> pd.DataFrame:
    """Return a row for each value that changed, newest first: `on`, `field`, `before`, `after`, `by`."""
    rows = []
    if site.layer is not None and site.states is not None:
        fields = [field for field in site.layer.all_fields if field.name not in _NOT_TOLD]
        states = site.states.to_dict("records")
        for now, before in pairwise(states):
            on = pd.Timestamp(now["updated_at"]).tz_convert("+07:00").date()
            for field in fields:
                pair = tell_value(field, before[field.name]), tell_value(field, now[field.name])
                if pair[0] != pair[1]:
                    rows.append((on, field.name, *pair, now["updated_by"]))
            if not shapely.equals_exact(now["geometry"], before["geometry"]):
                rows.append((on, "geometry", None, None, now["updated_by"]))
    return pd.DataFrame(rows, columns=["on", "field", "before", "after", "by"], dtype=object)


def look_round(city: City, site: Site, reach: float) -> GeoDataFrame:
    """Return what stands near of every layer: `layer`, `feature`, `name`, `distance_m` (0: it holds the place), `within`.

    Of each layer all that is within `reach`, else the nearest one within `FARTHEST_M`, in order of distance.
    """
    if site.shape is None:
        return _nothing()
    near = city.within(site.shape.buffer(max(reach, FARTHEST_M)))
    parts = [_near_of(near, layer, site, reach) for layer in built_in_layers().values()]
    told = [part for part in parts if len(part)]
    return GeoDataFrame(pd.concat(told, ignore_index=True)) if told else _nothing()


def _nothing() -> GeoDataFrame:
    return GeoDataFrame(_EMPTY, geometry=[], crs=METRIC_SRID)


_EMPTY: dict[str, list[Any]] = {name: [] for name in ("layer", "feature", "name", "distance_m", "within")}


def _near_of(near: City, layer: Layer, site: Site, reach: float) -> GeoDataFrame:
    title = layer.title_field if layer.title_field != _PERSONAL else None
    found = near.frame(layer.id, *([title] if title else []))
    if site.layer is not None and site.layer.id == layer.id:
        found = found[found.index != site.feature]
    found["distance_m"] = shapely.distance(found.geometry.to_numpy(), site.shape)
    found = found.sort_values("distance_m", kind="stable")
    within = found["distance_m"] <= reach
    chosen = found[within] if within.any() else found[found["distance_m"] <= FARTHEST_M].head(1)
    told: GeoDataFrame = chosen[["distance_m", "geometry"]].copy()
    told["layer"], told["feature"] = layer.id, chosen.index
    told["name"] = chosen[title].astype(object) if title else None
    told["within"] = chosen["distance_m"] <= reach
    return told


def find_tasks(city: City, site: Site) -> pd.DataFrame:
    """Return the programme's tasks that concern the place: those of the feature itself, and those whose area holds it."""
    columns = ["subject", "role", "lead", "state", "moved_on"]
    if site.shape is None:
        return pd.DataFrame(columns=[*columns, "task"], dtype=object)
    there = city.within(site.shape.buffer(1.0))
    found = there.frame(OVERLAY, "kind", "layer", "feature_id", *columns)
    found = found[found["kind"] == "task"]
    own = (found["role"] == "area") & shapely.intersects(found.geometry.to_numpy(), site.shape)
    if site.layer is not None:
        own |= (found["layer"] == site.layer.id) & (found["feature_id"] == site.feature).fillna(value=False)
    else:
        own |= shapely.intersects(found.geometry.to_numpy(), site.shape)
    tasks = pd.DataFrame(found[own.astype(bool)]).drop_duplicates(["subject", "role"])
    names = city.frame("programme_tasks", "external_id", "name", whole=True).set_index("external_id")["name"]
    return tasks.assign(task=tasks["subject"].map(names)).sort_values("subject", kind="stable")


def find_reports(city: City, site: Site, reach: float) -> pd.DataFrame:
    """Return citizens' reports within reach, newest first: topic, status and day, never the words."""
    columns = ["topic", "status", "received_at"]
    if site.shape is None:
        return pd.DataFrame(columns=[*columns, "received_on", "distance_m"], dtype=object)
    found = city.within(site.shape.buffer(reach)).frame(REPORTS, *columns)
    found["distance_m"] = shapely.distance(found.geometry.to_numpy(), site.shape)
    found = found[found["distance_m"] <= reach]
    found["received_on"] = pd.to_datetime(found["received_at"], utc=True).dt.tz_convert("+07:00").dt.date
    return pd.DataFrame(found).sort_values("received_at", ascending=False, kind="stable")
