"""The overlays follow the layers and the registers, and remember what moved."""

from datetime import timedelta
from typing import Any

import pytest

from tests.conftest import Ward
from twin.access import machine_owner
from twin.programme.measuring import measure_at
from twin.programme.moments import today
from twin.programme.overlay import refresh
from twin.store.database import Connection, connect

USER = machine_owner("thử")
RENOVATED = "II.4.2"


def rows(connection: Connection, text: str, *values: Any) -> list[tuple[Any, ...]]:
    return connection.execute(text, values).fetchall()


def counts(connection: Connection, subject: str) -> dict[str, int]:
    found = rows(
        connection,
        "SELECT state, count(*) FROM city.programme_overlay WHERE subject = %s AND role = 'place' GROUP BY state",
        subject,
    )
    return dict(found)


def shading(connection: Connection, subject: str) -> dict[str, tuple[int, int]]:
    found = rows(
        connection, "SELECT group_code, done, total FROM city.programme_progress WHERE subject = %s", subject
    )
    return {code: (done, total) for code, done, total in found}


def versions(connection: Connection) -> list[tuple[Any, ...]]:
    return rows(
        connection,
        "SELECT layer, version FROM city_store.layer_versions WHERE layer LIKE 'programme_%%' ORDER BY layer",
    )


def test_every_measured_indicator_has_the_places_that_it_counts(ward: Ward) -> None:
    with connect(ward.url) as connection:
        for key, found in measure_at(connection, USER).items():
            told = counts(connection, key)
            for state in ("done", "under_way", "not_yet", "unknown"):
                assert told.get(state, 0) == getattr(found.number, state), (key, state)
            inside = sum(total for _, total in shading(connection, key).values())
            outside = rows(
                connection,
                "SELECT count(*) FROM city.programme_overlay "
                "WHERE subject = %s AND role = 'place' AND group_code IS NULL",
                key,
            )[0][0]
            assert inside + outside == found.number.all


def test_nothing_is_written_where_nothing_changed(changing_ward: Ward) -> None:
    with connect(changing_ward.url, autocommit=True) as connection:
        refresh(connection)
        before = versions(connection)
        connection.execute("DELETE FROM city_store.derivations")
        connection.execute(
            "UPDATE city_store.layer_versions SET version = version + 1 WHERE layer = 'alleys'"
        )
        refresh(connection)
        assert versions(connection) == before


def test_an_update_that_moves_nothing_on_the_map_leaves_the_places_alone(changing_ward: Ward) -> None:
    with connect(changing_ward.url, autocommit=True) as connection:
        first = refresh(connection)
        before = versions(connection)
        report = (
            "INSERT INTO city.programme_updates (task, reported_on, percent) VALUES ('I.2', '2026-11-20', 41)"
        )
        connection.execute(report)
        second = refresh(connection)
        assert second.said == first.said
        assert second.sources["programme_tasks"] > first.sources["programme_tasks"]
        moved = [old for old, new in zip(before, versions(connection), strict=True) if old != new]
        assert {name for name, *_ in moved} == {"programme_tasks", "programme_updates"}
        connection.execute("UPDATE city.programme_tasks SET lead = 'MTTQ' WHERE external_id = 'III.13'")
        assert refresh(connection).said != first.said


def test_ten_alleys_that_are_done_move_the_indicator_the_groups_and_the_places(changing_ward: Ward) -> None:
    with connect(changing_ward.url, autocommit=True) as connection:
        refresh(connection)
        chosen = rows(
            connection,
            "SELECT feature_id, state, group_code FROM city.programme_overlay "
            "WHERE subject = %s AND state IN ('not_yet', 'under_way') AND group_code IS NOT NULL "
            "ORDER BY feature_id LIMIT 10",
            RENOVATED,
        )
        before, shaded = (
            measure_at(connection, USER, indicators=[RENOVATED])[RENOVATED],
            shading(connection, RENOVATED),
        )
        ids = [row[0] for row in chosen]
        connection.execute(
            "UPDATE city.alleys SET renovation = 'done', renovated_on = NULL WHERE id = ANY (%s)", (ids,)
        )
        refresh(connection)
        after = measure_at(connection, USER, indicators=[RENOVATED])[RENOVATED]
        assert after.number.done == before.number.done + 10
        assert counts(connection, RENOVATED)["done"] == after.number.done
        moved = rows(
            connection,
            "SELECT feature_id, state_before, moved_on FROM city.programme_overlay "
            "WHERE subject = %s AND state = 'done' AND feature_id = ANY (%s) ORDER BY feature_id",
            RENOVATED,
            ids,
        )
        assert moved == [(number, state, today()) for number, state, _ in chosen]
        for code, (done, total) in shading(connection, RENOVATED).items():
            gained = sum(group == code for _, _, group in chosen)
            assert (done, total) == (shaded[code][0] + gained, shaded[code][1])


def test_moves_of_the_past_are_those_of_the_history(ward: Ward) -> None:
    """Told for flooding spots by their own history, state by state."""
    with connect(ward.url) as connection:
        told = rows(
            connection,
            "SELECT feature_id, state_before, moved_on FROM city.programme_overlay "
            "WHERE subject = 'III.8' AND role = 'place' AND state_before IS NOT NULL",
        )
        assert told
        for number, before, moved_on in told:
            states = rows(
                connection,
                "SELECT status, (recorded_to AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM city_history.flood_spots "
                "WHERE id = %s ORDER BY recorded_to DESC",
                number,
            )
            names = {"resolved": "done", "in_works": "under_way", "monitored": "not_yet", "open": "not_yet"}
            last = next(
                (name, day) for status, day in states if (name := names.get(status, "unknown")) == before
            )
            assert last == (before, moved_on)
            assert moved_on <= today() + timedelta(days=0)


def test_what_cannot_tell_its_state_stands_as_its_task_does(changing_ward: Ward) -> None:
    with connect(changing_ward.url, autocommit=True) as connection:
        connection.execute(
            "UPDATE city.programme_tasks SET status = 'done', percent = 100 WHERE external_id = 'III.14'"
        )
        refresh(connection)
        assert set(counts(connection, "III.14")) == {"done"}
        connection.execute(
            "UPDATE city.programme_tasks SET status = NULL, percent = NULL WHERE external_id = 'III.14'"
        )
        refresh(connection)
        assert set(counts(connection, "III.14")) == {"unknown"}
        connection.execute(
            "UPDATE city.programme_tasks SET status = 'cancelled' WHERE external_id = 'III.14'"
        )
        refresh(connection)
        assert counts(connection, "III.14") == {}


def test_an_area_that_is_drawn_is_a_place_of_its_task(changing_ward: Ward) -> None:
    with connect(changing_ward.url, autocommit=True) as connection:
        connection.execute(
            "UPDATE city.programme_tasks SET geom = (SELECT geom FROM city.ward LIMIT 1) WHERE external_id = 'II.4'"
        )
        refresh(connection)
        (found,) = rows(
            connection,
            "SELECT role, feature_id, ST_Equals(geom, (SELECT geom FROM city.ward LIMIT 1)) "
            "FROM city.programme_overlay WHERE subject = 'II.4'",
        )
        assert found == ("area", None, True)


@pytest.mark.parametrize("layer", ["a_layer_of_the_past", "flood_spots"])
def test_places_that_are_there_no_more_stop_nothing(changing_ward: Ward, layer: str) -> None:
    with connect(changing_ward.url, autocommit=True) as connection:
        connection.execute(
            "INSERT INTO city.programme_places (task, layer, feature_id) VALUES ('II.4', %s, 999999999)",
            (layer,),
        )
        refresh(connection)
        assert counts(connection, "II.4") == {}
        assert counts(connection, "III.8")
