"""Commands that get the terminal, and how it is taken back."""

from __future__ import annotations

import os
import signal
import sys

import pytest

from kubectl_sidecars.tui.terminal.handover import run_command
from tests.support.pseudo_terminal import Terminal


def test_ctrl_c_during_a_command_is_the_commands() -> None:
    """The child gets the signal with its default action; we live on, and our own handler comes back."""
    before = signal.getsignal(signal.SIGINT)
    kill_both = "import os, signal; os.kill(os.getppid(), signal.SIGINT); os.kill(os.getpid(), signal.SIGINT)"
    assert run_command([sys.executable, "-c", f"{kill_both}; raise SystemExit(3)"]) != 3
    assert signal.getsignal(signal.SIGINT) is before


RUN = (
    "from kubectl_sidecars.tui.terminal.handover import run_command as run; run(['sh', '-c', 'echo forbidden; exit 3'])"
)


@pytest.mark.parametrize("key", [b"\r", b"\x03"])
def test_why_a_command_failed_can_be_read_before_the_screen_is_back(key: bytes) -> None:
    terminal = Terminal(sys.executable, "-c", f"{RUN}; print('the screen')")
    terminal.until(b"It ended with exit status 3. Enter brings the screen back.")
    assert b"forbidden" in terminal.seen
    assert b"the screen\r" not in terminal.seen
    terminal.press(key, until=b"the screen\r")
    assert terminal.status() == 0
    os.close(terminal.master)


LOST = "import sys, termios; " + RUN.replace("echo forbidden; exit 3", "stty raw -echo; kill -9 $$")


def test_a_command_that_was_ended_leaves_the_terminal_as_it_found_it() -> None:
    """In the cut_middle of a password, or of a shell of its own: Enter is heard, and what is typed is seen."""
    terminal = Terminal(sys.executable, "-c", f"{LOST}; print('echo', termios.tcgetattr(0)[3] & termios.ECHO > 0)")
    terminal.until(b"It was ended by SIGKILL. Enter brings the screen back.")
    terminal.press(b"\r", until=b"echo True")
    assert terminal.status() == 0
    os.close(terminal.master)


def test_a_command_that_is_not_there_is_127(capsys: pytest.CaptureFixture[str]) -> None:
    assert run_command(["no-such-kubectl"]) == 127
    assert "no-such-kubectl" in capsys.readouterr().out
