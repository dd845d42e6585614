"""Health facilities, with the forms of establishment of Decree 96/2023/NĐ-CP and, beside them, pharmacies."""

from twin.vocabulary import OTHER, UNKNOWN_COLOUR, Choice, Field, Layer, OsmMapping, Style, StyleClass, Text

_READ = {"name": "name"}

LAYER = Layer(
    id="health_facilities",
    title=Text(vi="Cơ sở y tế", en="Health facilities"),
    description=Text(
        vi="Bệnh viện, trạm y tế, phòng khám, nhà thuốc trên địa bàn.",
        en="Hospitals, health stations, clinics and pharmacies of the ward.",
    ),
    group="society",
    geometry="Point",
    title_field="name",
    min_zoom=13,
    order=82,
    fields=(
        Field(
            name="name",
            label=Text(vi="Tên cơ sở", en="Name"),
            required=True,
            aliases=("ten", "ten co so y te", "co so y te", "ten don vi", "ten phong kham"),
        ),
        Field(
            name="kind",
            label=Text(vi="Loại cơ sở", en="Kind"),
            kind="choice",
            required=True,
            choices=(
                Choice(
                    value="hospital",
                    label=Text(vi="Bệnh viện", en="Hospital"),
                    aliases=("bv", "benh vien da khoa"),
                ),
                Choice(
                    value="health_centre",
                    label=Text(vi="Trung tâm y tế", en="Health centre"),
                    aliases=("ttyt", "trung tam kiem soat benh tat"),
                ),
                Choice(
                    value="health_station",
                    label=Text(vi="Trạm y tế, điểm trạm", en="Ward health station"),
                    aliases=("tram y te", "tyt", "tram y te phuong", "diem tram y te"),
                ),
                Choice(
                    value="polyclinic",
                    label=Text(vi="Phòng khám đa khoa", en="Polyclinic"),
                    aliases=("pkdk", "phong kham da khoa khu vuc"),
                ),
                Choice(
                    value="clinic",
                    label=Text(vi="Phòng khám chuyên khoa, bác sĩ", en="Specialist or doctor's clinic"),
                    aliases=(
                        "phong kham",
                        "phong kham chuyen khoa",
                        "phong kham tu nhan",
                        "doctors",
                        "doctor",
                    ),
                ),
                Choice(
                    value="dental",
                    label=Text(vi="Nha khoa", en="Dental clinic"),
                    aliases=("rang ham mat", "phong kham rang ham mat", "dentist"),
                ),
                Choice(
                    value="traditional",
                    label=Text(vi="Y học cổ truyền", en="Traditional medicine"),
                    aliases=("dong y", "phong chan tri", "phong chan tri y hoc co truyen", "yhct"),
                ),
                Choice(
                    value="maternity",
                    label=Text(vi="Nhà hộ sinh", en="Maternity home"),
                    aliases=("ho sinh", "birthing_centre"),
                ),
                Choice(
                    value="laboratory",
                    label=Text(vi="Xét nghiệm, chẩn đoán hình ảnh", en="Laboratory or imaging"),
                    aliases=("xet nghiem", "chan doan hinh anh", "co so can lam sang"),
                ),
                Choice(
                    value="pharmacy",
                    label=Text(vi="Nhà thuốc, quầy thuốc", en="Pharmacy"),
                    aliases=("nha thuoc", "quay thuoc", "hieu thuoc"),
                ),
                OTHER,
            ),
            aliases=("loai", "loai hinh", "loai hinh co so", "hinh thuc to chuc", "amenity", "fclass"),
            note=Text(
                vi="Hình thức tổ chức theo Nghị định 96/2023/NĐ-CP; nhà thuốc theo Luật Dược.",
                en="Forms of Decree 96/2023/NĐ-CP; pharmacies by the Pharmacy Law.",
            ),
        ),
    ),
    style=Style(
        by="kind",
        colour=UNKNOWN_COLOUR,
        width=5.5,
        outline="#ffffff",
        label_field="name",
        label_min_zoom=16,
        unknown_label=Text(vi="Chưa rõ loại", en="Kind unknown"),
        classes=(
            StyleClass(
                label=Text(vi="Bệnh viện", en="Hospital"), colour="#c9141f", values=("hospital",), width=7
            ),
            StyleClass(
                label=Text(vi="Trung tâm, trạm y tế", en="Health centre or station"),
                colour="#00594f",
                values=("health_centre", "health_station"),
                width=6.5,
            ),
            StyleClass(
                label=Text(vi="Phòng khám", en="Clinics"),
                colour="#2fb0f5",
                values=("polyclinic", "clinic", "dental", "traditional", "maternity"),
            ),
            StyleClass(
                label=Text(vi="Nhà thuốc", en="Pharmacy"), colour="#f5c542", values=("pharmacy",), width=4
            ),
            StyleClass(
                label=Text(vi="Xét nghiệm, khác", en="Laboratory and other"),
                colour="#4f0f78",
                values=("laboratory", "other"),
            ),
        ),
    ),
    osm=(
        OsmMapping(
            match={"name": ("~^trạm y tế",), "amenity": ("*",)}, assign={"kind": "health_station"}, read=_READ
        ),
        OsmMapping(
            match={"name": ("~^trung tâm y tế",), "amenity": ("*",)},
            assign={"kind": "health_centre"},
            read=_READ,
        ),
        OsmMapping(
            match={"name": ("~đa khoa",), "amenity": ("clinic", "doctors")},
            assign={"kind": "polyclinic"},
            read=_READ,
        ),
        OsmMapping(
            match={"amenity": ("hospital", "clinic", "doctors", "dentist", "pharmacy")},
            read={"name": "name", "kind": "amenity"},
        ),
        OsmMapping(
            match={
                "healthcare": (
                    "laboratory",
                    "hospital",
                    "clinic",
                    "doctor",
                    "dentist",
                    "birthing_centre",
                    "pharmacy",
                )
            },
            read={"name": "name", "kind": "healthcare"},
        ),
        OsmMapping(match={"healthcare": ("alternative",)}, assign={"kind": "traditional"}, read=_READ),
    ),
)
