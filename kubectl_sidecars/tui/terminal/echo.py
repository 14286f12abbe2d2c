"""Keys that are typed before the screen takes the terminal: they wait, and are not written over the first frame."""

from __future__ import annotations

try:
    import termios
except ImportError:  # Windows has no termios
    termios = None  # type: ignore[assignment]

STDIN, LOCAL_FLAGS = 0, 3
"""The terminal, and the place of its local flags in what termios returns."""
_turned_off: list[int] = []
"""The local flags of the terminal before `off`; a process has one terminal."""


def off() -> None:
    """Stops the terminal on stdin from echoing what is typed; without a terminal nothing is done."""
    if termios is None:
        return
    try:
        attributes = termios.tcgetattr(STDIN)
        _turned_off[:] = [attributes[LOCAL_FLAGS]]
        attributes[LOCAL_FLAGS] &= ~termios.ECHO
        termios.tcsetattr(STDIN, termios.TCSANOW, attributes)
    except termios.error:
        _turned_off.clear()


def on() -> None:
    """Lets the terminal echo again if `off` has stopped it."""
    if termios is None or not _turned_off:
        return
    try:
        attributes = termios.tcgetattr(STDIN)
        attributes[LOCAL_FLAGS] = _turned_off.pop()
        termios.tcsetattr(STDIN, termios.TCSANOW, attributes)
    except termios.error:  # the terminal has gone
        _turned_off.clear()
