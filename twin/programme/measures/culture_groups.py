"""Residential groups that hold the culture title."""

from twin.programme.by_field import ByField
from twin.programme.measure import Measure
from twin.vocabulary import Progress, Text

MEASURE = Measure(
    id="culture_groups",
    indicator="II.2.1",
    title=Text(vi="Tổ dân phố văn hóa", en="Residential groups with the culture title"),
    layer="residential_groups",
    rule=Text(
        vi="Tổ dân phố được công nhận và giữ vững danh hiệu Tổ dân phố văn hóa trên tổng số tổ dân phố.",
        en="Residential groups that hold the culture title, of all residential groups.",
    ),
    judge=ByField("residential_groups", Progress(field="culture_title", done=(True,), not_yet=(False,))),
)
