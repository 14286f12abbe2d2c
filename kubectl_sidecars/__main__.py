"""Entry point of the console scripts and of `python -m kubectl_sidecars`."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing alone costs 3 ms
    from typing import TextIO


def run() -> int:
    """Runs the program and returns its exit status: 130 after Ctrl-C, also while modules are still loading."""
    try:
        return _run()
    except KeyboardInterrupt:
        return 130


def _run() -> int:
    if getattr(sys, "frozen", False):
        restore_library_path()
    hold_standard_descriptors()
    steady(sys.stdout, sys.stderr)
    words = completed_words(sys.argv)
    if words is not None:
        from kubectl_sidecars.complete import complete  # noqa: PLC0415

        return complete(words)
    from kubectl_sidecars.cli import main  # noqa: PLC0415 - after the environment is restored

    return main(sys.argv[1:])


def completed_words(argv: list[str]) -> list[str] | None:
    """The words to complete; None if this is not a completion request.

    kubectl calls the program as `kubectl_complete-sidecars`, or a script of that name calls it with `__complete`."""
    name = argv[0].replace("\\", "/").rpartition("/")[2]
    if name.startswith("kubectl_complete-"):
        return argv[1:]
    return argv[2:] if argv[1:2] == ["__complete"] else None


def hold_standard_descriptors() -> None:
    """Opens the null device in place of a standard stream that the parent has closed.

    Else the next file or connection would get its number, and what children write to it."""
    for descriptor in (0, 1, 2):
        try:
            os.fstat(descriptor)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # the lowest number that is free: this one


def steady(*streams: TextIO | None) -> None:
    """Makes streams escape what their encoding lacks, and end lines with LF.

    On Windows too: there kubectl reads the completion directive `:4\\r` as a name."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace", newline="\n")


def restore_library_path() -> None:
    """Restores the library path of the user's environment in a frozen program.

    PyInstaller's boot program (6.x) points LD_LIBRARY_PATH, and on Windows the DLL search path, at its own libraries.
    Credential plugins and kubectl, which we start, must not get those."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415

        ctypes.windll.kernel32.SetDllDirectoryW(None)  # type: ignore[attr-defined,unused-ignore]
    os.environ.pop("LD_LIBRARY_PATH", None)
    original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if original is not None:
        os.environ["LD_LIBRARY_PATH"] = original
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]


if __name__ == "__main__":
    sys.exit(run())
