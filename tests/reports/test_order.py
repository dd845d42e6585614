"""Cases and citizens' reports on the demonstration ward, counted again from its files."""

from datetime import date

import networkx as nx
import numpy as np
import pandas as pd
import pytest

from tests.conftest import Ward
from tests.reports.asking import ask
from tests.ward_files import Files

TODAY = date(2026, 10, 31)


@pytest.mark.parametrize("day", [TODAY, date(2025, 12, 20)])
def test_cases_by_kind_month_and_group(ward: Ward, files: Files, day: date) -> None:
    told = ask(ward, "order_cases", since="2025-01-01", until="2025-12-31", data_as_of=day.isoformat())
    cases = files.on("order_cases", day)
    found = pd.to_datetime(cases["found_on"])
    chosen = cases[(found >= "2025-01-01") & (found <= "2025-12-31")]
    assert told.figures["found"] == len(chosen)
    assert told.at_most["found"] == len(chosen) + cases["found_on"].isna().sum()
    assert told.figures["closed"] == (chosen["status"] == "closed").sum()
    assert told.figures["open"] == chosen["status"].isin(["found", "in_progress", "sanctioned"]).sum()
    assert [row["month"] for row in told.rows("months")] == [f"2025-{month:02d}" for month in range(1, 13)]
    for row in told.rows("months"):
        mine = chosen[pd.to_datetime(chosen["found_on"]).dt.strftime("%Y-%m") == row["month"]]
        assert row["total"] == len(mine)
        for kind in ("construction", "land", "pavement", "pollution", "food"):
            assert row[kind] == (mine["kind"] == kind).sum()
    groups = files.on("residential_groups", day)[["name", "geometry"]]
    placed = chosen.sjoin(groups, predicate="intersects")["name"].value_counts().to_dict()
    assert {row["name"]: row["total"] for row in told.rows("groups")} == placed


def test_where_all_are_closed_the_median_is_that_of_their_days(ward: Ward, files: Files) -> None:
    told = ask(ward, "order_cases", since="2024-10-01", until="2024-11-30")
    cases = files.on("order_cases", TODAY)
    days = (pd.to_datetime(cases["closed_on"]) - pd.to_datetime(cases["found_on"])).dt.days
    found = pd.to_datetime(cases["found_on"])
    chosen = cases[(found >= "2024-10-01") & (found <= "2024-11-30")]
    closed = days[chosen.index].dropna().sort_values()
    half = int(np.ceil(len(chosen) / 2))
    # All the open ones are older than any that closed, so that half of all are closed by that day.
    assert told.figures["median_days"] == closed.iloc[half - 1]


def test_hotspots_are_what_the_definition_says(ward: Ward, files: Files) -> None:
    told = ask(ward, "report_hotspots", reach_m=120, days=60, least=3, since="2025-01-01", until="2026-09-30")
    reports = files.on("citizen_reports", TODAY)
    received = pd.to_datetime(reports["received_at"], utc=True).dt.tz_convert("+07:00").dt.normalize()
    chosen = reports[(received >= "2025-01-01T00:00+07:00") & (received <= "2026-09-30T00:00+07:00")]
    days = (received[chosen.index] - received.min()).dt.days.to_numpy()
    places = np.column_stack([chosen.geometry.x, chosen.geometry.y])
    apart = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    near = (apart <= 120) & (np.abs(days[:, None] - days[None]) <= 60)
    core = near.sum(axis=1) >= 3
    ties: nx.Graph[int] = nx.Graph(tuple(pair) for pair in np.argwhere(near & core[:, None] & core[None]))
    gathered = core | (near & core[None]).any(axis=1)
    assert told.figures["reports"] == len(chosen)
    assert told.figures["hotspots"] == nx.number_connected_components(ties) > 1
    assert told.figures["gathered"] == gathered.sum()
    rows = told.rows("hotspots")
    assert sum(row["reports"] for row in rows) == gathered.sum()
    assert [row["reports"] for row in rows] == sorted((row["reports"] for row in rows), reverse=True)
    assert 0 < told.figures["chance"] <= 1
    drawn = told.drawn("reports_placed").values()
    assert sum(one["gathered"] == "yes" for one in drawn) == gathered.sum()


def test_no_citizens_words_are_shown(ward: Ward, files: Files) -> None:
    words = set(files.on("citizen_reports", TODAY)["text"])
    told = str(ask(ward, "report_hotspots", since="2024-10-01").whole)
    assert not any(text in told for text in words)


def test_topics_are_chosen(ward: Ward, files: Files) -> None:
    told = ask(ward, "report_hotspots", topics=["flooding"], since="2024-10-01")
    assert told.figures["reports"] == (files.on("citizen_reports", TODAY)["topic"] == "flooding").sum()
