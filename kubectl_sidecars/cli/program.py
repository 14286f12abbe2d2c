"""The command by which the user starts the program."""

from __future__ import annotations

import sys


def program() -> str:
    """`kubectl sidecars` where kubectl started the program, else `python -m kubectl_sidecars`; for help and hints."""
    name = sys.argv[0].replace("\\", "/").rpartition("/")[2] if sys.argv else ""
    return (
        "kubectl sidecars" if name.startswith("kubectl-") or not name else f"python -m {__package__.partition('.')[0]}"
    )
