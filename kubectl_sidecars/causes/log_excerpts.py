"""The last words of a container that crashes: which logs to ask for, and what of them to tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec

from kubectl_sidecars.causes.cause import Cause, LogRequest
from kubectl_sidecars.diagnose.facts.machine_messages import explained_words
from kubectl_sidecars.diagnose.phrasing.last_words import telling_line
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.object_keys import log_key
from kubectl_sidecars.sentences import span
from kubectl_sidecars.snapshot import Snapshot

MOST_LOGS = 20
"""Logs that are fetched for one report: one for each cause, of the worst ones."""


def wanted_logs(causes: Sequence[Cause]) -> tuple[LogRequest, ...]:
    """The log that each cause tells the reader to look at, the worst causes first."""
    return tuple(dict.fromkeys(cause.log for cause in causes if cause.log is not None))[:MOST_LOGS]


_WAITS = frozenset({Reason.INIT_RUNS_LONG, Reason.INIT_WAITS, Reason.OTHERS_ENDED})
"""Reasons of containers that work or wait, of which nothing else tells whether they hang."""
_ENDS = frozenset({Reason.EXIT_ERROR, Reason.KILLED_BY_SIGNAL})
"""Reasons of containers that end by themselves: their last words tell why."""
SILENT = 60.0
"""Seconds without a line from which on the report says how old the last one is."""


def with_recorded_words(causes: Sequence[Cause], snapshot: Snapshot) -> tuple[Cause, ...]:
    """The causes with the last telling line of the logs that the snapshot holds."""
    texts: dict[LogRequest, str] = {}
    for request in wanted_logs(causes) if snapshot.logs else ():
        pod = request.uid or f"{request.namespace}/{request.pod}"
        log = snapshot.logs.get(log_key(pod, request.container, previous=request.previous))
        texts |= {request: "\n".join(log.lines)} if log else {}
    return with_last_words(causes, texts) if texts else tuple(causes)


def with_last_words(
    causes: Sequence[Cause],
    words: Mapping[LogRequest, str],
    problems: Mapping[LogRequest, str] | None = None,
    silent: Mapping[LogRequest, float] | None = None,
) -> tuple[Cause, ...]:
    """The causes with the last telling line of their logs; `problems` says why a log could not be had, and `silent` for
    how many seconds a container that runs has written nothing."""
    return tuple(_with(cause, words, problems or {}, silent or {}) for cause in causes)


def _with(
    cause: Cause,
    words: Mapping[LogRequest, str],
    problems: Mapping[LogRequest, str],
    silent: Mapping[LogRequest, float],
) -> Cause:
    request = cause.log
    if request is None:
        return cause
    if request in problems:
        unread = f"Its log cannot be read: {problems[request]}."
        return msgspec.structs.replace(cause, explanation=paragraph(cause.explanation, unread))
    line = telling_line(words.get(request, ""))
    if not line:
        return cause
    seconds = silent.get(request, 0.0) if cause.reason in _WAITS else 0.0
    ago = f", {span(seconds)} ago" if seconds >= SILENT else ""
    meaning = explained_words(line, "") if cause.reason in _ENDS else None
    means = f"Its last words mean: {meaning.words}." if meaning and meaning.key != cause.meaning else ""
    explanation = paragraph(cause.explanation, means, f'Last words{ago}: "{line}".')
    advice = cause.advice or (meaning.advice if meaning else "")
    return msgspec.structs.replace(cause, last_words=line, explanation=explanation, advice=advice)
