"""What may happen between us and an API server: each fault of FaultyProxy with what must be said of it, and how soon.

`said` is a regular expression; empty where nothing is wrong. `told` and `equal` are the seconds within which a real
watch has to say it, and has to show the same as a new list after the fault is over.
"""

from __future__ import annotations

from typing import NamedTuple

AT_ONCE, SILENT, BACK = 5.0, 20.0, 10.0


class Row(NamedTuple):
    fault: str
    what: str
    said: str
    told: float = AT_ONCE
    equal: float = BACK
    lasts: float = 12.0
    """Seconds for which a real watch meets it."""
    on_the_spot: bool = True
    """False for one that takes time, or rights that a test need not have."""


SILENCE = "does not answer|did not answer"
NO_API = "is it an API server|cannot be read"
ROWS = (
    Row("refuse", "connections are refused", "was refused"),
    Row("reset", "connections are reset", "was reset|closed the connection"),
    Row("429", "429 with Retry-After: 3600", "too many requests", equal=35.0),
    Row("500", "500 with the server's message", "etcdserver: leader changed"),
    Row("503", "503 with the server's message", "apiserver is shutting down"),
    Row("401", "401", "You must be logged in"),
    Row("403", "403 of everything, for half a minute", "forbidden: not yet ready", equal=65.0, lasts=45.0),
    Row("garbage", "random bytes in place of HTTP", NO_API),
    Row("html", "200 with a login page", "text/html|is it an API server"),
    Row("empty json", "200 with `{}`", NO_API),
    Row("array", "200 with `[1,2,3]`", NO_API),
    Row("bad chunks", "chunks that are none", NO_API),
    Row("cut", "each response breaks off after 100 bytes", "was reset|closed the connection"),
    Row("corrupt", "three bytes of each chunk changed", NO_API),
    Row("redirect", "302 to another host", "HTTP 302 Found"),
    Row("trickle", "5 KB a second", "", on_the_spot=False),
    Row(
        "hang",
        "the server accepts, and does not answer",
        "does not answer|did not answer",
        SILENT,
        lasts=40.0,
        on_the_spot=False,
    ),
    Row("drop", "packets are dropped", "does not answer|did not answer", SILENT, lasts=40.0, on_the_spot=False),
)
