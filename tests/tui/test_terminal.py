"""The console in a real pseudo-terminal: the frame comes first, and the terminal is always restored."""

from __future__ import annotations

import io
import os
import re
import select
import signal
import sys
import termios
from collections.abc import Iterator
from pathlib import Path

import pytest

from kubectl_sidecars.cli.commands.inspect import wants_screen
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.tui.terminal.first_frame import ENTER
from tests.support.pseudo_terminal import COMMAND, LEFT, Terminal


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    found = Terminal(*COMMAND)
    yield found
    os.close(found.master)


def test_the_frame_is_on_the_screen_before_textual(terminal: Terminal) -> None:
    terminal.until(b"orders-0")
    frame, rows = terminal.seen.index(b"What is wrong"), terminal.seen.index(b"orders-0")
    assert terminal.seen.startswith(ENTER.encode())
    assert frame < rows
    os.write(terminal.master, b"q")
    assert terminal.status() == 0
    assert terminal.seen.rfind(LEFT) > rows


@pytest.mark.parametrize("key", [b"", b"t", b"tt"], ids=["at first", "theme", "the next theme"])
def test_without_colour_no_colour_is_set(key: bytes) -> None:
    """NO_COLOR leaves the terminal its own two colours, whatever they are: black on black is no answer."""
    terminal = Terminal(*COMMAND, environ={"NO_COLOR": "1"})
    terminal.until(b"orders-0")
    os.write(terminal.master, key + b"q")
    assert terminal.status() == 0
    codes = {code for found in re.findall(rb"\x1b\[([0-9;]*)m", terminal.seen) for code in found.split(b";")}
    assert b"1" in codes
    assert not {code for code in codes if code and int(code) >= 30} - {b"39", b"49"}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_restores_the_terminal(terminal: Terminal, number: signal.Signals) -> None:
    terminal.until(b"orders-0")
    os.kill(terminal.pid, number)
    assert terminal.status() == 128 + number
    assert LEFT in terminal.seen
    assert b"\x1b[?25h" in terminal.seen[terminal.seen.rfind(LEFT) - 200 :]
    assert b"Traceback" not in terminal.seen


@pytest.mark.parametrize("wanted", [b"What is wrong", b"orders-0"], ids=["at first", "rows"])
def test_ctrl_c_ends_with_the_status_of_an_interrupt(terminal: Terminal, wanted: bytes) -> None:
    terminal.until(wanted)
    os.write(terminal.master, b"\x03")
    assert terminal.status() == 130
    assert LEFT in terminal.seen
    assert b"Traceback" not in terminal.seen


def echoes(terminal: Terminal) -> bool:
    """True if the terminal shows what is typed."""
    return bool(termios.tcgetattr(terminal.master)[3] & termios.ECHO)


def test_keys_before_the_screen_is_ready_are_not_written_over_the_first_frame(terminal: Terminal) -> None:
    terminal.until(b"What is wrong")
    os.write(terminal.master, b"@@@@q")
    assert terminal.status() == 0
    assert b"@@@@" not in terminal.seen
    assert LEFT in terminal.seen


@pytest.mark.parametrize("wanted", [b"What is wrong", b"orders-0"], ids=["at first", "rows"])
@pytest.mark.parametrize("key", [b"q", b"\x03"], ids=["q", "ctrl-c"])
def test_the_terminal_echoes_again_after_the_end(terminal: Terminal, wanted: bytes, key: bytes) -> None:
    assert echoes(terminal)
    terminal.until(wanted)
    assert not echoes(terminal)
    os.write(terminal.master, key)
    terminal.status()
    assert echoes(terminal)


STOPPED_WHILE_IT_WRITES = """
import queue, signal, sys
from kubectl_sidecars.cli import main

put = queue.Queue._put

def put_and_stop(self, item):
    put(self, item)
    if isinstance(item, str) and "orders-0" in item:
        queue.Queue._put = put
        signal.raise_signal(signal.SIGTSTP)

queue.Queue._put = put_and_stop
sys.exit(main(["inspect", "--demo"]))
"""


def test_a_stop_in_the_middle_of_a_write_gives_the_terminal_back() -> None:
    """The signal comes while the lock of what is to be written is held, and the screen goes on when continued."""
    terminal = Terminal(sys.executable, "-c", STOPPED_WHILE_IT_WRITES)
    terminal.until(LEFT)
    assert os.WIFSTOPPED(os.waitpid(terminal.pid, os.WUNTRACED)[1])
    terminal.seen = b""
    os.kill(terminal.pid, signal.SIGCONT)
    terminal.until(b"orders-0")
    os.write(terminal.master, b"q")
    assert terminal.status() == 0


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="waits for a process as Linux can")
@pytest.mark.parametrize("hears_signals", [True, False], ids=["SIGHUP", "nohup"])
@pytest.mark.parametrize("wanted", [b"What is wrong", b"\x1b[?2004h", b"orders-0"], ids=["frame", "keys", "rows"])
def test_the_process_does_not_outlive_its_terminal(wanted: bytes, hears_signals: bool) -> None:
    """Closed while it starts, and while it runs: a lost ssh session leaves nothing behind that waits or spins."""
    terminal = Terminal(*COMMAND, hears_hangup=hears_signals)
    terminal.until(wanted)
    os.close(terminal.master)
    process = os.pidfd_open(terminal.pid)
    ended = bool(select.select([process], [], [], 60)[0])
    if not ended:
        os.kill(terminal.pid, signal.SIGKILL)
    os.waitpid(terminal.pid, 0)
    os.close(process)
    assert ended


def test_stderr_in_a_file_leaves_the_screen_whole_and_gets_what_is_said(tmp_path: Path) -> None:
    said = tmp_path / "err.log"
    terminal = Terminal(*COMMAND, stderr=str(said))
    terminal.until(b"orders-0")
    os.write(terminal.master, b"q")
    assert terminal.status() == 0
    assert LEFT in terminal.seen
    assert said.read_bytes() == b""
    os.close(terminal.master)
    wrong = Terminal(*COMMAND[:-1], "-f", "/no/such/file.json", stderr=str(said))
    assert wrong.status() == 2
    os.close(wrong.master)
    assert "/no/such/file.json" in said.read_text()
    assert b"/no/such/file.json" not in wrong.seen


class Stream(io.StringIO):
    """Says whether it is a terminal."""

    def __init__(self, *, is_terminal: bool) -> None:
        super().__init__()
        self.is_terminal = is_terminal

    def isatty(self) -> bool:
        return self.is_terminal


@pytest.mark.parametrize(
    ("stdin", "stdout", "stderr", "wanted"),
    [
        (True, True, True, True),
        (True, True, False, True),
        (False, True, True, False),
        (True, False, True, False),
        (False, False, True, False),
    ],
)
def test_the_screen_needs_a_terminal_to_read_keys_from_and_one_to_draw_on(
    monkeypatch: pytest.MonkeyPatch, stdin: bool, stdout: bool, stderr: bool, wanted: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    out, err, keys = (Stream(is_terminal=each) for each in (stdout, stderr, stdin))
    assert wants_screen(InspectOptions(connection=ConnectionOptions()), Streams(out, err, keys)) is wanted
    monkeypatch.setenv("TERM", "dumb")
    assert not wants_screen(InspectOptions(connection=ConnectionOptions()), Streams(out, err, keys))


SILENT = """
import threading
from kubectl_sidecars.feed import Feed
from kubectl_sidecars.tui.settings import Settings
from kubectl_sidecars.tui.terminal.start import run
def never(stop):
    threading.Event().wait()
    yield
run(lambda: Feed(updates=never), Settings)
"""


def test_who_leaves_does_not_wait_for_a_server_that_never_answers() -> None:
    terminal = Terminal(sys.executable, "-c", SILENT)
    terminal.until(b"looking")
    terminal.press(b"q", until=LEFT)
    assert terminal.status() == 0
    os.close(terminal.master)


def test_what_cannot_be_opened_is_one_line_on_a_restored_terminal() -> None:
    terminal = Terminal(*COMMAND[:-1], "-f", "/no/such/file.json")
    assert terminal.status() == 2
    said = terminal.seen[terminal.seen.rfind(LEFT) :]
    assert LEFT in terminal.seen
    assert b"/no/such/file.json" in said
    assert b"Traceback" not in said
    os.close(terminal.master)
