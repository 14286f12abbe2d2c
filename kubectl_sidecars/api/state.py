"""The status of a container: its current and last state, readiness and restarts."""

from __future__ import annotations

from msgspec import field

from kubectl_sidecars.api.meta import ApiObject, Time


class Running(ApiObject, frozen=True):
    started_at: Time | None = None


class Waiting(ApiObject, frozen=True):
    reason: str = ""
    message: str = ""


class Terminated(ApiObject, frozen=True):
    exit_code: int = 0
    signal: int = 0
    reason: str = ""
    message: str = ""
    started_at: Time | None = None
    finished_at: Time | None = None


class ContainerState(ApiObject, frozen=True):
    """A union: at most one field is set, and without any the container is waiting (core/v1 types.go)."""

    running: Running | None = None
    waiting: Waiting | None = None
    terminated: Terminated | None = None

    @property
    def current(self) -> Running | Waiting | Terminated:
        """The field that is set; an empty Waiting otherwise."""
        return self.running or self.terminated or self.waiting or _WAITING


_WAITING = Waiting()
_NO_STATE = ContainerState()


class ContainerStatus(ApiObject, frozen=True):
    name: str = ""
    state: ContainerState = _NO_STATE
    last_state: ContainerState = _NO_STATE
    ready: bool = False
    started: bool | None = None
    restart_count: int = 0
    container_id: str = field(name="containerID", default="")
