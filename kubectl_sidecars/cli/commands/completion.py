"""`kubectl sidecars completion`: writes the program that kubectl runs when TAB is pressed.

The Python package installs it as a script. krew can link one file only, so its users write it once. The shell is set up
for kubectl itself (`kubectl completion bash`): no file of the shell is changed.
"""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from kubectl_sidecars.cli.parser.completion_flags import ACTIONS, COMPLETION, PROGRAM, SHELLS
from kubectl_sidecars.cli.parser.help import help_lines
from kubectl_sidecars.cli.parser.parse import parse
from kubectl_sidecars.cli.program import program
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ExitStatus, UsageError
from kubectl_sidecars.escape import visible

COMPLETER = "kubectl_complete-sidecars"
MARK = "Written by kubectl sidecars completion install"
SHELL = f"""\
#!/bin/sh
# {MARK}; kubectl runs it when TAB is pressed.
exec {PROGRAM} __complete "$@"
"""
BATCH = f"@echo off\r\nrem {MARK}; kubectl runs it when TAB is pressed.\r\n{PROGRAM} __complete %*\r\n"


def run(argv: Sequence[str], streams: Streams) -> int:
    """Installs or removes the completion file; prints the help if no action is named."""
    called = f"{program()} completion"
    given = parse(COMPLETION, argv, called)
    if not given.words:
        streams.lines(help_lines(COMPLETION, called))
        return ExitStatus.OK
    action, *others = given.words
    if action not in ACTIONS:
        raise UsageError(f'unknown command "{action}" for "{called}"\nSee \'{called} --help\' for usage.')
    if others:
        raise UsageError(f"unknown argument \"{others[0]}\"\nSee '{called} --help' for usage.")
    path = place(given.text("dir"), os.environ, windows=sys.platform == "win32")
    streams.lines([visible(line) for line in (install if action == "install" else uninstall)(path)])
    return ExitStatus.OK


def place(folder: str, environ: Mapping[str, str], *, windows: bool) -> Path:
    """The path of the completion file: in the folder on PATH where kubectl finds the program.

    Raises UsageError if the program is not on PATH.
    """
    name = f"{COMPLETER}.cmd" if windows else COMPLETER
    if folder:
        return Path(folder) / name
    found = shutil.which(PROGRAM, path=environ.get("PATH"))
    if found is None:
        raise UsageError(f"{PROGRAM} is not on PATH, where kubectl would find it: give a folder with --dir")
    return Path(found).parent / name


def install(path: Path) -> list[str]:
    """Writes the file and returns the lines to print. Raises UsageError if it cannot, or if the file is not ours."""
    content = _read(path)
    if "kubectl_sidecars" in content:
        return [f"{path} belongs to the Python package: nothing to do."]
    if os.path.lexists(path) and MARK not in content:
        raise UsageError(f"{path} was not written by this command: remove it, or give another folder with --dir")
    try:
        path.write_bytes((BATCH if path.suffix == ".cmd" else SHELL).encode())
        path.chmod(0o755)
    except OSError as error:
        raise UsageError(f"{path} cannot be written ({error.strerror}): give a folder on PATH with --dir") from None
    return [
        f"{path} written. TAB completes kubectl sidecars where completion of kubectl is on:",
        "",
        *SHELLS.rstrip("\n").split("\n"),
    ]


def uninstall(path: Path) -> list[str]:
    """Removes the file and returns the line to print. Raises UsageError if it is not ours."""
    content = _read(path)
    if not os.path.lexists(path):
        return [f"{path} does not exist: nothing to do."]
    if MARK not in content:
        raise UsageError(f"{path} was not written by `kubectl sidecars completion install`: not removed")
    try:
        path.unlink()
    except OSError as error:
        raise UsageError(f"{path} cannot be removed: {error.strerror}") from None
    return [f"{path} removed."]


def _read(path: Path) -> str:
    """The start of the file, through a link if it is one; "" if it does not exist."""
    try:
        with path.open("rb") as file:
            return file.read(4096).decode("latin-1")
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
