"""The words in which a what-if is declared: a scenario yields changes to the city, and never writes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from twin.analysis.water.rain import Rain
from twin.reporting import City
from twin.vocabulary import Frozen, Text

if TYPE_CHECKING:
    import pandas as pd
    from geopandas.geodataframe import GeoDataFrame


@dataclass(frozen=True)
class LayerChange:
    """What becomes of one layer.

    `added` holds new features in metres (EPSG:5897) with whichever of the layer's fields are known; the rest of them
    is unknown, and their ids are negative, whatever the frame's index is. `altered` holds new values by id, only of the fields that change; a column `geometry` moves a feature.
    Nothing drives through what is `closed`, and people still walk there; of new features `closed_added` names the rows.
    """

    layer: str
    added: "GeoDataFrame | None" = field(default=None, compare=False)
    altered: "pd.DataFrame | None" = field(default=None, compare=False)
    removed: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()
    closed_added: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Changes:
    """What a scenario makes of the city.

    `said` is the what-if in a phrase, as a title has it; `notes` say in sentences what was assumed.
    """

    said: Text
    layers: tuple[LayerChange, ...] = ()
    rain: Rain | None = None
    notes: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Scenario:
    """One what-if. `inputs` is a child of `Frozen`; `run` reads the city as the steps before have left it."""

    id: str
    title: Text
    question: Text
    inputs: type[Frozen]
    run: Callable[[City, Any], Changes]
