"""What a container is, as far as the rules need it."""

from __future__ import annotations

from kubectl_sidecars.classify import runs_on_by_nature
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import ContainerType


def is_stripped(container: Assessment) -> bool:
    """True if a plain init container is one that runs as long as its pod: its restartPolicy Always was lost."""
    return container.view.type is ContainerType.INIT and runs_on_by_nature(container.judgement)
