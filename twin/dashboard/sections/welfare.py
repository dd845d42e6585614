"""Health, insurance, clean water, and that nobody is left behind."""

from twin.dashboard.section import LayerFigure, Section
from twin.vocabulary import Text

SECTION = Section(
    id="welfare",
    order=4,
    title=Text(vi="An sinh", en="Welfare"),
    indicators=("II.2.4", "II.2.5", "T.6", "II.2.8", "II.2.10", "II.2.11"),
    figures=(
        LayerFigure(
            id="health_facilities",
            title=Text(vi="Cơ sở y tế", en="Health facilities"),
            layer="health_facilities",
            better="up",
        ),
        LayerFigure(
            id="schools",
            title=Text(vi="Trường học", en="Schools"),
            layer="schools",
            better="up",
        ),
        LayerFigure(
            id="culture_sites",
            title=Text(vi="Di tích, thiết chế văn hóa", en="Heritage and culture sites"),
            layer="culture_sites",
        ),
        LayerFigure(
            id="green_spaces",
            title=Text(vi="Vườn hoa, điểm vui chơi", en="Green spaces and playgrounds"),
            layer="green_spaces",
            better="up",
        ),
    ),
)
