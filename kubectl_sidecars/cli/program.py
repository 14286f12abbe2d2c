"""How the user calls us."""

from __future__ import annotations

import sys


def program() -> str:
    """kubectl finds `kubectl-sidecars` on PATH; without it we are a module of Python's."""
    name = sys.argv[0].replace("\\", "/").rpartition("/")[2] if sys.argv else ""
    return (
        "kubectl sidecars" if name.startswith("kubectl-") or not name else f"python -m {__package__.partition('.')[0]}"
    )
