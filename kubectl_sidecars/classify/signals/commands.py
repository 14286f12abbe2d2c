"""Signals of helpers in a command line."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.context import ContainerContext
from kubectl_sidecars.classify.evidence import Evidence, Kind, clues_in
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.helper_clues import helper_clues
from kubectl_sidecars.classify.signals.shared_volumes import first_beside, writers
from kubectl_sidecars.patterns import on_demand


def by_command(container: ContainerContext) -> Iterator[Evidence]:
    """Its command: tail of a file, inotifywait, git pull in a loop, --upstream=http://127.0.0.1, an exporter."""
    argv = container.argv
    if not argv or container.is_placeholder:
        return
    serves = bool(container.ports) and "until " in argv and _WAITS_FIRST().search(argv)
    for evidence in clues_in(helper_clues(), argv, container.step_lines):
        if not (serves and evidence.role is Role.LIFECYCLE):
            yield evidence


_WAITS_FIRST = on_demand(r"^(?!.*\bwhile\b).*\bdone\b\W*(?!wait\b)[\w./]")
"""A script that goes on after its loops: what has a port waited for its neighbour, and then serves."""


_FOLLOWED = on_demand(r"\btail (?:[^;&|<>)]*? )?-\w*[fF]\w* (?:[^;&|<>)]*? )?(/[\w./*-]+)")


def by_followed_file(container: ContainerContext) -> Iterator[Evidence]:
    """It tails a file on a volume into which another container writes."""
    followed = _FOLLOWED().search(container.argv) if "tail" in container.argv else None
    if not followed or followed[1].startswith("/dev/"):
        return
    path = followed[1]
    volumes = {
        mount.name for mount in container.spec.volume_mounts if path.startswith(mount.mount_path.rstrip("/") + "/")
    }
    if other := first_beside(container, writers, volumes):
        words = f"tails {path}, which {other.name} writes"
        yield Evidence(Role.ADAPTER, "log-streaming", weights.TAILS_NEIGHBOUR, Kind.COMMAND, words)
