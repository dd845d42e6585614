"""The transaction of an import: in the asking user's name, one after the other, all or nothing."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from twin.access import User
from twin.store.database import Connection, act_as, connect
from twin.vocabulary import Text

WAITING = Text(vi="Chờ một lần nhập khác vào lớp này", en="Waiting for another import into this layer")


@contextmanager
def writing(url: str, user: User, *, dry_run: bool) -> Iterator[Connection]:
    """Lend a transaction that writes in the user's name; a dry run takes everything back at the end."""
    with connect(url) as connection:
        act_as(connection, user.name)
        # A program that was killed cannot say so: the server looks whether it is still there.
        connection.execute("SET LOCAL client_connection_check_interval = '5s'")
        yield connection
        if dry_run:
            connection.rollback()


def wait_for_turn(connection: Connection, layer_id: str, say: Callable[[Text], None]) -> None:
    """Let imports into one layer run one after the other; the layer's other writers go on."""
    lock = "advisory_xact_lock(hashtextextended('twin import ' || %s, 0))"
    row = connection.execute(f"SELECT pg_try_{lock}".encode(), (layer_id,)).fetchone()
    if row is not None and not row[0]:
        say(WAITING)
        connection.execute(f"SELECT pg_{lock}".encode(), (layer_id,))
