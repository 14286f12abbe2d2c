"""The last words of a container that crashes: which logs to ask for, and what of them to tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from kubectl_sidecars.causes.cause import Cause, LogRequest
from kubectl_sidecars.diagnose.phrasing.last_words import telling_line
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph

MOST_LOGS = 20
"""Logs that are fetched for one report: one for each cause, of the worst ones."""


def wanted_logs(causes: Sequence[Cause]) -> tuple[LogRequest, ...]:
    """The log that each cause tells the reader to look at, the worst causes first."""
    return tuple(dict.fromkeys(cause.log for cause in causes if cause.log is not None))[:MOST_LOGS]


def with_last_words(
    causes: Sequence[Cause], words: Mapping[LogRequest, str], problems: Mapping[LogRequest, str] | None = None
) -> tuple[Cause, ...]:
    """The causes with the last telling line of their logs; `problems` says why a log could not be had."""
    return tuple(_with(cause, words, problems or {}) for cause in causes)


def _with(cause: Cause, words: Mapping[LogRequest, str], problems: Mapping[LogRequest, str]) -> Cause:
    request = cause.log
    if request is None:
        return cause
    if request in problems:
        unread = f"Its log cannot be read: {problems[request]}."
        return msgspec.structs.replace(cause, explanation=paragraph(cause.explanation, unread))
    line = telling_line(words.get(request, ""))
    if not line:
        return cause
    explanation = paragraph(cause.explanation, f'Last words: "{line}".')
    return msgspec.structs.replace(cause, last_words=line, explanation=explanation)
