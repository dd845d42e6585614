"""What is measured at features over time: the measures that the twin knows, their units and what is believable.

The bounds are ours: beyond them an instrument or a keyboard is at fault rather than the weather. They hold for one
value, whatever time it covers (an hour's rain, a day's), and are wide on purpose. What lies outside is refused with
a reason and kept in the rejects file; whoever knows better states other bounds.
"""

from dataclasses import dataclass

from twin.features.exchange.folding import fold
from twin.vocabulary import Text


@dataclass(frozen=True, slots=True)
class Measure:
    """One measure; `minimum` and `maximum` are inclusive and in `unit`."""

    name: str
    label: Text
    unit: str
    minimum: float
    maximum: float
    aliases: tuple[str, ...] = ()


MEASURES = {
    measure.name: measure
    for measure in (
        Measure("rain", Text(vi="Lượng mưa", en="Rain"), "mm", 0, 600, ("luong mua", "mua", "rainfall")),
        Measure(
            "speed",
            Text(vi="Vận tốc", en="Speed"),
            "km/h",
            0,
            160,
            ("van toc", "toc do", "van toc trung binh"),
        ),
        Measure("water_level", Text(vi="Mực nước", en="Water level"), "m", -5, 20, ("muc nuoc", "cao trinh")),
        Measure(
            "depth", Text(vi="Độ sâu ngập", en="Flood depth"), "m", 0, 5, ("do sau", "do sau ngap", "ngap")
        ),
        Measure(
            "vehicles",
            Text(vi="Lưu lượng xe", en="Traffic count"),
            "xe",
            0,
            50_000,
            ("luu luong", "so xe", "so luot xe"),
        ),
    )
}
_NAMES = {
    fold(word): measure.name
    for measure in MEASURES.values()
    for word in (*measure.aliases, measure.label.vi, measure.label.en, measure.name)
}


def name_measure(text: str) -> str:
    """Return the measure's own name for any of its names; a measure that the twin does not know keeps its own."""
    return _NAMES.get(fold(text), text.strip())
