"""What follows from facts of which some are missing."""

import numpy as np

from twin.analysis.certainty import Truth, judge, read_truths


def test_words_and_booleans_become_truths() -> None:
    told = np.array(["working", "faulty", "unchecked", None, np.nan, True, False], dtype=np.object_)
    truths = read_truths(told, yes=("working", True), no=("faulty", False))
    unknown = Truth.UNKNOWN
    assert truths.tolist() == [Truth.YES, Truth.NO, unknown, unknown, unknown, Truth.YES, Truth.NO]


def test_the_fewest_missing_facts_that_settle_it_are_named() -> None:
    needed = np.array([0b000, 0b001, 0b011, 0b110, 0b1000])
    judged = judge(lambda facts: (needed & facts) == needed, 0b111)
    unknown = Truth.UNKNOWN
    assert judged.truth.tolist() == [Truth.YES, unknown, unknown, unknown, Truth.NO]
    assert judged.missing.tolist() == [0, 0b001, 0b011, 0b110, 0]
    assert judged.are(Truth.NO).tolist() == [False, False, False, False, True]


def test_of_two_ways_to_settle_it_the_one_with_fewer_facts_is_named() -> None:
    judged = judge(lambda facts: np.array([facts & 0b011 == 0b011 or facts & 0b100 == 0b100]), 0b111)
    assert judged.missing.tolist() == [0b100]
