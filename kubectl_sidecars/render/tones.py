"""Colours: a tone for each cell. The text says the same without colour."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum

from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.lifecycle.assessment import Stage


class Tone(StrEnum):
    """The tone of a text: an ANSI colour, a variable of a theme, or nothing."""

    PLAIN = "plain"
    MUTED = "muted"
    STRONG = "strong"
    OK = "ok"
    NOTICE = "notice"
    WARNING = "warning"
    CRITICAL = "critical"


Cell = tuple[str, Tone]
Paint = Callable[[str, Tone], str]

OF_SEVERITY = {Severity.CRITICAL: Tone.CRITICAL, Severity.WARNING: Tone.WARNING, Severity.NOTICE: Tone.NOTICE}

OF_STAGE = {
    Stage.NOT_STARTED: Tone.MUTED,
    Stage.WAITING: Tone.WARNING,
    Stage.STARTING: Tone.NOTICE,
    Stage.RUNNING: Tone.PLAIN,
    Stage.READY: Tone.OK,
    Stage.BACKING_OFF: Tone.CRITICAL,
    Stage.COMPLETED: Tone.MUTED,
    Stage.FAILED: Tone.CRITICAL,
    Stage.STOPPING: Tone.NOTICE,
    Stage.STOPPED: Tone.MUTED,
}

_SGR = {
    Tone.MUTED: "2",
    Tone.STRONG: "1",
    Tone.OK: "32",
    Tone.NOTICE: "36",
    Tone.WARNING: "33",
    Tone.CRITICAL: "1;31",
}


def no_colour(text: str, _tone: Tone) -> str:
    """The text without colour."""
    return text


def ansi(text: str, tone: Tone) -> str:
    """The text in one of the 16 colours of every terminal; trailing spaces are not coloured."""
    code = _SGR.get(tone)
    if code is None or not text.strip():
        return text
    word = text.rstrip(" ")
    return f"\x1b[{code}m{word}\x1b[0m{text[len(word) :]}"
