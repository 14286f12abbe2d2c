"""What somebody else's code says when credentials are not to be had: one line, safe to show."""

from __future__ import annotations

import re

from kubectl_sidecars.escape import visible

Kinds = tuple[type[Exception], ...]
MOST_WORDS = 2000
"""Characters of what a plugin said that are looked at, and shown."""
_SECRETS = (
    re.compile(
        r"(?i)((?:token|secret|password|passwd|api[-_]?key|authorization)[\"']?\s*[:=]\s*(?:bearer\s+)?[\"']?)[^\s\"']+"
    ),
    re.compile(r"(?i)(\bbearer\s+)\S+"),
    re.compile(r"(://)[^\s/@]*(?:/[^\s@]*)?(?=@)"),
    re.compile(r"()(?=[\w+=-]*\d)[\w+=-]{20,}"),
)
"""What is named as one, the login of a URL, and a word so long with a digit in it: a token, or a part of one."""


def without_secrets(text: str) -> str:
    """What a plugin said, without what it must not have: it is said for people, but a careless one says its token."""
    text = text[:MOST_WORDS]
    for each in _SECRETS:
        text = each.sub(r"\1REDACTED", text)
    return text


def plugin_problem(doing: str, error: Exception, hint: str = "", plain: Kinds = (OSError, ValueError)) -> str:
    """One line of what somebody else's code said; of `plain` errors the words alone."""
    if isinstance(error, FileNotFoundError):
        why, hint = "executable not found", hint or "install it, or put its folder on PATH"
    elif isinstance(error, plain):
        why = " ".join(str(error).split())
    else:
        why = f"{type(error).__name__}: {' '.join(str(error).split())}"
    why = without_secrets(why)
    return visible(f"{doing}: {why}{f' ({hint})' if hint else ''}")
