"""Where a container stands in its life."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from kubectl_sidecars.classify import Judgement
from kubectl_sidecars.model import ContainerView


class Stage(StrEnum):
    """Our lifecycle word. WAITING is shown with the name of what is waited for."""

    NOT_STARTED = "not started"
    WAITING = "waiting"
    STARTING = "starting"
    RUNNING = "running"
    READY = "ready"
    BACKING_OFF = "backing off"
    COMPLETED = "completed"
    FAILED = "failed"
    STOPPING = "stopping"
    STOPPED = "stopped"


class NextRestart(msgspec.Struct, frozen=True, gc=False):
    """The kubelet will not start the container before `at`; it may be later, never a promise.

    `estimated` where no message of the kubelet gives the delay."""

    at: datetime
    estimated: bool


class Assessment(msgspec.Struct, frozen=True, gc=False):
    """A container, what it is for, and where it stands. `waits_for` names what must pass first ("" for nothing)."""

    view: ContainerView
    judgement: Judgement
    stage: Stage
    waits_for: str = ""
    next_restart: NextRestart | None = None

    @property
    def name(self) -> str:
        return self.view.spec.name
