"""The agents of a node that a message names: `no ztunnel connection`, `unable to connect to Cilium agent`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from kubectl_sidecars.api import Pod
from kubectl_sidecars.cached import once
from kubectl_sidecars.classify.image import parse
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.needs import Need, PodNeed
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import controller, is_of_node
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.snapshot import Snapshot

LEAST_LETTERS = 5
"""Letters of a name that a message may hold by chance if it has fewer."""
_SAYS_NOTHING = frozenset({
    "agent", "cache", "client", "cluster", "cni", "container", "controller", "csi", "daemon", "daemonset", "default",
    "driver", "exporter", "host", "image", "init", "install", "installer", "kube", "kubernetes", "liveness", "local",
    "main", "manager", "metrics", "monitor", "network", "node", "operator", "plugin", "plugins", "probe", "proxy",
    "registrar", "runtime", "sandbox", "server", "service", "storage", "system", "volume", "webhook",
})  # fmt: skip
"""Words of which the name of an agent consists that a message means otherwise."""
_Named = dict[str, tuple[Pod, ...]]


def named_agents(subject: Subject, message: str) -> tuple[Need, ...]:
    """The needs of the pods of DaemonSets on the node of the pod that a message names by their workload, a container or
    its image, the last one first; () if it names none. What it calls the pod itself and its plugins is passed over."""
    pod = subject.pod
    names = once(subject.around, _agents).get(pod.spec.node_name, {})
    if not names:
        return ()
    own = {pod.metadata.namespace, *names_of(pod)}
    found = (name for name in _names_in(message[:MOST_READ]) if name in names and name not in own)
    agents = (each.metadata for name in found for each in names[name])
    return tuple(reversed(dict.fromkeys(PodNeed(each.namespace, each.name) for each in agents)))


def _agents(around: Snapshot) -> Mapping[str, _Named]:
    """By node: the pods of its agents by each of their names that no other agent has."""
    found: dict[str, _Named] = {}
    for pod in around.pods.values():
        if is_of_node(pod) and pod.spec.place:
            on_node = found.setdefault(pod.spec.place, {})
            for name in names_of(pod):
                on_node[name] = (*on_node.get(name, ()), pod)
    return {node: {name: these for name, these in on.items() if _is_one(these)} for node, on in found.items()}


def _is_one(pods: tuple[Pod, ...]) -> bool:
    """True if all are of one workload: a DaemonSet that is rolled out has two on a node."""
    return len({owner.uid for pod in pods if (owner := controller(pod.metadata)) is not None}) == 1


def names_of(pod: Pod) -> set[str]:
    """The names of a pod's workload, its containers and their images, without those that say nothing."""
    owner = controller(pod.metadata)
    names = {owner.name} if owner is not None and owner.kind != "Node" else set()
    for spec in pod.spec.containers:
        names |= {spec.name, parse(spec.image).base}
    return {plain for name in names if _tells(plain := name.lower().replace("_", "-"))}


def _tells(name: str) -> bool:
    return len(name) >= LEAST_LETTERS and not _SAYS_NOTHING.issuperset(name.split("-"))


_WORD = on_demand(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_PLUGIN = on_demand(r'\b(?:type|name|volume|network)[= ]\\?"[^"]*"')
"""What messages call plugins, networks and volumes: those may be called as an agent is."""


def _names_in(message: str) -> Iterator[str]:
    """The words of a message, also two or three together: `Cilium agent` is cilium-agent."""
    words = _WORD().findall(_PLUGIN().sub(" ", re.sub("[_/]", " ", message)).lower())
    for at in range(len(words)):
        for many in (1, 2, 3):
            yield "-".join(words[at : at + many])
