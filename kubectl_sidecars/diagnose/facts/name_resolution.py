"""The servers that answer the DNS queries of a pod, where its words say that no answer came."""

from __future__ import annotations

import re

from kubectl_sidecars.diagnose.facts.local_addresses import is_inside
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.needs import DNS, RESOLVER, AgentNeed, ClusterNeed, Need
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.patterns import on_demand

_LOOKUP = r"\blookup [^\s:]{1,253}(?: on \S{1,60})?: (?:[a-z]{4} udp .{0,120})?"
_UNRESOLVED = on_demand(
    r"Temporary failure in name resolution|EAI_AGAIN|Could not resolve host|\bbad address ['\"]"
    r"|(?:name|address|getaddrinfo|gaierror|UnknownHostException|Errno -3)\b.{0,120}: Try again\b|\[Errno -3\]"
    r"|no servers could be reached|Resolving timed out|can(?:'t|not) resolve '|Could not contact DNS servers"
    r"|Timeout while contacting DNS servers|query(?:A|AAAA|Srv|Any) (?:ETIMEOUT|ECONNREFUSED|ESERVFAIL|EREFUSED)"
    r"|could not be resolved \((?:110|2): |host not found in upstream|DNS resolution (?:timed out|timeout)"
    r"|" + _LOOKUP + r"(?:i/o timeout|server misbehaving|connection refused)",
    re.IGNORECASE,
)
"""No answer of a DNS server, as glibc, musl, busybox, curl, dig, c-ares, Node.js, nginx and Go say it. "no such host"
is an answer. curl, busybox and nginx say the same of a name that is not there."""
_SERVER = on_demand(_LOOKUP.replace(r"(?: on \S{1,60})?", r" on \[?([0-9a-f.:]{3,45})\]?:53"), re.IGNORECASE)
"""The server that Go asked."""
_LINK_LOCAL, _OF_CLOUD = "169.254.", "169.254.169."
"""Addresses that are of one node alone, and those of them where a cloud answers."""


def dns_needs(subject: Subject, words: str) -> tuple[Need, ...]:
    """The needs of what answers DNS queries on the node of the pod, then in the cluster, if these words say that no
    answer came; () else, and for a pod that asks another server."""
    text = words[:MOST_READ]
    if not _UNRESOLVED().search(text):
        return ()
    asked = _SERVER().findall(text)
    if not asked:
        return resolvers(subject)
    of_node = resolver_needs(subject.pod.spec.node_name, text)
    is_ours = bool(of_node) or any(is_inside(address) for address in asked)
    return (*(of_node or _own(subject)), ClusterNeed(DNS)) if is_ours else ()


def resolvers(subject: Subject) -> tuple[Need, ...]:
    """The needs of what answers the DNS queries of a pod, by its dnsPolicy: a cache on its node, the cluster's DNS;
    () if it asks what its node asks (kubelet network/dns, v1.35)."""
    spec = subject.pod.spec
    by_node = spec.host_network and spec.dns_policy != "ClusterFirstWithHostNet"
    if by_node or spec.dns_policy in ("Default", "None"):
        return ()
    return (*_own(subject), ClusterNeed(DNS))


def resolver_needs(node: str, words: str) -> tuple[Need, ...]:
    """The cache of that node, if the words say that no answer came from an address that is of one node alone."""
    text = words[:MOST_READ]
    asked = _SERVER().findall(text) if _UNRESOLVED().search(text) else ()
    is_of_node = any(each.startswith(_LINK_LOCAL) and not each.startswith(_OF_CLOUD) for each in asked)
    return (AgentNeed(node, (RESOLVER,)),) if is_of_node else ()


def _own(subject: Subject) -> tuple[Need, ...]:
    return (AgentNeed(subject.pod.spec.node_name, (RESOLVER,)),)
