"""The address on which links are built: never a name that a request only claims this server to have."""

import re
import socket

from starlette.types import Scope

from twin.api.replies import header_of
from twin.settings import Settings

_HOST = re.compile(rb"([A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::\d{1,5})?")
_ANY = "*"


class Addresses:
    """Knows by which names this server may be called."""

    def __init__(self, settings: Settings) -> None:
        self._public = settings.public_url.rstrip("/") if settings.public_url else None
        own = {"localhost", "127.0.0.1", "[::1]", settings.host.lower(), socket.gethostname().lower()}
        self._allowed = own | set((settings.allowed_hosts or "").lower().split())

    def base(self, scope: Scope) -> str:
        """Return the server's address without a slash at its end: the public one where it is set.

        Otherwise as the client wrote it, if that is one of our names; else the socket that the request came to.
        """
        if self._public is not None:
            return self._public
        return f"{scope.get('scheme', 'http')}://{self._host(scope)}{scope.get('root_path', '')}"

    def _host(self, scope: Scope) -> str:
        sent = header_of(scope, b"host")
        name, port = scope.get("server") or ("127.0.0.1", None)
        own = f"[{name}]" if ":" in name else name
        found = _HOST.fullmatch(sent)
        if found is not None:
            called = found[1].decode().lower()
            if called == own or called in self._allowed or _ANY in self._allowed:
                return sent.decode()
        return own if port is None else f"{own}:{port}"
