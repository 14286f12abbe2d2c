"""Proxies that stand before a neighbour: what they receive they send on to a local port."""

from __future__ import annotations

import functools
import re

FRONTS = r"--?(?:upstream|forward|proxy-pass|proxy-to)[\w-]*"
HERE = r"(?:127\.0\.0\.1|localhost|\[::1\])"


def fronts(argv: str) -> bool:
    """Whether a command line sends on to a local port what it receives."""
    return ("127.0.0.1" in argv or "localhost" in argv or "[::1]" in argv) and _pattern().search(argv) is not None


@functools.cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"{FRONTS}[= ](?:\w+://)?{HERE}:\d|proxy_pass (?:\w+://)?{HERE}")
