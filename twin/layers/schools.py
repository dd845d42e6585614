"""Schools by the levels of the Education Law 2019; the national standard is the one of public schools' indicator."""

from twin.vocabulary import (
    OTHER,
    UNKNOWN,
    UNKNOWN_COLOUR,
    Choice,
    Field,
    Layer,
    OsmMapping,
    Progress,
    Style,
    StyleClass,
    Text,
)

_READ = {"name": "name"}

LAYER = Layer(
    id="schools",
    title=Text(vi="Trường học", en="Schools"),
    description=Text(
        vi="Cơ sở giáo dục theo cấp học, loại hình và chuẩn quốc gia.",
        en="Schools by level, with whether they are public and meet the national standard.",
    ),
    group="society",
    geometry="Point",
    title_field="name",
    min_zoom=13,
    order=80,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên trường", en="Name"),
            required=True,
            aliases=("ten", "truong", "ten co so", "ten don vi", "ten truong hoc"),
        ),
        Field(
            name="level",
            label=Text(vi="Cấp học", en="Level"),
            kind="choice",
            required=True,
            choices=(
                Choice(
                    value="preschool",
                    label=Text(vi="Mầm non", en="Preschool"),
                    aliases=("mau giao", "nha tre", "mn", "kindergarten", "nhom tre"),
                ),
                Choice(
                    value="primary", label=Text(vi="Tiểu học", en="Primary"), aliases=("th", "cap 1", "cap i")
                ),
                Choice(
                    value="lower_secondary",
                    label=Text(vi="Trung học cơ sở", en="Lower secondary"),
                    aliases=("thcs", "cap 2", "cap ii"),
                ),
                Choice(
                    value="upper_secondary",
                    label=Text(vi="Trung học phổ thông", en="Upper secondary"),
                    aliases=("thpt", "cap 3", "cap iii"),
                ),
                Choice(
                    value="combined",
                    label=Text(vi="Phổ thông nhiều cấp học", en="Several levels"),
                    aliases=(
                        "lien cap",
                        "nhieu cap",
                        "th-thcs",
                        "thcs-thpt",
                        "th-thcs-thpt",
                        "th&thcs",
                        "thcs&thpt",
                    ),
                ),
                Choice(
                    value="continuing",
                    label=Text(vi="Giáo dục thường xuyên", en="Continuing education"),
                    aliases=("gdtx", "gdnn-gdtx", "trung tam gdtx"),
                ),
                Choice(
                    value="vocational",
                    label=Text(vi="Giáo dục nghề nghiệp", en="Vocational"),
                    aliases=("trung cap", "cao dang", "day nghe", "college"),
                ),
                Choice(
                    value="higher",
                    label=Text(vi="Đại học", en="Higher education"),
                    aliases=("hoc vien", "dh", "university", "giao duc dai hoc"),
                ),
                OTHER,
                UNKNOWN.model_copy(update={"aliases": (*UNKNOWN.aliases, "school")}),
            ),
            aliases=("cap", "bac hoc", "loai truong", "cap truong", "loai hinh truong", "amenity", "fclass"),
            note=Text(vi="Theo Luật Giáo dục 2019.", en="As in the Education Law 2019."),
        ),
        Field(
            name="public",
            label=Text(vi="Công lập", en="Public"),
            kind="boolean",
            on_map=True,
            aliases=("truong cong lap", "la truong cong lap"),
        ),
        Field(
            name="national_standard",
            label=Text(vi="Đạt chuẩn quốc gia", en="Meets the national standard"),
            kind="boolean",
            on_map=True,
            aliases=("chuan quoc gia", "truong chuan quoc gia", "dat chuan", "cqg"),
        ),
    ),
    progress=Progress(field="national_standard", done=(True,), not_yet=(False,)),
    style=Style(
        by="level",
        colour=UNKNOWN_COLOUR,
        width=5.5,
        outline="#ffffff",
        label_field="name",
        label_min_zoom=16,
        unknown_label=Text(vi="Chưa rõ cấp học", en="Level unknown"),
        classes=(
            StyleClass(label=Text(vi="Mầm non", en="Preschool"), colour="#f0e442", values=("preschool",)),
            StyleClass(label=Text(vi="Tiểu học", en="Primary"), colour="#d08a1a", values=("primary",)),
            StyleClass(
                label=Text(vi="Trung học cơ sở", en="Lower secondary"),
                colour="#3fb8f5",
                values=("lower_secondary",),
            ),
            StyleClass(
                label=Text(vi="Trung học phổ thông", en="Upper secondary"),
                colour="#1d3fa8",
                values=("upper_secondary",),
            ),
            StyleClass(
                label=Text(vi="Nhiều cấp học", en="Several levels"), colour="#26894a", values=("combined",)
            ),
            StyleClass(
                label=Text(vi="Đại học, nghề nghiệp, khác", en="Higher, vocational and other"),
                colour="#491247",
                values=("continuing", "vocational", "higher", "other"),
            ),
        ),
    ),
    osm=(
        OsmMapping(match={"amenity": ("kindergarten",)}, assign={"level": "preschool"}, read=_READ),
        OsmMapping(match={"amenity": ("college",)}, assign={"level": "vocational"}, read=_READ),
        OsmMapping(match={"amenity": ("university",)}, assign={"level": "higher"}, read=_READ),
        # OpenStreetMap seldom tells the level: in Việt Nam it stands in the name.
        OsmMapping(
            match={
                "amenity": ("school",),
                "name": ("~liên cấp", "~(tiểu học|thcs|trung học cơ sở).*(thcs|thpt|trung học)"),
            },
            assign={"level": "combined"},
            read=_READ,
        ),
        OsmMapping(
            match={"amenity": ("school",), "name": ("~mầm non|mẫu giáo",)},
            assign={"level": "preschool"},
            read=_READ,
        ),
        OsmMapping(
            match={"amenity": ("school",), "name": ("~tiểu học|primary",)},
            assign={"level": "primary"},
            read=_READ,
        ),
        OsmMapping(
            match={"amenity": ("school",), "name": ("~thcs|trung học cơ sở",)},
            assign={"level": "lower_secondary"},
            read=_READ,
        ),
        OsmMapping(
            match={"amenity": ("school",), "name": ("~thpt|ptth|trung học phổ thông",)},
            assign={"level": "upper_secondary"},
            read=_READ,
        ),
        OsmMapping(match={"amenity": ("school",)}, assign={"level": "unknown"}, read=_READ),
    ),
)
