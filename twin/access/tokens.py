"""Tokens: how a program shows who it is. Only their hashes are kept."""

import hashlib
import secrets

from twin.access.policy import Role, User
from twin.store.database import Connection

FIND = "SELECT user_name, roles FROM city_store.tokens WHERE sha256 = %s AND revoked_at IS NULL"


def digest(token: str) -> str:
    """Return what is stored of a token. A fast hash is enough: a token is 256 random bits, no password."""
    return hashlib.sha256(token.encode()).hexdigest()


def create_token(connection: Connection, user_name: str, roles: tuple[Role, ...]) -> str:
    """Make a token and return it: this is the only time that it can be seen."""
    token = f"twin_{secrets.token_urlsafe(32)}"
    connection.execute(
        "INSERT INTO city_store.tokens (sha256, user_name, roles) VALUES (%s, %s, to_jsonb(%s::text[]))",
        (digest(token), user_name, list(roles)),
    )
    return token


def create_first_token(connection: Connection) -> str | None:
    """Make the first writer's token, or return None where there has been one."""
    connection.execute("LOCK TABLE city_store.tokens IN SHARE ROW EXCLUSIVE MODE")
    row = connection.execute("SELECT count(*) FROM city_store.tokens").fetchone()
    if row is None or row[0] > 0:
        return None
    return create_token(connection, "admin", ("admin",))


def user_of_row(row: tuple[str, list[Role]]) -> User:
    """Turn a row of `FIND` into the user whose token it is."""
    name, roles = row
    return User(name, frozenset(roles))
