"""Which place is asked about."""

from pydantic import model_validator

from twin.reporting import Inputs, asked


class Asked(Inputs):
    """A feature, a point, or neither: then the middle of the area, or of the ward."""

    layer: str | None = asked("Lớp", "Layer", None)
    feature: int | None = asked("Mã đối tượng", "Feature id", None)
    longitude: float | None = asked("Kinh độ", "Longitude", None, ge=-180, le=180, allow_inf_nan=False)
    latitude: float | None = asked("Vĩ độ", "Latitude", None, ge=-90, le=90, allow_inf_nan=False)
    reach_m: float = asked("Xung quanh (m)", "Round it (m)", 100.0, gt=0, le=2_000, allow_inf_nan=False)

    @model_validator(mode="after")
    def _is_one_place(self) -> "Asked":
        if (self.layer is None) != (self.feature is None):
            raise ValueError("a layer and the id of its feature go together")
        if (self.longitude is None) != (self.latitude is None):
            raise ValueError("longitude and latitude go together")
        if self.layer is not None and self.longitude is not None:
            raise ValueError("either a feature or a point, not both")
        return self
