"""One request and its response, and what the status of a response means."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import msgspec

from kubectl_sidecars.decode import Bytes
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.kube import urls
from kubectl_sidecars.kube.errors import server_error, status_message, status_reason
from kubectl_sidecars.kube.login.transport import Response, Timeouts

RETRIED_STATUSES = frozenset({429, 500, 502, 503, 504})
"""Too many requests, and a server or a proxy that is starting or busy: repeated, with a delay."""


GATEWAY_STATUSES = frozenset({502, 503, 504})
"""Of a proxy whose server does not answer, or of a server that is stopping."""


class Request(NamedTuple):
    """A GET request. `compress` allows a compressed body, `fresh` asks for a new connection."""

    path: str
    params: urls.Params | None
    timeouts: Timeouts
    compress: bool
    fresh: bool


class Result(msgspec.Struct, frozen=True):
    """A response with its whole body, as client-go's rest.Result. `date` is the server's clock."""

    status: int
    body: Bytes
    date: datetime
    retry_after: float = 0.0
    """The seconds that the server asks to wait, where the status is one of RETRIED_STATUSES."""

    @property
    def is_ok(self) -> bool:
        """True for status 200."""
        return self.status == 200

    @property
    def message(self) -> str:
        """The server's message where the status is not 200, safe to print."""
        return status_message(self.status, self.body)

    @property
    def reason(self) -> str:
        """The server's reason where the status is not 200, as `Forbidden`."""
        return status_reason(self.status, self.body)

    def error(self) -> SidecarsError:
        """The error for this response, where the status is not 200; see `server_error`."""
        return server_error(self.status, self.body, self.retry_after)


def abort(response: Response) -> None:
    """Ends a read that waits for the server. Called from another thread."""
    shutdown = getattr(response, "shutdown", None)  # urllib3 >= 2.3; before, the thread ends with its process
    if shutdown is not None:
        try:
            shutdown()
        except (OSError, ValueError, RuntimeError):  # it has ended already
            return
