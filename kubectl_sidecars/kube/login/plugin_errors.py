"""Errors of exec plugins and auth-providers in one line, without secrets."""

from __future__ import annotations

import re

from kubectl_sidecars.escape import visible

ErrorTypes = tuple[type[Exception], ...]
MAX_LENGTH = 2000
"""Characters of a plugin's message that are searched for secrets and shown."""
_SECRETS = (
    re.compile(
        r"(?i)((?:token|secret|password|passwd|api[-_]?key|authorization)[\"']?\s*[:=]\s*(?:bearer\s+)?[\"']?)[^\s\"']+"
    ),
    re.compile(r"(?i)(\bbearer\s+)\S+"),
    re.compile(r"(://)[^\s/@]*(?:/[^\s@]*)?(?=@)"),
    re.compile(r"()(?=[\w+=-]*\d)[\w+=-]{20,}"),
)
"""A value with the name of a secret, the login in a URL, and any word of 20 characters with a digit in it, which may be
a token or a part of one."""


def without_secrets(text: str) -> str:
    """Plugin output with anything that looks like a token or a password removed."""
    text = text[:MAX_LENGTH]
    for pattern in _SECRETS:
        text = pattern.sub(r"\1REDACTED", text)
    return text


def plugin_message(doing: str, error: Exception, hint: str = "", plain: ErrorTypes = (OSError, ValueError)) -> str:
    """One line for an error of a plugin: what was done, the message, and a hint.

    The type of the error is named too, unless it is one of `plain`.
    """
    if isinstance(error, FileNotFoundError):
        why, hint = "executable not found", hint or "install it, or put its folder on PATH"
    elif isinstance(error, plain):
        why = " ".join(str(error).split())
    else:
        why = f"{type(error).__name__}: {' '.join(str(error).split())}"
    why = without_secrets(why)
    return visible(f"{doing}: {why}{f' ({hint})' if hint else ''}")
