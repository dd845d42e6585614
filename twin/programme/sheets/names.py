"""Which task or indicator somebody means by what they typed.

Certain is only a key (`III.13`) or a name that differs in nothing but case, marks and punctuation. Everything
else gets candidates: the names that share most letters in threes with what was typed, rare ones counting more,
so that swapped, missing and mistyped words cost little. Abbreviations are written out on both sides first.
"""

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from twin.features.exchange.folding import fold
from twin.programme.sheets.abbreviations import write_out
from twin.programme.sheets.plan import CERTAIN, Kind

MOST_CANDIDATES = 8
_LEAST_LIKE = 25
_NUMBER_ALONE = 50
_IN_ITS_GROUP = 80
"""A number together with the group that it counts in."""
_TYPED_ONLY, _NAMED_ONLY = 0.7, 0.35
"""What a letter group costs that only the typed text has, or only the name: people leave out more than they add."""
_SPOKEN_OF: dict[str, Kind] = {"nhiem vu": "task", "nv": "task", "chi tieu": "indicator", "ct": "indicator"}
_LEAD = r"(?:(?P<lead>nhiem vu|chi tieu|nv|ct|muc|ma)(?: so)? )?"
_KEYED = re.compile(
    rf"{_LEAD}(?P<group>iv|i{{1,3}}|t) (?P<numbers>\d{{1,2}}(?: \d{{1,2}})?)(?: (?P<rest>.*))?"
)
_NUMBERED = re.compile(rf"{_LEAD}(?P<number>\d{{1,2}})(?: (?P<rest>.*))?")
_BREAKS = re.compile(r"[%?/ ]+")


@dataclass(frozen=True, slots=True)
class Subject:
    """A task or an indicator: what it is called, who answers for it, and in what unit it is reported.

    `group` is `III` of a task, `II.4` of an indicator; `agencies` are those of lead and coordinators.
    """

    kind: Kind
    key: str
    name: str
    group: str
    agencies: tuple[str, ...] = ()
    unit: str | None = None

    @property
    def number(self) -> str:
        """The number within its group."""
        return self.key.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Typed:
    """What a row says of its subject: the name, the number or key beside it, and the group that it stands under."""

    name: str
    number: str = ""
    group: str = ""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A subject that may be meant, and how like it is (0 to 100)."""

    subject: Subject
    score: int


@dataclass(frozen=True, slots=True)
class _Known:
    """A subject with its name made comparable."""

    subject: Subject
    plain: str
    letters: frozenset[str]
    stands_alone: bool
    """Whether its name is not made of words of another's, who would only have to leave some out."""


def make_plain(text: str) -> str:
    """Return words without case, marks and punctuation."""
    return _BREAKS.sub(" ", fold(text)).strip()


class Names:
    """All subjects, looked up by what people type."""

    def __init__(self, subjects: Iterable[Subject]) -> None:
        listed = list(subjects)
        words = [frozenset(make_plain(subject.name).split()) for subject in listed]
        self._known = [
            _Known(
                subject,
                make_plain(subject.name),
                _letters(subject.name),
                stands_alone=not any(
                    words[place] <= other for number, other in enumerate(words) if number != place
                ),
            )
            for place, subject in enumerate(listed)
        ]
        self.by_key = {subject.key: subject for subject in listed}
        shared = Counter(letters for known in self._known for letters in known.letters)
        self._rarity = {letters: math.log(1 + len(listed) / count) for letters, count in shared.items()}
        self._foreign = math.log(1 + len(listed))

    def find(self, typed: Typed) -> list[Likeness]:
        """Return who may be meant, the likeliest first; a score of `CERTAIN` stands alone and is sure."""
        certain = self._find_certain(typed)
        if certain is not None:
            return [Likeness(certain, CERTAIN)]
        scores: dict[str, int] = {}
        for likeness in (*self._by_likeness(typed), *self._by_key(typed), *self._by_number(typed)):
            key = likeness.subject.key
            scores[key] = max(scores.get(key, 0), likeness.score)
        found = [Likeness(self.by_key[key], score) for key, score in scores.items()]
        return sorted(found, key=lambda one: -one.score)[:MOST_CANDIDATES]

    def _find_certain(self, typed: Typed) -> Subject | None:
        """Return the one subject that all of what was typed names, None where any part names another."""
        named = [self._read(make_plain(text)) for text in (typed.name, typed.number) if make_plain(text)]
        keys = {key for key, _ in named if key}
        rests = [rest for _, rest in named if rest]
        exact = {known.subject.key for known in self._known if known.plain in rests}
        said = keys | exact
        if len(said) != 1 or any(not self._is_name(rest, next(iter(said))) for rest in rests):
            return None
        (key,) = said
        alone = next((known.stands_alone for known in self._known if known.subject.key == key), False)
        return self.by_key.get(key) if keys or alone else None

    def _read(self, plain: str) -> tuple[str | None, str]:
        """Return the key that a text begins with, if any, and the words after it. A bare number is no key."""
        keyed = _KEYED.fullmatch(plain)
        if keyed:
            return f"{keyed['group'].upper()}.{keyed['numbers'].replace(' ', '.')}", keyed["rest"] or ""
        numbered = _NUMBERED.fullmatch(plain)
        return None, (numbered["rest"] or "") if numbered else plain

    def _is_name(self, rest: str, key: str) -> bool:
        return any(known.plain == rest for known in self._known if known.subject.key == key)

    def _by_likeness(self, typed: Typed) -> Iterable[Likeness]:
        _, rest = self._read(make_plain(typed.name))
        letters = _letters(rest)
        whole = self._weigh(letters)
        for known in self._known:
            both = self._weigh(letters & known.letters)
            missing = _TYPED_ONLY * (whole - both) + _NAMED_ONLY * (self._weigh(known.letters) - both)
            score = min(int(CERTAIN * both / (both + missing)), CERTAIN - 1) if both else 0
            if score >= _LEAST_LIKE:
                yield Likeness(known.subject, score)

    def _by_key(self, typed: Typed) -> Iterable[Likeness]:
        """Give the keys that were typed beside a name that is not theirs: either may be meant."""
        for text in (typed.number, typed.name):
            key, _ = self._read(make_plain(text))
            if key in self.by_key:
                yield Likeness(self.by_key[key], CERTAIN - 1)

    def _by_number(self, typed: Typed) -> Iterable[Likeness]:
        """Give all who bear a number that was typed alone: it restarts in every group, so that it says little."""
        found = _NUMBERED.fullmatch(make_plain(typed.name) or make_plain(typed.number))
        if not found or found["rest"]:
            return
        kind = _SPOKEN_OF.get(found["lead"] or "")
        for known in self._known:
            subject = known.subject
            if subject.number == str(int(found["number"])) and kind in {None, subject.kind}:
                at_home = typed.group != "" and subject.group == typed.group
                yield Likeness(subject, _IN_ITS_GROUP if at_home else _NUMBER_ALONE)

    def _weigh(self, letters: Iterable[str]) -> float:
        return sum(self._rarity.get(one, self._foreign) for one in letters)


def _letters(text: str) -> frozenset[str]:
    """Return the letters of every word in threes, with two before its first and one after its last."""
    padded = (f"  {word} " for word in write_out(make_plain(text)).split())
    return frozenset(word[place : place + 3] for word in padded for place in range(len(word) - 2))
