"""Every layer of the shelf, held to one table of what it must be and to what makes any layer usable."""

import itertools
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator

import pytest

from twin.features.exchange.folding import fold, fold_name
from twin.layers import GROUPS, built_in_layers
from twin.vocabulary import SYSTEM_FIELDS, UNKNOWN_COLOUR, Choice, Field, Layer, Scalar, StyleClass, Text

LAYERS = built_in_layers()

# `*` required, `~` carries <field>_source.
EXPECTED = {
    "flood_spots": "Point: name* rain_band depth_m~ duration_h~ times_per_year cause status last_flooded_on ground_m~ listed_in",
    "congestion_spots": "LineString: name* road free_flow_kmh~ peak_speed_kmh~ peak cause status travel_time_index vehicles_h~",
    "fire_water": "Point: name* kind* capacity_m3~ flow_ls~ status refill engine_access checked_on",
    "alleys": "LineString: name* level* street parent width_m~ headroom_m~ slope~ dead_end turning_place passing_bays surface "
    "renovation renovated_on fire_system lighting drainage",
    "ward": "MultiPolygon: code* name* population~",
    "residential_groups": "MultiPolygon: code* name* households~ population~ culture_title digital_support_point",
    "roads": "LineString: name class* lanes one_way width_m~ headroom_m~ speed_limit_kmh",
    "buildings": "Polygon: name use levels~ height_m~ built_year households~ residents~ old_block",
    "land_plots": "Polygon: code* use area_m2~",
    "enterprises": "Point: name* sector digital kind",
    "green_spaces": "Polygon: name* kind* fitness_equipment",
    "schools": "Point: name* level* public national_standard",
    "health_facilities": "Point: name* kind*",
    "culture_sites": "Point: name* kind* rank",
    "parking_lots": "Polygon: name* spaces~ public",
    "cameras": "Point: name* bearing_deg status",
    "drains": "Geometry: name kind* diameter_mm~ flow_m3s~ condition",
    "order_cases": "Point: title* kind* status found_on closed_on",
    "waste_points": "Point: name* kind collected_daily",
    "water_bodies": "Polygon: name kind*",
    "projects": "Geometry: name* task status starts_on ends_on budget_vnd_m~",
    "citizen_reports": "Point: topic* text* status received_at*",
}
# Values that are agreed with others, in this order; elsewhere they are the field's standard terms.
AGREED_CHOICES = {
    "flood_spots.rain_band": "lt50 50_70 70_100 gt100",
    "flood_spots.cause": "low_ground blocked_drain small_drain river_level works",
    "flood_spots.status": "open monitored in_works resolved unknown",
    "congestion_spots.peak": "am pm both all_day",
    "fire_water.kind": "tank hydrant intake pump_station",
    "fire_water.status": "working faulty unchecked unknown",
    "fire_water.refill": "main well truck",
    "fire_water.engine_access": "yes no unknown",
    "alleys.level": "ngo ngach hem",
    "alleys.renovation": "none planned in_works done unknown",
    "alleys.fire_system": "none tank hydrant wall_box several unknown",
    "enterprises.digital": "yes no unknown",
    "green_spaces.fitness_equipment": "yes no unknown",
    "order_cases.kind": "construction land pavement pollution food",
}
AREAS, LINES = {"Polygon", "MultiPolygon"}, {"LineString"}

every_layer = pytest.mark.parametrize("layer", LAYERS.values(), ids=LAYERS.keys())
every_field = pytest.mark.parametrize(
    ("layer", "field"),
    [
        pytest.param(layer, field, id=f"{layer.id}.{field.name}")
        for layer in LAYERS.values()
        for field in layer.all_fields
    ],
)
every_legend = pytest.mark.parametrize(
    "layer", [pytest.param(layer, id=layer.id) for layer in LAYERS.values() if layer.style.by]
)


def _shape(layer: Layer) -> str:
    fields = (f"{field.name}{'*' * field.required}{'~' * field.sourced}" for field in layer.fields)
    return f"{layer.geometry}: {' '.join(fields)}"


def _texts(value: object) -> Iterator[Text]:
    if isinstance(value, Text):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif isinstance(value, Layer | Field | Choice | StyleClass) or hasattr(value, "model_fields_set"):
        for _, part in value:  # type: ignore[attr-defined]
            yield from _texts(part)


def test_the_agreed_layers_are_as_agreed() -> None:
    assert {layer_id: _shape(LAYERS[layer_id]) for layer_id in EXPECTED} == EXPECTED


@pytest.mark.parametrize(("name", "values"), AGREED_CHOICES.items())
def test_agreed_choices_are_as_agreed(name: str, values: str) -> None:
    layer_id, field_name = name.split(".")
    choices = LAYERS[layer_id].by_name[field_name].choices
    assert " ".join(choice.value for choice in choices) == values


@every_layer
def test_both_languages_say_something_of_their_own(layer: Layer) -> None:
    texts = list(_texts(layer))
    assert len(texts) > len(layer.fields)
    assert [text for text in texts if text.vi == text.en] == []
    assert [text for text in texts if text.vi != text.vi.strip() or text.en != text.en.strip()] == []
    headings = [
        layer.title,
        *(field.label for field in layer.fields),
        *(known.label for known in layer.style.classes),
    ]
    assert [text.en for text in headings if not text.en.isascii()] == []


@every_layer
def test_text_is_composed_unicode(layer: Layer) -> None:
    text = layer.model_dump_json()
    assert text == unicodedata.normalize("NFC", text)


@every_layer
def test_a_layer_has_a_title_field_that_says_which_thing_it_is(layer: Layer) -> None:
    if layer.id == "citizen_reports":
        assert layer.title_field is None, (
            "a report's words may name people: they stay out of tiles and search"
        )
        assert "text" not in layer.map_fields
        return
    assert layer.title_field in {"name", "title", "code"} & layer.by_name.keys()
    assert layer.by_name[layer.title_field].kind == "text"
    assert layer.title_field in layer.map_fields


@every_field
def test_a_number_has_bounds_and_is_never_required(layer: Layer, field: Field) -> None:
    if field.kind not in {"integer", "number"}:
        assert not field.sourced
        return
    assert field.minimum is not None
    assert field.maximum is not None
    assert field.minimum < field.maximum
    assert not field.required
    unit = field.name.rpartition("_")[2]
    units = {
        "m": "m",
        "h": "h",
        "kmh": "km/h",
        "ls": "l/s",
        "m3": "m³",
        "m2": "m²",
        "mm": "mm",
        "m3s": "m³/s",
        "deg": "°",
    }
    if unit in units and field.name not in {"vehicles_h", "budget_vnd_m"}:
        assert field.unit == units[unit], layer.id


@every_field
def test_an_optional_choice_can_be_unknown(layer: Layer, field: Field) -> None:
    if field.kind != "choice" or field.name.endswith("_source"):
        return
    values = [choice.value for choice in field.choices]
    agreed = f"{layer.id}.{field.name}" in AGREED_CHOICES
    assert "unknown" in values or field.required or agreed
    assert "unknown" not in values[:-1]


@every_layer
def test_a_column_name_means_one_field(layer: Layer) -> None:
    spellings: dict[str, set[str]] = {}
    for field in (*layer.all_fields, *SYSTEM_FIELDS):
        for spelling in (field.name, field.label.vi, field.label.en, *field.aliases):
            assert fold_name(spelling), spelling
            spellings.setdefault(fold_name(spelling), set()).add(field.name)
    assert {spelling: fields for spelling, fields in spellings.items() if len(fields) > 1} == {}


@every_field
def test_an_alias_is_written_plainly_and_once(layer: Layer, field: Field) -> None:
    repeated = [alias for alias, count in Counter(map(fold_name, field.aliases)).items() if count > 1]
    assert repeated == [], layer.id
    assert [alias for alias in field.aliases if alias != fold(alias)] == []


@every_field
def test_a_spelling_means_one_choice(layer: Layer, field: Field) -> None:
    meanings: dict[str, set[str]] = {}
    for choice in field.choices:
        for spelling in (choice.value, choice.label.vi, choice.label.en, *choice.aliases):
            assert fold(spelling), spelling
            assert not {"<", ">"} & set(spelling) - set(fold(spelling)), "folding would turn < 50 into 50"
            meanings.setdefault(fold(spelling), set()).add(choice.value)
    assert {spelling: values for spelling, values in meanings.items() if len(values) > 1} == {}, layer.id


def _values(layer: Layer) -> list[Scalar]:
    return [value for known in layer.style.classes for value in known.values]


def _expected_values(field: Field) -> set[Scalar]:
    if field.kind == "boolean":
        return {True, False}
    return {choice.value for choice in field.choices if choice.value != "unknown"}


@every_legend
def test_a_legend_tells_every_value_once(layer: Layer) -> None:
    field = layer.by_name[str(layer.style.by)]
    assert field.kind in {"choice", "boolean", "integer", "number"}
    if field.kind in {"choice", "boolean"}:
        values = _values(layer)
        assert len(values) == len(set(values))
        assert set(values) == _expected_values(field)
        assert all(known.minimum is None and known.maximum is None for known in layer.style.classes)
        return
    assert _values(layer) == []
    lows = [known.minimum for known in layer.style.classes]
    highs = [known.maximum for known in layer.style.classes]
    assert lows == [None, *highs[:-1]]
    assert highs[-1] is None
    assert None not in highs[:-1]
    edges = [field.minimum, *highs[:-1], field.maximum]
    assert edges == sorted(edges, key=float)  # type: ignore[arg-type]
    assert len(edges) == len(set(edges))


@every_legend
def test_the_lines_of_a_legend_look_different_to_every_eye(
    layer: Layer, least_difference: Callable[[str, str], float]
) -> None:
    least = 4 if layer.base_map else 18
    lines = [(known.colour, known.width or layer.style.width) for known in layer.style.classes]
    lines.append((layer.style.colour, layer.style.width))
    alike = [
        (one, other)
        for one, other in itertools.combinations(lines, 2)
        if least_difference(one[0], other[0]) < least
        and not (layer.base_map and abs(one[1] - other[1]) >= 0.5)
    ]
    assert alike == []


@every_legend
def test_what_nobody_knows_is_a_line_of_its_own(layer: Layer) -> None:
    assert layer.style.unknown_label.vi
    assert layer.style.colour not in {known.colour for known in layer.style.classes}
    assert layer.style.colour == UNKNOWN_COLOUR or layer.base_map


@every_layer
def test_labels_wait_until_the_layer_is_drawn(layer: Layer) -> None:
    assert layer.style.label_min_zoom >= layer.min_zoom
    assert layer.min_zoom <= 15


def test_every_group_has_a_layer_and_every_layer_a_group() -> None:
    used = {layer.group for layer in LAYERS.values()}
    assert used == {group.id for group in GROUPS} - {"added", "programme"}


def test_the_four_layers_of_the_focus_open_the_map() -> None:
    focus = {"flood_spots", "congestion_spots", "fire_water", "alleys"}
    assert {layer.id for layer in LAYERS.values() if layer.group == "focus"} == focus
    assert {layer.id for layer in LAYERS.values() if layer.visible} == focus
    base = {"ward", "roads", "buildings", "water_bodies", "green_spaces"}
    assert {layer.id for layer in LAYERS.values() if layer.base_map} == base


def test_areas_lie_under_lines_and_lines_under_points() -> None:
    orders = {layer.id: layer.order for layer in LAYERS.values()}
    assert len(set(orders.values())) == len(orders)
    areas = [layer.order for layer in LAYERS.values() if layer.geometry in AREAS]
    lines = [layer.order for layer in LAYERS.values() if layer.geometry in LINES]
    points = [layer.order for layer in LAYERS.values() if layer.geometry == "Point"]
    assert max(areas) < min(lines)
    assert max(lines) < min(points)


def test_only_buildings_with_a_known_height_stand_up() -> None:
    assert {layer.id: layer.style.height_field for layer in LAYERS.values() if layer.style.height_field} == {
        "buildings": "height_m"
    }


def _fits(field: Field, value: Scalar) -> bool:
    if field.kind == "choice":
        return value in {choice.value for choice in field.choices}
    return isinstance(value, bool) if field.kind == "boolean" else isinstance(value, str)


@every_layer
def test_rules_compare_with_values_that_a_field_can_have(layer: Layer) -> None:
    for rule in layer.rules:
        for comparison in filter(None, (rule.when, rule.then)):
            value = comparison.value
            values = value if isinstance(value, tuple) else () if value is None else (value,)
            assert [one for one in values if not _fits(layer.by_name[comparison.field], one)] == []


@every_layer
def test_openstreetmap_fills_what_is_required_with_values_that_a_field_can_have(layer: Layer) -> None:
    required = {field.name for field in layer.fields if field.required}
    for mapping in layer.osm:
        assert required <= {*mapping.assign, *mapping.read}
        assert [name for name, value in mapping.assign.items() if not _fits(layer.by_name[name], value)] == []
        for name, tag in mapping.read.items():
            field = layer.by_name[name]
            known = {fold(text) for choice in field.choices for text in (choice.value, *choice.aliases)}
            values = mapping.match.get(tag, ()) if field.kind == "choice" else ()
            assert [value for value in values if fold(value) not in known] == []


OSM_OBJECTS: list[tuple[dict[str, str], dict[str, dict[str, Scalar]]]] = [
    ({"highway": "primary", "name": "Đường Trần Duy Hưng", "oneway": "yes"}, {"roads": {}}),
    ({"highway": "residential"}, {"roads": {}}),
    ({"highway": "residential", "name": "Phố Ngô Quyền"}, {"roads": {}}),
    ({"highway": "residential", "name": "Ngô Quyền"}, {"roads": {}}),
    ({"highway": "service", "service": "alley"}, {"roads": {}}),
    ({"highway": "secondary", "oneway": "-1"}, {"roads": {}}),
    ({"highway": "residential", "name": "Ngõ 23 Phố Đỗ Quang"}, {"alleys": {"level": "ngo"}}),
    ({"highway": "service", "name": "ngõ 54a nguyễn chí thanh"}, {"alleys": {"level": "ngo"}}),
    ({"highway": "residential", "name": "Ngô 244 Đội Cấn"}, {"alleys": {"level": "ngo"}}),
    ({"highway": "footway", "name": "Ngách 158/2"}, {"alleys": {"level": "ngach"}}),
    ({"highway": "path", "name": "Hẻm 130/25/4"}, {"alleys": {"level": "hem"}}),
    ({"highway": "bus_stop", "name": "Ngõ 2 Trung Kính"}, {}),
    ({"highway": "proposed", "name": "Vành đai 2,5"}, {}),
    ({"building": "yes"}, {"buildings": {}}),
    ({"building": "no"}, {}),
    ({"building": "school", "amenity": "school", "name": "Trường THCS Yên Hòa"},
     {"buildings": {}, "schools": {"level": "lower_secondary"}}),
    ({"amenity": "school", "name": "Trường Tiểu học, THCS và THPT Thực nghiệm"}, {"schools": {"level": "combined"}}),
    ({"amenity": "school", "name": "Trường THPT Yên Hòa"}, {"schools": {"level": "upper_secondary"}}),
    ({"amenity": "school", "name": "Marie Curie"}, {"schools": {"level": "unknown"}}),
    ({"natural": "water", "water": "lake", "name": "Hồ Nghĩa Đô"}, {"water_bodies": {}}),
    ({"natural": "water"}, {"water_bodies": {"kind": "unknown"}}),
    ({"leisure": "park", "name": "Công viên Cầu Giấy"}, {"green_spaces": {}}),
    ({"leisure": "fitness_station", "name": "Sân tập"},
     {"green_spaces": {"kind": "playground", "fitness_equipment": "yes"}}),
    ({"amenity": "clinic", "name": "Trạm y tế phường Yên Hòa"}, {"health_facilities": {"kind": "health_station"}}),
    ({"amenity": "clinic", "name": "Phòng khám đa khoa"}, {"health_facilities": {"kind": "polyclinic"}}),
    ({"amenity": "place_of_worship", "religion": "buddhist", "name": "Đình Hạ Yên Quyết"},
     {"culture_sites": {"kind": "communal_house"}}),
    ({"amenity": "place_of_worship", "religion": "christian", "name": "Thái Hà"}, {"culture_sites": {}}),
    ({"amenity": "parking", "access": "private", "name": "Bãi xe"}, {"parking_lots": {"public": False}}),
    ({"man_made": "surveillance", "ref": "C12"}, {"cameras": {}}),
    ({"waterway": "ditch"}, {"drains": {}}),
    ({"emergency": "fire_hydrant", "ref": "TN-07"}, {"fire_water": {}}),
    ({"emergency": "fire_hydrant"}, {}),
    ({"shop": "vacant", "name": "Cửa hàng"}, {}),
    ({"shop": "convenience", "name": "Cửa hàng"}, {"enterprises": {"sector": "trade"}}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("tags", "expected"), OSM_OBJECTS, ids=[" ".join(tags.values()) for tags, _ in OSM_OBJECTS]
)
def test_an_object_of_openstreetmap_finds_its_layers(
    tags: dict[str, str], expected: dict[str, dict[str, Scalar]]
) -> None:
    found = {layer.id: layer.osm_mapping(tags) for layer in LAYERS.values()}
    assert {layer_id: mapping.assign for layer_id, mapping in found.items() if mapping} == expected
