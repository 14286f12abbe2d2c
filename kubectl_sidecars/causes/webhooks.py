"""Calls of admission webhooks that failed, in words."""

from __future__ import annotations

_FAILING = (
    ("certificate has expired", "has an expired certificate"),
    ("x509:", "has a certificate that the API server does not trust"),
    ("no endpoints available", "has no pod that is ready"),
    ('service "', "has no Service"),
    ("connection refused", "refuses the connection: nothing listens there"),
    ("no such host", "has a host name that does not resolve"),
    ("denied", "denies the API server the call"),
)
"""Parts of the message of a failed call, and the words for it (apiserver webhook/errors, Go net and crypto/x509)."""


def failing(message: str) -> str:
    """The words for a call of a webhook that failed: it does not answer, or worse."""
    return next((words for part, words in _FAILING if part in message), "does not answer")
