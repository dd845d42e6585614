"""Tables of the encodings that Vietnamese offices used before Unicode, each as a function to Unicode NFC.

All take text whose characters are the file's bytes (U+0000 to U+00FF): so that both raw bytes and text
that some program has already taken for Latin-1 come through the same door.

TCVN3 (the VN3 set of TCVN 5712:1993, "ABC"): one byte a letter; capitals with a tone exist only as a font
(.VnTimeH draws the small letters as capitals). VNI (VNI-Windows): a base letter followed by a byte for its
marks. VIQR (RFC 1456): marks as ASCII punctuation after the letter.
"""

import re
import unicodedata
from collections.abc import Callable

_TCVN3_FROM = 0xA1
_TCVN3 = "ĂÂÊÔƠƯĐăâêôơưđ\0\0\0\0\0\0àảãáạ\0ằẳẵắ\0\0\0\0\0\0\0ặầẩẫấậè\0ẻẽéẹềểễếệìỉ\0\0\0ĩíịò\0ỏõóọồổỗốộờởỡớợù\0ủũúụừửữứựỳỷỹýỵ"
TCVN3_TABLE = {_TCVN3_FROM + place: letter for place, letter in enumerate(_TCVN3) if letter != "\0"}

_GRAVE, _ACUTE, _HOOK, _TILDE, _DOT, _HAT, _BREVE = "\u0300\u0301\u0309\u0303\u0323\u0302\u0306"
_VNI_TONES = {"ø": _GRAVE, "ù": _ACUTE, "û": _HOOK, "õ": _TILDE, "ï": _DOT}
_VNI_HATS = {"â": "", "à": _GRAVE, "á": _ACUTE, "å": _HOOK, "ã": _TILDE, "ä": _DOT}
_VNI_BREVES = {"ê": "", "è": _GRAVE, "é": _ACUTE, "ú": _HOOK, "ü": _TILDE, "ë": _DOT}
_VNI_SINGLE = {"ì": "ì", "í": "í", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ", "ñ": "đ", "ô": "ơ", "ö": "ư"}

_VIQR_SHAPES = {"^": _HAT, "(": _BREVE, "+": "\u031b"}
_VIQR_TONES = {"`": _GRAVE, "'": _ACUTE, "?": _HOOK, "~": _TILDE, ".": _DOT}
_VIQR = re.compile(
    r"(?P<d>dd|DD|Dd|dD)"
    r"|(?P<letter>(?:[aA](?P<a>[\^(])|[eE](?P<e>\^)|[oO](?P<o>[\^+])|[uU](?P<u>\+)|[aeiouyAEIOUY]))"
    r"(?P<tone>[`'?~]|\.(?=[A-Za-z]|\s+\S)|(?<=[\^(+])\.)?"
)
VIQR_STRONG = re.compile(r"[aAeEoO]\^|[aA]\(|[oOuU]\+(?![0-9])|\b[dD][dD](?=[aeiouyAEIOUY])")
"""What hardly occurs in ASCII text that is not VIQR."""


def _build_vni() -> dict[str, str]:
    """Every sequence of VNI -> its letter: 1 or 2 characters each, both cases."""
    small = dict(_VNI_SINGLE)
    bases = {"a": "a", "e": "e", "o": "o", "u": "u", "y": "y", "ô": "ơ", "ö": "ư"}
    small |= {key + mark: base + tone for key, base in bases.items() for mark, tone in _VNI_TONES.items()}
    small |= {base + mark: base + _HAT + tone for base in "aeo" for mark, tone in _VNI_HATS.items()}
    small |= {"a" + mark: "a" + _BREVE + tone for mark, tone in _VNI_BREVES.items()}
    composed = {key: unicodedata.normalize("NFC", letter) for key, letter in small.items()}
    capitals = {key.upper(): letter.upper() for key, letter in composed.items()}
    mixed = {key[0].upper() + key[1:]: letter.upper() for key, letter in composed.items()}
    return composed | mixed | capitals


VNI_TABLE = _build_vni()
_VNI = re.compile("|".join(sorted(map(re.escape, VNI_TABLE), key=len, reverse=True)))


def read_unicode(text: str) -> str:
    return unicodedata.normalize("NFC", text)


def read_tcvn3(text: str) -> str:
    """Translate letter by letter; a text drawn in the capitals' font becomes capitals."""
    converted = text.translate(TCVN3_TABLE)
    ascii_letters = [letter for letter in text if letter.isascii() and letter.isalpha()]
    drawn_large = len(ascii_letters) > 1 and all(letter.isupper() for letter in ascii_letters)
    spread = sum(letter.isupper() for letter in converted) > len(text.split())
    return converted.upper() if drawn_large and spread else converted


def read_vni(text: str) -> str:
    return _VNI.sub(lambda found: VNI_TABLE[found[0]], text)


def read_viqr(text: str) -> str:
    return unicodedata.normalize("NFC", _VIQR.sub(_viqr_letter, text))


def _viqr_letter(found: re.Match[str]) -> str:
    if found["d"]:
        return "Đ" if found["d"][0] == "D" else "đ"
    shape = _VIQR_SHAPES.get(found["a"] or found["e"] or found["o"] or found["u"] or "", "")
    tone = found["tone"] or ""
    if tone == "." and _has_tone(found):
        return found["letter"][0] + shape + tone
    return found["letter"][0] + shape + _VIQR_TONES.get(tone, "")


def _has_tone(found: re.Match[str]) -> bool:
    """Tell whether the word has its tone already: then the full stop after it is only that."""
    word = found.string[: found.start()].split(" ")[-1]
    return any(mark in word for mark in "`'?~")


def read_cp1258(text: str) -> str:
    """Windows-1258: tones are combining bytes after the letter."""
    return _through_bytes(text, "cp1258")


def read_utf8(text: str) -> str:
    """UTF-8 that was taken for Latin-1 or Windows-1252 (`HÃ  Ná»™i`)."""
    return _through_bytes(text, "utf-8")


def _through_bytes(text: str, encoding: str) -> str:
    """Give back the bytes that the text was and decode them; as it stands where that is impossible."""
    try:
        decoded = b"".join(map(_byte_of, text)).decode(encoding)
    except UnicodeError:
        return text
    return unicodedata.normalize("NFC", decoded)


def _byte_of(letter: str) -> bytes:
    """Windows-1252's byte, or Latin-1's for the five places that Windows-1252 leaves empty."""
    try:
        return letter.encode("cp1252")
    except UnicodeEncodeError:
        return letter.encode("latin-1")


READERS: dict[str, Callable[[str], str]] = {
    "unicode": read_unicode,
    "tcvn3": read_tcvn3,
    "vni": read_vni,
    "viqr": read_viqr,
    "cp1258": read_cp1258,
    "utf8-as-latin1": read_utf8,
    "latin1": read_unicode,
}
"""Name, as said with `encoding=`, -> how text whose characters are bytes becomes Unicode."""
