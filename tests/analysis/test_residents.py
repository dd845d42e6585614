"""Residents of buildings: as recorded, else shared so that totals are kept."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from twin.analysis.residents import ESTIMATED, RECORDED, UNKNOWN, share_residents

NAN = float("nan")


def test_what_is_left_is_shared_by_floor_area() -> None:
    found = share_residents(
        np.array([30.0, NAN, NAN, NAN, NAN]),
        np.array([500.0, 100.0, 300.0, 80.0, 50.0]),
        np.array([0, 0, 0, 1, -1]),
        np.array([70.0, NAN]),
    )
    np.testing.assert_array_equal(found.people, [30, 10, 30, NAN, NAN])
    assert found.known_by.tolist() == [RECORDED, ESTIMATED, ESTIMATED, UNKNOWN, UNKNOWN]


def test_more_recorded_than_the_group_has_leaves_the_others_unknown() -> None:
    found = share_residents(np.array([80.0, NAN]), np.array([1.0, 1.0]), np.array([0, 0]), np.array([70.0]))
    np.testing.assert_array_equal(found.people, [80, NAN])


def test_a_floor_area_that_nobody_knows_leaves_its_group_unknown() -> None:
    found = share_residents(np.array([NAN, NAN]), np.array([1.0, NAN]), np.array([0, 0]), np.array([70.0]))
    assert found.known_by.tolist() == [UNKNOWN, UNKNOWN]


@given(
    st.lists(
        st.tuples(st.one_of(st.just(NAN), st.floats(0, 500)), st.floats(1, 5000), st.integers(0, 3)),
        min_size=1,
        max_size=40,
    ),
    st.lists(st.floats(0, 5000), min_size=4, max_size=4),
)
def test_totals_are_kept(buildings: list[tuple[float, float, int]], population: list[float]) -> None:
    recorded, areas, groups = (np.array(column) for column in zip(*buildings, strict=True))
    found = share_residents(
        recorded.astype(float), areas.astype(float), groups.astype(np.intp), np.array(population)
    )
    for group, total in enumerate(population):
        mine = groups == group
        if (found.known_by[mine] == ESTIMATED).any():
            assert np.isclose(found.people[mine].sum(), total)
        assert (found.people[mine & ~np.isnan(recorded)] == recorded[mine & ~np.isnan(recorded)]).all()
