"""Which days and hours count, and when something was done about it."""

from datetime import date

from pydantic import model_validator

from twin.reporting import Inputs, asked


class Asked(Inputs):
    """Without days: the last four weeks of what was measured, or four weeks before and after an intervention."""

    since: date | None = asked("Từ ngày", "From", None)
    until: date | None = asked("Đến hết ngày", "Until (inclusive)", None)
    first_hour: int = asked("Từ giờ", "From the hour", 6, ge=0, le=23)
    last_hour: int = asked("Đến hết giờ", "To the end of the hour", 20, ge=0, le=23)
    working_days: bool = asked("Chỉ tính thứ hai đến thứ sáu", "Monday to Friday only", True)
    intervention_on: date | None = asked("Ngày bắt đầu can thiệp", "Day of an intervention", None)
    confidence: float = asked("Độ tin cậy", "Confidence", 0.95, ge=0.5, le=0.999)
    persons_per_vehicle: float | None = asked(
        "Giả định số người trên một xe",
        "Assumed persons in a vehicle",
        None,
        gt=0,
        le=100,
        allow_inf_nan=False,
    )

    @model_validator(mode="after")
    def _in_order(self) -> "Asked":
        if self.first_hour > self.last_hour:
            raise ValueError("the first hour is after the last")
        if self.since and self.until and self.since > self.until:
            raise ValueError("the first day is after the last")
        return self
