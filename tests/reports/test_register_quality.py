"""The quality of the demonstration's registers, counted again from its files; and faults that are put in and found."""

from datetime import date

import pandas as pd
import pytest

from tests.conftest import Ward
from tests.reports.asking import ask
from tests.ward_files import Files
from twin.access import machine_owner
from twin.errors import NotFoundError
from twin.layers import built_in_layers
from twin.store.database import act_as, connect

TODAY = date(2026, 10, 31)
LAYERS = ["alleys", "fire_water", "order_cases", "parking_lots", "waste_points"]


def is_known(layer: str, frame: pd.DataFrame) -> pd.DataFrame:
    """Return 1 for what is known, 0 for what is not; an alley that is not renovated has no day on which it was."""
    told = {}
    for field in built_in_layers()[layer].fields:
        values = frame[field.name]
        told[field.name] = (values.notna() & (values.astype(object) != "unknown")).astype(float)
    known = pd.DataFrame(told)
    if layer == "alleys":
        decided = frame["renovation"].isin(["none", "planned", "in_works"])
        known.loc[decided & frame["renovated_on"].isna(), "renovated_on"] = float("nan")
    if layer == "order_cases":
        decided = frame["status"].isin(["found", "in_progress", "sanctioned"])
        known.loc[decided & frame["closed_on"].isna(), "closed_on"] = float("nan")
    if layer == "fire_water":
        decided = frame["status"] == "unchecked"
        known.loc[decided & frame["checked_on"].isna(), "checked_on"] = float("nan")
    return known


def test_how_much_is_known(ward: Ward, files: Files) -> None:
    told = ask(ward, "register_quality", layers=LAYERS)
    rows = {row["layer"]: row for row in told.rows("layers")}
    assert set(rows) == set(LAYERS)
    whole = []
    for layer in LAYERS:
        known = is_known(layer, pd.DataFrame(files.on(layer, TODAY)))
        whole.append(known)
        assert rows[layer]["features"] == len(known)
        assert rows[layer]["known"] == pytest.approx(100 * known.sum().sum() / known.notna().sum().sum())
        assert told.whole["charts"][0]["series"][0]["values"][LAYERS.index(layer)] == pytest.approx(
            rows[layer]["known"]
        )
    asked = sum(known.notna().sum().sum() for known in whole)
    assert told.figures["known"] == pytest.approx(100 * sum(known.sum().sum() for known in whole) / asked)
    spaces = next(
        row for row in told.rows("fields") if row["layer"] == "parking_lots" and "Spaces" in row["field"]
    )
    assert spaces["unknown"] == files.on("parking_lots", TODAY)["spaces"].isna().sum()


def test_how_old_the_records_are(ward: Ward, files: Files) -> None:
    """What never changed was recorded when the registers were first written down."""
    told = ask(ward, "register_quality", layers=["cameras"], stale_days=300, data_as_of="2026-09-30")
    past = pd.read_parquet(files.folder / "history" / "cameras.parquet")
    current = past[past["recorded_to"].isna()]
    ends = pd.Timestamp("2026-10-01", tz="+07:00")
    written = pd.to_datetime(current["updated_at"], utc=True)
    fresh = ((ends - written).dt.days <= 300).sum()
    count = len(files.on("cameras", TODAY))
    (row,) = told.rows("layers")
    assert row["old"] == pytest.approx(100 * (count - fresh) / count)
    assert told.figures["old"] == pytest.approx(row["old"])


def test_by_group(ward: Ward, files: Files) -> None:
    told = ask(ward, "register_quality", layers=["fire_water"])
    groups = files.on("residential_groups", TODAY)[["name", "geometry"]].rename(columns={"name": "group"})
    expected = files.on("fire_water", TODAY).sjoin(groups, predicate="intersects")["group"].value_counts()
    assert {row["name"]: row["features"] for row in told.rows("groups")} == expected.to_dict()


def test_faults_are_found_and_listed(changing_ward: Ward) -> None:
    """A hydrant recorded twice, one of another kind beside it, one outside the ward, and a shape that crosses itself."""
    at = "SRID=4326;POINT(105.7962 21.0139)"
    with connect(changing_ward.url) as connection:
        act_as(connection, machine_owner("thử").name)
        put = "INSERT INTO city.fire_water (name, kind, geom) VALUES (%s, %s, %s) RETURNING id"
        rows = [("Trụ thử", "hydrant", at), ("trụ  THỬ", "hydrant", at), ("Trụ thử", "tank", at)]
        rows.append(("Trụ xa", "hydrant", "SRID=4326;POINT(105.9 21.2)"))
        first, double, _, far = (connection.execute(put, row).fetchone()[0] for row in rows)  # type: ignore[index]
        connection.commit()
    told = ask(changing_ward, "register_quality", layers=["fire_water", "parking_lots"])
    listed = {(row["id"], row["fault"]): row for row in told.rows("repairs")}
    assert set(listed) == {(double, "twin"), (far, "outside")}
    assert listed[double, "twin"]["of"] == first
    assert (told.figures["twins"], told.figures["shape_faults"], told.figures["repair"]) == (1, 1, 2)
    drawn = told.drawn("faults").values()
    assert {(one["feature"], one["kind"]) for one in drawn} == {(double, "twin"), (far, "shape")}


def test_citizens_words_are_counted_and_not_shown(ward: Ward, files: Files) -> None:
    told = ask(ward, "register_quality", layers=["citizen_reports"], near_m=500)
    assert told.figures["features"] == 380
    assert not any(text in str(told.whole) for text in set(files.on("citizen_reports", TODAY)["text"]))


def test_a_layer_that_is_not_there_is_named(ward: Ward) -> None:
    with pytest.raises(NotFoundError, match="no_such_layer"):
        ask(ward, "register_quality", layers=["no_such_layer"])
