"""Which encoding a file's text is in, told from the text itself, and its conversion to Unicode NFC.

Declarations are often absent (.dbf without .cpg) or wrong, so each candidate is tried on a sample and scored
by how many of the words that bear marks come out as possible Vietnamese syllables. A candidate wins only
clearly; otherwise nothing is guessed and a sample is shown.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from twin.errors import BadInputError
from twin.features.exchange.readers.faults import Mask
from twin.features.exchange.readers.letters import READERS, VIQR_STRONG
from twin.features.exchange.readers.syllables import is_syllable
from twin.vocabulary import Text

NAMES = tuple(READERS)
"""What `encoding=` may say. `latin1` keeps Western text as it is; `unicode` means UTF-8 in byte formats."""

TITLES = {
    "unicode": "Unicode",
    "tcvn3": "TCVN3 (ABC)",
    "vni": "VNI",
    "viqr": "VIQR",
    "cp1258": "Windows-1258",
    "utf8-as-latin1": "UTF-8 đọc nhầm thành Latin-1 / UTF-8 taken for Latin-1",
    "latin1": "Latin-1",
}

_ENOUGH = 0.75
"""Share of marked words that a legacy candidate must turn into syllables."""
_PLAUSIBLE = 0.5
_MARGIN = 0.2
_LEAST_WORDS = 2
_LEAST_VIQR_WORDS = 3
_RICH = 5
"""Marked words from which on a column decides for itself."""
_SAMPLE_WORDS = 20_000
_LETTERS = re.compile(r"[^\W\d_]+")
_ALLOWED = re.compile(r"[\x20-\x7e\u00a0°²³·–—‘’“”…×±½%]+")
_BLOCKS = re.compile(r"[ \t\r\n]+")
"""Not the no-break space: it is half of an `à` in UTF-8 taken for Latin-1."""


_USUAL: dict[str, frozenset[str]] = {
    "unicode": frozenset({"unicode", "utf8", "65001", "utf"}),
    "tcvn3": frozenset({"tcvn3", "tcvn", "abc", "tcvn5712", "tcvn57121"}),
    "vni": frozenset({"vni", "vniwin", "vniwindows"}),
    "viqr": frozenset({"viqr"}),
    "cp1258": frozenset({"cp1258", "1258", "windows1258", "ansi1258"}),
    "utf8-as-latin1": frozenset({"utf8aslatin1", "mojibake"}),
    "latin1": frozenset({"latin1", "iso88591", "88591", "cp1252", "1252", "windows1252", "ansi1252"}),
}


@dataclass(frozen=True, slots=True)
class Score:
    """How a candidate fares: of the `words` that bear marks, the share that are syllables once read."""

    name: str
    share: float
    words: int


@dataclass(frozen=True, slots=True)
class Recognised:
    """An encoding and how sure it is; `examples` are pairs of text before and after.

    `mixed` where sound Unicode stands among texts in the old encoding.
    """

    name: str
    sure: bool
    words: int = 0
    examples: tuple[tuple[str, str], ...] = ()
    mixed: bool = False


def recognise(texts: Iterable[str], *, is_unicode: bool) -> Recognised:
    """Tell the encoding of texts; with `is_unicode` they are sound Unicode and may stay as they are.

    Without it the texts' characters are bytes that are not UTF-8.
    """
    words = _marked_words(texts)
    if not words:
        return Recognised("unicode" if is_unicode else "latin1", sure=True)
    odd = [word for word in words if not (is_unicode and _is_vietnamese(word))]
    found = _recognise_words(odd, is_unicode=is_unicode)
    if not is_unicode or len(odd) > len(words) * (1 - _PLAUSIBLE):
        return found
    if found.sure and found.name != "unicode" and found.words >= _RICH:
        return replace(found, mixed=True)
    return Recognised("unicode", sure=True, words=len(words))


def _recognise_words(words: list[str], *, is_unicode: bool) -> Recognised:
    """Tell the encoding of words that are not Vietnamese as they stand."""
    if not words:
        return Recognised("unicode", sure=True)
    scores = [_score(name, words) for name in _candidates(is_unicode)]
    best = max(scores, key=lambda score: score.share)
    if is_unicode and best.share < _PLAUSIBLE:
        return Recognised("unicode", sure=True, words=len(words))
    sure = best.share >= _ENOUGH and best.words >= _least(best.name) and _leads(best, scores, words)
    return Recognised(best.name, sure, best.words, _examples(best.name, words))


def _candidates(is_unicode: bool) -> tuple[str, ...]:
    shared = ("tcvn3", "vni", "cp1258")
    return (*shared, "viqr", "utf8-as-latin1") if is_unicode else (*shared, "latin1")


def _least(name: str) -> int:
    return _LEAST_VIQR_WORDS if name == "viqr" else _LEAST_WORDS


def _marked_words(texts: Iterable[str]) -> list[str]:
    """Return the different words that bear marks, at most `_SAMPLE_WORDS`."""
    words: dict[str, None] = {}
    for text in texts:
        if text.isascii() and not VIQR_STRONG.search(text):
            continue
        words.update(dict.fromkeys(word for word in _BLOCKS.split(text) if _is_marked(word)))
        if len(words) > _SAMPLE_WORDS:
            break
    return list(words)


def _is_marked(word: str) -> bool:
    return bool(VIQR_STRONG.search(word)) if word.isascii() else bool(_ALLOWED.sub("", word))


def _score(name: str, words: list[str]) -> Score:
    read = READERS[name]
    good = sum(_is_vietnamese(read(word)) for word in words)
    return Score(name, good / len(words), len(words))


def _is_vietnamese(word: str) -> bool:
    """Tell whether every piece with marks is a syllable and nothing odd is left between the pieces."""
    pieces = _LETTERS.findall(word)
    marked = [piece for piece in pieces if not piece.isascii()]
    left = _ALLOWED.sub("", _LETTERS.sub("", word))
    return bool(marked) and not left and all(is_syllable(piece) for piece in marked)


def _leads(best: Score, scores: list[Score], words: list[str]) -> bool:
    """Tell whether the best is ahead of every candidate that would read the words otherwise."""
    rivals = [score for score in scores if score.name != best.name and score.share > best.share - _MARGIN]
    return all(_read_alike(best.name, rival.name, words) for rival in rivals)


def _read_alike(one: str, other: str, words: list[str]) -> bool:
    return all(READERS[one](word) == READERS[other](word) for word in words)


def _examples(name: str, words: list[str]) -> tuple[tuple[str, str], ...]:
    return tuple((word, READERS[name](word)) for word in words[:5])


def ask_encoding(recognised: Recognised, texts: Iterable[str]) -> BadInputError:
    """Return the question that a person has to answer, with the same words read in each way."""
    words = _marked_words(texts)[:4]
    ways = [f"{name}: {' '.join(READERS[name](word) for word in words)}" for name in NAMES[1:5]]
    sample = "; ".join(ways)
    return BadInputError(
        vi=f"Không chắc chữ trong tệp thuộc bảng mã nào (có thể là {TITLES[recognised.name]}). "
        f"Đọc thử: {sample}. Hãy chọn bằng --encoding ({', '.join(NAMES)}).",
        en=f"It is not certain which encoding the file's text is in (perhaps {TITLES[recognised.name]}). "
        f"The same words in each: {sample}. Choose one with --encoding ({', '.join(NAMES)}).",
    )


@dataclass(frozen=True, slots=True)
class Decoder:
    """How each text column of a file becomes Unicode."""

    default: str
    columns: Mapping[str, str]
    """Columns that differ from the default."""
    mixed: frozenset[str] = frozenset()
    """Columns in which sound Unicode stands among the old encoding."""
    statements: tuple[Text, ...] = ()

    def decode(self, column: str, values: pa.Array) -> pa.Array:
        """Return the column as strings in NFC; see `unreadable` for what its encoding cannot read."""
        return decode_values(values, self.columns.get(column, self.default), mixed=column in self.mixed)

    def unreadable(self, column: str, values: pa.Array) -> Mask | None:
        """Return where bytes are not UTF-8 though their column should be; None where all is well."""
        if self.columns.get(column, self.default) != "unicode" or _is_sound(values):
            return None
        return np.array([value is not None and not read_characters(value)[1] for value in values.to_pylist()])

    def read_text(self, text: str) -> str:
        """Read a text of no column, whose characters may be bytes."""
        return text if self.default == "unicode" else READERS[self.default](text)

    @property
    def title(self) -> str:
        """The encodings met, for the plan."""
        others = sorted({TITLES[name] for name in self.columns.values()} - {TITLES[self.default]})
        return ", ".join([TITLES[self.default], *others])


def choose_decoder(samples: Mapping[str, pa.Array], stated: str | None, declared: str | None) -> Decoder:
    """Decide for every text column of a sample; `samples` are string or raw binary arrays.

    `declared` is the name that the file itself gives its encoding, used where the text does not decide.
    Raises `BadInputError` with a sample where nothing decides.
    """
    if stated is not None:
        return Decoder(_require_known(stated), {})
    distinct = {column: pc.unique(values.drop_null()).to_pylist() for column, values in samples.items()}
    texts = {column: _Column.of(values) for column, values in distinct.items()}
    chosen = {column: _choose(column, texts, _known(declared)) for column in texts}
    return _summarise({column: found for column, found in chosen.items() if found.words})


@dataclass(frozen=True, slots=True)
class _Column:
    """The different texts of one column, as characters; `is_unicode` where they are sound Unicode."""

    texts: tuple[str, ...]
    is_unicode: bool

    @classmethod
    def of(cls, values: list[str | bytes]) -> "_Column":
        read = [read_characters(value) for value in values]
        return cls(tuple(text for text, _ in read), all(sound for _, sound in read))


def read_characters(value: str | bytes) -> tuple[str, bool]:
    """Return text, and whether it is sound Unicode; bytes that are not UTF-8 become a character each."""
    if isinstance(value, str):
        return value, True
    try:
        return value.decode("utf-8"), True
    except UnicodeDecodeError:
        return value.decode("latin-1"), False


def _choose(column: str, texts: Mapping[str, _Column], declared: str | None) -> Recognised:
    """Decide one column: by itself where it is rich, else together with the other columns of its kind."""
    own = recognise(texts[column].texts, is_unicode=texts[column].is_unicode)
    if not own.words or (own.sure and own.words >= _RICH):
        return own
    kin = [
        text
        for other in texts.values()
        if other.is_unicode == texts[column].is_unicode
        for text in other.texts
    ]
    together = recognise(kin, is_unicode=texts[column].is_unicode)
    if together.sure:
        return replace(together, words=own.words)
    if declared is not None:
        return replace(together, name=declared, sure=True)
    raise ask_encoding(together, kin)


def _summarise(chosen: Mapping[str, Recognised]) -> Decoder:
    """Return one decoder: the encoding with most evidence by default, and a sentence on each conversion."""
    weights: dict[str, int] = {}
    for found in chosen.values():
        weights[found.name] = weights.get(found.name, 0) + found.words
    default = max(weights, key=lambda name: weights[name], default="unicode")
    others = {column: found.name for column, found in chosen.items() if found.name != default}
    firsts = {found.name: found for found in reversed(list(chosen.values())) if found.name != "unicode"}
    mixed = frozenset(column for column, found in chosen.items() if found.mixed)
    return Decoder(default, others, mixed, tuple(_state(found) for found in firsts.values()))


def _state(found: Recognised) -> Text:
    before, after = found.examples[0] if found.examples else ("", "")
    return Text(
        vi=f"Chữ trong tệp thuộc bảng mã {TITLES[found.name]}, đã chuyển sang Unicode: “{before}” thành “{after}”.",
        en=f"The file's text is {TITLES[found.name]}, converted to Unicode: “{before}” became “{after}”.",
    )


def _require_known(name: str) -> str:
    known = _known(name)
    if known is None:
        raise BadInputError(
            vi=f"Không biết bảng mã “{name}”. Các bảng mã đọc được: {', '.join(NAMES)}.",
            en=f"Unknown encoding “{name}”. Those that can be read: {', '.join(NAMES)}.",
        )
    return known


def _known(name: str | None) -> str | None:
    """Return our name of an encoding, given ours or a usual one."""
    bare = re.sub(r"[^a-z0-9]", "", (name or "").lower())
    return next((ours for ours, others in _USUAL.items() if bare in others), None)


def decode_values(values: pa.Array, name: str, *, mixed: bool = False) -> pa.Array:
    """Return strings in NFC from string or raw binary values in the named encoding."""
    if name == "unicode" and _is_sound(values):
        return pc.utf8_normalize(values.cast(pa.string()), form="NFC")
    coded = pc.dictionary_encode(values)
    converted = [_read_value(value, name, mixed=mixed) for value in coded.dictionary.to_pylist()]
    return pa.array(converted, pa.string()).take(coded.indices)


def _is_sound(values: pa.Array) -> bool:
    try:
        values.cast(pa.string())
    except pa.ArrowInvalid:
        return False
    return True


def _read_value(value: str | bytes, name: str, *, mixed: bool) -> str:
    """Read one value; one that is Unicode beyond doubt stays, whatever its column is in."""
    text, sound = read_characters(value)
    stays = sound and (_is_beyond_latin1(text) or (mixed and _is_vietnamese_text(text)))
    return READERS["unicode" if stays else name](text)


def _is_beyond_latin1(text: str) -> bool:
    """Tell whether a text has a Vietnamese syllable that no byte encoding could have left there."""
    return any(max(word) > "\u00ff" and is_syllable(word) for word in _LETTERS.findall(text))


def _is_vietnamese_text(text: str) -> bool:
    return all(_is_vietnamese(word) for word in _BLOCKS.split(text) if _is_marked(word))
