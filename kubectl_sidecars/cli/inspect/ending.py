"""Ends a command that a signal asks to end, so that its files are closed."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

from kubectl_sidecars.tui.terminal.signals import leave

ENDING = tuple(number for name in ("SIGTERM", "SIGHUP") if (number := getattr(signal, name, None)) is not None)
"""Windows has no SIGHUP."""


@contextmanager
def ended_by_signals() -> Iterator[None]:
    """Within the block the signals of ENDING raise SystemExit; without it they end the process on the spot."""
    before = {number: signal.signal(number, leave) for number in ENDING}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
