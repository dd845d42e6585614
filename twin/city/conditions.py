"""What was asked, in words: the days, the area, each condition. What is supposed says itself."""

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from pydantic import BaseModel

from twin.reporting import Area, Inputs
from twin.vocabulary import Text

_SAID_APART = {"data_as_of", "norm_as_of", "area", "what_if"}


def say_conditions(inputs: Inputs, data_as_of: date, norm_as_of: date) -> tuple[Text, ...]:
    """Return a sentence for each thing that was asked for."""
    days = Text(
        vi=f"Số liệu tính đến ngày {data_as_of:%d/%m/%Y}; quy chuẩn hiệu lực ngày {norm_as_of:%d/%m/%Y}.",
        en=f"Data as of {data_as_of.isoformat()}; norms as of {norm_as_of.isoformat()}.",
    )
    return (days, _area(inputs.area), *_conditions(inputs, _SAID_APART))


def _conditions(asked: BaseModel, apart: set[str]) -> Iterator[Text]:
    for name, field in type(asked).model_fields.items():
        value = getattr(asked, name)
        if name in apart or value is None or value == ():
            continue
        extra = field.json_schema_extra
        known = extra if isinstance(extra, dict) else {}
        vi, en = known.get("title_vi", name), known.get("title_en", name)
        yield Text(vi=f"{vi}: {_say(value).vi}.", en=f"{en}: {_say(value).en}.")


def _say(value: Any) -> Text:
    """Return a value in words."""
    if isinstance(value, bool):
        return Text(vi="có", en="yes") if value else Text(vi="không", en="no")
    if isinstance(value, date):
        return Text(vi=f"{value:%d/%m/%Y}", en=value.isoformat())
    if isinstance(value, float):
        return Text(vi=f"{value:.15g}".replace(".", ","), en=f"{value:.15g}")
    if isinstance(value, tuple | list):
        return _join(map(_say, value), ", ")
    if isinstance(value, BaseModel):
        return _join(_conditions(value, set()), "; ")
    return Text(vi=str(value) or "-", en=str(value) or "-")


def _join(parts: Iterable[Text], between: str) -> Text:
    said = list(parts)
    return Text(
        vi=between.join(one.vi.rstrip(".") for one in said) or "-",
        en=between.join(one.en.rstrip(".") for one in said) or "-",
    )


def _area(area: Area) -> Text:
    if not area.groups and area.shape is None:
        return Text(vi="Phạm vi: toàn phường.", en="Area: the whole ward.")
    codes, wider = ", ".join(area.groups), area.buffer_m
    vi, en = (
        (f"tổ dân phố {codes}", f"residential groups {codes}")
        if area.groups
        else ("vùng vẽ trên bản đồ", "an area drawn on the map")
    )
    round_vi, round_en = (f", mở rộng {wider:g} m", f" and {wider:g} m round it") if wider else ("", "")
    return Text(vi=f"Phạm vi: {vi}{round_vi}.", en=f"Area: {en}{round_en}.")
