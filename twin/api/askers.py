"""Who is asking: the user of a request, by its bearer token."""

import time
from collections import OrderedDict

from twin.access import User, anonymous
from twin.access.tokens import FIND, digest, user_of_row
from twin.errors import UnauthenticatedError
from twin.features.statement import Statement
from twin.store.database import Pool

KEPT_SECONDS = 10.0
"""For so long a token is not looked up again: a revoked one ends after that."""

MOST_KEPT = 1_000


def _refused() -> UnauthenticatedError:
    return UnauthenticatedError(
        vi="Mã truy cập (token) không đúng hoặc đã bị thu hồi.", en="The token is not valid, or was revoked."
    )


class Askers:
    """Finds users by token, and remembers them for a moment."""

    def __init__(self, pool: Pool, *, public_reading: bool) -> None:
        self._pool = pool
        self._find = Statement(FIND.replace("%s", "%(sha256)s").encode(), {})
        self._kept: OrderedDict[bytes, tuple[float, User]] = OrderedDict()
        self.anonymous = anonymous(public_reading=public_reading)

    async def of(self, authorization: bytes) -> User:
        """Return the user of an Authorization header; nobody in particular where there is none.

        Raises UnauthenticatedError for a token that is not one of ours: whoever shows one means to be known.
        """
        if not authorization:
            return self.anonymous
        kept = self._kept.get(authorization)
        if kept is not None and time.monotonic() - kept[0] < KEPT_SECONDS:
            return kept[1]
        user = await self._look_up(authorization)
        self._kept[authorization] = (time.monotonic(), user)
        self._kept.move_to_end(authorization)
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return user

    async def _look_up(self, authorization: bytes) -> User:
        scheme, _, token = authorization.partition(b" ")
        if scheme.lower() != b"bearer" or not token.strip():
            raise _refused()
        row = await self._find.row(self._pool, sha256=digest(token.strip().decode("latin-1")))
        if row is None:
            raise _refused()
        return user_of_row((row[0], row[1]))
