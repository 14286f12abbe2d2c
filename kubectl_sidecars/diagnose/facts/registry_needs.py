"""The registry, mirror or proxy behind a pull that got no answer, where it may be a pod of the cluster."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.diagnose.facts.asked_peers import address_needs, host_needs
from kubectl_sidecars.diagnose.facts.name_resolution import resolver_needs
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.needs import AgentNeed, Need, PeerNeed
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.patterns import on_demand

_DIALLED = on_demand(r"\b(?:dial|read|write) tcp (?:\S{1,80}->)?\[?([0-9a-f.:]+?)\]?:(\d{2,5})\b")
_ASKED = on_demand(
    r"https?://\[?([\w.-]+|[0-9a-f:]+)\]?:?(\d{2,5})?/|\bpinging container registry ([\w.-]+):?(\d{2,5})?"
)
"""What the runtime connected to, and what it was to ask (Go net and net/http; containers/image)."""
_GATEWAY = on_demand(r"\b50[0234]\b (?:Internal|Bad|Service|Gateway)")
"""What stands before a registry answers so when the registry does not."""


def pull_needs(subject: Subject, reason: Reason, message: str) -> tuple[Need, ...]:
    """The needs of what gave no answer to a pull: whatever has that port of the node, a Service or a pod, and the DNS
    cache of the node. () for an answer, and for a registry that has a public name."""
    text = message[:MOST_READ]
    failed = reason is Reason.IMAGE_PULL_FAILED and _GATEWAY().search(text)
    if not failed and reason is not Reason.REGISTRY_UNREACHABLE:
        return ()
    places = [(host, port) for host, port in _DIALLED().findall(text)]
    places += [(one or other, at or behind) for one, at, other, behind in _ASKED().findall(text)]
    found = (need for host, port in dict.fromkeys(places) for need in _needs(subject, host, port))
    return tuple(dict.fromkeys((*resolver_needs(subject.pod.spec.node_name, text), *found)))


def _needs(subject: Subject, host: str, port: str) -> Iterator[Need]:
    status, node = subject.pod.status, subject.pod.spec.node_name
    is_here = host in ("localhost", "::1", status.host_ip) or host.startswith("127.")
    if not is_here and host[0].isalpha() and ":" not in host:
        if ".svc" in host:
            yield from host_needs("", host)
        return
    if port:
        yield AgentNeed(node if is_here else host, (ServiceName(ServiceKind.PORT, port),))
        if service := subject.around.whereabouts.service_at_node_port.get(int(port)):
            yield PeerNeed(service.metadata.namespace, service.metadata.name)
    yield from () if is_here else address_needs(subject, host)
