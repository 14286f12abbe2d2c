"""The servers that commands and last words name: Services, pods, and whatever listens on a port of a namespace."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from kubectl_sidecars.diagnose.facts.local_addresses import is_inside
from kubectl_sidecars.diagnose.facts.name_resolution import resolvers
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.needs import Need, PeerNeed, PodNeed, PortNeed
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.patterns import on_demand

_HOST = r"([a-z0-9](?:[a-z0-9.-]{0,99}[a-z0-9])?)\b"
_ASKED = on_demand(
    r"(?:https?://|tcp://|\s-h[ =]|--host[ =]"
    r"|\b(?:nslookup|getent a?hosts(?:v4)?|nc|ncat|netcat)\s+(?:-[\w=]+\s+(?:\d+\s+)?)*)" + _HOST + r""
    r"|\b([a-z](?:[a-z0-9.-]{0,99}[a-z0-9])?)[:/]\d{2,5}\b"
)
"""A host as a probe of the network names it: after a tool or an option, or with a port."""
_UNANSWERED = on_demand(
    r"(?:\blookup |\b(?:ENOTFOUND|EAI_AGAIN|ECONNREFUSED) |UnknownHostException: |\bresolve host(?:name)?:? "
    r"|\b\w{1,30}@|\bhost(?: ?name)?(?: |=)[\"\']|\b(?:server|connection) (?:at|on|host|to) [\"\']"
    r"|\bfor \"|\bupstream \")" + _HOST
)
"""A host as a message names it that says that it did not answer: Go, Node.js, the JVM, curl, Erlang, libpq, Python,
MySQL, Ruby and nginx."""
_NO_PEERS = frozenset({"localhost", "localhost.localdomain", "dev", "tcp", "udp"})
_ORDINAL = on_demand(r".+-\d+$")
"""The name of a pod of a StatefulSet, which is the first part of its host name."""


def peer_needs(subject: Subject, command: str) -> tuple[Need, ...]:
    """The Services that a command asks by name, in its order, what listens at the ports of those that were not read,
    then what answers its DNS queries; () if it asks none."""
    found = _needs(subject, command[:MOST_READ], (_ASKED(),))
    return (*found, *resolvers(subject)) if any(isinstance(need, PeerNeed) for need in found) else found


def server_needs(subject: Subject, words: str) -> tuple[Need, ...]:
    """The servers that last words name, which say that something did not answer: by address, then by name or port."""
    found: list[Need] = []

    def taken(match: re.Match[str]) -> str:
        needs = list(address_needs(subject, match[0]))
        found.extend(needs)
        return "" if needs else match[0]  # a port says less than an address that is known

    text = _IP().sub(taken, _BY_DNS().sub("", words[:MOST_READ]))
    return tuple(dict.fromkeys((*found, *_needs(subject, text, (_ASKED(), _UNANSWERED())))))


_IP = on_demand(r"(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.])")
_BY_DNS = on_demand(r" on \S{1,60}(?=: no such host)|\b(?:\d{1,3}\.){3}\d{1,3}:\d{1,5}->")
"""The DNS server that has answered, and the own end of a connection (Go net)."""


def address_needs(subject: Subject, address: str) -> Iterator[Need]:
    """The Service or the pod that has this address; nothing for one that is not known."""
    places = subject.around.whereabouts
    if service := places.service_at.get(address):
        yield PeerNeed(service.metadata.namespace, service.metadata.name)
    elif pod := places.pod_at.get(address):
        yield PodNeed(pod.metadata.namespace, pod.metadata.name)


def _needs(subject: Subject, text: str, named: Iterable[re.Pattern[str]]) -> tuple[Need, ...]:
    namespace = subject.pod.metadata.namespace
    found = (match.groups() for pattern in named for match in pattern.finditer(text))
    hosts = dict.fromkeys(host for groups in found for host in groups if host)
    peers = dict.fromkeys(need for host in hosts for need in host_needs(namespace, host))
    return (*peers, *dict.fromkeys(_ports(subject, text)))


_AT = on_demand(
    r"(?<![\w.-])((?:\d{1,3}\.){3}\d{1,3}|[a-z][a-z0-9-]{0,62}(?:\.[a-z0-9-]{1,63}){0,8}):(\d{2,5})\b"
    r"|(?:\b(?:nc|ncat|netcat)\s+(?:-\w+\s+(?:\d+\s+)?)*|\s(?:-h|--host)[ =])([a-z0-9.-]+)\s+"
    r"(?:(?:-p|--port)[ =])?(\d{2,5})\b"
)
"""A host with a port."""
_OF_MANY = frozenset({80, 443, 3000, 5000, 8000, 8080, 8443, 9090})
"""Ports on which all kinds of programs listen: they tell nothing of whom."""


def _ports(subject: Subject, text: str) -> Iterator[PortNeed]:
    """The ports that are asked of the pod's own namespace, or of the one that a host's name has. A Service that was
    read is known by its name alone: whatever else listens on the same port is not meant."""
    namespace, services = subject.pod.metadata.namespace, subject.around.whereabouts.service_names
    for one, at, other, behind in _AT().findall(text):
        host, port = one or other, int(at or behind)
        labels = host.split(".")
        if host in _NO_PEERS or host.startswith("127.") or port in _OF_MANY:
            continue
        peers = (need for need in host_needs(namespace, host) if isinstance(need, PeerNeed))
        if any((peer.namespace, peer.service) in services for peer in peers):
            continue
        if len(labels) == 1 or is_inside(host):
            yield PortNeed(namespace, port)
        elif all(label.isdecimal() for label in labels):
            continue  # a public address is of no pod
        elif len(labels) == 2 or labels[2] == "svc":
            yield PortNeed(labels[1], port)


def host_needs(namespace: str, host: str) -> Iterator[Need]:
    """The pod and the Service that a host name names, asked from this namespace; nothing for one outside."""
    labels = host.split(".")
    if host in _NO_PEERS or all(label.isdecimal() for label in labels):
        return
    pod = labels[0] if len(labels) > 1 and _ORDINAL().match(labels[0]) else ""
    labels = labels[1:] if pod else labels
    is_qualified = len(labels) == 2 or (len(labels) > 2 and labels[2] == "svc")
    if len(labels) == 1 or is_qualified:
        place = labels[1] if is_qualified else namespace
        yield from (PodNeed(place, pod),) if pod else ()
        yield PeerNeed(place, labels[0])
