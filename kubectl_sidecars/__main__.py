"""python -m kubectl_sidecars, and the entry of the console script."""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:  # typing alone costs 3 ms
    from typing import TextIO


def run() -> int:
    """The process's whole life; Ctrl-C while it is still loading ends it as quietly as later."""
    try:
        return _run()
    except KeyboardInterrupt:
        return 130


def _run() -> int:
    if getattr(sys, "frozen", False):
        restore_library_path()
    steady(sys.stdout, sys.stderr)
    words = completed_words(sys.argv)
    if words is not None:
        from kubectl_sidecars.complete import complete  # noqa: PLC0415

        return complete(words)
    from kubectl_sidecars.cli import main  # noqa: PLC0415 - after the environment is the user's own again

    wrong = refusal(sys.argv[1:])
    if wrong:
        from kubectl_sidecars.cli.streams import Streams  # noqa: PLC0415

        Streams().say(f"error: {wrong}")
        return 2
    return main(sys.argv[1:])


def refusal(argv: list[str]) -> str:
    """What is wrong with a command line, where that is known before its parser is loaded."""
    if not any(word.startswith("--") for word in argv[1:]):
        return ""
    from kubectl_sidecars.complete.mistyped import mistyped  # noqa: PLC0415 - not where there is nothing to check

    return mistyped(argv)


def completed_words(argv: list[str]) -> list[str] | None:
    """The words to complete, where that is what kubectl wants: it calls the program by another name, or a small
    script beside it does with `__complete`."""
    name = argv[0].replace("\\", "/").rpartition("/")[2]
    if name.startswith("kubectl_complete-"):
        return argv[1:]
    return argv[2:] if argv[1:2] == ["__complete"] else None


def steady(*streams: TextIO | None) -> None:
    """No terminal's encoding makes us fail; a line ends in LF on Windows too, where kubectl reads `:4\\r` as a name."""
    for stream in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure:
            reconfigure(errors="backslashreplace", newline="\n")


def restore_library_path() -> None:
    """A frozen program's loader points LD_LIBRARY_PATH at its own libraries, on Windows the search for DLLs too
    (PyInstaller boot program, 6.x): a credential plugin or kubectl started by us must get the user's own."""
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
