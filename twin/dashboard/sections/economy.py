"""What the ward earns, who does business, how culture and schools stand."""

from twin.dashboard.section import LayerFigure, Section
from twin.vocabulary import Text

SECTION = Section(
    id="economy",
    order=1,
    title=Text(vi="Kinh tế - xã hội", en="Economy and society"),
    indicators=("II.1.1", "II.1.2", "T.4", "T.5", "II.2.1", "II.2.2", "II.2.3", "T.1", "T.2"),
    figures=(
        LayerFigure(
            id="enterprises",
            title=Text(vi="Doanh nghiệp, hộ kinh doanh", en="Enterprises"),
            layer="enterprises",
            better="up",
        ),
        LayerFigure(
            id="digital_enterprises",
            title=Text(vi="Có ứng dụng công nghệ số", en="Using digital technology"),
            layer="enterprises",
            field="digital",
            values=("yes",),
            better="up",
        ),
        LayerFigure(
            id="works_running",
            title=Text(vi="Công trình đang thi công", en="Works under way"),
            layer="projects",
            field="status",
            values=("in_works",),
        ),
        LayerFigure(
            id="works_paused",
            title=Text(vi="Công trình tạm dừng", en="Works paused"),
            layer="projects",
            field="status",
            values=("paused",),
            better="down",
        ),
    ),
)
