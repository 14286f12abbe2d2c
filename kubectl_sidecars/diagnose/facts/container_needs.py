"""Needs of a container that waits, fails or ends, outside its pod: from the catalogue, from its last words, and the
ports of its node that it asks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.diagnose.facts.local_addresses import asked_in_command, is_inside, unanswered
from kubectl_sidecars.diagnose.facts.no_answer import Asked, says_unanswered
from kubectl_sidecars.diagnose.facts.pod_map import pod_map
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.needs import DNS, AgentNeed, ClusterNeed, Need, need_of
from kubectl_sidecars.diagnose.phrasing.last_words import telling_line
from kubectl_sidecars.diagnose.reasons import AnyReason, Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.patterns import on_demand


def known_needs(subject: Subject, container: Assessment) -> tuple[Need, ...]:
    """The needs of a known container: those that the catalogue or the user's rules name, and its control plane.

    What answers the cluster's DNS asks the API server at its Service address, which its node has to know."""
    service, known = ServiceName(ServiceKind.HELPER, container.judgement.entry), container.judgement.known
    own = tuple(_known_need(subject, ServiceName.of(each)) for each in known.needs) if known is not None else ()
    of_node = (_addresses(subject),) if known is not None and DNS in known.serves else ()
    return (*own, *of_node, *((ClusterNeed(service),) if service in (subject.roles or built_in()).served else ()))


def _known_need(subject: Subject, service: ServiceName) -> Need:
    """The need of a service that a table names; the work of a Job is that of the pod's namespace."""
    if service.kind is ServiceKind.WORK:
        return ClusterNeed(ServiceName(service.kind, f"{service.name}/{subject.pod.metadata.namespace}"))
    return need_of(subject.pod.spec.node_name, service)


_API_SERVER = on_demand(r"(?:://|dial tcp )(?:\d{1,3}\.){3}1:443\b|\bkubernetes\.default\.svc\b")
"""The address of Service default/kubernetes, which is the first of its range (pkg/controlplane, v1.35), or its name."""


def _addresses(subject: Subject) -> AgentNeed:
    """The agent that makes the addresses of Services work on the node of the pod: kube-proxy, or a network plugin."""
    return AgentNeed(subject.pod.spec.node_name, (ServiceName(ServiceKind.SERVICES),))


_OWN_DOING = frozenset({Reason.EXIT_ERROR, Reason.STARTUP_PROBE_FAILED})
"""Ends that a missing answer can explain; lack of memory, a signal and a wrong command are the container's own."""


def _peers(subject: Subject, lacks: str) -> tuple[Need, ...]:
    from kubectl_sidecars.diagnose.facts.asked_peers import server_needs  # noqa: PLC0415 - few pods need it

    return server_needs(subject, lacks)


def unanswered_needs(subject: Subject, words: str) -> tuple[Need, ...]:
    """The needs of what gave no answer, by the words of a container, a probe or a hook: the agents of the node that the
    telling line names, and what answers DNS queries."""
    if not words:
        return ()
    from kubectl_sidecars.diagnose.facts.name_resolution import dns_needs  # noqa: PLC0415 - few pods need it
    from kubectl_sidecars.diagnose.facts.named_agents import named_agents  # noqa: PLC0415 - few pods need it

    line = telling_line(words)
    return (*(named_agents(subject, line) if says_unanswered(line) else ()), *dns_needs(subject, words))


def answer_needs(subject: Subject, container: Assessment, answer: str) -> tuple[Need, ...]:
    """The needs of a container that a probe finds unwell: its own, and what the probe's answer says is not there."""
    return (
        *known_needs(subject, container),
        *unanswered_needs(subject, answer),
        *_stores(subject, container, answer),
    )


def _stores(subject: Subject, container: Assessment, words: str) -> tuple[Need, ...]:
    if not words:
        return ()
    from kubectl_sidecars.diagnose.facts.refusing_stores import refusing_stores  # noqa: PLC0415 - few pods need it

    return refusing_stores(subject, container, words)


_PROBED = frozenset({Reason.LIVENESS_PROBE_FAILED, Reason.STARTUP_PROBE_FAILED})


def exit_needs(subject: Subject, container: Assessment, run: Terminated, reason: AnyReason) -> tuple[Need, ...]:
    """The needs of a container that ends, and the servers that its termination message says did not answer."""
    if reason in _PROBED:
        return known_needs(subject, container)
    if reason not in _OWN_DOING:
        return ()
    words = run.message[:MOST_READ]
    lacks = words if says_unanswered(words, Asked.SERVER) else ""
    api = (_addresses(subject),) if _API_SERVER().search(lacks) else ()
    peers = _peers(subject, lacks) if lacks else ()
    mount = mount_of(subject, container, words, run.finished_at)
    return (
        *known_needs(subject, container),
        *node_port_needs(subject, container, words),
        *aggregated_needs(words),
        *api,
        *unanswered_needs(subject, words),
        *peers,
        *_stores(subject, container, words),
        *mount.needs,
    )


def mount_words(subject: Subject, container: Assessment, run: Terminated) -> str:
    """Sentences on the dead mount that the last words of a run name; "" where they name none."""
    return mount_of(subject, container, run.message, run.finished_at).says


class DeadMount(NamedTuple):
    """Facts on a dead mount: sentences or "", the needs of its volume, and the command for the log of its server."""

    says: str = ""
    needs: tuple[Need, ...] = ()
    commands: tuple[str, ...] = ()


_NO_MOUNT = DeadMount()
_UNMOUNTED = on_demand(r"not connected|/mount: file exists")
"""In what every program says of a mount without its server (ENOTCONN), and containerd."""


def mount_of(subject: Subject, container: Assessment, message: str, since: datetime | None) -> DeadMount:
    """The facts on the dead mount that a message of the kubelet or the last words of a container name; `since` is when
    it was noticed."""
    if not _UNMOUNTED().search(message[:MOST_READ]):
        return _NO_MOUNT
    from kubectl_sidecars.diagnose.facts.dead_mounts import dead_mount  # noqa: PLC0415 - few pods need it

    return dead_mount(subject, container, message[:MOST_READ], since)


def node_port_needs(subject: Subject, container: Assessment, words: str) -> tuple[Need, ...]:
    """Whatever listens on the ports of the node that the container asks: those which its last words say did not answer,
    at the address of any node, or at localhost where the pod shares the network of its node. Without last words those
    of its command count too."""
    pod, places = subject.pod, dict.fromkeys(_at_nodes(subject.pod.status.host_ip, words))
    if pod.spec.host_network:
        asked = unanswered(words) if words.strip() else asked_in_command(container.view.spec)
        others = (port for port in sorted(asked) if pod_map(subject).server(port, container.name) is None)
        places |= {(pod.spec.node_name, port): None for port in others}
    return tuple(AgentNeed(node, (ServiceName(ServiceKind.PORT, str(port)),)) for node, port in places)


_AT = on_demand(r"(?<![\d.])((?:\d{1,3}\.){3}\d{1,3}|\[[0-9a-f:]{3,45}\]):(\d{2,5})\b(?!->)")


def _at_nodes(own: str, words: str) -> Iterator[tuple[str, int]]:
    """The addresses and ports that gave no answer and may be those of nodes; `own` is that of the pod's node."""
    for line in words.splitlines():
        if says_unanswered(line):
            for address, port in _AT().findall(line):
                if (plain := address.strip("[]")) == own or is_inside(plain):
                    yield plain, int(port)


_UNHANDLED = on_demand(
    r"unable to handle the request \(\w+ \S{1,200}?\.((?:custom\.|external\.)?metrics\.k8s\.io)"
    r"|unable to handle the request \(\w+ [a-z0-9-]+\.([a-z0-9.-]{1,253}[a-z])[ )]"
    r"|list of server APIs: ([a-z0-9.-]{1,253})/v\w+: the server is currently unable"
)
"""apimachinery api/errors and client-go discovery, v0.35: kube-aggregator has no pod that answers for this group."""


def aggregated_needs(message: str) -> tuple[ClusterNeed, ...]:
    """The aggregated APIs that a message says do not answer, such as `api:metrics.k8s.io`; () if it names none."""
    found = (group for groups in _UNHANDLED().findall(message[:MOST_READ]) for group in groups if group)
    return tuple(dict.fromkeys(ClusterNeed(ServiceName(ServiceKind.API, group)) for group in found))
