"""python -m kubectl_sidecars, and the entry of the console script."""

from __future__ import annotations

import os
import sys


def run() -> int:
    """The process's whole life."""
    if getattr(sys, "frozen", False):
        restore_library_path()
    from kubectl_sidecars.cli import main  # noqa: PLC0415 - after the environment is the user's own again

    return main(sys.argv[1:])


def restore_library_path() -> None:
    """A frozen program's loader points LD_LIBRARY_PATH at its own libraries (PyInstaller boot program): a
    credential plugin or kubectl started by us must get the user's own."""
    os.environ.pop("LD_LIBRARY_PATH", None)
    original = os.environ.pop("LD_LIBRARY_PATH_ORIG", None)
    if original is not None:
        os.environ["LD_LIBRARY_PATH"] = original
    for name in [name for name in os.environ if name.startswith("_PYI_")]:
        del os.environ[name]


if __name__ == "__main__":
    sys.exit(run())
