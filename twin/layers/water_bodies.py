"""Rivers, canals, lakes and ponds: the water on the map and what takes the rain."""

from twin.vocabulary import OTHER, UNKNOWN, Choice, Field, Layer, OsmMapping, Style, Text

_KINDS = (
    Choice(value="river", label=Text(vi="Sông", en="River"), aliases=("song ngoi", "riverbank")),
    Choice(value="stream", label=Text(vi="Suối, ngòi", en="Stream"), aliases=("suoi", "ngoi")),
    Choice(
        value="canal", label=Text(vi="Kênh, mương", en="Canal"), aliases=("kenh", "muong", "ditch", "drain")
    ),
    Choice(value="lake", label=Text(vi="Hồ", en="Lake"), aliases=("oxbow", "lagoon")),
    Choice(value="pond", label=Text(vi="Ao", en="Pond"), aliases=("ao nuoi", "dam", "fishpond")),
    Choice(
        value="reservoir",
        label=Text(vi="Hồ điều hòa, hồ chứa", en="Reservoir or retention lake"),
        aliases=("ho dieu hoa", "ho chua", "basin"),
    ),
    OTHER,
    UNKNOWN,
)
_WATER_VALUES = (
    "river",
    "stream",
    "canal",
    "ditch",
    "drain",
    "lake",
    "oxbow",
    "lagoon",
    "pond",
    "reservoir",
    "basin",
)
_READ = {"name": "name"}

LAYER = Layer(
    id="water_bodies",
    title=Text(vi="Sông, hồ", en="Rivers and lakes"),
    description=Text(vi="Sông, kênh, hồ, ao trên địa bàn.", en="Rivers, canals, lakes and ponds."),
    group="water",
    geometry="Polygon",
    title_field="name",
    min_zoom=9,
    order=8,
    base_map=True,
    fields=(
        Field(
            name="name", label=Text(vi="Tên", en="Name"), aliases=("ten", "ten song", "ten ho", "ten song ho")
        ),
        Field(
            name="kind",
            label=Text(vi="Loại", en="Kind"),
            kind="choice",
            required=True,
            choices=_KINDS,
            aliases=("loai hinh", "phan loai", "water", "fclass"),
        ),
    ),
    style=Style(colour="#b9d6e6", outline="#8fb9d1", width=0.8, label_field="name", label_min_zoom=14),
    osm=(
        OsmMapping(
            match={"natural": ("water",), "water": _WATER_VALUES}, read={"name": "name", "kind": "water"}
        ),
        OsmMapping(match={"natural": ("water",), "name": ("~^hồ ",)}, assign={"kind": "lake"}, read=_READ),
        OsmMapping(match={"natural": ("water",), "name": ("~^sông ",)}, assign={"kind": "river"}, read=_READ),
        OsmMapping(match={"natural": ("water",)}, assign={"kind": "unknown"}, read=_READ),
        OsmMapping(match={"waterway": ("riverbank",)}, assign={"kind": "river"}, read=_READ),
        OsmMapping(match={"landuse": ("reservoir", "basin")}, assign={"kind": "reservoir"}, read=_READ),
    ),
)
