"""How the console was asked to be."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from kubectl_sidecars.classify.catalog import Index
from kubectl_sidecars.tui.pod_list import Wish

try:
    import termios
except ImportError:  # Windows has consoles of its own kind
    termios = None  # type: ignore[assignment]


def run_command(words: Sequence[str]) -> int:
    """The terminal is the command's until it ends, and so is ctrl-c: a handler, not SIG_IGN, which it would inherit.
    Why it failed is read before the screen comes back over it."""
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        with _as_it_was():
            status = subprocess.run(words, check=False).returncode
    except OSError as error:
        print(f"{words[0]}: {error.strerror}")  # noqa: T201 - the screen is put away while a command runs
        status = 127
    finally:
        signal.signal(signal.SIGINT, before)
    if status:
        _wait_for_enter(status)
    return status


@contextlib.contextmanager
def _as_it_was() -> Iterator[None]:
    """A command that was ended while it asked for a password, or in a shell of its own, leaves a terminal on which
    nothing is seen, or heard."""
    if termios is None or not sys.stdin.isatty():
        yield
        return
    before = termios.tcgetattr(sys.stdin)
    try:
        yield
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _wait_for_enter(status: int) -> None:
    ended = f"was ended by {signal.Signals(-status).name}" if status < 0 else f"ended with exit status {status}"
    with contextlib.suppress(EOFError, KeyboardInterrupt, OSError):
        input(f"\nIt {ended}. Enter brings the screen back.")


@dataclass(frozen=True)
class Settings:
    """`run` gets the words of a command and gives back its exit status; `folder` is where ctrl-s writes."""

    wish: Wish = field(default_factory=Wish)
    allow_changes: bool = False
    wide: bool = False
    theme: str = ""
    folder: Path = Path()
    run: Callable[[Sequence[str]], int] = run_command
    clock: Callable[[], float] = monotonic
    """Seconds that pass while a live feed is silent: ages grow by them."""
    roles: Index | None = None
    """What classification reads, where it is not the built-in catalogue alone."""
    debug: bool = False
