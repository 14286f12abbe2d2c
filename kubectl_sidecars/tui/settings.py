"""Settings of the screen: they do not change while it runs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.suppressions import Suppression
from kubectl_sidecars.tui.kubectl_actions import DEBUG_IMAGE
from kubectl_sidecars.tui.pod_list import ListQuery
from kubectl_sidecars.tui.terminal.handover import run_command
from kubectl_sidecars.tui.terminal.output import output_of


@dataclass(frozen=True)
class Settings:
    """The options of the command line, and the functions that tests replace."""

    query: ListQuery = field(default_factory=ListQuery)
    allow_changes: bool = False
    """True offers the kubectl commands that change the cluster."""
    debug_image: str = DEBUG_IMAGE
    wide: bool = False
    theme: str = ""
    folder: Path = Path()
    """Where ctrl-s writes."""
    redact: bool = True
    """False keeps secrets in what ctrl-s writes."""
    run: Callable[[Sequence[str]], int] = run_command
    """Runs a command on the terminal, and returns its exit status."""
    read: Callable[[Sequence[str]], str] = output_of
    """Runs a command that changes nothing, and returns its output; raises SidecarsError if it fails."""
    clock: Callable[[], float] = monotonic
    """Seconds: by them ages grow while a live feed is silent."""
    roles: Index | None = None
    suppressions: tuple[Suppression, ...] = ()
    """The catalogue with the user's own rules; None for the built-in catalogue alone."""
    acknowledged: Path | None = None
    """The file of the causes that are acknowledged; None keeps them while the screen runs."""
    opens_pod: bool = False
    """True opens the first pod at once: one was asked for by its name."""
    debug: bool = False
