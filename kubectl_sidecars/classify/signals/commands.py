"""Signals of helpers in a command line."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api.container import ExecAction
from kubectl_sidecars.classify import counts, weights
from kubectl_sidecars.classify.context import ContainerContext
from kubectl_sidecars.classify.evidence import Evidence, Kind, clues_in
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.helper_clues import helper_clues
from kubectl_sidecars.classify.signals.init_clues import CHANGES
from kubectl_sidecars.classify.signals.neighbours import END
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


_STAYS = on_demand(
    r"(?:sleep (?:infinity|inf|\d{4,}\w*|[1-9]\d*[dh])|tail -f /dev/null"
    r"|while (?:true|:) ?; ?do sleep \w+ ?; ?done)[;'\" ]*$"
)
_ASKS = on_demand(
    rf"(?:{CHANGES})|oc (?:apply|create|patch|set|label)\b|curl\b.* (?:-X|-d|--data\S*|--request)"
    r"|\S+ .*--?(?:endpoint|server|host|url|api-?url|address|addr)[= ]"
)


def by_setting_up(container: ContainerContext) -> Iterator[Evidence]:
    """Its script does something once and then only sleeps: it sets something up for its neighbours.

    It calls a server, or its readiness is a file that the script makes at its end, and it listens on nothing.
    """
    end = container.argv[-END:]
    if not ("sleep" in end or "/dev/null" in end) or container.is_idle or not _STAYS().search(end):
        return
    if any(map(_ASKS().match, container.steps)) or _tells_when_done(container):
        words = "does its work once, and then only sleeps"
        yield Evidence(Role.CONFIGURATION_HELPER, "config-sync", weights.CALLS_AND_SLEEPS, Kind.COMMAND, words)


def _tells_when_done(container: ContainerContext) -> bool:
    """True if its probe only tests for the file that the script makes before it sleeps."""
    probe, steps = container.spec.probe, container.steps
    if container.ports or not isinstance(probe, ExecAction) or len(steps) < counts.STEPS_OF_WORK:
        return False
    program, _, marker = steps[-2].partition(" ")
    tested = probe.command[-1:] if probe.command[:1] in (("test",), ("cat",), ("ls",), ("stat",)) else ()
    return program == "touch" and bool(tested) and tested[0].rpartition("/")[2] == marker.rpartition("/")[2]
