"""What a container is, as far as the rules need it."""

from __future__ import annotations

from kubectl_sidecars.lifecycle.life import Life
from kubectl_sidecars.model import ContainerType

_SERVES = ("proxy", "agent", "shipper", "collector", "exporter", "reloader", "syncer")
"""Words in the task of a container that is made to run on."""


def is_stripped(life: Life) -> bool:
    """Whether a plain init container is by its image a sidecar, which runs on: restartPolicy Always was lost."""
    return life.view.type is ContainerType.INIT and any(word in life.judgement.task for word in _SERVES)
