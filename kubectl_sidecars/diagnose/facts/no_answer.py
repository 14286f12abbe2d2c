"""Words that say that nothing answered: the one list of them, by what was asked.

Other lists say more than that. Words about DNS are in name_resolution.py, and what they mean is in messages/servers.py;
what each error of a call to a webhook means is in refusals.py."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ


class Asked(Enum):
    """The thing that was asked: it decides how much the words have to say.

    ADDRESS: a line that names the address or the program. Weak words are enough, such as "waiting for".
    SERVER: the last words of a container, whatever they name. They have to say that a server was asked.
    STORAGE: the kubelet's message about a volume, of its driver or of what is behind that.
    REGISTRY: the runtime's message about a pull. A deadline counts where the request is named: without it, a download
    that went on may have taken too long.
    PROBE: the kubelet's answer to its own probe. It has to say that the time ran out."""

    ADDRESS = "address"
    SERVER = "server"
    STORAGE = "storage"
    REGISTRY = "registry"
    PROBE = "probe"


_ADDRESS, _SERVER, _STORAGE, _REGISTRY, _PROBE = Asked
_REFUSED = r"connection refused|ECONNREFUSED"
_REFUSED_IN_WORDS = r"connection to \S{1,253} refused"
_ROWS: tuple[tuple[str, tuple[Asked, ...]], ...] = (
    (rf"{_REFUSED}|no route to host|EHOSTUNREACH", (_ADDRESS, _SERVER, _STORAGE, _REGISTRY)),
    (r"i/o timeout|ETIMEDOUT|connect(?:ion)? timed out|read timed out", tuple(Asked)),
    (r"context deadline exceeded", (_ADDRESS, _SERVER, _STORAGE, _PROBE)),
    (r"Client\.Timeout", tuple(Asked)),
    (r"timed out|deadline ?exceeded", (_ADDRESS, _STORAGE, _PROBE)),
    # Go net/http; containers/image; the kubelet's reason to wait (pkg/kubelet/images, v1.35)
    (r"\b(?:get|head|post|put) \\*\"https?://[^\"]{0,500}\": .{0,300}deadline exceeded", (_REGISTRY,)),
    (r"\bpinging container registry .{0,300}deadline exceeded|dial tcp|\bTLS\b|RegistryUnavailable", (_REGISTRY,)),
    # Go, Node.js, the JVM, libpq, MySQL, nginx
    (r"no such host|name resolution|server misbehaving", (_SERVER, _REGISTRY)),
    (r"could not translate host|ENOTFOUND|EAI_AGAIN", (_SERVER,)),
    (r"UnknownHostException|name or service not known|nxdomain|unknown mysql server host", (_SERVER,)),
    (r"host not found in upstream", (_SERVER,)),
    # the JVM, MySQL, Redis, Erlang, Python
    (r"(?:unable|failed) to connect to|could(?: not|n't) connect to|can't connect to mysql server", (_SERVER,)),
    (rf"could not be established|{_REFUSED_IN_WORDS}", (_SERVER,)),
    (r"timeout contacting cluster nodes|max retries exceeded with url", (_SERVER,)),
    (r"refused|ECONNRE|reset by peer|timed? ?out|timeout|unreachable|not reachable|EOF\b", (_ADDRESS, _REGISTRY)),
    (r"(?:can(?:no|')t|could not|failed to|unable to) (?:connect|reach|dial|open)", (_ADDRESS,)),
    (r"waiting for|not (?:yet )?(?:ready|available|listening)", (_ADDRESS,)),
    # gRPC codes of a driver that waits for its storage (ceph-csi: the try before holds the volume's lock)
    (r"code = Unavailable|code = Aborted|operation with the given .{1,200} already exists", (_STORAGE,)),
    # Longhorn, mount(8), JuiceFS
    (r"not ready for workloads|failed to attach to node", (_STORAGE,)),
    (r"transport endpoint is not connected|mount point is not ready", (_STORAGE,)),
)
"""Words, and what was asked where they say that nothing answered."""


@cache
def _pattern(asked: Asked) -> re.Pattern[str]:
    return re.compile("|".join(words for words, of in _ROWS if asked in of), re.IGNORECASE)


def says_unanswered(text: str, asked: Asked = Asked.ADDRESS) -> bool:
    """True for words that say that nothing answered; of a long text the end is read."""
    return _pattern(asked).search(text[-MOST_READ:]) is not None


@cache
def _refusal() -> re.Pattern[str]:
    return re.compile(f"{_REFUSED}|{_REFUSED_IN_WORDS}|target machine actively refused", re.IGNORECASE)


def says_refused(text: str) -> bool:
    """True for words that say that a connection was refused, so that nothing listens; a login that was refused is an
    answer. Of a long text the end is read."""
    return _refusal().search(text[-MOST_READ:]) is not None
