"""What is known of each register, how old it is, and what is wrong with its features."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import shapely
from shapely.geometry.base import BaseGeometry

from twin.analysis.faults import breaks, compare, find_shape_faults, find_twins
from twin.reporting import City
from twin.reporting.people import Groups
from twin.vocabulary import UNKNOWN, Field, Layer

if TYPE_CHECKING:
    from geopandas.geodataframe import GeoDataFrame

INVALID, TINY, OUTSIDE, TWIN = "invalid", "tiny", "outside", "twin"
PERSONAL = ("text",)
"""Fields in which words of citizens stand: they are counted, and never shown."""


@dataclass(frozen=True)
class Judged:
    """One layer: its features, which of their fields are known, and its faults.

    `features` has `group` (code), `age_days`, `known` of `asked` fields, and `faulty`; `faults` is one row for each fault:
    `id`, `fault`, and `of` (the feature that it doubles). `known` has 1 for what is known of a feature, 0 for what is
    not, NaN for what a rule says cannot be: an open case has no closing day.
    """

    layer: Layer
    features: "GeoDataFrame"
    fields: tuple[Field, ...]
    known: pd.DataFrame
    faults: pd.DataFrame

    @property
    def completeness(self) -> float | None:
        """The share of all values that is known."""
        return float(self.known.sum().sum()) / self.asked if self.asked else None

    @property
    def asked(self) -> int:
        """How many values there could be."""
        return int(self.known.notna().to_numpy().sum())


def judge_layer(
    city: City, layer: Layer, groups: Groups, outline: BaseGeometry | None, near: float
) -> Judged:
    """Read one layer and judge every feature of the area."""
    names = tuple(field.name for field in layer.all_fields)
    features = city.frame(layer.id, *names, "updated_at")
    # Where a value came from can only be known of a value.
    fields = tuple(layer.fields)
    known = pd.DataFrame(
        {field.name: _is_known(features[field.name], field) for field in fields},
        index=features.index,
        dtype="float64",
    )
    _leave_out(layer, features, known)
    faults = _faults(layer, features, outline, near)
    told = features[["geometry"]].copy()
    told["name"] = features[layer.title_field].astype(object) if _shows_title(layer) else None
    told["group"] = groups.of(features)
    told["known"], told["asked"] = known.sum(axis=1), known.notna().sum(axis=1)
    told["age_days"] = _ages(city, features["updated_at"])
    told["faulty"] = told.index.isin(faults["id"])
    return Judged(layer, told, fields, known, faults)


def _leave_out(layer: Layer, features: "GeoDataFrame", known: pd.DataFrame) -> None:
    """Ask of no feature what cannot be of it: a value that may be known only where something else holds, and it does not."""
    for rule in layer.rules:
        if rule.when is not None and rule.when.operator == "known" and rule.when.field in known:
            holds, decided = compare(features, rule.then)
            told = features[rule.then.field].astype(object).ne(UNKNOWN.value).to_numpy(dtype=bool)
            cannot = decided & told & ~holds & features[rule.when.field].isna().to_numpy()
            known.loc[cannot, rule.when.field] = np.nan


def _shows_title(layer: Layer) -> bool:
    return layer.title_field is not None and layer.title_field not in PERSONAL


def _is_known(values: pd.Series, field: Field) -> pd.Series:
    known = values.notna()
    if any(choice.value == UNKNOWN.value for choice in field.choices):
        known &= values != UNKNOWN.value
    return known.astype(bool)


def _ages(city: City, written: pd.Series) -> "np.typing.NDArray[np.float64]":
    """Return the days since each feature was last written."""
    end = pd.Timestamp(city.day, tz="+07:00") + pd.Timedelta(days=1)
    ages = (end - pd.to_datetime(written, utc=True)).dt.total_seconds() / 86_400
    return np.floor(ages.to_numpy(dtype=np.float64))


def _faults(
    layer: Layer, features: "GeoDataFrame", outline: BaseGeometry | None, near: float
) -> pd.DataFrame:
    shapes = features.geometry.to_numpy()
    ids = features.index.to_numpy()
    found = find_shape_faults(shapes, outline)
    rows = [
        (ids[marks], fault, np.full(marks.sum(), None, dtype=object))
        for fault, marks in ((INVALID, found.invalid), (TINY, found.tiny), (OUTSIDE, found.outside))
    ]
    for rule in layer.rules:
        broken = breaks(features, rule)
        rows.append((ids[broken], f"{layer.id}.{rule.id}", np.full(broken.sum(), None, dtype=object)))
    twins = find_twins(shapes, _titles(layer, features), _telling(layer, features), near)
    rows.append((ids[twins[:, 1]], TWIN, ids[twins[:, 0]].astype(object)))
    parts = [pd.DataFrame({"id": one, "fault": fault, "of": of}) for one, fault, of in rows]
    return pd.concat(parts, ignore_index=True).sort_values(["fault", "id"], kind="stable")


def _titles(layer: Layer, features: "GeoDataFrame") -> "pd.Series[str]":
    if layer.title_field is None:
        return pd.Series(np.full(len(features), None, dtype=object), index=features.index)
    titles: pd.Series[str] = features[layer.title_field].astype(object)
    return titles


def _telling(layer: Layer, features: "GeoDataFrame") -> pd.DataFrame:
    """Return the fields that tell two things apart: all of the layer's own but its title and where values came from."""
    names = [field.name for field in layer.fields if field.name != layer.title_field]
    return pd.DataFrame(features[names])


def outline_of(city: City) -> BaseGeometry | None:
    """Return the ward's outline; None where the twin does not know it."""
    wards = city.frame("ward", whole=True)
    return shapely.union_all(wards.geometry.to_numpy()) if len(wards) else None
