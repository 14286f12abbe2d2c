"""Ctrl-C while the program is still loading."""

from __future__ import annotations

import subprocess
import sys

import pytest


@pytest.mark.parametrize(
    "module",
    [
        "kubectl_sidecars.cli",
        "kubectl_sidecars.cli.commands.inspect",
        "kubectl_sidecars.cli.parser.inspect_flags",
        "msgspec",
    ],
)
def test_an_interrupt_while_a_module_loads_is_quiet_and_130(module: str) -> None:
    code = f"""
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # nohup, and a shell's background, have us ignore it
class Interrupt:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            signal.raise_signal(signal.SIGINT)
sys.meta_path.insert(0, Interrupt())
from kubectl_sidecars.__main__ import run
sys.argv[1:] = ["inspect", "--demo", "-o", "table"]
sys.exit(run())
"""
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert (ran.returncode, ran.stdout, ran.stderr) == (130, "", "")
