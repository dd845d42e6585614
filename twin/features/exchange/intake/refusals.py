"""Why the database refuses a row that could be read: the reasons in words."""

from twin.store.guards import checks_of, rule_of
from twin.vocabulary import Layer, Rule, Text

REPEATED, AMBIGUOUS, BROKEN_CHECK = "repeated", "ambiguous", "check"

Refusal = tuple[str, int | None]
"""What speaks against a row, and the other number that belongs to it (see `reason_of`)."""

_AMBIGUOUS = Text(
    vi="Lớp có nhiều đối tượng cùng khóa này: không biết dòng này là đối tượng nào.",
    en="Several features of the layer have this key: nothing says which of them this row is.",
)


def reason_of(layer: Layer, about: str, other: int | None) -> Text:
    """Return the sentence for one refused row.

    `other` is the row that came first for a repeated one, and the check's place for a broken one.
    """
    if about == AMBIGUOUS:
        return _AMBIGUOUS
    if about == REPEATED:
        return Text(
            vi=f"Trùng khóa với dòng {other} của tệp: dòng {other} được giữ, dòng này thì không.",
            en=f"Has the same key as row {other} of the file: row {other} is kept, this one is not.",
        )
    return _broken(layer, other or 0)


def _broken(layer: Layer, place: int) -> Text:
    check = checks_of(layer)[place]
    broken = rule_of(layer, check.name)
    if isinstance(broken, Rule):
        return Text(
            vi=f"{broken.message.vi} (tính cả dữ liệu lớp đang có)",
            en=f"{broken.message.en} (taking in what the layer holds)",
        )
    if broken is not None:
        return Text(
            vi=f"Giá trị của «{broken.label.vi}» ({broken.name}) không được phép.",
            en=f"The value of “{broken.label.en}” ({broken.name}) is not allowed.",
        )
    return _SYSTEM.get(
        check.about,
        Text(vi=f"Vi phạm ràng buộc {check.name}.", en=f"Breaks the constraint {check.name}."),
    )


_SYSTEM = {
    "valid_time": Text(
        vi="Ngày bắt đầu (valid_from) phải trước ngày kết thúc (valid_to).",
        en="The first day (valid_from) must come before the last (valid_to).",
    ),
    "geometry_type": Text(
        vi="Hình không đúng loại hình học của lớp.", en="The geometry is not of the layer's type."
    ),
    "geometry_filled": Text(vi="Hình trống.", en="The geometry is empty."),
    "geometry_lands": Text(
        vi="Tọa độ nằm ngoài kinh độ, vĩ độ có thật.", en="The coordinates are no longitude and latitude."
    ),
}
