"""The road between revisions, both ways, with features in the tables."""

from alembic import command

from twin.layers import built_in_layers
from twin.store.database import connect
from twin.store.migrate import alembic_config, migrate
from twin.store.registry import add_layer

LINE = "SRID=4326;LINESTRING(105.79 21.01, 105.80 21.02)"


def test_the_tables_are_what_the_layers_say(database: str) -> None:
    command.check(alembic_config(database))


def test_migrating_twice_keeps_what_stands(database: str) -> None:
    with connect(database) as connection:
        connection.execute("INSERT INTO city.alleys (name, level, geom) VALUES ('Ngõ 1', 'ngo', %s)", (LINE,))
    migrate(database)
    with connect(database) as connection:
        assert connection.execute("SELECT name FROM city.alleys").fetchall() == [("Ngõ 1",)]


def test_down_and_up_again_on_a_populated_database(database: str) -> None:
    with connect(database) as connection:
        connection.execute("INSERT INTO city.alleys (name, level, geom) VALUES ('Ngõ 1', 'ngo', %s)", (LINE,))
        connection.execute("UPDATE city.alleys SET width_m = 3")
        added = built_in_layers()["fire_water"].model_copy(update={"id": "them_moi", "run_time": True})
        add_layer(connection, added)
    command.downgrade(alembic_config(database), "base")
    with connect(database) as connection:
        left = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'city'").fetchone()
    assert left == (0,)
    migrate(database)
    command.check(alembic_config(database))
