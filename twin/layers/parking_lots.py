"""Parking: lots and garages where anybody, or only a building's own people, may leave a vehicle."""

from twin.vocabulary import UNKNOWN_COLOUR, Field, Layer, OsmMapping, Style, StyleClass, Text

_KINDS = ("parking", "motorcycle_parking")
_READ = {"name": "name", "spaces": "capacity"}

LAYER = Layer(
    id="parking_lots",
    title=Text(vi="Bãi đỗ xe", en="Parking"),
    description=Text(
        vi="Bãi đỗ, điểm trông giữ xe và số chỗ; bãi chưa đếm được ghi là chưa rõ số chỗ.",
        en="Parking lots with their spaces; a lot that nobody counted has an unknown number.",
    ),
    group="transport",
    geometry="Polygon",
    title_field="name",
    min_zoom=13,
    order=16,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên bãi", en="Name"),
            required=True,
            aliases=(
                "ten",
                "ten bai do xe",
                "bai do xe",
                "diem do xe",
                "ten diem trong giu",
                "vi tri",
                "dia diem",
            ),
        ),
        Field(
            name="spaces",
            label=Text(vi="Số chỗ đỗ", en="Spaces"),
            kind="integer",
            minimum=1,
            maximum=20000,
            sourced=True,
            on_map=True,
            aliases=("so cho", "suc chua", "so xe", "so vi tri", "quy mo", "capacity"),
            note=Text(vi="Quy ra chỗ ô tô con.", en="In spaces for cars."),
        ),
        Field(
            name="public",
            label=Text(vi="Công cộng", en="Public"),
            kind="boolean",
            aliases=("bai cong cong", "phuc vu cong cong", "do xe cong cong"),
        ),
    ),
    style=Style(
        by="public",
        colour=UNKNOWN_COLOUR,
        opacity=0.6,
        outline="#2b4a6f",
        width=1,
        label_field="name",
        label_min_zoom=16,
        unknown_label=Text(vi="Chưa rõ", en="Unknown"),
        classes=(
            StyleClass(label=Text(vi="Công cộng", en="Public"), colour="#0072b2", values=(True,)),
            StyleClass(label=Text(vi="Riêng", en="Private"), colour="#e69f00", values=(False,)),
        ),
    ),
    osm=(
        OsmMapping(
            match={"amenity": _KINDS, "access": ("yes", "permissive", "public")},
            assign={"public": True},
            read=_READ,
        ),
        OsmMapping(
            match={"amenity": _KINDS, "access": ("private", "no", "permit", "residents")},
            assign={"public": False},
            read=_READ,
        ),
        OsmMapping(match={"amenity": _KINDS}, read=_READ),
    ),
)
