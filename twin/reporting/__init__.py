"""The words in which a report is declared, and in which it answers: pure values, as a layer is.

A report is one value of `Report` in a file of `twin/reports`. Its inputs become the form, the API's schema and the
command's options; its answer becomes tables, a map, charts and files.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, Protocol, Self

from pydantic import Discriminator, JsonValue, Tag, model_validator
from pydantic import Field as Described
from pydantic.fields import FieldInfo
from shapely.geometry.base import BaseGeometry

from twin.analysis.parts import Found, Part, Parted, Told, Whole
from twin.analysis.surface import Surface
from twin.analysis.water.rain import Rain
from twin.norms import Norm
from twin.reporting.surfaces import RasterDrawing
from twin.vocabulary import Choice, FieldKind, Frozen, Layer, Scalar, Text

if TYPE_CHECKING:
    import pandas as pd
    from geopandas.geodataframe import GeoDataFrame

MOST_BUFFER_M = 20_000.0


Shape = Literal["point", "line", "area"]


def asked(  # noqa: PLR0913 - what an input may say of itself
    vi: str,
    en: str,
    default: Any = ...,
    *,
    picks: tuple[str, str] | None = None,
    draws: tuple[Shape, ...] = (),
    choices: Mapping[str, Text] | None = None,
    **bounds: Any,
) -> Any:
    """Declare an input with its name in both languages; `bounds` are pydantic's own.

    `picks` says of which layer it names features, and by which field (`id`: by their ids); `draws` which shapes
    may be drawn for it; `choices` are the words for what it may be. Forms offer them; the schema says them to everybody.
    """
    told: dict[str, JsonValue] = {"title_vi": vi, "title_en": en}
    if picks is not None:
        told["picks"] = {"layer": picks[0], "by": picks[1]}
    if draws:
        told["draws"] = list(draws)
    if choices is not None:
        told["choices"] = [
            {"value": value, "label": {"vi": label.vi, "en": label.en}} for value, label in choices.items()
        ]
    made: FieldInfo = Described(default, title=f"{vi} / {en}", json_schema_extra=told, **bounds)
    return made


class Area(Frozen):
    """The part of the ward that is asked about: residential groups, or a shape, perhaps with what lies round it.

    `shape` is GeoJSON in WGS 84; `buffer_m` is added to whichever is given. Nothing given is the whole ward.
    """

    groups: tuple[str, ...] = asked(
        "Tổ dân phố", "Residential groups", (), picks=("residential_groups", "code")
    )
    shape: dict[str, JsonValue] | None = asked(
        "Vùng vẽ trên bản đồ", "Area drawn on the map", None, draws=("area", "line", "point")
    )
    buffer_m: float = asked(
        "Mở rộng thêm (m)", "Buffer (m)", 0.0, ge=0, le=MOST_BUFFER_M, allow_inf_nan=False
    )

    @model_validator(mode="after")
    def _is_one_thing(self) -> "Area":
        if self.groups and self.shape is not None:
            raise ValueError("either residential groups or a shape, not both")
        return self


class Step(Frozen):
    """One what-if: a scenario of the shelf and its inputs."""

    scenario: str = asked("Kịch bản", "Scenario")
    inputs: dict[str, JsonValue] = asked("Điều kiện", "Inputs", {})


class SavedSteps(Frozen):
    """All steps of a saved what-if, by its name; they take its place before a report runs."""

    saved: str = asked("Kịch bản đã lưu", "Saved what-if", min_length=1, max_length=200)


def _kind_of_step(value: object) -> str:
    named = "saved" in value if isinstance(value, dict) else isinstance(value, SavedSteps)
    return "saved" if named else "step"


AnyStep = Annotated[
    Annotated[Step, Tag("step")] | Annotated[SavedSteps, Tag("saved")], Discriminator(_kind_of_step)
]


class Inputs(Frozen):
    """What every report is asked. The days are today where they are not given."""

    area: Area = asked("Phạm vi", "Area", Area())
    data_as_of: date | None = asked("Số liệu tính đến ngày", "Data as of", None)
    norm_as_of: date | None = asked("Quy chuẩn hiệu lực ngày", "Norms as of", None)
    what_if: tuple[AnyStep, ...] = asked(
        "Giả định, lần lượt", "What if, one after another", (), max_length=100
    )


Direction = Literal["more", "less"]
"""Of a number, which way is better."""


@dataclass(frozen=True)
class Figure:
    """One number of the answer. `value` None is unknown; `at_most` is what it would be if all that is unknown counted.

    `better` says which way is better, where one is.
    """

    id: str
    label: Text
    value: float | int | str | None
    unit: str | None = None
    at_most: float | None = None
    norms: tuple[str, ...] = ()
    note: Text | None = None
    better: Direction | None = None


@dataclass(frozen=True)
class Column:
    """One column of a table; `digits` are the decimal places that are shown, `choices` the words for what stands in it.

    `better` says which way is better, where one is.
    """

    name: str
    label: Text
    kind: FieldKind = "text"
    unit: str | None = None
    digits: int = 1
    choices: tuple[Choice, ...] = ()
    better: Direction | None = None


@dataclass(frozen=True)
class Table:
    """Rows of values in the order of the columns; None is unknown.

    `drawing` names the drawing whose features they are, `ids` which of them, row by row.
    """

    id: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Scalar | date | None, ...], ...]
    drawing: str | None = None
    ids: tuple[int | str, ...] = ()


@dataclass(frozen=True)
class Series:
    """Numbers over the places of a chart's axis; None is unknown."""

    label: Text
    numbers: tuple[float | None, ...]
    colour: str | None = None


@dataclass(frozen=True)
class Chart:
    """Series over the same places of an axis, as bars or lines."""

    id: str
    title: Text
    kind: Literal["bars", "stacked", "line"]
    axis: Text
    places: tuple[str, ...]
    unit: str | None
    series: tuple[Series, ...]


@dataclass(frozen=True)
class Drawing:
    """Features for the map: `layer` declares their fields and their style, `frame` holds them in WGS 84.

    The frame's index is the feature's id in the layer that `of` names. `better` says which way the field that the
    style is by is better: more or less of it, or its values from the best on; those that are not named are worse than
    all that are, and none of them is better than another.
    """

    layer: Layer
    frame: "GeoDataFrame" = field(compare=False)
    of: str | None = None
    better: Direction | tuple[Scalar, ...] | None = None

    @property
    def id(self) -> str:
        return self.layer.id


@dataclass(frozen=True)
class Gap:
    """What the answer cannot know, and of how many things."""

    what: Text
    count: int | None = None
    layer: str | None = None


@dataclass(frozen=True)
class Answer:
    """What a report finds. What it was made from and when is added by whoever runs it."""

    figures: tuple[Figure, ...]
    tables: tuple[Table, ...] = ()
    charts: tuple[Chart, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    rasters: tuple[RasterDrawing, ...] = ()
    notes: tuple[Text, ...] = ()
    gaps: tuple[Gap, ...] = ()


class City(Protocol):
    """What a report may read: layers and norms, as they were on the days that are asked for."""

    @property
    def day(self) -> date:
        """The day whose facts are read."""

    @property
    def area(self) -> BaseGeometry | None:
        """The area that is asked about, in metres (EPSG:5897); None: all that there is."""

    def frame(self, layer: str, *fields: str, whole: bool = False) -> "GeoDataFrame":
        """Return a layer's features that touch the area (all of them with `whole`), in metres, by id.

        Columns are the fields and `geometry`; a value that nobody knows is None or NaN.
        """

    def declared(self, layer: str) -> Layer:
        """Return a layer's declaration."""

    def states(self, layer: str, feature_id: int) -> "pd.DataFrame":
        """Return every state that was held of one feature until the day, newest first; none where it never was.

        Columns are the layer's fields (system fields too), `geometry` (WGS 84), `recorded_to` (NaT: still so),
        `change` and `changed_by` (how the state ended and by whom).
        """

    def observations(self, layer: str, measure: str, since: datetime, until: datetime) -> "pd.DataFrame":
        """Return what was measured at a layer's features from `since` until before `until`, never past the day.

        Columns are `feature` (id), `time` (Vietnam's), `value` and `unit`, in order of feature and time. A bin that
        nobody measured is not there.
        """

    def on(self, day: date) -> Self:
        """Return the same city on another day, with the norms of this one."""

    def within(self, area: BaseGeometry | None) -> Self:
        """Return the same city of another area, in metres; None: all that there is."""

    def norm(self, norm_id: str) -> Norm | None:
        """Return the norm in force, which is then named in the result."""

    def terrain(self, cell: float | None = None) -> Surface | None:
        """Return the height of the ground in metres for the whole ward; None where the twin has no terrain.

        The squares are as fine as the terrain itself, or have sides of `cell` metres.
        """

    @property
    def rain(self) -> Rain | None:
        """The rain of a scenario; None where nothing was said of rain."""

    def closed(self, layer: str) -> frozenset[int]:
        """Return which streets or alleys a scenario closes to whatever drives, by id."""

    def share_out(self, work: Parted[Whole, Part, Found, Told], whole: Whole) -> Told:
        """Do arithmetic that falls into parts: here, or ward by ward on several machines, with the same numbers."""

    def progress(self, share: float, doing: Text) -> None:
        """Say how much of the run is done (0 to 1), and what is being done.

        Raises StoppedError where somebody stopped the run.
        """


@dataclass(frozen=True)
class Report:
    """One question that planners ask. `inputs` is a child of `Inputs`.

    `needs` are the layers without which nothing can be said, or how they follow from the inputs: where one of them was
    never written by the day that is asked about, every figure is unknown, and none is zero.
    """

    id: str
    title: Text
    question: Text
    inputs: type[Inputs]
    run: Callable[[City, Any], Answer]
    needs: tuple[str, ...] | Callable[[Any], tuple[str, ...]] = ()

    def needed(self, inputs: Inputs) -> tuple[str, ...]:
        """Return the layers that an answer to these inputs needs."""
        return self.needs(inputs) if callable(self.needs) else self.needs
