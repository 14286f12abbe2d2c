"""The last lines of a log, as they are shown beside a verdict."""

from __future__ import annotations

import msgspec


class Excerpt(msgspec.Struct, frozen=True):
    """The last lines of a log, and which of them tells why it ended; or why the log could not be read."""

    lines: tuple[str, ...] = ()
    telling: str = ""
    problem: str = ""
