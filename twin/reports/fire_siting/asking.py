"""How many places, of which candidates, and what counts."""

from typing import Literal

from pydantic import model_validator

from twin.reporting import Inputs, asked
from twin.reporting.drawn import GeoJson


class Asked(Inputs):
    """Candidates are points along streets and alleys, unless points are drawn or a layer's features are named."""

    places: int = asked("Số bể mới", "New tanks", 5, ge=1, le=100)
    hose_m: float = asked("Chiều dài vòi (m)", "Hose length (m)", 200.0, gt=0, le=2_000, allow_inf_nan=False)
    open_streets: bool = asked(
        "Coi đường phố chưa ghi tĩnh không là thông thoáng",
        "Take streets of unrecorded headroom as open",
        default=False,
    )
    spacing_m: float = asked(
        "Khoảng cách giữa các vị trí dọc đường, ngõ (m)",
        "Distance between candidates along streets and alleys (m)",
        25.0,
        ge=5,
        le=500,
        allow_inf_nan=False,
    )
    drawn: GeoJson | None = asked("Vị trí vẽ trên bản đồ (điểm)", "Candidates drawn (points)", None)
    layer: str | None = asked(
        "Lớp có chỗ đặt bể (vườn hoa, thửa đất ...)",
        "Layer with room for tanks (green spaces, land plots ...)",
        None,
        max_length=60,
    )
    weigh_by: Literal["residents", "buildings"] = asked("Tính theo", "Count", "residents")
    with_unknown: bool = asked(
        "Tính cả nhà chưa rõ có được phủ không",
        "Count buildings of unknown coverage too",
        default=False,
    )
    seconds: float = asked(
        "Thời gian tìm tối đa (giây)", "Seconds to search at most", 30.0, ge=1, le=600, allow_inf_nan=False
    )

    @model_validator(mode="after")
    def _has_one_kind_of_candidates(self) -> "Asked":
        if self.drawn is not None and self.layer is not None:
            raise ValueError("either drawn candidates or a layer, not both")
        return self
