"""Standbys: pods that are not ready on purpose, for another one of their app has the role that a probe asks for."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple

from kubectl_sidecars.api import Pod, Probe
from kubectl_sidecars.cached import once
from kubectl_sidecars.classify.image import parse
from kubectl_sidecars.diagnose.facts.events import probe_failure
from kubectl_sidecars.diagnose.facts.probe_answers import ProbeAnswer
from kubectl_sidecars.diagnose.facts.standby_signs import (
    ACTIVE,
    PASSIVE,
    Side,
    asked_side,
    given_roles,
    is_seal_health,
    names_role,
    tells_role,
)
from kubectl_sidecars.diagnose.facts.thresholds import HISTORY
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import REVISION_LABELS, controller, is_true
from kubectl_sidecars.object_keys import key
from kubectl_sidecars.snapshot import Snapshot


class OtherRole(NamedTuple):
    """A role that a pod seems to have, and that its readiness probe does not pass in: `words` names it, and `ready` is
    a ready pod of its app."""

    ready: Pod
    words: str


_UNAVAILABLE = 503
_STANDBY, _ACTIVE_ONE = "a standby", "the active one"


def other_role(subject: Subject, container: Assessment, probe: Probe, answer: ProbeAnswer) -> OtherRole | None:
    """The role by which this container is not ready on purpose.

    An exclusive role is that of one ready pod; of the other roles one pod alone is not ready. None where that is not
    so, for a container that was restarted within a day or that fails its liveness probe, for an answer that shows
    trouble, and where nothing names a role."""
    spec, status = container.view.spec, container.view.status
    running = status.state.running if status is not None else None
    if status is None or running is None:
        return None
    if status.restart_count and subject.within(running.started_at, HISTORY.total_seconds()):
        return None
    if probe_failure(subject, container.view, "Liveness") is not None:
        return None
    side = asked_side(spec)
    if side is not None:
        return _by_probe(subject, spec.image, side) if _says_other_role(probe, answer) else None
    if probe.exec is not None or not (answer.is_refused or answer.got_status == _UNAVAILABLE):
        return None
    for name in dict.fromkeys(name for name, value in given_roles(subject.pod, spec) if value in PASSIVE):
        if ready := _others(subject, spec.image, name)[0]:
            return OtherRole(ready[0], _STANDBY)
    return None


def _by_probe(subject: Subject, image: str, side: Side) -> OtherRole | None:
    ready, unready = _others(subject, image, side)
    if side is not Side.OTHERS and len(ready) == 1:
        return OtherRole(ready[0], _STANDBY)
    if side is not Side.ONE and ready and not unready:
        return OtherRole(ready[0], _ACTIVE_ONE)
    return None


_NOT_THIS_ROLE = (503, 429)
"""Statuses that mean "not this role": Patroni answers by 503, Vault by 429, and others as one of them."""
_OF_SEAL_HEALTH = (429, 473)
"""Those of a standby of Vault and OpenBao; a sealed one answers by 503 (/sys/health, Vault 1.20)."""
_OF_PATHS = {"/isActive": (405,), "/v1/isLeader": (404,)}
"""Those of a standby of Hadoop (IsActiveServlet, HADOOP-15707) and Druid (API reference, 0.23), by the end of the
path."""


def _says_other_role(probe: Probe, answer: ProbeAnswer) -> bool:
    """True for an answer that means "not this role", and where no answer is left.

    A command mostly says nothing; Vault's health has to be known."""
    if is_seal_health(probe):
        return answer.status in _OF_SEAL_HEALTH
    if probe.http_get is not None:
        path = probe.http_get.path.partition("?")[0]
        own = next((statuses for end, statuses in _OF_PATHS.items() if path.endswith(end)), ())
        return answer.status in (*_NOT_THIS_ROLE, *own) if answer.status else not answer.text
    return answer.status in _NOT_THIS_ROLE if answer.status else not answer.shows_trouble


class _Mates(NamedTuple):
    """Pods of one app that run one program and have one sign: those that are ready, by name and with those last that
    are being deleted; and those that are not."""

    ready: list[Pod]
    unready: list[Pod]


_Sign = Side | str
"""The side that a probe asks for, or the name of a label or variable with the active role of a pair."""
_Key = tuple[Hashable, str, _Sign]
"""The app, the image without its tag, which differs while an update is under way, and the sign."""


def _others(subject: Subject, image: str, sign: _Sign) -> tuple[list[Pod], list[Pod]]:
    """The other pods of the same app that run the image and have the sign: those that are ready, and those that are
    not; of each at least two where there are more. One that is being deleted counts where no other is ready."""
    index, own = once(subject.around, _mates), key(subject.pod)
    found = [
        mates for app in _apps(subject.pod) if (mates := index.get((app, parse(image).repository, sign))) is not None
    ]
    ready, unready = _merged((each.ready for each in found), own), _merged((each.unready for each in found), own)
    return [pod for pod in ready if not pod.is_leaving] or ready, unready


def _merged(lists: Iterable[list[Pod]], own: str) -> list[Pod]:
    """The first pods of the lists, without the one that has this key."""
    first = {key(pod): pod for pods in lists for pod in pods[:3]}
    return sorted((pod for name, pod in first.items() if name != own), key=_order)


def _order(pod: Pod) -> tuple[bool, str]:
    return pod.is_leaving, pod.metadata.name


def _mates(around: Snapshot) -> Mapping[_Key, _Mates]:
    """The pods with a sign, by app, image and sign."""
    index: dict[_Key, _Mates] = {}
    for pod in filter(tells_role, around.pods.values()):
        is_ready = is_true(pod, "Ready")
        if not is_ready and (pod.is_over or pod.metadata.deletion_timestamp is not None):
            continue
        for image, sign in {*_signs(pod)}:
            for app in _apps(pod):
                mates = index.setdefault((app, parse(image).repository, sign), _Mates([], []))
                (mates.ready if is_ready else mates.unready).append(pod)
    for mates in index.values():
        for listed in mates:
            listed.sort(key=_order)
    return index


def _signs(pod: Pod) -> Iterator[tuple[str, _Sign]]:
    """The images of the pod's containers with their signs."""
    for container in pod.spec.containers:
        side = asked_side(container)
        if side is not None:
            yield container.image, side
        yield from ((container.image, name) for name, value in given_roles(pod, container) if value in ACTIVE)


def _apps(pod: Pod) -> Iterator[Hashable]:
    """The workload that owns the pod, and its namespace with the labels that name the app."""
    own, labels = controller(pod.metadata), pod.metadata.labels
    if own is not None:
        yield own.uid
    of_app = frozenset(
        (label, value)
        for label, value in labels.items()
        if label not in REVISION_LABELS and label not in _COMMON_LABELS and not names_role(label)
    )
    if of_app:
        yield pod.metadata.namespace, of_app


_COMMON_LABELS = frozenset(
    {"app.kubernetes.io/managed-by", "app.kubernetes.io/part-of", "app.kubernetes.io/version"}
    | {"statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"}
)
"""Labels that several apps share, and those of one pod."""
