"""Which letters can be a Vietnamese syllable: the evidence by which old encodings are told apart.

A syllable is an onset and a rime from closed lists, and a rime that ends in c, ch, p or t bears only the
acute tone or the dot. Text decoded with the wrong table breaks these rules almost at once.
"""

import re
import unicodedata
from functools import lru_cache

_ONSETS_TEXT = "b c ch d đ g gh gi h k kh l m n ng ngh nh p ph qu r s t th tr v x"
_RIMES_TEXT = """
    a ac ach ai am an ang anh ao ap at au ay
    ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây
    e ec em en eng eo ep et ê êch êm ên ênh êp êt êu
    i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu
    o oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt
    oc oe oen oeo oet oi om on ong ooc oong op ot ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt
    u ua uân uâng uât uây uc uê uêch uênh ui um un ung uơ up ut uôc uôi uôm uôn uông uôt
    uy uya uych uyên uyêt uynh uyt uyu
    ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu
    y yêm yên yêng yêt yêu
"""
_ONSETS = _ONSETS_TEXT.split()
_RIMES = frozenset(_RIMES_TEXT.split())
_TONES = re.compile("[\u0300\u0301\u0303\u0309\u0323]")
_STOPS = ("c", "ch", "p", "t")
_STOP_TONES = ("\u0301", "\u0323")


@lru_cache(maxsize=65_536)
def is_syllable(word: str) -> bool:
    """Tell whether a word, in any case and any Unicode form, can be one Vietnamese syllable."""
    apart = unicodedata.normalize("NFD", word.lower())
    tones = _TONES.findall(apart)
    plain = unicodedata.normalize("NFC", _TONES.sub("", apart))
    if len(tones) > 1 or not _is_plain_syllable(plain):
        return False
    return not plain.endswith(_STOPS) or bool(tones and tones[0] in _STOP_TONES)


def _is_plain_syllable(plain: str) -> bool:
    """Tell whether letters without tone are a known rime, alone or after any onset that fits."""
    if plain in _RIMES:
        return True
    return any(plain.startswith(onset) and plain[len(onset) :] in _RIMES for onset in _ONSETS)
