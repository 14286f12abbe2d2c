"""Words that say that nothing answered: the one list of them, by what was asked."""

from __future__ import annotations

import re
from enum import Enum
from functools import cache

from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ


class Asked(Enum):
    """The thing that was asked: it decides how much the words have to say.

    ADDRESS: a line that names the address or the program. Weak words are enough, such as "waiting for".
    SERVER: the last words of a container, whatever they name. They have to say that a server was asked.
    STORAGE: the kubelet's message about a volume, of its driver or of what is behind that."""

    ADDRESS = "address"
    SERVER = "server"
    STORAGE = "storage"


_ADDRESS, _SERVER, _STORAGE = Asked.ADDRESS, Asked.SERVER, Asked.STORAGE
_ROWS: tuple[tuple[str, tuple[Asked, ...]], ...] = (
    (r"connection refused|ECONNREFUSED|no route to host|EHOSTUNREACH", (_ADDRESS, _SERVER, _STORAGE)),
    (r"i/o timeout|ETIMEDOUT|connect(?:ion)? timed out|read timed out", (_ADDRESS, _SERVER, _STORAGE)),
    (r"context deadline exceeded|Client\.Timeout", (_ADDRESS, _SERVER, _STORAGE)),
    (r"timed out|deadline ?exceeded", (_ADDRESS, _STORAGE)),
    # Go, Node.js, the JVM, libpq, MySQL, nginx
    (r"no such host|could not translate host|name resolution|server misbehaving|ENOTFOUND|EAI_AGAIN", (_SERVER,)),
    (r"UnknownHostException|name or service not known|nxdomain|unknown mysql server host", (_SERVER,)),
    (r"host not found in upstream", (_SERVER,)),
    # the JVM, MySQL, Redis, Erlang, Python
    (r"(?:unable|failed) to connect to|could(?: not|n't) connect to|can't connect to mysql server", (_SERVER,)),
    (r"could not be established|connection to \S{1,253} refused", (_SERVER,)),
    (r"timeout contacting cluster nodes|max retries exceeded with url", (_SERVER,)),
    (r"refused|ECONNRE|reset by peer|timed? ?out|timeout|unreachable|not reachable|EOF\b", (_ADDRESS,)),
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
