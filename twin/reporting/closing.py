"""Streets and alleys closed to whatever drives: whole ones, or the part of them that lies within an area."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import shapely
from geopandas.geodataframe import GeoDataFrame
from shapely.geometry.base import BaseGeometry

from twin.analysis.network.cutting import cut_lines
from twin.reporting import City
from twin.reporting.choosing import require_ids
from twin.reporting.saying import say
from twin.reporting.whatif import LayerChange
from twin.vocabulary import Text


@dataclass(frozen=True)
class Closed:
    """What becomes of a layer, and how much of it is closed."""

    change: LayerChange
    count: int
    metres: float
    parted: int = 0
    """How many are closed in part only, and so are two features from then on."""


def close_whole(city: City, layer: str, ids: Iterable[int]) -> Closed:
    """Close streets or alleys from end to end. Raises NotFoundError."""
    chosen = frozenset(ids)
    lines = city.frame(layer, whole=True)
    require_ids(city, layer, lines.index, chosen)
    metres = float(shapely.length(lines.geometry[lines.index.isin(list(chosen))].to_numpy()).sum())
    return Closed(LayerChange(layer, closed=chosen), len(chosen), metres)


def close_within(
    city: City, layer: str, area: BaseGeometry, ids: Iterable[int] | None = None, least: float = 0.0
) -> Closed:
    """Close what of the streets or alleys (of these ids, None: of all) lies within an area, in metres.

    What is only partly closed is cut there: the part that stays open keeps its id, the closed one becomes a feature of
    its own. Pieces of `least` metres or less are let be. Raises NotFoundError.
    """
    fields = tuple(field.name for field in city.declared(layer).all_fields)
    lines = city.frame(layer, *fields, whole=True)
    touched = shapely.intersects(lines.geometry.to_numpy(), area)
    if ids is not None:
        chosen = frozenset(ids)
        require_ids(city, layer, lines.index, chosen)
        touched &= lines.index.isin(list(chosen))
    lines = lines[touched]
    cut = cut_lines(lines.geometry.to_numpy(), area, least)
    here, rest = (
        np.array([shape is not None for shape in side], dtype=bool) for side in (cut.inside, cut.outside)
    )
    parted = here & rest
    pieces = GeoDataFrame(lines.drop(columns="geometry")[parted], geometry=cut.inside[parted], crs=lines.crs)
    change = LayerChange(
        layer,
        added=pieces,
        altered=pd.DataFrame({"geometry": cut.outside[parted]}, index=lines.index[parted]),
        closed=frozenset(lines.index[here & ~rest].tolist()),
        closed_added=frozenset(range(len(pieces))),
    )
    metres = float(shapely.length(cut.inside[here]).sum())
    return Closed(change, int(here.sum()), metres, int(parted.sum()))


def tell_parted(closed: Iterable[Closed]) -> tuple[Text, ...]:
    """Say how many streets and alleys became two features, which reports count."""
    parted = sum(one.parted for one in closed)
    if not parted:
        return ()
    words = say(
        f"{parted} đường, ngõ chỉ đóng một đoạn: đoạn đóng được tính là một đối tượng riêng.",
        f"{parted} streets and alleys are closed in part only: the closed part counts as a feature of its own.",
    )
    return (words,)
