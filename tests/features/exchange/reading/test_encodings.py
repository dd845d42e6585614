import unicodedata

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from twin.errors import BadInputError
from twin.features.exchange.readers.encodings import NAMES, choose_decoder
from twin.features.exchange.readers.latin import undo_latin1
from twin.features.exchange.readers.letters import READERS, TCVN3_TABLE, VNI_TABLE
from twin.features.exchange.readers.syllables import is_syllable

WARDS = (
    "Hà Nội",
    "Trần Duy Hưng",
    "Phạm Hùng",
    "Lê Văn Lương",
    "Trung Kính",
    "Nguyễn Khang",
    "Hoàng Đạo Thúy",
)
TONES = "\u0300\u0301\u0303\u0309\u0323"
TO_TCVN3 = {letter: chr(code) for code, letter in TCVN3_TABLE.items()}
TO_VNI = {letter: code for code, letter in VNI_TABLE.items() if code in {code.lower(), code.upper()}}
TO_VIQR = {
    "\u0300": "`",
    "\u0301": "'",
    "\u0303": "~",
    "\u0309": "?",
    "\u0323": ".",
    "\u0302": "^",
    "\u0306": "(",
    "\u031b": "+",
}


def as_tcvn3(text: str) -> str:
    return "".join(TO_TCVN3.get(letter, letter) for letter in text)


def as_vni(text: str) -> str:
    return "".join(TO_VNI.get(letter, letter) for letter in text)


def as_cp1258(text: str) -> str:
    """Write each letter's shape and then its tone, as Windows-1258 does, as characters of those bytes."""
    apart = unicodedata.normalize("NFD", text)
    shaped = [
        unicodedata.normalize("NFC", cluster) if mark not in TONES else mark
        for cluster, mark in _clusters(apart)
    ]
    return "".join(shaped).encode("cp1258").decode("latin-1")


def _clusters(apart: str) -> list[tuple[str, str]]:
    """Split decomposed text into (letter with its shape, that letter) and (tone, tone)."""
    parts: list[tuple[str, str]] = []
    letter, tones = "", ""
    for mark in [*apart, ""]:
        if mark and unicodedata.combining(mark):
            letter, tones = (letter, tones + mark) if mark in TONES else (letter + mark, tones)
            continue
        parts += [(letter, letter[:1])] if letter else []
        parts += [(tone, tone) for tone in tones]
        letter, tones = mark, ""
    return parts


def as_viqr(text: str) -> str:
    spelled = text.replace("đ", "dd").replace("Đ", "DD")
    shapes_first = [cluster for cluster, _ in _clusters(unicodedata.normalize("NFD", spelled))]
    return "".join(
        TO_VIQR.get(mark, mark) for cluster in shapes_first for mark in unicodedata.normalize("NFD", cluster)
    )


def as_mojibake(text: str) -> str:
    return text.encode().decode("latin-1")


OLD = {"tcvn3": as_tcvn3, "vni": as_vni, "cp1258": as_cp1258, "viqr": as_viqr, "utf8-as-latin1": as_mojibake}
LETTERS = "àáảãạăằắẳẵặâầấẩẫậèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵđ"


def decode(*values: str | bytes, stated: str | None = None, declared: str | None = None) -> list[str | None]:
    array = pa.array(values)
    return list(choose_decoder({"a": array}, stated, declared).decode("a", array).to_pylist())


def test_the_words_of_a_real_file() -> None:
    assert decode(b"TP. H\xb5 N\xe9i", b"H\xadng Y\xaan", b"H\xb6i D\xad\xacng", b"B\xbec Ninh") == [
        "TP. Hà Nội",
        "Hưng Yên",
        "Hải Dương",
        "Bắc Ninh",
    ]


@pytest.mark.parametrize("name", OLD)
def test_old_text_is_recognised_and_said(name: str) -> None:
    old = [OLD[name](ward) for ward in WARDS]
    array = pa.array(old)
    decoder = choose_decoder({"a": array}, None, None)
    assert decoder.default == name
    assert tuple(decoder.decode("a", array).to_pylist()) == WARDS
    assert len(decoder.statements) == 1


@pytest.mark.parametrize("name", ["tcvn3", "vni", "cp1258"])
def test_the_same_in_bytes(name: str) -> None:
    assert tuple(decode(*[OLD[name](ward).encode("latin-1") for ward in WARDS])) == WARDS


@pytest.mark.parametrize("name", ["tcvn3", "vni", "cp1258"])
@given(text=st.text(alphabet=LETTERS + "bcghklmnpqrstvx ", max_size=40))
def test_every_small_letter_comes_back(name: str, text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    assert READERS[name](OLD[name](composed)) == composed


@given(text=st.text(alphabet=LETTERS.upper() + "BCGHKLMNPQRSTVX ", max_size=40))
def test_every_capital_of_vni_comes_back(text: str) -> None:
    assert READERS["vni"](as_vni(text)) == text


@pytest.mark.parametrize("letter", LETTERS)
def test_every_letter_of_viqr_comes_back(letter: str) -> None:
    assert READERS["viqr"](as_viqr(f"x{letter}n")) == f"x{letter}n"


def test_capitals_that_only_a_font_drew() -> None:
    assert READERS["tcvn3"]("§¦êNG TR¦êNG CHINH") == "ĐƯỜNG TRƯỜNG CHINH"
    assert READERS["tcvn3"]("Hµ NéI") == "HÀ NỘI"
    assert READERS["tcvn3"]("TP. Hµ Néi") == "TP. Hà Nội"


def test_a_full_stop_is_not_a_dot_below() -> None:
    assert (
        READERS["viqr"]("Nguye^~n Tra~i. Ca^`u Gia^'y, qua^.n Ba DDi`nh")
        == "Nguyễn Trãi. Cầu Giấy, quận Ba Đình"
    )


def test_unicode_stays_and_is_composed() -> None:
    assert decode(*[unicodedata.normalize("NFD", ward) for ward in WARDS]) == list(WARDS)
    assert decode(*[ward.encode() for ward in WARDS]) == list(WARDS)


@pytest.mark.parametrize(
    "text", ["Hôtel Métropole", "Straße", "北京市", "Ha Noi", "add what? (o.k.)", "rock 'n' roll^2"]
)
def test_other_text_is_left_alone(text: str) -> None:
    assert decode(text) == [text]


def test_unicode_among_old_text_is_kept() -> None:
    old = [as_tcvn3(ward) for ward in WARDS]
    assert decode(*old, "Đường Nguyễn Trãi") == [*WARDS, "Đường Nguyễn Trãi"]


def test_old_text_among_unicode_is_converted() -> None:
    plenty = [
        "Đường Nguyễn Trãi",
        "Phố Trần Phú",
        "Ngõ Hòa Bình",
        "Phường Yên Hòa",
        "Quận Cầu Giấy",
        "Xã Sơn Đồng",
    ]
    mixed = [*plenty, *(as_tcvn3(ward) for ward in WARDS)]
    assert decode(*mixed) == [*plenty, *WARDS]


def test_each_column_may_have_its_own() -> None:
    columns = {"old": pa.array([as_tcvn3(ward) for ward in WARDS]), "new": pa.array(list(WARDS))}
    decoder = choose_decoder(columns, None, None)
    for name, values in columns.items():
        assert tuple(decoder.decode(name, values).to_pylist()) == WARDS


def test_one_word_is_not_enough_to_guess_by() -> None:
    with pytest.raises(BadInputError, match="--encoding") as raised:
        decode(b"H\xb5")
    assert "Hà" in raised.value.text.en
    assert decode(b"H\xb5", stated="tcvn3") == ["Hà"]


def test_what_the_file_names_decides_where_the_text_does_not() -> None:
    assert decode("Café".encode("latin-1"), declared="ISO-8859-1") == ["Café"]


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(BadInputError, match="shift_jis"):
        decode("a", stated="shift_jis")


def test_bytes_that_are_not_utf8_are_pointed_out_when_utf8_is_told() -> None:
    values = pa.array([b"\xff\xfe", "Hà".encode(), None])
    decoder = choose_decoder({"a": values}, "unicode", None)
    assert decoder.decode("a", values).to_pylist() == ["ÿþ", "Hà", None]
    mask = decoder.unreadable("a", values)
    assert mask is not None
    assert mask.tolist() == [True, False, False]
    assert decoder.unreadable("a", values.slice(1)) is None


@pytest.mark.parametrize("name", NAMES)
@given(text=st.text(max_size=30))
def test_no_reader_ever_fails(name: str, text: str) -> None:
    assert isinstance(READERS[name](text), str)


@given(values=st.lists(st.binary(max_size=20)))
def test_bytes_survive_being_taken_for_latin1(values: list[bytes]) -> None:
    taken = pa.array([value.decode("latin-1") for value in values], pa.string())
    assert undo_latin1(taken).to_pylist() == values


@pytest.mark.parametrize(
    "word", ["Khuất", "nghiêng", "Quyết", "giếng", "gì", "Hoà", "Hòa", "Thuỷ", "thủy", "rượu", "Đắk"]
)
def test_syllables(word: str) -> None:
    assert is_syllable(word) == (word != "Đắk")


@pytest.mark.parametrize("word", ["Hµ", "Néi", "Bac̀", "cát̀", "xyz", "ngg", "Cafộ", ""])
def test_what_is_no_syllable(word: str) -> None:
    assert not is_syllable(word)
