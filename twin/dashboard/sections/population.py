"""Who lives here, and how safe and content they are."""

from twin.dashboard.section import LayerFigure, Section
from twin.vocabulary import Text

SECTION = Section(
    id="population",
    order=3,
    title=Text(vi="Dân cư", en="Population"),
    indicators=("II.2.6", "II.2.7", "II.2.12", "II.3.1", "II.3.2", "II.3.3", "II.3.4", "T.3"),
    figures=(
        LayerFigure(
            id="population",
            title=Text(vi="Dân số các tổ dân phố", en="Residents of the residential groups"),
            layer="residential_groups",
            total="population",
        ),
        LayerFigure(
            id="households",
            title=Text(vi="Số hộ", en="Households"),
            layer="residential_groups",
            total="households",
        ),
        LayerFigure(
            id="groups",
            title=Text(vi="Tổ dân phố", en="Residential groups"),
            layer="residential_groups",
        ),
        LayerFigure(
            id="cameras",
            title=Text(vi="Camera an ninh hoạt động", en="Security cameras that work"),
            layer="cameras",
            field="status",
            values=("working",),
            better="up",
        ),
    ),
)
