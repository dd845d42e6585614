"""Whom people mean: sure only where it is sure, and the right one among the first where it is not."""

import unicodedata
from collections import Counter
from collections.abc import Callable
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gis_data import programme as decided
from twin.programme.sheets.names import Names, Subject, Typed, make_plain
from twin.programme.sheets.plan import CERTAIN

NAMES = {
    row["key"]: row["name"]
    for row in (*decided.read_tasks(), *decided.read_indicators(), *decided.read_text_targets())
}
PLAIN = {key: make_plain(name) for key, name in NAMES.items()}


def certain(names: Names, name: str, number: str = "", group: str = "") -> str | None:
    found = names.find(Typed(name, number, group))
    return found[0].subject.key if found and found[0].score == CERTAIN else None


def candidates(names: Names, name: str, number: str = "", group: str = "") -> list[str]:
    return [one.subject.key for one in names.find(Typed(name, number, group))]


SURE = {
    "III.13": ("III.13", ""),
    "iii-13": ("III.13", ""),
    "III. 13": ("III.13", ""),
    "Nhiệm vụ III.13": ("III.13", ""),
    "NV III.13:": ("III.13", ""),
    "III.13. Tăng cường PCCC": ("III.13", ""),
    "13. Tăng cường PCCC": ("III.13", ""),
    "TANG CUONG PCCC": ("III.13", ""),
    "Tăng cường PCCC": ("III.13", "5"),
    "Tăng  cường\nPCCC.": ("III.13", "III.13"),
    "Chỉ tiêu II.4.2": ("II.4.2", ""),
    "T.3": ("T.3", ""),
    "Bảo tồn văn hoá làng Cót": ("III.15", "15"),
    "": ("II.10", "II.10"),
    "Đảng viên": ("I.2.2", "I.2.2"),
}


@pytest.mark.parametrize("typed", SURE)
def test_a_key_or_the_exact_name_is_certain(names: Names, typed: str) -> None:
    key, number = SURE[typed]
    assert certain(names, typed, number) == key


ASKED = {
    "Nhiệm vụ 13": ("III.13", ""),
    "13": ("III.13", ""),
    "Tăng cường phòng cháy chữa cháy": ("III.13", ""),
    "PCCC": ("III.13", ""),
    "Công tác PCCC và CNCH": ("III.13", ""),
    "quản lý TTXD": ("III.6", ""),
    "Xử lý ngập": ("III.8", ""),
    "Giải quyết các điểm ùn tắc GT trên địa bàn phường": ("III.7", ""),
    "DVC trực tuyến": ("III.19", ""),
    "TTXD": ("III.6", ""),
    "TXCT": ("II.6", ""),
    "CDS phường": ("III.3", ""),
    "đẩy mạnh CCHC": ("III.18", ""),
    "bể nước pccc các ngõ": ("II.4.3", ""),
    "Tỷ lệ bao phủ bảo hiểm y tế": ("II.2.5", ""),
    "Chinh trang ngo, ngach, hem": ("II.4.2", ""),
    "Vườn hoa, điểm vui chơi có thiết bị TDTT": ("II.4.1", ""),
    "Tăng cuờng PCCCC": ("III.13", ""),
    "Bảo tồn làng Cốt": ("III.15", ""),
    "Đảng viên": ("I.2.2", ""),
    "III.8 Tăng cường PCCC": ("III.8", ""),
    "Xử lý điểm ngập úng": ("III.8", "III.13"),
    "III.99 Tăng cường PCCC": ("III.13", ""),
}


@pytest.mark.parametrize("typed", ASKED)
def test_anything_else_is_asked_with_the_right_one_among_the_first(names: Names, typed: str) -> None:
    key, number = ASKED[typed]
    assert certain(names, typed, number) is None
    assert key in candidates(names, typed, number)[:3]


def test_a_number_that_restarts_in_every_group_is_asked_with_all_who_bear_it(names: Names) -> None:
    assert certain(names, "Nhiệm vụ 3") is None
    assert set(candidates(names, "Nhiệm vụ 3")) == {"I.3", "II.3", "III.3", "IV.3"}
    assert candidates(names, "Nhiệm vụ 3", group="III")[0] == "III.3"
    assert {key.count(".") for key in candidates(names, "chỉ tiêu 3")} >= {2}
    assert certain(names, "", "3", "III") is None


@pytest.mark.parametrize("typed", ["", "   ", "—", "Tổng cộng", "Người lập biểu", "xyz", "%%%", "0", "999"])
def test_what_is_like_nothing_gets_nobody_or_little(names: Names, typed: str) -> None:
    assert certain(names, typed) is None
    assert all(one.score < 60 for one in names.find(Typed(typed)))


def test_a_name_that_two_bear_is_never_certain() -> None:
    twins = Names([Subject("task", "I.1", "Kế hoạch", "I"), Subject("task", "II.1", "Kế hoạch", "II")])
    found = twins.find(Typed("Ke hoach"))
    assert {one.subject.key for one in found} == {"I.1", "II.1"}
    assert all(one.score < CERTAIN for one in found)


def bare(name: str) -> str:
    return "".join(
        letter for letter in unicodedata.normalize("NFD", name) if not unicodedata.combining(letter)
    ).translate(str.maketrans("đĐ", "dD"))


WRITTEN: st.SearchStrategy[Callable[[str], str]] = st.sampled_from(
    [str, bare, str.upper, str.lower, lambda name: unicodedata.normalize("NFD", name)]
)
KEYS = st.sampled_from(sorted(NAMES))
UNIQUE = {
    key
    for key in NAMES
    if sum(set(PLAIN[key].split()) <= set(other.split()) for other in PLAIN.values()) == 1
}


@given(key=KEYS, written=WRITTEN, marks=st.sampled_from(["{}", " {}.", "- {}", "“{}”", "{}\t", "({})"]))
@settings(max_examples=300)
def test_marks_case_and_punctuation_make_no_difference(
    names: Names, key: str, written: Callable[[str], str], marks: str
) -> None:
    typed = marks.format(written(NAMES[key]))
    assert certain(names, typed) == (key if key in UNIQUE else None)
    assert candidates(names, typed)[0] == key


@st.composite
def mangled(draw: st.DrawFn) -> tuple[str, str]:
    """A name as somebody in a hurry types it: words swapped, left out or said twice, letters lost or doubled."""
    key = draw(KEYS)
    words = draw(WRITTEN)(NAMES[key]).split()
    words = draw(
        st.lists(st.sampled_from(words), min_size=1, max_size=len(words) + 2) | st.permutations(words)
    )
    place = draw(st.integers(0, len(words) - 1))
    slip = draw(st.sampled_from([lambda word: word, lambda word: word[1:], lambda word: word + word[-1:]]))
    words[place] = slip(words[place])
    return key, " ".join(words)


@given(typed=mangled(), number=st.sampled_from(["", "1", "3", "13"]))
@settings(max_examples=500)
def test_a_mangled_name_is_never_taken_for_another(names: Names, typed: tuple[str, str], number: str) -> None:
    key, name = typed
    found = certain(names, name, number)
    assert found in {None, key}
    assert found is None or PLAIN[key] == make_plain(name)


@given(key=KEYS, order=st.randoms(use_true_random=False), share=st.floats(0.6, 1))
@settings(max_examples=300)
def test_most_of_the_words_in_any_order_bring_the_right_one(
    names: Names,
    key: str,
    order: Random,
    share: float,
) -> None:
    words = NAMES[key].split()
    kept = sorted(order.sample(range(len(words)), max(1, round(share * len(words)))))
    shuffled = [words[place] for place in kept]
    order.shuffle(shuffled)
    like = {
        one
        for one in NAMES
        if not Counter(make_plain(" ".join(shuffled)).split()) - Counter(PLAIN[one].split())
    }
    assert set(candidates(names, " ".join(shuffled))[:3]) & like


@given(st.text(max_size=300), st.text(max_size=20))
def test_any_text_is_looked_up_without_a_fault(names: Names, name: str, number: str) -> None:
    assert len(names.find(Typed(name, number))) <= 8
