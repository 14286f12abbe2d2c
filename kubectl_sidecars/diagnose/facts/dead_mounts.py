"""A mount on the node that is dead, since the program that served it (FUSE) has ended: whose volume it is, what serves
that, and when it ended."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from kubectl_sidecars.api import Terminated, Volume
from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.container_names import begun, called
from kubectl_sidecars.diagnose.facts.container_needs import DeadMount
from kubectl_sidecars.diagnose.facts.csi_pods import driver_beside, speaks_with_driver
from kubectl_sidecars.diagnose.facts.served import may_serve_node, serving
from kubectl_sidecars.diagnose.facts.storage_needs import volume_needs
from kubectl_sidecars.diagnose.facts.volume_names import claim_of, names_in, volumes_of
from kubectl_sidecars.diagnose.finding import LogRef
from kubectl_sidecars.diagnose.needs import AgentNeed, Need, word_of
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.words import clock
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.exits import exit_words
from kubectl_sidecars.model import containers
from kubectl_sidecars.object_keys import key
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.sentences import listed

SLACK = timedelta(minutes=2)
"""By how much the end of a driver may seem to come after what it has caused."""
_DEAD = on_demand(
    r"(/[^'\":\s]*)['\"]?:? (?:transport endpoint is|socket) not connected"
    r"|transport endpoint is not connected: ['\"]?(/[^'\":\s]*)|ENOTCONN: socket is not connected, \w+ '(/[^']*)"
    r"|mkdir (/\S{1,300}/volumes/kubernetes\.io~csi/\S{1,300}/mount): file exists",
    re.IGNORECASE,
)
"""What the kubelet, the runtime and programs say of a mount that is dead (ENOTCONN), and the path; see the rows "dead
mount" and "unreadable mount" of messages/programs.py."""


def dead_mount(subject: Subject, container: Assessment, message: str, since: datetime | None) -> DeadMount:
    """The facts of `container_needs.mount_of`."""
    dead = _DEAD().search(message)
    if dead is None:
        return DeadMount()
    path = next((path for path in dead.groups() if path), "")
    volumes = volumes_of(subject, message) or _mounted(subject, container, path)
    if not volumes:
        return DeadMount()
    needs = volume_needs(subject, volumes, names_in(message))
    names = listed(_called(volume) for volume in volumes)
    whose = f"The mount is that of {'volume' if len(volumes) == 1 else 'volumes'} {names}."
    ends = [end for end in _ends(subject, needs) if _explains(subject, end.at, since)]
    if len({end.pod.pod.metadata.uid for end in ends}) != 1:
        return DeadMount(whose, needs)
    end = max(ends, key=lambda each: each.at)
    return DeadMount(f"{whose} {end.words}", needs, end.commands)


def _mounted(subject: Subject, container: Assessment, path: str) -> list[Volume]:
    """The volume under the path that a program names, by its mounts; [] without one."""
    under = [
        mount
        for mount in container.view.spec.volume_mounts
        if path == mount.mount_path or path.startswith(f"{mount.mount_path.rstrip('/')}/")
    ]
    name = max(under, key=lambda mount: len(mount.mount_path)).name if path and under else ""
    return [volume for volume in subject.pod.spec.volumes if volume.name == name]


def _called(volume: Volume) -> str:
    claim = claim_of(volume)
    return f"{volume.name} (claim {claim})" if claim else volume.name


class _End(NamedTuple):
    """An end of what serves mounts on the node: its pod, when, a sentence on it, and the command that shows more."""

    pod: Subject
    at: datetime
    words: str
    commands: tuple[str, ...] = ()


def _explains(subject: Subject, at: datetime, since: datetime | None) -> bool:
    """True for an end after the volumes of the pod were mounted, and before the mount was found dead."""
    mounted = subject.pod.status.start_time
    return mounted is not None and mounted <= at and (since is None or at <= since + SLACK)


def _ends(subject: Subject, needs: Sequence[Need]) -> Iterator[_End]:
    """The last end of each program on the node that serves what is needed; where none is known to do, of each volume
    driver that may."""
    others = [
        Subject(pod, containers(pod), subject.around.events.get(key(pod), ()), subject.around, subject.roles)
        for pod in subject.around.whereabouts.on_node.get(subject.pod.spec.node_name, ())
        if pod is not subject.pod and may_serve_node(pod)
    ]
    agents = [need for need in needs if isinstance(need, AgentNeed)]
    known: list[tuple[Subject, list[str]]] = []
    for need in reversed(agents):  # what is behind a driver serves the mount, where there is something
        known = known or [(other, names) for other in others if (names := _serve(other, need.services))]
    is_named = any(service.kind is ServiceKind.CSI for need in agents for service in need.services)
    perhaps = [(other, names) for other in others if (names := _may_serve(other, is_named=is_named))]
    for other, names in known or perhaps:
        role = "what serves it" if known else "a volume driver"
        yield from _ends_of(other, (other.by_name[name] for name in names), role, subject.now)


def _serve(other: Subject, services: Sequence[ServiceName]) -> list[str]:
    """The containers of a pod that give one of the services, without those that only help a driver."""
    words = [ServiceName(ServiceKind.CSI_WORD, word_of(each.name)) for each in services if each.kind is ServiceKind.CSI]
    given = [each.container for each in serving(other) if each.service in services or each.service in words]
    own = [name for name in given if not speaks_with_driver(other.by_name[name].judgement)]
    return list(dict.fromkeys(own)) or (_drivers(other) if given else [])


def _may_serve(other: Subject, *, is_named: bool) -> list[str]:
    """The containers of a pod that may drive a volume; where its driver is named, only of one that tells no name."""
    if not any(speaks_with_driver(judgement) for judgement in other.judgements):
        return []
    tells = any(each.service.kind is ServiceKind.CSI for each in serving(other))
    return [] if is_named and tells else _drivers(other)


def _drivers(other: Subject) -> list[str]:
    beside = driver_beside(other)
    return [beside.spec.name] if beside is not None else [each.name for each in other.mains if _is_own(each)]


def _is_own(container: Assessment) -> bool:
    return not container.judgement.is_helper and not speaks_with_driver(container.judgement)


def _ends_of(other: Subject, served_by: Iterable[Assessment], role: str, now: datetime) -> Iterator[_End]:
    meta = other.pod.metadata
    pod = f"pod {meta.namespace}/{meta.name}, {role} on that node"
    made = meta.creation_timestamp
    if made is not None:
        yield _End(other, made, f"P{pod[1:]}, was made at {clock(made, now)}, after the volume was mounted.")
    for container in served_by:
        run = container.view.last_terminated
        if run is not None and run.finished_at is not None:
            at = clock(run.finished_at, now)
            words = f"{called(container.name)} of {pod}, {_ended(run, at)}, after the volume was mounted."
            previous = not isinstance(container.view.state, Terminated)
            log = kubectl.logs(other, LogRef(container.name, previous=previous))
            yield _End(other, run.finished_at, begun(words), (log,))


def _ended(run: Terminated, at: str) -> str:
    if run.reason == "OOMKilled":
        return f"was killed for want of memory at {at}"
    return f"ended at {at} with {exit_words(run)}"
