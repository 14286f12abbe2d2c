"""The parts of Textual that are no part of its public interface, and that the terminal's modules use."""

from __future__ import annotations

import ast
import inspect
import re
from typing import NamedTuple

import pytest
import textual
from textual.app import App
from textual.driver import Driver
from textual.events import Key

from kubectl_sidecars.tui.terminal import driver

linux_driver = pytest.importorskip("textual.drivers.linux_driver", reason="Textual has another driver on Windows")
OUTPUT = (
    "Find where LinuxDriver opens its output and starts its writer thread, and give it Terminal(sys.__stdout__) there. "
    "If Textual can draw on stdout by itself now, delete on_stdout and get_driver_class."
)
STOP = (
    "Compare _stop_and_resume with LinuxDriver's handlers of SIGTSTP and SIGCONT, and do what they do, but from the "
    "loop. If Textual does not write from within its handler any more, delete _stop_and_resume. "
    "test_a_stop_in_the_middle_of_a_write_gives_the_terminal_back tells whether it works."
)
KEYS = (
    "Find where App hands a key to the focused widget and gets it back, and call KeyQueue.put for a key that comes "
    "from the terminal. If Textual finishes a key before it reads the next, delete key_queue. "
    "tests/tui/test_key_queue.py tells whether it works."
)
DEFECT = "Find where Textual ends after an exception in a handler, and leave one line on stderr there instead."


class Part(NamedTuple):
    """`needed_for` names our code, `when_gone` says what to do."""

    owner: type
    name: str
    needed_for: str
    when_gone: str


PARTS = (
    Part(linux_driver.LinuxDriver, "_file", "terminal/driver.py draws on it", OUTPUT),
    Part(linux_driver.LinuxDriver, "_writer_thread", "terminal/driver.py sees by it that the screen is back", STOP),
    Part(linux_driver.LinuxDriver, "_must_signal_resume", "terminal/driver.py has Textual tell the app by it", STOP),
    Part(linux_driver.LinuxDriver, "suspend_application_mode", "terminal/driver.py stops the screen by it", STOP),
    Part(linux_driver.LinuxDriver, "resume_application_mode", "terminal/driver.py starts the screen by it", STOP),
    Part(Driver, "_auto_restart", "terminal/driver.py sees by it that a command has the terminal", STOP),
    Part(App, "on_event", "terminal/key_queue.py delivers a key by it", KEYS),
    Part(App, "call_later", "terminal/key_queue.py waits by it for the messages that a key caused", KEYS),
    Part(Key, "is_forwarded", "app.py knows by it a key that comes back from a widget", KEYS),
    Part(App, "_handle_exception", "app.py reports a defect in one line by it", DEFECT),
)


@pytest.mark.parametrize("part", PARTS, ids=lambda part: part.name)
def test_textual_still_has_each_part(part: Part) -> None:
    bases = [base for base in part.owner.__mro__ if base.__module__.startswith("textual")]
    is_there = any(re.search(rf"(self\.|def ){part.name}\b", inspect.getsource(base)) for base in bases)
    assert is_there, (
        f"Textual {textual.__version__} has no {part.owner.__name__}.{part.name}: {part.needed_for}. {part.when_gone}"
    )


def test_the_driver_uses_no_other_private_part() -> None:
    """Its `self` is of a class that is made at run time; in other modules ruff finds private parts (SLF001)."""
    attributes = [
        node.attr for node in ast.walk(ast.parse(inspect.getsource(driver))) if isinstance(node, ast.Attribute)
    ]
    used = {name for name in attributes if re.match(r"_[a-z]", name)} - {"_exit"}
    assert used == {part.name for part in PARTS if part.name.startswith("_") and issubclass(part.owner, Driver)}
