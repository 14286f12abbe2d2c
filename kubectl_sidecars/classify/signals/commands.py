"""What the command line of a helper says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.classify.context import ContainerContext, Evidence
from kubectl_sidecars.classify.judgement import Role
from kubectl_sidecars.classify.signals.helper_clues import helper_clues


def by_command(actor: ContainerContext) -> Iterator[Evidence]:
    """What it runs: tail of a file, inotifywait, git pull in a loop, --upstream=http://127.0.0.1, an exporter."""
    argv = actor.argv
    if not argv:
        return
    for each in helper_clues():
        if each.pattern.search(argv):
            yield each.evidence


_FOLLOWED = re.compile(r"\btail (?:.*? )?(/[\w./*-]+)")


def by_followed_file(actor: ContainerContext) -> Iterator[Evidence]:
    """It tails a file on a volume into which another container writes."""
    followed = _FOLLOWED.search(actor.argv) if "tail" in actor.argv else None
    if not followed or followed[1].startswith("/dev/"):
        return
    path = followed[1]
    volumes = {mount.name for mount in actor.spec.volume_mounts if path.startswith(mount.mount_path.rstrip("/") + "/")}
    for other in actor.others:
        for mount in other.spec.volume_mounts:
            if mount.name in volumes and not mount.read_only:
                yield Evidence(Role.ADAPTER, "log-streaming", 2, f"tails {path}, which {other.name} writes")
                return
