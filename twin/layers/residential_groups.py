"""Residential groups (tổ dân phố): the ward's smallest units, with counts of people and never their names."""

from twin.vocabulary import UNKNOWN_COLOUR, Comparison, Field, Layer, Rule, Style, StyleClass, Text

LAYER = Layer(
    id="residential_groups",
    title=Text(vi="Tổ dân phố", en="Residential groups"),
    description=Text(
        vi="Tổ dân phố với số hộ, số nhân khẩu, danh hiệu văn hóa và điểm hỗ trợ chuyển đổi số.",
        en="Residential groups with households, population, culture title and digital-support point.",
    ),
    group="ground",
    geometry="MultiPolygon",
    title_field="name",
    min_zoom=12,
    order=14,
    fields=(
        Field(
            name="code",
            label=Text(vi="Mã tổ", en="Code"),
            required=True,
            aliases=("ma", "ma to dan pho", "ma tdp", "so to", "to so", "stt to"),
        ),
        Field(
            name="name",
            label=Text(vi="Tên tổ dân phố", en="Name"),
            required=True,
            aliases=("ten", "ten to", "ten tdp", "to dan pho", "tdp"),
        ),
        Field(
            name="households",
            label=Text(vi="Số hộ", en="Households"),
            kind="integer",
            minimum=0,
            maximum=20000,
            sourced=True,
            aliases=("so ho dan", "ho", "tong so ho", "so ho gia dinh"),
        ),
        Field(
            name="population",
            label=Text(vi="Số nhân khẩu", en="Population"),
            kind="integer",
            minimum=0,
            maximum=100000,
            sourced=True,
            aliases=("dan so", "nhan khau", "so dan", "so nguoi", "so khau", "pop"),
        ),
        Field(
            name="culture_title",
            label=Text(vi="Danh hiệu Tổ dân phố văn hóa", en="Culture title"),
            kind="boolean",
            aliases=("to dan pho van hoa", "danh hieu van hoa", "danh hieu", "dat van hoa"),
        ),
        Field(
            name="digital_support_point",
            label=Text(vi="Điểm hỗ trợ chuyển đổi số", en="Digital-support point"),
            kind="boolean",
            on_map=True,
            aliases=("diem ho tro cds", "diem cds", "ho tro chuyen doi so", "to cong nghe so"),
        ),
    ),
    rules=(
        Rule(
            id="households_within_population",
            message=Text(
                vi="Số hộ không thể lớn hơn số nhân khẩu (có thể hai cột bị đổi chỗ).",
                en="There cannot be more households than people (the two columns may be swapped).",
            ),
            then=Comparison(field="households", operator="<=", other_field="population"),
        ),
    ),
    style=Style(
        by="culture_title",
        colour=UNKNOWN_COLOUR,
        opacity=0.35,
        outline="#5b4b8a",
        width=1.2,
        label_field="name",
        label_min_zoom=15,
        unknown_label=Text(vi="Chưa rõ danh hiệu", en="Title unknown"),
        classes=(
            StyleClass(
                label=Text(vi="Tổ dân phố văn hóa", en="Holds the culture title"),
                colour="#7b5ea7",
                values=(True,),
            ),
            StyleClass(
                label=Text(vi="Chưa đạt danh hiệu", en="Does not hold it"), colour="#f2b84b", values=(False,)
            ),
        ),
    ),
)
