"""The ward's boundary. Its code is text of five digits, and is never joined across the reform of 1 July 2025."""

from twin.vocabulary import Field, Layer, Style, Text

LAYER = Layer(
    id="ward",
    title=Text(vi="Địa giới phường", en="Ward boundary"),
    description=Text(
        vi="Ranh giới đơn vị hành chính cấp xã từ ngày 01/7/2025.",
        en="Boundary of the commune-level unit as it stands since 1 July 2025.",
    ),
    group="ground",
    geometry="MultiPolygon",
    title_field="name",
    min_zoom=8,
    order=2,
    base_map=True,
    fields=(
        Field(
            name="code",
            label=Text(vi="Mã đơn vị hành chính", en="Unit code"),
            required=True,
            digits=5,
            aliases=("ma", "ma xa", "ma phuong", "ma dvhc", "ma don vi hanh chinh", "ma gso", "ward code"),
            note=Text(
                vi="Năm chữ số, giữ số 0 ở đầu (00175). Cùng một mã trước và sau 01/7/2025 có thể chỉ hai nơi khác nhau.",
                en="Five digits with their leading zeros (00175). The same code may mean two places before and after "
                "1 July 2025.",
            ),
        ),
        Field(
            name="name",
            label=Text(vi="Tên", en="Name"),
            required=True,
            aliases=(
                "ten",
                "ten xa",
                "ten phuong",
                "ten hc",
                "ten dvhc",
                "ten don vi hanh chinh",
                "ward name",
            ),
        ),
        Field(
            name="population",
            label=Text(vi="Dân số", en="Population"),
            kind="integer",
            minimum=0,
            maximum=1000000,
            sourced=True,
            aliases=("so dan", "so nguoi", "nhan khau", "so nhan khau", "pop"),
        ),
    ),
    style=Style(
        colour="#fbfaf6",
        outline="#6b7280",
        width=2,
        dash=(4, 2),
        label_field="name",
        label_min_zoom=11,
        label_max_zoom=14,
    ),
)
