"""What the catalogue says of a layer, as a record of OGC API - Records: what it is, from whom, and how much is known."""

from dataclasses import dataclass
from functools import cached_property

from pydantic import JsonValue

from twin.features.areas import Area, Box
from twin.features.catalogue import NOTICE
from twin.features.completeness import Completeness, counted
from twin.features.exchange.folding import fold
from twin.features.question import Span
from twin.features.summary import Summary
from twin.layers import GROUPS
from twin.vocabulary import LANGUAGES, Language, Layer, Text

RECORD_CORE = "http://www.opengis.net/spec/ogcapi-records-1/1.0/conf/record-core"
DATASET = "dataset"
LANGUAGE_NAMES = {"vi": "Tiếng Việt", "en": "English"}
OTHER_LICENCE = "other"
"""What the standard says where one word does not do; the words themselves stand under `licences`."""


def group_title(layer: Layer) -> Text:
    """Return the heading under which a layer stands."""
    titles = {group.id: group.title for group in GROUPS}
    return titles.get(layer.group, Text(vi=layer.group, en=layer.group))


@dataclass(frozen=True)
class RecordQuestion:
    """Which records are asked for: every part that is given must fit.

    A phrase is words in this order; one of the phrases must stand in what the record says.
    """

    phrases: tuple[str, ...] = ()
    areas: tuple[Area, ...] = ()
    span: Span | None = None
    kinds: frozenset[str] | None = None
    ids: frozenset[str] | None = None
    external_ids: frozenset[str] | None = None

    @classmethod
    def phrases_of(cls, asked: str) -> tuple[str, ...]:
        """Return the phrases of `q`: commas stand between them."""
        return tuple(folded for part in asked.split(",") if (folded := fold(part)))


def _meet(one: Box, other: Box) -> bool:
    return (
        one.west <= other.east
        and other.west <= one.east
        and one.south <= other.north
        and other.south <= one.north
    )


@dataclass(frozen=True)
class Record:
    """One layer, with what it holds now."""

    layer: Layer
    summary: Summary
    completeness: Completeness | None
    """None while that of a large layer is not known."""
    demonstration: bool

    def fits(self, question: RecordQuestion) -> bool:
        """Tell whether the record is one of those asked for. A layer without features lies nowhere."""
        return (
            (question.ids is None or self.layer.id in question.ids)
            and (question.kinds is None or DATASET in question.kinds)
            and question.external_ids is None
            and (not question.phrases or any(phrase in self._words for phrase in question.phrases))
            and (not question.areas or self._lies_in(question.areas))
            and (question.span is None or self._holds_in(question.span))
        )

    @cached_property
    def _words(self) -> str:
        said = [
            *(text.in_language(language) for text in self._texts for language in LANGUAGES),
            *(self.completeness.sources if self.completeness else ()),
            self.layer.id,
        ]
        return " | ".join(map(fold, said))

    @property
    def _texts(self) -> tuple[Text, ...]:
        labels = (field.label for field in self.layer.fields)
        return (self.layer.title, self.layer.description, group_title(self.layer), *labels)

    def _lies_in(self, areas: tuple[Area, ...]) -> bool:
        box = self.summary.box
        return box is not None and any(_meet(box, area.box) for area in areas)

    def _holds_in(self, span: Span) -> bool:
        since, until = self.summary.since, self.summary.until
        return (since is None or since <= span.end) and (until is None or until >= span.start)

    def as_feature(self, language: Language) -> dict[str, JsonValue]:
        """Return the record as GeoJSON, without its links."""
        return {
            "id": self.layer.id,
            "type": "Feature",
            "conformsTo": [RECORD_CORE],
            "geometry": self._geometry(),
            "time": self._time(),
            "properties": self._properties(language),
        }

    def _geometry(self) -> JsonValue:
        box = self.summary.box
        if box is None:
            return None
        west, south, east, north = (round(side, 6) for side in (box.west, box.south, box.east, box.north))
        ring: list[JsonValue] = [[west, south], [east, south], [east, north], [west, north], [west, south]]
        return {"type": "Polygon", "coordinates": [ring]}

    def _time(self) -> JsonValue:
        since, until = self.summary.since, self.summary.until
        if since is None and until is None:
            return None
        return {"interval": [".." if day is None else day.isoformat() for day in (since, until)]}

    def _properties(self, language: Language) -> dict[str, JsonValue]:
        layer = self.layer
        told: dict[str, JsonValue] = {
            "type": DATASET,
            "title": layer.title.in_language(language),
            "description": layer.description.in_language(language),
            "keywords": self._keywords(language),
            "language": {"code": language, "name": LANGUAGE_NAMES[language]},
            "languages": [{"code": code, "name": LANGUAGE_NAMES[code]} for code in LANGUAGES],
            "completeness": self._completeness(language),
            **self._origins(),
        }
        if self.demonstration:
            told["rights"] = NOTICE.in_language(language)
        return told

    def _origins(self) -> dict[str, JsonValue]:
        """Tell sources, licences and date; nothing of them while they are not known."""
        counts = self.completeness
        if counts is None:
            return {}
        told: dict[str, JsonValue] = {"sources": list(counts.sources), "licences": list(counts.licences)}
        if counts.updated_at is not None:
            told["updated"] = counts.updated_at.isoformat(timespec="seconds")
        if counts.licences:
            first, *rest = counts.licences
            told["license"] = OTHER_LICENCE if rest else first
        return told

    def _keywords(self, language: Language) -> list[JsonValue]:
        words = (group_title(self.layer), *(field.label for field in self.layer.fields))
        return list(dict.fromkeys(text.in_language(language) for text in words))

    def _completeness(self, language: Language) -> JsonValue:
        """Tell how many features there are, and in how many each field has a value: the others are unknown."""
        fields: list[JsonValue] = [
            {
                "name": known.name,
                "title": known.field.label.in_language(language),
                "known": self.known(known.name),
                "share": self.share_of(known.name),
            }
            for known in counted(self.layer)
        ]
        return {"features": self.features, "share": self.share, "fields": fields}

    @property
    def features(self) -> int:
        return self.summary.count if self.completeness is None else self.completeness.features

    def known(self, name: str) -> int | None:
        """Return in how many features a field has a value; None while that is not known."""
        return None if self.completeness is None else self.completeness.known[name]

    def share_of(self, name: str) -> float | None:
        """Return in which part of the features a field has a value; None where there are none, or none were counted."""
        share = None if self.completeness is None else self.completeness.share(name)
        return None if share is None else round(share, 4)

    @property
    def share(self) -> float | None:
        """Which part of all values is known; None where there is nothing to know, or nothing was counted."""
        if self.completeness is None:
            return None
        cells = self.completeness.features * len(self.completeness.known)
        return round(sum(self.completeness.known.values()) / cells, 4) if cells else None
