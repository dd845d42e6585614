"""One pure policy, asked with every role and verb."""

import pytest

from twin.access import (
    Everything,
    JobThing,
    LayerThing,
    Role,
    User,
    Verb,
    anonymous,
    machine_owner,
    may,
    require,
)
from twin.access.tokens import FIND, create_first_token, create_token, digest, user_of_row
from twin.errors import ForbiddenError, UnauthenticatedError
from twin.store.database import connect

VERBS: tuple[Verb, ...] = ("read", "export", "run", "write", "import", "define")
ALLOWED: dict[Role, set[Verb]] = {
    "viewer": {"read", "export", "run"},
    "editor": {"read", "export", "run", "write", "import"},
    "admin": set(VERBS),
}


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("role", ALLOWED)
def test_each_role_may_do_its_own(role: Role, verb: Verb) -> None:
    assert may(User("an", frozenset({role})), verb, LayerThing("alleys")) == (verb in ALLOWED[role])


@pytest.mark.parametrize("verb", VERBS)
def test_nobody_writes_and_reading_is_a_setting(verb: Verb) -> None:
    assert may(anonymous(public_reading=True), verb, Everything()) == (verb in {"read", "export", "run"})
    assert not may(anonymous(public_reading=False), verb, Everything())


@pytest.mark.parametrize("verb", ["read", "run"])
def test_a_job_is_its_owners_and_the_admins(verb: Verb) -> None:
    an, binh, admin = (User(name, frozenset({role})) for name, role in _PEOPLE)
    nobody, stranger = anonymous(public_reading=True), User("anonymous", frozenset({"editor"}))
    owners = ("an", "binh", None)
    seen = {
        name: [may(user, verb, JobThing(owner)) for owner in owners]
        for name, user in {
            "an": an,
            "binh": binh,
            "admin": admin,
            "nobody": nobody,
            "named": stranger,
        }.items()
    }
    assert seen == {
        "an": [True, False, False],
        "binh": [False, True, False],
        "admin": [True, True, True],
        "nobody": [False, False, True],
        "named": [False, False, False],
    }
    assert not may(anonymous(public_reading=False), verb, JobThing(None))


_PEOPLE: tuple[tuple[str, Role], ...] = (("an", "viewer"), ("binh", "editor"), ("quản trị", "admin"))


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
