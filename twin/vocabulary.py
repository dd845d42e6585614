"""The words that declare a city: pure, frozen data with no input or output.

A layer is one value of `Layer`. Its table, checks, collection, tiles, legend, form, import mapping and
history are derived from that value elsewhere; nothing here knows of SQL or of the web.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Annotated, Any, Literal, Self

from pydantic import BaseModel, ConfigDict, StringConstraints, model_validator
from pydantic import Field as Described

Language = Literal["vi", "en"]
LANGUAGES: tuple[Language, ...] = ("vi", "en")

GeometryType = Literal["Point", "LineString", "Polygon", "MultiPolygon", "Geometry"]
FieldKind = Literal["text", "integer", "number", "boolean", "date", "datetime", "choice"]
Scalar = str | int | float | bool
Identifier = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-f]{6}$")]


class Frozen(BaseModel):
    """A value that never changes and refuses words that it does not know."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return the value with some fields changed, checked like any other and with nothing cached in it."""
        del deep  # nothing in a frozen value can change, so that sharing its parts is safe
        return type(self)(
            **{name: getattr(self, name) for name in type(self).model_fields} | dict(update or {})
        )


class Text(Frozen):
    """What a person reads, in both languages."""

    vi: Annotated[str, StringConstraints(min_length=1)]
    en: Annotated[str, StringConstraints(min_length=1)]

    def in_language(self, language: Language) -> str:
        return self.vi if language == "vi" else self.en


class Choice(Frozen):
    """One of the values that a field may take, as stored and as shown."""

    value: str
    label: Text
    aliases: tuple[str, ...] = ()
    """Other spellings met in files; compared without case and marks."""


UNKNOWN = Choice(
    value="unknown",
    label=Text(vi="Chưa rõ", en="Unknown"),
    aliases=("khong ro", "chua biet", "chua xac dinh", "?"),
)
YES_NO_UNKNOWN = (
    Choice(value="yes", label=Text(vi="Có", en="Yes"), aliases=("1", "true", "x", "co")),
    Choice(value="no", label=Text(vi="Không", en="No"), aliases=("0", "false", "khong")),
    UNKNOWN,
)
OTHER = Choice(
    value="other",
    label=Text(vi="Khác", en="Other"),
    aliases=("loai khac", "others"),
)
SPOT_STATUSES = (
    Choice(
        value="open",
        label=Text(vi="Chưa xử lý", en="Open"),
        aliases=("con ton tai", "chua giai quyet", "ton dong"),
    ),
    Choice(value="monitored", label=Text(vi="Đang theo dõi", en="Monitored"), aliases=("theo doi",)),
    Choice(
        value="in_works",
        label=Text(vi="Đang xử lý", en="In works"),
        aliases=("dang thi cong", "dang giai quyet"),
    ),
    Choice(
        value="resolved",
        label=Text(vi="Đã xử lý xong", en="Resolved"),
        aliases=("da xu ly", "da giai quyet", "xong"),
    ),
    UNKNOWN,
)
"""How far the ward has come with a trouble spot (flooding, congestion)."""
UNKNOWN_COLOUR = "#9ba1a8"
"""One grey in every legend for what nobody knows."""
MEASUREMENT_SOURCES = (
    Choice(value="surveyed", label=Text(vi="Đo thực địa", en="Surveyed"), aliases=("khao sat", "do dac")),
    Choice(value="document", label=Text(vi="Theo hồ sơ", en="From a document"), aliases=("ho so", "van ban")),
    Choice(value="estimated", label=Text(vi="Ước tính", en="Estimated"), aliases=("uoc luong", "tam tinh")),
)


class Field(Frozen):
    """One attribute of a layer's features.

    A field that is not required may be missing, and missing means unknown: no field has a default.
    `minimum` and `maximum` are inclusive and in `unit`. With `sourced`, the layer also has
    `<name>_source`, which says where the value came from (`MEASUREMENT_SOURCES`).
    """

    name: Annotated[str, StringConstraints(min_length=1, max_length=200)]
    label: Text
    kind: FieldKind = "text"
    required: bool = False
    unit: str | None = None
    minimum: float | None = None
    maximum: float | None = None
    choices: tuple[Choice, ...] = ()
    aliases: tuple[str, ...] = ()
    """Column names met in files; compared without case, marks and punctuation."""
    note: Text | None = None
    sourced: bool = False
    digits: int | None = None
    """A code of exactly so many digits: files often lose its leading zeros, and an import puts them back."""
    on_map: bool = False
    """Carried by tiles beside the fields that the style reads."""

    @model_validator(mode="after")
    def _hangs_together(self) -> Self:
        if (self.kind == "choice") != bool(self.choices):
            raise ValueError(f"field {self.name}: 'choice' and its choices go together")
        if self.kind not in {"integer", "number"} and (self.minimum, self.maximum, self.unit) != (None,) * 3:
            raise ValueError(f"field {self.name}: only numbers have bounds and units")
        if self.digits is not None and self.kind != "text":
            raise ValueError(f"field {self.name}: a code of so many digits is text")
        values = [choice.value for choice in self.choices]
        if len(values) != len(set(values)):
            raise ValueError(f"field {self.name}: a choice stands twice")
        return self

    @property
    def source_field(self) -> "Field":
        """The field that says where this one's value came from."""
        return Field(
            name=f"{self.name}_source",
            label=Text(vi=f"{self.label.vi}: nguồn số liệu", en=f"{self.label.en}: source"),
            kind="choice",
            choices=MEASUREMENT_SOURCES,
            aliases=tuple(f"{words} nguon" for words in self.aliases)
            + tuple(f"nguon {words}" for words in self.aliases),
        )


Operator = Literal["=", "<>", "<", "<=", ">", ">=", "in", "known", "unknown"]


class Comparison(Frozen):
    """`field operator value`, where the value is a constant, several constants, or another field.

    A comparison with an unknown side is neither true nor false, as in SQL; `known` and `unknown` ask
    whether the field has a value.
    """

    field: str
    operator: Operator
    value: Scalar | tuple[Scalar, ...] | None = None
    other_field: str | None = None

    @property
    def fields(self) -> tuple[str, ...]:
        return (self.field,) if self.other_field is None else (self.field, self.other_field)


class Rule(Frozen):
    """What must hold between fields of one feature: `then`, wherever `when` is true.

    A rule is broken only when `then` is false: an unknown value breaks nothing.
    """

    id: Identifier
    message: Text
    then: Comparison
    when: Comparison | None = None


class StyleClass(Frozen):
    """One line of a legend: the values, or the half-open range [minimum, maximum), drawn alike."""

    label: Text
    colour: Colour
    values: tuple[Scalar, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    width: float | None = None
    """Line width or circle radius in pixels where it differs from the layer's."""


class Style(Frozen):
    """How a layer is drawn, and so its legend. Sizes are in pixels at `Layer.min_zoom` + 3."""

    colour: Colour
    """Colour where nothing is classed; with `by`, of features whose value is unknown."""
    by: str | None = None
    classes: tuple[StyleClass, ...] = ()
    unknown_label: Text = Text(vi="Chưa rõ", en="Unknown")
    opacity: Annotated[float, Described(ge=0, le=1)] = 1.0
    width: float = 2.0
    """Line width, or circle radius."""
    outline: Colour | None = None
    dash: tuple[float, ...] = ()
    height_field: str | None = None
    """Metres, for extrusion in 3D; features without a height stay flat."""
    label_field: str | None = None
    label_min_zoom: float = 16
    label_max_zoom: float | None = None
    """From this zoom on the label is left out, where one thing fills the view."""

    @property
    def fields(self) -> tuple[str, ...]:
        named = (self.by, self.height_field, self.label_field)
        return tuple(dict.fromkeys(name for name in named if name))


class OsmMapping(Frozen):
    """Which OpenStreetMap objects belong to a layer, and how their tags fill its fields.

    An object matches when for every key of `match` its tag is one of the values; "*" is any value, and a
    value that begins with "~" is a regular expression, compared without case.
    `assign` sets constants; `read` copies a tag into a field through the import's own parsing.
    """

    match: dict[str, tuple[str, ...]]
    unless: dict[str, tuple[str, ...]] = {}
    """An object that has one of these values is left to another layer."""
    assign: dict[str, Scalar] = {}
    read: dict[str, str] = {}

    def takes(self, tags: Mapping[str, str]) -> bool:
        """Say whether an object with these tags (in NFC) matches."""
        matched = all(_tag_is(tags.get(key), values) for key, values in self.match.items())
        return matched and not any(_tag_is(tags.get(key), values) for key, values in self.unless.items())


def _tag_is(tag: str | None, values: tuple[str, ...]) -> bool:
    if tag is None:
        return False
    patterns = (value[1:] for value in values if value.startswith("~"))
    return (
        tag in values or "*" in values or any(re.search(pattern, tag, re.IGNORECASE) for pattern in patterns)
    )


State = Literal["done", "under_way", "not_yet", "unknown"]
"""How far one thing of the city has come towards what the ward wants of it."""
STATES: tuple[State, ...] = ("done", "under_way", "not_yet", "unknown")


class Progress(Frozen):
    """Which field of a layer tells a thing's state; a value that stands nowhere here, or none, is unknown."""

    field: str
    done: tuple[Scalar, ...]
    under_way: tuple[Scalar, ...] = ()
    not_yet: tuple[Scalar, ...] = ()

    def state_of(self, value: Scalar | None) -> State:
        """Return the state that a value of the field tells."""
        for state in ("done", "under_way", "not_yet"):
            # 1 is equal to true, but a count is no answer.
            if any(value == known and type(value) is type(known) for known in getattr(self, state)):
                return state
        return "unknown"


class LayerGroup(Frozen):
    """A heading of the layer list."""

    id: Identifier
    title: Text


class Layer(Frozen):
    """What the city has, of one kind. One file of `twin/layers` holds one such value as `LAYER`."""

    id: Identifier
    title: Text
    description: Text
    group: Identifier
    geometry: GeometryType
    fields: tuple[Field, ...]
    style: Style
    title_field: str | None = None
    rules: tuple[Rule, ...] = ()
    min_zoom: Annotated[int, Described(ge=0, le=22)] = 12
    """From this zoom on the layer is worth drawing."""
    order: int = 50
    """Drawing order: higher is nearer to the eye."""
    base_map: bool = False
    """Part of the quiet background that is always drawn."""
    visible: bool = False
    """Switched on at the first visit."""
    osm: tuple[OsmMapping, ...] = ()
    progress: Progress | None = None
    """What tells whether a thing is as the programme wants it; without it only the task itself can tell."""
    geometry_required: bool = True
    """Whether a feature must stand somewhere; records of a register need not."""
    derived: bool = False
    """Worked out from other layers and kept in step with them: nobody writes it by a door."""
    run_time: bool = False
    """Added by staff from a file, and kept in the database instead of in a file of `twin/layers`."""

    def __hash__(self) -> int:
        return hash(self.id)

    @model_validator(mode="after")
    def _names_resolve(self) -> Self:
        names = [field.name for field in self.all_fields]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise ValueError(f"layer {self.id}: fields declared twice: {twice}")
        named = [*self.style.fields, *([self.title_field] if self.title_field else [])]
        named += [self.progress.field] if self.progress else []
        named += [name for rule in self.rules for name in rule.then.fields]
        named += [name for rule in self.rules if rule.when for name in rule.when.fields]
        named += [name for mapping in self.osm for name in (*mapping.assign, *mapping.read)]
        unknown = sorted(set(named) - set(names) - set(VALID_TIME))
        if unknown:
            raise ValueError(f"layer {self.id}: no such fields: {unknown}")
        if not self.run_time and not all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names):
            raise ValueError(f"layer {self.id}: field names are lower-case words")
        return self

    def _expanded(self) -> Iterator[Field]:
        for field in self.fields:
            yield field
            if field.sourced:
                yield field.source_field

    @cached_property
    def all_fields(self) -> tuple[Field, ...]:
        """The declared fields, each sourced one followed by its `<name>_source`."""
        return tuple(self._expanded())

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.all_fields}

    def osm_mapping(self, tags: Mapping[str, str]) -> OsmMapping | None:
        """Return the first mapping that takes an object with these tags: the order of `osm` counts."""
        return next((mapping for mapping in self.osm if mapping.takes(tags)), None)

    @cached_property
    def map_fields(self) -> tuple[str, ...]:
        """What a tile carries: what the map draws, names or filters by, and nothing more."""
        names = [*self.style.fields, *([self.title_field] if self.title_field else [])]
        names += [field.name for field in self.fields if field.on_map]
        return tuple(dict.fromkeys(names))


VALID_TIME = ("valid_from", "valid_to")
SYSTEM_FIELDS = (
    Field(name="external_id", label=Text(vi="Mã ở nguồn", en="External id")),
    Field(name="source", label=Text(vi="Nguồn", en="Source")),
    Field(name="import_id", label=Text(vi="Lần nhập", en="Import"), kind="integer"),
    Field(name="valid_from", label=Text(vi="Có từ ngày", en="Valid from"), kind="date"),
    Field(name="valid_to", label=Text(vi="Đến trước ngày", en="Valid to (exclusive)"), kind="date"),
    Field(name="updated_at", label=Text(vi="Cập nhật lúc", en="Updated at"), kind="datetime"),
    Field(name="updated_by", label=Text(vi="Người cập nhật", en="Updated by")),
)
"""What every feature of every layer carries beside its id, its geometry and its layer's own fields."""
