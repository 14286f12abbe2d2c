"""The assessment of a container: its role, its stage and its next restart."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import msgspec

from kubectl_sidecars.classify import Judgement
from kubectl_sidecars.model import ContainerView


class Stage(StrEnum):
    """The stage of a container. WAITING is shown with the name of the container that it waits for."""

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
    """The kubelet does not start the container before `at`, and may start it later.

    `estimated` is true if no message of the kubelet gives the delay."""

    at: datetime
    estimated: bool


class Assessment(msgspec.Struct, frozen=True, gc=False):
    """A container with its role and its stage.

    `waits_for` names the container that must start, or stop, before this one does; "" for none. `next_restart` is set
    only if the container is down and will be started again."""

    view: ContainerView
    judgement: Judgement
    stage: Stage
    waits_for: str = ""
    next_restart: NextRestart | None = None

    @property
    def name(self) -> str:
        """The container's name."""
        return self.view.spec.name
