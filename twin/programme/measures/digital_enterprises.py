"""Enterprises that use digital technology.

The programme names enterprises and household businesses apart, and this target is of enterprises.
"""

from twin.programme.by_field import ByField
from twin.programme.measure import Among, Measure
from twin.vocabulary import Progress, Text

MEASURE = Measure(
    id="digital_enterprises",
    indicator="T.5",
    title=Text(vi="Doanh nghiệp ứng dụng công nghệ số", en="Enterprises that use digital technology"),
    layer="enterprises",
    rule=Text(
        vi="Doanh nghiệp có ứng dụng công nghệ số trên tổng số doanh nghiệp của lớp bản đồ. Không tính hộ kinh doanh.",
        en="Enterprises that use digital technology, of all that the layer holds. Household businesses are not counted.",
    ),
    judge=ByField("enterprises", Progress(field="digital", done=("yes",), not_yet=("no",))),
    among=Among("kind", outside=("household",)),
)
