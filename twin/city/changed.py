"""The city as a scenario would have it: what is read of the real one, changed on the way. Nothing is written."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import numpy as np
import pandas as pd
import shapely
from geopandas.geodataframe import GeoDataFrame
from geopandas.geoseries import GeoSeries
from shapely.geometry.base import BaseGeometry

from twin.analysis.parts import Found, Part, Parted, Told, Whole
from twin.analysis.projection import METRIC_SRID
from twin.analysis.surface import Surface
from twin.analysis.water.rain import Rain
from twin.city.columns import SYSTEM, type_column
from twin.errors import BadInputError
from twin.features.submission import LOCAL_TIME
from twin.norms import Norm
from twin.reporting import City
from twin.reporting.choosing import require_ids
from twin.reporting.whatif import Changes, LayerChange
from twin.vocabulary import Layer, Text

WHAT_IF = "giả định / what-if"
"""Who makes what is only supposed."""
_GEOMETRY = "geometry"
_ENDING = ("recorded_to", "change", "changed_by")


@dataclass(frozen=True)
class _Held:
    """One change of a layer, as it is held to the layer's declaration: `added` by negative ids, all values typed."""

    layer: Layer
    added: GeoDataFrame
    altered: pd.DataFrame
    removed: frozenset[int]
    closed: frozenset[int]

    @property
    def moves(self) -> bool:
        return _GEOMETRY in self.altered

    def apply(self, found: GeoDataFrame, fields: Sequence[str]) -> GeoDataFrame:
        """Return features of the layer with the change, by id."""
        changed: GeoDataFrame = found[~found.index.isin(list(self.removed))].copy()
        self._alter(changed, fields)
        if len(self.added):
            changed = GeoDataFrame(pd.concat([changed, self.added[[*fields, _GEOMETRY]]]), crs=found.crs)
            changed.index.name = found.index.name
        ordered: GeoDataFrame = changed.sort_index()
        return ordered

    def differs(self, other: "_Held") -> set[int]:
        """Return the features that both changes give different values."""
        both = self.altered.index.intersection(other.altered.index)
        names = [name for name in self.altered if name in other.altered and name != _GEOMETRY]
        one, two = (held.altered.loc[both, names].astype(object) for held in (self, other))
        apart = ~((one == two) | (one.isna() & two.isna()))
        return set(both[apart.any(axis=1)])

    def _alter(self, found: GeoDataFrame, fields: Sequence[str]) -> None:
        here = self.altered.index.intersection(found.index)
        for name in (name for name in (*fields, _GEOMETRY) if name in self.altered):
            found.loc[here, name] = self.altered.loc[here, name]


class ChangedCity:
    """A city that lies over another one, as the change is from the other's day on: an earlier day stays as it was.

    Raises what the city beneath raises, and NotFoundError where what is changed is not there.
    """

    def __init__(self, city: City, changes: Changes, *, since: date | None = None) -> None:
        self._city, self._changes = city, changes
        self._since = city.day if since is None else since
        self._held: dict[str, list[_Held]] = {}
        self.overridden: dict[str, int] = {}
        """Of each layer, how many features have a value that a change beneath had set otherwise."""
        if since is None:
            self._hold(changes.layers)

    def _hold(self, changes: Iterable[LayerChange]) -> None:
        for change in changes:
            layer = self.declared(change.layer)
            _require_there(self, layer, change)
            held = _hold(layer, change, self._added_before(change.layer))
            if again := len(self._set_otherwise(held)):
                self.overridden[change.layer] = self.overridden.get(change.layer, 0) + again
            self._held.setdefault(change.layer, []).append(held)

    def _set_otherwise(self, new: _Held) -> set[int]:
        """Return the features of which a value was set before, and is set otherwise now."""
        own = (old.differs(new) for old in self._held.get(new.layer.id, ()))
        beneath = self._city._set_otherwise(new) if isinstance(self._city, ChangedCity) else set()  # noqa: SLF001 - one of its kind
        return beneath.union(*own)

    def _added_before(self, layer: str) -> int:
        """Return how many features were ever added to a layer, so that no id is given twice."""
        own = sum(len(held.added) for held in self._held.get(layer, ()))
        return own + (self._city._added_before(layer) if isinstance(self._city, ChangedCity) else 0)  # noqa: SLF001 - one of its kind

    def _over(self, city: City) -> "ChangedCity":
        """Return the same changes over another city."""
        other = ChangedCity(city, self._changes, since=self._since)
        other._held = self._held
        return other

    def _holding(self, layer: str) -> Sequence[_Held]:
        return self._held.get(layer, ()) if self._holds else ()

    @property
    def _holds(self) -> bool:
        return self.day >= self._since

    def with_changes(self, changes: Changes) -> "ChangedCity":
        """Return this city with more changes."""
        return ChangedCity(self, changes)

    @property
    def day(self) -> date:
        return self._city.day

    @property
    def area(self) -> BaseGeometry | None:
        return self._city.area

    def on(self, day: date) -> "ChangedCity":
        return self._over(self._city.on(day))

    def within(self, area: BaseGeometry | None) -> "ChangedCity":
        return self._over(self._city.within(area))

    def declared(self, layer: str) -> Layer:
        return self._city.declared(layer)

    def norm(self, norm_id: str) -> Norm | None:
        return self._city.norm(norm_id)

    def terrain(self, cell: float | None = None) -> Surface | None:
        return self._city.terrain(cell)

    def share_out(self, work: Parted[Whole, Part, Found, Told], whole: Whole) -> Told:
        return self._city.share_out(work, whole)

    def progress(self, share: float, doing: Text) -> None:
        self._city.progress(share, doing)

    @property
    def rain(self) -> Rain | None:
        return self._changes.rain if self._holds and self._changes.rain is not None else self._city.rain

    def closed(self, layer: str) -> frozenset[int]:
        closed = self._city.closed(layer)
        for held in self._holding(layer):
            closed = (closed | held.closed) - held.removed
        return closed

    def frame(self, layer: str, *fields: str, whole: bool = False) -> GeoDataFrame:
        changes = self._holding(layer)
        # What is moved into the area stood outside of it.
        moves = any(held.moves for held in changes)
        found = self._city.frame(layer, *fields, whole=whole or moves)
        for held in changes:
            found = held.apply(found, fields)
        if changes and self.area is not None and not whole:
            found = found[shapely.intersects(found.geometry.to_numpy(), self.area)].copy()
        return found

    def states(self, layer: str, feature_id: int) -> pd.DataFrame:
        told = self._city.states(layer, feature_id)
        moment = datetime.combine(self._since, time.max, LOCAL_TIME)
        for held in self._holding(layer):
            told = _change_states(told, held, feature_id, moment)
        return told

    def observations(self, layer: str, measure: str, since: datetime, until: datetime) -> pd.DataFrame:
        found = self._city.observations(layer, measure, since, until)
        for held in self._holding(layer):
            found = found[~found["feature"].isin(list(held.removed))]
        return found.reset_index(drop=True)


def _hold(layer: Layer, change: LayerChange, before: int) -> _Held:
    added = GeoDataFrame(geometry=[], crs=METRIC_SRID) if change.added is None else change.added
    altered = pd.DataFrame() if change.altered is None else change.altered
    _require_fields(layer, (*added.columns, *altered.columns))
    ids = pd.Index(np.arange(-before - 1, -before - 1 - len(added), -1), dtype="int64", name="id")
    names = [field.name for field in layer.all_fields]
    columns = {
        name: type_column(layer, name, _unknown_as_none(added, name), ids) for name in (*names, *SYSTEM)
    }
    shapes = GeoSeries(added.geometry.to_numpy(), index=ids, crs=METRIC_SRID)
    return _Held(
        layer,
        GeoDataFrame(columns, geometry=shapes, index=ids, crs=METRIC_SRID),
        pd.DataFrame({name: _altered(layer, altered, str(name)) for name in altered}, index=altered.index),
        change.removed,
        change.closed.union(ids[sorted(change.closed_added)]),
    )


def _altered(layer: Layer, altered: pd.DataFrame, name: str) -> "pd.Series[Any]":
    if name == _GEOMETRY:
        return GeoSeries(altered[name].to_numpy(), index=altered.index, crs=METRIC_SRID)
    return type_column(layer, name, _unknown_as_none(altered, name), altered.index)


def _unknown_as_none(frame: pd.DataFrame, name: str) -> list[Any]:
    """Return a column's values with None for whatever means unknown; of a column that is not there all are."""
    if name not in frame:
        return [None] * len(frame)
    known = frame[name].notna()
    return [value if here else None for value, here in zip(frame[name].astype(object), known, strict=True)]


def _require_fields(layer: Layer, names: Iterable[Any]) -> None:
    for name in map(str, names):
        if name != _GEOMETRY and name not in layer.by_name and name not in SYSTEM:
            raise BadInputError(
                vi=f"Lớp «{layer.id}» không có trường «{name}».",
                en=f"The layer “{layer.id}” has no field “{name}”.",
            )


def _require_there(city: City, layer: Layer, change: LayerChange) -> None:
    altered = () if change.altered is None else change.altered.index
    named = {*altered, *change.removed, *change.closed}
    if named:
        require_ids(city, layer.id, city.frame(layer.id, whole=True).index, named)


def _change_states(told: pd.DataFrame, held: _Held, feature_id: int, moment: datetime) -> pd.DataFrame:
    """Add the state that the change makes of a feature; what was held until then ends at the moment."""
    if feature_id in held.added.index:
        row = held.added.loc[[feature_id]].to_crs(4326)
        return _states_like(told, row, moment)
    current = told.index[told["recorded_to"].isna()]
    gone, altered = feature_id in held.removed, feature_id in held.altered.index
    if not len(current) or not (gone or altered):
        return told
    told, before = told.copy(), told
    for name, value in zip(_ENDING, (moment, "delete" if gone else "update", WHAT_IF), strict=True):
        told[name] = told[name].where(~told.index.isin(current), value)
    if gone:
        return told
    new = before.loc[current[:1]].copy()
    for name in map(str, held.altered):
        values = held.altered.loc[[feature_id], name]
        new[name] = (values.to_crs(4326) if name == _GEOMETRY else values.astype(object)).to_list()
    return pd.concat([_states_like(told, new, moment), told], ignore_index=True)


def _states_like(told: pd.DataFrame, row: pd.DataFrame, moment: datetime) -> pd.DataFrame:
    given: dict[str, Any] = {name: row[name].to_list() for name in map(str, told) if name in row}
    given |= {name: [None] for name in _ENDING} | {"updated_at": [moment], "updated_by": [WHAT_IF]}
    return pd.DataFrame(given, columns=told.columns, dtype=object)
