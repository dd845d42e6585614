"""What was in force when, and how far it can be relied on."""

from datetime import date, timedelta

import pytest

from twin.errors import NotFoundError
from twin.norms import NORMS, Confirmation, Norm, find_norm

SWITCH = date(2023, 12, 1)
IDS = sorted({norm.id for norm in NORMS})


def versions(norm_id: str) -> list[Norm]:
    return [norm for norm in NORMS if norm.id == norm_id]


@pytest.mark.parametrize(("norm_id", "before", "after"), [("engine", 200, 400), ("pump", 100, 300)])
def test_the_radius_of_a_source_grew_with_the_amendment(norm_id: str, before: float, after: float) -> None:
    found = [find_norm(f"fire_radius_{norm_id}", day) for day in (SWITCH - timedelta(days=1), SWITCH)]
    assert [norm.value if norm else None for norm in found] == [before, after]
    assert "Sửa đổi 1:2023" in (found[1].clause if found[1] else "")


def test_a_range_keeps_its_words_and_counts_with_its_smaller_number() -> None:
    norm = find_norm("fire_radius_pump", date(2023, 6, 1))
    assert norm is not None
    assert (norm.as_written, norm.value) == ("100-150 m", 100)


@pytest.mark.parametrize("norm_id", IDS)
def test_every_norm_holds_from_its_first_day_and_not_before(norm_id: str) -> None:
    for norm in versions(norm_id):
        assert find_norm(norm_id, norm.since or date.min) == norm
    first = versions(norm_id)[0].since
    if first is not None:
        assert find_norm(norm_id, first - timedelta(days=1)) is None
    assert find_norm(norm_id, date.max) == versions(norm_id)[-1]


@pytest.mark.parametrize("norm_id", IDS)
def test_versions_of_one_norm_follow_each_other(norm_id: str) -> None:
    told = versions(norm_id)
    days = [norm.since for norm in told]
    assert len(told) == 1 or days == sorted(day for day in days if day)
    assert len({(norm.unit, norm.title.vi) for norm in told}) == 1


def test_nothing_is_confirmed_until_somebody_has_done_so() -> None:
    law = find_norm("fire_radius_engine", SWITCH)
    ours = find_norm("depth_classes", SWITCH)
    assert law is not None
    assert ours is not None
    assert law.standing.vi == "chưa đối chiếu bản gốc"
    assert "không phải quy định" in ours.standing.vi
    seen = law.model_copy(update={"confirmed": Confirmation(by="Phòng Tư pháp", on=date(2026, 3, 2))})
    assert seen.standing.vi == "Phòng Tư pháp đối chiếu ngày 02/03/2026"


def test_an_unknown_norm_is_refused_in_words() -> None:
    with pytest.raises(NotFoundError, match="there_is_none"):
        find_norm("there_is_none", SWITCH)
