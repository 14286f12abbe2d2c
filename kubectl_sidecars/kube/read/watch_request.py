"""The request of a watch, and the checks of its response."""

from __future__ import annotations

import random
from typing import Any

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube.backoff import retry_after
from kubectl_sidecars.kube.errors import UnreadableError, server_error, status_message, status_reason
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.http.exchange import RETRIED_STATUSES
from kubectl_sidecars.kube.login.transport import Response, Timeouts
from kubectl_sidecars.kube.read.resources import Query
from kubectl_sidecars.kube.read.watch_decoder import Garbled, WatchError

WATCH_SECONDS = 300
"""The server ends a watch after this to twice this time, so that not all end together (client-go reflector.go)."""
CONNECT_TIMEOUT = 8.0
"""Seconds for a connection. The kernel asks after 1, 3 and 7 s, so that a server that is back is heard within 4 s."""
HEAD_TIMEOUT = 15.0
"""Seconds until the head of the response, which the server sends before there is an event."""


NO_API = "is it an API server, or is there a login page before it?"


class GoneError(Exception):
    """The server no longer knows the version of a watch: list again."""


class DeniedError(ClusterError):
    """The server forbids the watch, or does not serve it."""


def open_watch(client: Client, query: Query[Any], version: str, quiet: float) -> Response:
    """The response to a watch from a resourceVersion; reads of its body wait for up to `quiet` seconds.

    Raises ClusterError if the server cannot be reached.
    """
    params: dict[str, str | int | bool] = {
        **query.params,
        "watch": True,
        "allowWatchBookmarks": True,
        "resourceVersion": version,
        "timeoutSeconds": int(WATCH_SECONDS * (1 + random.random())),  # noqa: S311 - no secret
    }
    timeouts = Timeouts(CONNECT_TIMEOUT, quiet, head=min(quiet, HEAD_TIMEOUT))
    return client.open(query.path, params, timeouts=timeouts, compress=False)


def check_watch(response: Response, query: Query[Any]) -> None:
    """Raises UnreadableError if a response of status 200 is no watch.

    The API server sends a watch as application/json, without a length (endpoints/handlers/watch.go, v1.35).
    """
    type_ = str(response.headers.get("Content-Type") or "no Content-Type").partition(";")[0]
    if type_ == "application/json" and "Content-Length" not in response.headers:
        return
    what = "a document" if type_ == "application/json" else type_
    raise UnreadableError(visible(f"the server answers the watch of {query.display_name} with {what}: {NO_API}"))


def failure_of(event: WatchError | Garbled, query: Query[Any]) -> Exception:
    """The exception for an event with which a watch ends."""
    name = query.display_name
    if isinstance(event, Garbled):
        return UnreadableError(visible(f"what the server sends as the watch of {name} cannot be read: {event.problem}"))
    if event.status.code == 410:
        return GoneError()
    return ClusterError(f"the watch of {name} failed: {visible(event.status.message)}")


def refusal(response: Response) -> Exception:
    """The exception for a response to a watch that is not 200."""
    body = response.read(decode_content=True)
    if response.status == 410:
        return GoneError()
    if response.status in {403, 404, 405}:
        return DeniedError(status_message(response.status, body), reason=status_reason(response.status, body))
    asked = retry_after(response.headers.get("Retry-After")) if response.status in RETRIED_STATUSES else 0.0
    return server_error(response.status, body, asked)
