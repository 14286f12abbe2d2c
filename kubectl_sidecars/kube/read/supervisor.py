"""The reflectors of one server, and whether that still answers."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.read.liveness import Liveness
from kubectl_sidecars.kube.read.reflector import Reflector
from kubectl_sidecars.kube.read.sync_state import SyncPhase, SyncState
from kubectl_sidecars.kube.read.waits import Waits


class Supervisor:
    """Reports all resources as stale while their server is silent and does not answer."""

    def __init__(self, client: Client, reflectors: Sequence[Reflector[Any]], waits: Waits) -> None:
        self.reflectors = reflectors
        self._client, self._liveness = client, Liveness(client, waits)
        self._error: ClusterError | None = None
        self._since: datetime | None = None

    def judge(self, states: Mapping[str, SyncState]) -> Mapping[str, SyncState]:
        """The states, with those that are not known to be worse as stale while the server does not answer.

        When it answers again, watches are opened again: one that hung may hang for ever.
        """
        before, self._error = self._error, self._liveness.check()
        if self._error is None:
            if before is not None:
                for reflector in self.reflectors:
                    reflector.renew()
            return states
        if before is None:
            self._since = self._client.now() - timedelta(seconds=time.monotonic() - self._client.heard_at)
        return {name: self._judged(state, self._error, self._since) for name, state in states.items()}

    @staticmethod
    def _judged(state: SyncState, error: ClusterError, since: datetime | None) -> SyncState:
        """The state while the server does not answer, `since` when it sent something last."""
        if state.phase in (SyncPhase.LIVE, SyncPhase.LOADING):
            return SyncState(SyncPhase.STALE, since, error.message, is_retrying=True, is_listed=state.is_listed)
        if state.phase is SyncPhase.STALE and state.since and since and state.since > since:  # it noticed it later
            return msgspec.structs.replace(state, since=since)
        return state
