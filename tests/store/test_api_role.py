"""What the web server's role may do, and all that it may not."""

from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from twin.layers import built_in_layers
from twin.store.database import Connection, connect
from twin.store.embedded import API_ROLE, private_api_url
from twin.store.registry import add_layer
from twin.store.tables import feature_table, history_table

CAMERA = (
    "INSERT INTO city.cameras (name, geom) VALUES ('Máy 1', 'SRID=4326;POINT(105.79 21.01)') RETURNING id"
)
ADDED = built_in_layers()["cameras"].model_copy(update={"id": "them_moi", "run_time": True})


@pytest.fixture
def api(shared_database: str) -> Iterator[Connection]:
    """A connection as the web server's; what it does never happened."""
    with connect(private_api_url(shared_database)) as connection:
        yield connection
        connection.rollback()


def test_it_writes_features_and_the_triggers_keep_what_was(api: Connection) -> None:
    api.execute("SELECT set_config('twin.user', 'biên tập', true)")
    row = api.execute(CAMERA).fetchone()
    assert row is not None
    api.execute("UPDATE city.cameras SET name = 'Máy 2' WHERE id = %s", row)
    api.execute("DELETE FROM city.cameras WHERE id = %s", row)
    kept = api.execute(
        "SELECT name, change, changed_by FROM city_history.cameras WHERE id = %s ORDER BY history_id", row
    )
    assert kept.fetchall() == [("Máy 1", "update", "biên tập"), ("Máy 2", "delete", "biên tập")]


REFUSED = [
    "DROP TABLE city.cameras", "TRUNCATE city.cameras", "ALTER TABLE city.cameras ADD COLUMN x int",
    "ALTER TABLE city.cameras DISABLE TRIGGER ALL", "CREATE TABLE city.mine (x int)", "CREATE TABLE public.mine (x int)", "CREATE SCHEMA mine", "CREATE EXTENSION dblink", "DROP SCHEMA city CASCADE",
    "CREATE FUNCTION public.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "INSERT INTO city_history.cameras SELECT * FROM city_history.cameras", "DELETE FROM city_history.cameras",
    "UPDATE city_history.cameras SET name = 'x'", "TRUNCATE city_history.cameras",
    "UPDATE city_store.layer_versions SET version = 0", "SELECT city_store.announce('cameras', 'x', NULL, 0)",
    "INSERT INTO city_store.tokens (sha256, user_name, roles) VALUES ('x', 'x', '[]')", "SELECT * FROM city_store.tokens",
    "UPDATE city_store.tokens SET revoked_at = NULL", "UPDATE city_store.layers SET removed_at = now()",
    "UPDATE city_store.facts SET value = '1'", "DELETE FROM city_store.imports", "SELECT * FROM city_store.alembic_version",
    "SELECT pg_read_file('/etc/passwd')", "SELECT pg_ls_dir('/')", "SELECT lo_import('/etc/passwd')",
    "COPY city.cameras TO '/tmp/x'", "COPY city.cameras FROM PROGRAM 'id'", "SELECT pg_reload_conf()",
    "SET ROLE twin", "SET ROLE postgres", "ALTER ROLE twin_api SUPERUSER", "CREATE ROLE mine", "CREATE DATABASE mine",
    "ALTER SYSTEM SET work_mem = '1GB'", "LOAD '/tmp/x.so'", "SELECT * FROM pg_authid",
    "SET session_replication_role = replica",
]  # fmt: skip


@pytest.mark.parametrize("statement", REFUSED)
def test_it_may_do_nothing_else(shared_database: str, statement: str) -> None:
    refusals = (psycopg.errors.InsufficientPrivilege, psycopg.errors.UndefinedFile)
    with (
        psycopg.connect(private_api_url(shared_database), autocommit=True) as connection,
        pytest.raises(refusals),
    ):
        connection.execute(statement.encode())


def test_the_role_itself_has_no_power(shared_database: str) -> None:
    with psycopg.connect(private_api_url(shared_database), autocommit=True) as connection:
        row = connection.execute(
            "SELECT rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls,"
            " (SELECT count(*) FROM pg_class WHERE relowner = pg_roles.oid),"
            " (SELECT count(*) FROM pg_auth_members WHERE member = pg_roles.oid) FROM pg_roles WHERE rolname = %s",
            (API_ROLE,),
        ).fetchone()
    assert row == (False, False, False, False, False, 0, 0)


def test_it_may_not_choose_a_past(api: Connection) -> None:
    api.execute("SELECT set_config('twin.writes_past', 'on', true)")
    row = api.execute(CAMERA).fetchone()
    assert row is not None
    api.execute("UPDATE city.cameras SET name = 'x', updated_at = '2001-01-01' WHERE id = %s", row)
    told = api.execute("SELECT updated_at > '2002-01-01' FROM city.cameras WHERE id = %s", row).fetchone()
    assert told == (True,)


def test_every_layer_is_its_to_read_and_write_also_one_added_later(database: str) -> None:
    with connect(database) as connection:
        add_layer(connection, ADDED)
    with connect(private_api_url(database)) as api:
        for layer in [*built_in_layers().values(), ADDED]:
            table, history = feature_table(layer), history_table(layer)
            names = (f"{table.schema}.{table.name}", f"{history.schema}.{history.name}")
            told = api.execute(
                "SELECT has_table_privilege(%s, 'SELECT') AND has_table_privilege(%s, 'INSERT')"
                " AND has_table_privilege(%s, 'UPDATE') AND has_table_privilege(%s, 'DELETE'),"
                " has_table_privilege(%s, 'TRUNCATE, TRIGGER, REFERENCES'), has_table_privilege(%s, 'SELECT'),"
                " has_table_privilege(%s, 'INSERT, UPDATE, DELETE, TRUNCATE')",
                (*[names[0]] * 5, *[names[1]] * 2),
            ).fetchone()
            assert told == (True, False, True, False), layer.id
        row = api.execute(CAMERA.replace("city.cameras", "city_added.them_moi").encode()).fetchone()
        assert row is not None
        api.execute("UPDATE city_added.them_moi SET name = 'khác'")
        kept = api.execute(
            sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier("city_history", "added_them_moi"))
        )
        assert kept.fetchone() == (1,)


def test_it_keeps_caches(api: Connection) -> None:
    api.execute("INSERT INTO city_store.overviews (layer, state, detail_zoom) VALUES ('x', 'x', 1)")
    api.execute("DELETE FROM city_store.overviews")
    api.execute("SELECT city_store.analyze_overviews()")
