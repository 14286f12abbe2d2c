"""Standbys: pods that are not ready on purpose, for another one of their app has the role that a probe asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.api import Container, Pod, Probe
from kubectl_sidecars.diagnose.facts.events import probe_failure
from kubectl_sidecars.diagnose.facts.probe_answers import SEAL_HEALTH
from kubectl_sidecars.diagnose.facts.thresholds import HISTORY, MOST_READ
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import REVISION_LABELS, controller, is_true
from kubectl_sidecars.patterns import on_demand

_PASSIVE = frozenset({"slave", "standby", "backup", "passive", "secondary"})
_ACTIVE = frozenset({"master", "active", "primary", "live", "leader"})
"""Roles of a pair. A replica or a follower serves too, and is to be ready."""
_REFUSED, _UNAVAILABLE, _LIMITED = "connect: connection refused", "statuscode: 503", "statuscode: 429"

_ROLE_IN_PATH = on_demand(
    r"(?<!/status)(?:^|/)(?:is[-_]?)?(?:leader|master|primary|active|standby|replica|read-write|read-only)(?:[/?]|$)",
    re.IGNORECASE,
)
"""Paths that answer by role: Patroni's REST API, and programs that elect a leader. Each server of Consul answers
/v1/status/leader."""
_ROLE_IN_COMMAND = on_demand(
    r"\bis[-_]?(?:leader|master|primary|active)\b|\bis_?writable_?primary\b|role[:=] ?(?:master|leader|primary)"
    r"|\bpg_is_in_recovery\b|\bchkmqready\b|https?://\S+(?<!/status)/(?:leader|master|primary|read-write|standby|replica)\b",
    re.IGNORECASE,
)
"""Commands that pass by role: those of MongoDB, Redis and PostgreSQL, and chkmqready of IBM MQ."""
_EITHER = on_demand(r"\bsecondary\b", re.IGNORECASE)
"""A command that lets the other role pass too."""


def may_stand_by(pod: Pod) -> bool:
    """True if the spec or the labels of the pod name a role. It reads the pod alone."""
    return any(
        _asks_role(container) or any(value in _PASSIVE for _, value in _roles(pod, container))
        for container in pod.spec.containers
    )


def active_of(subject: Subject, container: Assessment, probe: Probe, answer: str) -> Pod | None:
    """The ready pod of the same app that has the role which this container's readiness probe asks for.

    None without one; for a container that was restarted within a day, or that fails its liveness probe; and where
    nothing names a role."""
    spec, status = container.view.spec, container.view.status
    running = status.state.running if status is not None else None
    if status is None or running is None:
        return None
    if status.restart_count and subject.within(running.started_at, HISTORY.total_seconds()):
        return None
    if probe_failure(subject, container.view, "Liveness") is not None:
        return None
    asks = _asks_role(spec) and (not _is_seal_health(probe) or _LIMITED in answer) and _REFUSED not in answer
    passive = {key for key, value in _roles(subject.pod, spec) if value in _PASSIVE}
    is_passive = probe.exec is None and (_REFUSED in answer or _UNAVAILABLE in answer)
    if not asks and not (passive and is_passive):
        return None
    ready = (mate for mate in _mates(subject, spec) if is_true(mate, "Ready"))
    mates = sorted(ready, key=lambda mate: mate.metadata.name)
    if asks:
        return mates[0] if mates else None
    return next((mate for mate in mates if _is_active(mate, spec.image, passive)), None)


def _is_active(mate: Pod, image: str, keys: set[str]) -> bool:
    return any(
        key in keys and value in _ACTIVE
        for container in mate.spec.containers
        if container.image == image
        for key, value in _roles(mate, container)
    )


def _mates(subject: Subject, spec: Container) -> Iterator[Pod]:
    """The other pods that run the image of the container for the same app: of one workload, or with the same labels but
    for those that tell the role, the revision or the pod."""
    own, labels = controller(subject.pod.metadata), _app_labels(subject.pod)
    for other in subject.around.pods.values():
        if other.metadata.namespace != subject.pod.metadata.namespace or other.metadata.uid == subject.pod.metadata.uid:
            continue
        above = controller(other.metadata)
        is_sibling = own is not None and above is not None and own.uid == above.uid
        if is_sibling or (labels and labels == _app_labels(other)):
            if any(container.image == spec.image for container in other.spec.containers):
                yield other


def _app_labels(pod: Pod) -> set[tuple[str, str]]:
    return {
        (key, value)
        for key, value in pod.metadata.labels.items()
        if key not in REVISION_LABELS and key not in _COMMON_LABELS and not _names_role(key)
    }


_COMMON_LABELS = frozenset(
    {"app.kubernetes.io/managed-by", "app.kubernetes.io/part-of", "app.kubernetes.io/version"}
    | {"statefulset.kubernetes.io/pod-name", "apps.kubernetes.io/pod-index"}
)
"""Labels that several apps share, and those of one pod."""


def _roles(pod: Pod, container: Container) -> Iterator[tuple[str, str]]:
    """The roles that labels and variables give the container, in lower case, with the names of these."""
    for key, value in pod.metadata.labels.items():
        if _names_role(key):
            yield key, value.lower()
    for variable in container.env:
        if _names_role(variable.name):
            yield variable.name, variable.value.lower()


def _names_role(name: str) -> bool:
    """True for `role`, `ARTEMIS_ROLE`, `example.com/instanceRole` and the component of the recommended labels."""
    last = name.rpartition("/")[2].lower()
    return last.endswith("role") or last == "component"


def _asks_role(container: Container) -> bool:
    """True if the readiness probe passes by the role of the pod."""
    probe = container.readiness_probe
    if probe is None:
        return False
    if probe.http_get is not None:
        return _is_seal_health(probe) or _ROLE_IN_PATH().search(probe.http_get.path[:MOST_READ]) is not None
    command = " ".join(probe.exec.command)[:MOST_READ] if probe.exec is not None else ""
    return bool(command) and _ROLE_IN_COMMAND().search(command) is not None and not _EITHER().search(command)


def _is_seal_health(probe: Probe) -> bool:
    return probe.http_get is not None and probe.http_get.path.startswith(SEAL_HEALTH)
