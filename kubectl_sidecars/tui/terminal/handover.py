"""Gives the terminal to a kubectl command, and takes it back."""

from __future__ import annotations

import contextlib
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from textual.app import App, SuspendNotSupported

from kubectl_sidecars.tui.kubectl_actions import command_line

try:
    import termios
except ImportError:  # Windows has no termios
    termios = None  # type: ignore[assignment]


def hand_over(app: App[Any], words: Sequence[str], run: Callable[[Sequence[str]], int]) -> tuple[str, str]:
    """Suspends the screen while `run` has the terminal; returns a notice about how it ended, and its severity."""
    command = command_line(words)
    try:
        with app.suspend():
            print(f"$ {command}")  # noqa: T201 - the screen is suspended
            status = run(words)
    except SuspendNotSupported:
        return "this terminal cannot be handed over: run the command in another one", "error"
    return (
        (f"{command} ended with exit status {status}", "warning") if status else (f"{command} is done", "information")
    )


def run_command(words: Sequence[str]) -> int:
    """Runs the command on the terminal, and returns its exit status: 127 if it cannot be started.

    Ctrl-C goes to the command: we have a handler that does nothing, because the command would inherit SIG_IGN.
    After a failure the user reads the output and presses enter, before the screen covers it."""
    before = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        with _settings_restored():
            status = subprocess.run(words, check=False).returncode
    except OSError as error:
        print(f"{words[0]}: {error.strerror}")  # noqa: T201 - the screen is suspended while a command runs
        status = 127
    finally:
        signal.signal(signal.SIGINT, before)
    if status:
        _wait_for_enter(status)
    return status


@contextlib.contextmanager
def _settings_restored() -> Iterator[None]:
    """Restores the terminal's settings: a command that is killed in raw mode or without echo leaves them so."""
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
