"""Residential groups with a digital-support point."""

from twin.programme.by_field import ByField
from twin.programme.measure import Measure
from twin.vocabulary import Progress, Text

MEASURE = Measure(
    id="digital_support_points",
    indicator="T.3",
    title=Text(
        vi="Tổ dân phố có điểm hỗ trợ chuyển đổi số", en="Residential groups with a digital-support point"
    ),
    layer="residential_groups",
    rule=Text(
        vi="Tổ dân phố có điểm hỗ trợ chuyển đổi số trên tổng số tổ dân phố.",
        en="Residential groups that have a digital-support point, of all residential groups.",
    ),
    judge=ByField(
        "residential_groups", Progress(field="digital_support_point", done=(True,), not_yet=(False,))
    ),
)
