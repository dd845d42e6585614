"""One pure policy, asked with every role and verb."""

import pytest

from twin.access import Everything, LayerThing, Role, User, Verb, anonymous, machine_owner, may, require
from twin.access.tokens import FIND, create_first_token, create_token, digest, user_of_row
from twin.errors import ForbiddenError, UnauthenticatedError
from twin.store.database import connect

VERBS: tuple[Verb, ...] = ("read", "export", "write", "import", "define")
ALLOWED: dict[Role, set[Verb]] = {
    "viewer": {"read", "export"},
    "editor": {"read", "export", "write", "import"},
    "admin": set(VERBS),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", ALLOWED)
def test_each_role_may_do_its_own(role: Role, verb: Verb) -> None:
    assert may(User("an", frozenset({role})), verb, LayerThing("alleys")) == (verb in ALLOWED[role])


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_writes_and_reading_is_a_setting(verb: Verb) -> None:
    assert may(anonymous(public_reading=True), verb, Everything()) == (verb in {"read", "export"})
    assert not may(anonymous(public_reading=False), verb, Everything())


def test_a_refusal_says_whether_signing_in_would_help() -> None:
    require(machine_owner("operator"), "define", Everything())
    with pytest.raises(UnauthenticatedError, match="token"):
        require(anonymous(public_reading=True), "write", LayerThing("alleys"))
    with pytest.raises(ForbiddenError, match="alleys"):
        require(User("an", frozenset({"viewer"})), "write", LayerThing("alleys"))


def test_a_token_is_shown_once_and_kept_as_a_hash(database: str) -> None:
    with connect(database) as connection:
        token = create_first_token(connection)
        assert token is not None
        assert create_first_token(connection) is None
        row = connection.execute(FIND, (digest(token),)).fetchone()
        stored = connection.execute("SELECT string_agg(t::text, '') FROM city_store.tokens t").fetchone()
    assert row is not None
    assert may(user_of_row(row), "write", LayerThing("alleys"))
    assert stored is not None
    assert token not in stored[0]


def test_a_revoked_token_is_nobodys(database: str) -> None:
    with connect(database) as connection:
        token = create_token(connection, "an", ("editor",))
        connection.execute("UPDATE city_store.tokens SET revoked_at = now()")
        assert connection.execute(FIND, (digest(token),)).fetchone() is None
