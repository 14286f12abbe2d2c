"""The signs of a role in an app, in the spec and the labels of a pod: what its readiness probe asks for, and what it
is called."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum

from kubectl_sidecars.api import Container, HTTPGetAction, Pod, Probe
from kubectl_sidecars.diagnose.facts.probe_meanings import SEAL_HEALTH
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.patterns import on_demand

PASSIVE = frozenset({"slave", "standby", "backup", "passive", "secondary"})
ACTIVE = frozenset({"master", "active", "primary", "live", "leader"})
"""Roles of a pair. A replica or a follower serves too, and is to be ready."""
_PAIRED = PASSIVE | ACTIVE


class Side(Enum):
    """The pods of an app that pass a readiness probe which asks for a role."""

    ONE = "one"
    """The one that has an exclusive role: the leader, the master, the primary, the active one."""
    OTHERS = "others"
    """All but that one: the standbys, the replicas."""
    EITHER = "either"
    """One of the two: what the command does with the answer is not known."""


_ONE = frozenset({"leader", "master", "primary", "active", "read-write", "standby-leader", "standby_leader"})
_OTHERS = frozenset({"standby", "replica", "secondary", "slave", "follower"})
"""Parts of paths that answer by role: Patroni's REST API, and programs that elect a leader. Patroni's /read-only is
passed by both sides, so that no pod has a reason to fail it (docs/rest_api, 4.0)."""


def asked_side(container: Container) -> Side | None:
    """The pods that pass its readiness probe; None for a probe that asks for no role."""
    probe = container.readiness_probe
    if probe is None:
        return None
    if probe.http_get is not None:
        if is_seal_health(probe) or _is_of_election(container, probe.http_get):
            return Side.ONE
        return _side_of_path(probe.http_get.path[:MOST_READ])
    return _side_of_command(" ".join(probe.exec.command)[:MOST_READ]) if probe.exec is not None else None


def _is_of_election(container: Container, asked: HTTPGetAction) -> bool:
    """True if the probe asks k8s-await-election, which answers in the pod that leads alone (main.go, v0.4)."""
    if asked.path not in ("", "/"):
        return False
    ends = (each.value for each in container.env if each.name == "K8S_AWAIT_ELECTION_STATUS_ENDPOINT")
    return any(end.endswith(f":{asked.port}") for end in ends)


def is_seal_health(probe: Probe) -> bool:
    """True if the probe asks for the health of Vault or OpenBao."""
    return probe.http_get is not None and probe.http_get.path.startswith(SEAL_HEALTH)


def _side_of_path(path: str) -> Side | None:
    before = ""
    for part in path.partition("?")[0].lower().split("/"):
        word = part.removeprefix("is").lstrip("-_")
        if word in _ONE and before != "status":  # each server of Consul answers /v1/status/leader
            return Side.ONE
        if word in _OTHERS:
            return Side.OTHERS
        before = part
    return None


_ONE_IN_COMMAND = on_demand(
    r"\bis[-_]?(?:leader|master|primary|active)\b|\bis_?writable_?primary\b|role[:=] ?(?:master|leader|primary)"
    r"|\bchkmqready\b|https?://\S+(?<!/status)/(?:leader|master|primary|read-write)\b",
    re.IGNORECASE,
)
"""Commands that pass in one pod: those of MongoDB and Redis, and chkmqready of IBM MQ."""
_OTHERS_IN_COMMAND = on_demand(
    r"role[:=] ?(?:slave|replica|standby)|https?://\S+/(?:standby|replica)\b|\bsecondary\b", re.IGNORECASE
)
_RECOVERY = on_demand(r"\bpg_is_in_recovery\b", re.IGNORECASE)
"""PostgreSQL's function that tells a standby from a primary."""


def _side_of_command(command: str) -> Side | None:
    """None too for a command that lets both sides pass."""
    one, others = (pattern().search(command) is not None for pattern in (_ONE_IN_COMMAND, _OTHERS_IN_COMMAND))
    if one or others:
        return None if one and others else Side.ONE if one else Side.OTHERS
    return Side.EITHER if _RECOVERY().search(command) else None


def tells_role(pod: Pod) -> bool:
    """True if a probe of the pod asks for a role, or a label or a variable gives it one: it may stand by for others, or
    they for it."""
    for key, value in pod.metadata.labels.items():
        if value.lower() in _PAIRED and names_role(key):
            return True
    for container in pod.spec.containers:
        if container.readiness_probe is not None and asked_side(container) is not None:
            return True
        for variable in container.env:
            if variable.value.lower() in _PAIRED and names_role(variable.name):
                return True
    return False


def given_roles(pod: Pod, container: Container) -> Iterator[tuple[str, str]]:
    """The roles that labels and variables give the container, in lower case, with the names of these."""
    for key, value in pod.metadata.labels.items():
        if names_role(key):
            yield key, value.lower()
    for variable in container.env:
        if names_role(variable.name):
            yield variable.name, variable.value.lower()


def names_role(name: str) -> bool:
    """True for `role`, `ARTEMIS_ROLE`, `example.com/instanceRole` and the component of the recommended labels."""
    end = name[-10:].lower()
    return end.endswith("role") or end in ("component", "/component")
