"""The features behind a percentage, and its course over the years."""

import httpx
import pytest

from tests.api.programme.conftest import refused
from tests.api.programme.test_figures import get
from twin.programme.measures import measures
from twin.vocabulary import STATES


@pytest.mark.parametrize("key", measures())
def test_a_percentage_opens_its_lists(ward_reader: httpx.Client, key: str) -> None:
    told = get(ward_reader, f"/indicators/{key}/measured")
    number, counted = told["measured"]["number"], [one for one in told["features"] if one["counted"]]
    assert {state: sum(one["state"] == state for one in counted) for state in STATES} == {
        state: number[state] for state in STATES
    }
    assert len(counted) == number["all"] > 0
    norms = {norm["id"] for norm in told["norms"]}
    assert set(measures()[key].norms) <= norms
    for one in told["features"]:
        assert one["why"]["vi"]
        assert set(one["norms"]) <= norms
        assert one["evidence"]["updated_by"]
        assert one["missing"] or one["state"] != "unknown", one
    done = get(ward_reader, f"/indicators/{key}/measured", state="done", limit=3, offset=1)
    assert done["numberMatched"] == number["done"]
    assert [one["id"] for one in done["features"]] == [
        one["id"] for one in counted if one["state"] == "done"
    ][1:4]


def test_a_past_day_by_the_norms_of_another(ward_reader: httpx.Client) -> None:
    then = get(ward_reader, "/indicators/II.4.3/measured", **{"as-of": "2025-12-31"})["measured"]
    strict = get(
        ward_reader, "/indicators/II.4.3/measured", **{"as-of": "2025-12-31", "norm-as-of": "2023-06-01"}
    )["measured"]
    assert (then["as_of"], strict["as_of"]) == ("2025-12-31", "2025-12-31")
    assert strict["number"]["value"] < then["number"]["value"]


def test_the_course_stands_beside_what_was_reported(ward_reader: httpx.Client) -> None:
    told = get(ward_reader, "/indicators/II.4.2/series", **{"from": "2025-01-01", "to": "2026-10-15"})
    days = [point["as_of"] for point in told["measured"]]
    assert (days[0], days[-1], len(days)) == ("2025-01-31", "2026-10-15", 22)
    assert told["reported"]
    for point in told["reported"]:
        assert point["measured"] is not None
        assert point["agreement"] in {"same", "within_unknown", "different", None}
    now = get(ward_reader, "/indicators/II.4.2/measured", **{"as-of": "2026-10-15"})["measured"]
    assert told["measured"][-1]["number"] == now["number"]


@pytest.mark.parametrize(
    ("path", "named", "status"),
    [
        ("/II.4.2/measured?as-of=2999-01-01", "as-of", 400), ("/II.4.2/measured?state=tốt", "state", 400),
        ("/II.4.2/series?from=2026-05-01&to=2026-01-01", "from", 400), ("/II.4.2/series?from=2001-01-01&to=2026-01-01", "from", 400),
        ("/I.1.1/measured", None, 404), ("/IX.1/measured", None, 404), ("/I.1.1/series", None, 404), ("/II.4.2/measured?limit=0", "limit", 400),
    ],
)  # fmt: skip
def test_what_cannot_be_measured_is_said_in_words(
    ward_reader: httpx.Client, path: str, named: str | None, status: int
) -> None:
    assert refused(ward_reader.get(f"/indicators{path}"), status).get("parameter") == named
