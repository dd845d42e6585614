import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gis_data import programme
from twin.errors import BadInputError
from twin.programme.agencies import Agency, Directory

DIRECTORY = Directory(Agency.from_row(row) for row in programme.read_agencies())
INFRASTRUCTURE = "phong-kinh-te-ha-tang-do-thi"


@pytest.mark.parametrize(
    ("typed", "slug"),
    [
        ("UBND", "ubnd"), ("ubnd phường", "ubnd"), ("Ủy ban nhân dân phường", "ubnd"), ("Uỷ ban nhân dân phường Yên Hoà", "ubnd"),
        ("UY BAN NHAN DAN", "ubnd"), (" UBND  Phường ", "ubnd"), ("Uỷ ban Mặt trận Tổ quốc", "mttq"), ("UB MTTQ VN phường", "mttq"),
        ("Hội đồng nhân dân", "hdnd"), ("H.Đ.N.D", "hdnd"), ("Phòng Kinh tế - Hạ tầng, đô thị", INFRASTRUCTURE),
        ("phong kinh te ha tang do thi", INFRASTRUCTURE), ("Phòng Kinh tế, Hạ tầng và Đô thị", INFRASTRUCTURE),
        ("UBND P.Yên Hòa", "ubnd"), ("P. Văn hóa xã hội", "phong-van-hoa-xa-hoi"), ("MTTQ VN", "mttq"), ("Công an", "cong-an-phuong"), ("Ban Chỉ huy quân sự", "ban-chi-huy-quan-su-phuong"), ("ban-quan-ly-du-an", "ban-quan-ly-du-an"),
        (unicodedata.normalize("NFD", "Đảng ủy"), "dang-uy"), ("Uỷ ban Kiểm tra", "ubkt-dang-uy"),
    ],
)  # fmt: skip
def test_names_as_people_type_them(typed: str, slug: str) -> None:
    assert DIRECTORY.find(typed).slug == slug


@pytest.mark.parametrize(
    ("typed", "slugs"),
    [
        ("HĐND, UBND", ["hdnd", "ubnd"]), ("", []), ("—", []), (" - ", []), ("MTTQ", ["mttq"]), ("UBND; MTTQ và HĐND", ["ubnd", "mttq", "hdnd"]),
        ("Phòng Kinh tế - Hạ tầng, đô thị, Công an phường", [INFRASTRUCTURE, "cong-an-phuong"]),
        ("Công an phường, Phòng Kinh tế - Hạ tầng, đô thị", ["cong-an-phuong", INFRASTRUCTURE]),
        ("Phòng Kinh tế, Hạ tầng và Đô thị và UBND", [INFRASTRUCTURE, "ubnd"]), ("UBND, Ủy ban nhân dân,", ["ubnd"]),
        ("UBND\nMTTQ", ["ubnd", "mttq"]), ("Đảng ủy + UBND & HĐND", ["dang-uy", "ubnd", "hdnd"]),
        (unicodedata.normalize("NFD", "UBND và MTTQ"), ["ubnd", "mttq"]),
    ],
)  # fmt: skip
def test_lists_are_taken_apart_with_knowledge_of_the_names(typed: str, slugs: list[str]) -> None:
    assert [agency.slug for agency in DIRECTORY.split(typed)] == slugs


def test_every_agency_of_the_programme_is_known() -> None:
    named = [row["lead"] for row in [*programme.read_tasks(), *programme.read_indicators()]]
    assert {DIRECTORY.find(name).name for name in named} == set(named)
    for row in programme.read_tasks():
        assert (
            ", ".join(agency.name for agency in DIRECTORY.split(row["coordinators"])) == row["coordinators"]
        )


@pytest.mark.parametrize(
    ("typed", "near"), [("UBDN", "UBND"), ("Phòng Văn hoá", "Phòng Văn hóa - Xã hội"), ("Ban Xây dựng", "Ban Xây dựng Đảng")]
)  # fmt: skip
def test_an_unknown_agency_is_refused_with_the_nearest(typed: str, near: str) -> None:
    with pytest.raises(BadInputError) as refused:
        DIRECTORY.find(typed)
    assert f"“{typed}”" in refused.value.text.vi
    assert f"“{near}”" in refused.value.text.vi
    assert f"“{near}”" in refused.value.text.en


def test_the_one_that_is_unknown_in_a_list_is_named() -> None:
    with pytest.raises(BadInputError, match="no agency “Sở Xây dựng”"):
        DIRECTORY.split("UBND, Sở Xây dựng, MTTQ")


@pytest.mark.parametrize(
    "typed", ["", " ", "?", "phường", "UBND phường Láng", "中文", "x" * 5000, "UBND," * 5000]
)
def test_what_names_nobody_is_refused(typed: str) -> None:
    with pytest.raises(BadInputError):
        DIRECTORY.find(typed)


def test_a_name_belongs_to_one_agency() -> None:
    first = Agency(slug="a", name="Đội Quản lý", aliases=("Đội QL",))
    with pytest.raises(BadInputError, match="names both Đội Quản lý and Đội khác"):
        Directory([first, Agency(slug="b", name="Đội khác", aliases=("doi ql phường",))])
    assert Directory([first]).find("ĐỘI QL").slug == "a"


known = st.sampled_from([name for agency in DIRECTORY.agencies for name in agency.names])


@given(st.lists(known, min_size=1, max_size=5), st.sampled_from([", ", "; ", "\n", " và "]))
def test_any_list_of_known_names_is_taken_apart(names: list[str], separator: str) -> None:
    expected = list(dict.fromkeys(DIRECTORY.find(name).slug for name in names))
    assert [agency.slug for agency in DIRECTORY.split(separator.join(names))] == expected


@given(st.text(max_size=60))
def test_anything_typed_is_found_or_refused(typed: str) -> None:
    try:
        found = DIRECTORY.split(typed)
    except BadInputError:
        return
    assert len(found) == len(set(found))
