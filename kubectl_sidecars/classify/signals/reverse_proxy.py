"""Recognises proxies that forward their requests to a local port, that of a neighbour."""

from __future__ import annotations

import functools
import re

FORWARDS = r"--?(?:upstream|forward|proxy-pass|proxy-to)[\w-]*"
LOCALHOST = r"(?:127\.0\.0\.1|localhost|\[::1\])"


def forwards_locally(argv: str) -> bool:
    """True if a command line forwards requests to a local port."""
    return ("127.0.0.1" in argv or "localhost" in argv or "[::1]" in argv) and _pattern().search(argv) is not None


@functools.cache
def _pattern() -> re.Pattern[str]:
    return re.compile(rf"{FORWARDS}[= ](?:\w+://)?{LOCALHOST}:\d|proxy_pass (?:\w+://)?{LOCALHOST}")
