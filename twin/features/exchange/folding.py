"""Text made comparable: what two people write differently for the same word comes out alike."""

import re
import unicodedata
from functools import lru_cache

_LETTERS = str.maketrans({"đ": "d", "Đ": "d", "ð": "d", "Ð": "d", "ı": "i", "²": "2", "³": "3"})
_MARKS = re.compile(r"[\u0300-\u036f]+")
_BREAKS = re.compile(r"[^0-9a-z%?/]+")


@lru_cache(maxsize=65_536)
def fold(text: str) -> str:
    """Return lower-case ASCII words with one space between them: `Bề_rộng (m)` -> `be rong m`.

    Marks, case and punctuation go, except `%`, `?` and `/`, which tell units and `?` apart.
    """
    bare = _MARKS.sub("", unicodedata.normalize("NFD", text.translate(_LETTERS)))
    return _BREAKS.sub(" ", bare.casefold().translate(_LETTERS)).strip()


def fold_name(name: str) -> str:
    """Return a column name without breaks, so that `TEN_DUONG`, `TenDuong` and `tên đường` agree."""
    return fold(name).replace(" ", "").replace("/", "").replace("?", "")
