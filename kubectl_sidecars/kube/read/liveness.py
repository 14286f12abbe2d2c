"""Checks that a server that sends nothing still answers.

A watch in which nothing happens and a server that hangs look the same, also to the kernel, which acknowledges packets
in place of a stopped process. client-go pings over HTTP/2. Here /version is requested over a connection of its own: it
needs no right (ClusterRole system:public-info-viewer) and no etcd.
"""

from __future__ import annotations

import time
from datetime import timedelta

from kubectl_sidecars.background import Task
from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.kube import urls
from kubectl_sidecars.kube.errors import UnreachableError, status_message
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.http.exchange import GATEWAY_STATUSES
from kubectl_sidecars.kube.login.transport import Timeouts
from kubectl_sidecars.kube.read.waits import WAITS, Waits

PATH = "/version"


class Liveness:
    """Asks a server that is silent for its version. `check` is to be called every second or more often."""

    def __init__(self, client: Client, waits: Waits = WAITS) -> None:
        self._client, self._waits = client, waits
        self._asked_at = time.monotonic()
        self._question: Task[ClusterError | None] | None = None
        self._error: ClusterError | None = None

    def check(self) -> ClusterError | None:
        """The error of a server that is silent and does not answer; None for any other. Does not wait."""
        now, heard_at = time.monotonic(), self._client.heard_at
        if self._question is not None and self._question.is_done:
            self._error, self._question = self._question.result(), None
        if self._error is not None and heard_at > self._asked_at:
            self._error = None
        pause = self._waits.again if self._error else self._waits.silence
        if self._question is None and now - max(heard_at, self._asked_at) >= pause:
            self._asked_at, self._question = now, Task(self._ask)
        return self._error

    def _ask(self) -> ClusterError | None:
        """The error of a server that does not answer. 403 is an answer; that of a proxy without a server is not."""
        timeouts = Timeouts(self._waits.answer, self._waits.answer)
        try:
            response = self._client.open(PATH, timeouts=timeouts, compress=False, fresh=True)
        except UnreachableError:
            heard = self._client.now() - timedelta(seconds=time.monotonic() - self._client.heard_at)
            server = urls.host(self._client.server)
            return ClusterError(f"the server {server} does not answer, and has sent nothing since {heard:%H:%M:%S}")
        except ClusterError:  # it asks for another login
            return None
        response.close()
        if response.status in GATEWAY_STATUSES:
            return ClusterError(f"the server cannot be reached: {status_message(response.status, b'')}")
        return None
