"""Addresses of the pod itself, as command lines, variables and messages write them.

The containers of a pod share one network: what one asks at localhost, another one serves.
"""

from __future__ import annotations

import re
from functools import lru_cache
from ipaddress import ip_address

from kubectl_sidecars.api import Container, Probe
from kubectl_sidecars.diagnose.facts.no_answer import says_unanswered
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.patterns import on_demand

MOST_KEPT = 1024
"""Texts whose ports are kept: the pods of a workload have the same command lines and variables."""
_LOCALHOST = r"(?:127\.0\.0\.1|\blocalhost\b|\[?::1\]?)"
_ADDRESS = on_demand(
    _LOCALHOST + r"[\"')\]]{0,3}(?:\s*:\s*|,?\s+(?:(?:--?)?(?:port|p)[=: ]\s*)?)[\"']?(\d{2,5})\b", re.IGNORECASE
)
"""`127.0.0.1:5432`, `localhost 5432` (nc), `"127.0.0.1", port 5432` (libpq), `host=127.0.0.1 port=5432`."""
_OPTION = on_demand(
    r"--?(?:[\w-]*port|[\w-]*listen[\w-]*|[\w-]*advertise[\w-]*|[\w-]*bind[\w-]*|[\w-]*addr(?:ess)?)[=\s]+\S{0,60}?(?<![\d.])(\d{2,5})(?!\d|\.\d)"
    r"|=tcp:(?:[\w.]+:)?(\d{2,5})\b|\bnc\b[^;&|]*?\s-\w*l\w*(?:\s+-?p)?\s+(\d{2,5})\b|\blisten\s+(?:[\w.*:\[\]]+:)?(\d{2,5})\b",
    re.IGNORECASE,
)
"""An option that tells a server where to listen."""
_SOCKET = on_demand(r"(?:unix://?/?|\bunix:)?(/[\w./-]{1,200}\.sock(?:et)?)\b")
_IN_USE = on_demand(r"address already in use|EADDRINUSE|port \S+ (?:is|was) already in use", re.IGNORECASE)
_PORT = on_demand(
    r"(?:[\d.*\]]|::|\blocalhost|\s|\()[:]?:(\d{2,5})\b|\bport[ =:]+(\d{2,5})\b|', (\d{2,5})\)", re.IGNORECASE
)


def is_inside(host: str) -> bool:
    """True for an address that nodes, pods and Services may have: none of the internet, and not the own one."""
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return not (address.is_global or address.is_loopback or address.is_link_local)


@lru_cache(MOST_KEPT)
def addresses(text: str) -> frozenset[int]:
    """The ports that the text names at localhost; empty for a text without any."""
    return frozenset(int(port) for port in _ADDRESS().findall(text[:MOST_READ]))


def unanswered(text: str) -> set[int]:
    """The ports at localhost of those lines that say that nothing answered there."""
    return {port for line in text.splitlines() if says_unanswered(line) for port in addresses(line)}


def in_use(text: str) -> set[int]:
    """The ports that a message says are in use already; empty for another message."""
    found: set[int] = set()
    for line in text[-MOST_READ:].splitlines():
        if _IN_USE().search(line):
            found.update(int(port) for match in _PORT().findall(line) for port in match if port)
    return found


def command_line(spec: Container) -> str:
    """The command and arguments of the container in one line of text, without what is too long to read."""
    return " ".join((*spec.command, *spec.args))[:MOST_READ]


def asked_in_command(spec: Container) -> frozenset[int]:
    """The ports at localhost that its command line names, without those on which it listens itself."""
    line = command_line(spec)
    return addresses(line) - listened(line)


def asked_in_environment(spec: Container) -> dict[int, str]:
    """The ports at localhost that its variables name, with the variable: in one value, or as X_HOST and X_PORT."""
    found: dict[int, str] = {}
    values = {each.name: each.value for each in spec.env if each.value}
    for name, value in values.items():
        for port in addresses(value):
            found.setdefault(port, name)
        if re.fullmatch(_LOCALHOST, value) and name.endswith("HOST"):
            number = values.get(f"{name.removesuffix('HOST')}PORT", "")
            if number.isdecimal():
                found.setdefault(int(number), name)
    return found


@lru_cache(MOST_KEPT)
def listened(line: str) -> frozenset[int]:
    """The ports that a command line tells a server to listen on."""
    return frozenset(int(port) for match in _OPTION().findall(line) for port in match if port)


def sockets(spec: Container) -> set[str]:
    """The paths of the unix sockets that its command line and variables name."""
    texts = [command_line(spec), *(each.value[:MOST_READ] for each in spec.env)]
    return {path for text in texts if "sock" in text for path in _SOCKET().findall(text)}


def probed_port(spec: Container, probe: Probe) -> int:
    """The number of the port that a probe asks; 0 for one that runs a command, or a name that no port has."""
    action = probe.http_get or probe.tcp_socket or probe.grpc
    port = action.port if action is not None else 0
    if isinstance(port, int):
        return port
    return next((each.container_port for each in spec.ports if each.name == port), 0)
