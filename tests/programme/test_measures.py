"""Every measure hangs together with the layers, the norms and the programme's own table."""

from datetime import date

import pytest

from twin.layers import built_in_layers
from twin.norms import find_norm
from twin.programme.by_field import ByField
from twin.programme.measure import Measure
from twin.programme.measures import find_measure, measures
from twin.store.database import Connection
from twin.vocabulary import Field, Scalar

MEASURES = pytest.mark.parametrize("measure", measures().values(), ids=lambda measure: measure.id)


@MEASURES
def test_what_it_reads_is_there(measure: Measure) -> None:
    assert measure.layer in measure.reads
    for layer_id, fields in measure.reads.items():
        assert set(fields) <= set(built_in_layers()[layer_id].by_name)
    assert measure.by_length == (measure.counted.geometry == "LineString")
    assert all(find_norm(norm, date.max) for norm in measure.norms)
    assert find_measure(measure.indicator) is measure


def offered(field: Field) -> set[Scalar]:
    return {choice.value for choice in field.choices} or {True, False}


@MEASURES
def test_every_value_of_the_field_is_judged_or_unknown_on_purpose(measure: Measure) -> None:
    if not isinstance(measure.judge, ByField):
        return
    progress = measure.judge.progress
    field = measure.counted.by_name[progress.field]
    values = offered(field)
    judged = {*progress.done, *progress.under_way, *progress.not_yet}
    assert values - judged <= {"unknown"}
    assert judged <= values
    if measure.among:
        kinds = offered(measure.counted.by_name[measure.among.field])
        assert {*measure.among.outside, *(measure.among.inside or ())} <= kinds


WORDS = {
    "II.2.1": "danh hiệu Tổ dân phố văn hóa",
    "II.2.3": "trường công lập",
    "II.2.9": "rác thải sinh hoạt",
    "II.4.1": "thiết bị thể dục thể thao",
    "II.4.2": "cải tạo đồng bộ các ngõ",
    "II.4.3": "hệ thống PCCC tại các ngõ",
    "T.3": "tổ dân phố có điểm hỗ trợ chuyển đổi số",
    "T.5": "doanh nghiệp ứng dụng công nghệ số",
}
"""From the programme's own name of each indicator."""


def test_each_measures_the_indicator_that_it_says(scratch: Connection) -> None:
    statement = "SELECT external_id, name FROM city.programme_indicators WHERE external_id = ANY(%s)"
    names: dict[str, str] = dict(scratch.execute(statement, (list(measures()),)).fetchall())
    assert names.keys() == measures().keys() == WORDS.keys()
    for key, words in WORDS.items():
        assert words.casefold() in names[key].casefold()
