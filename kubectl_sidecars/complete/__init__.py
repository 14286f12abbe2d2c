"""Completion, by kubectl's contract for plugins (kubectl plugin_completion.go, v1.26 and later).

kubectl runs `kubectl_complete-sidecars WORDS... LAST` and reads one candidate a line, then `:DIRECTIVE`. With any
exit status but 0 kubectl drops the candidates and offers files, so this never fails: on an error it offers nothing.
Standard library only: the user waits.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO


def complete(words: Sequence[str], environ: Mapping[str, str] | None = None, out: TextIO | None = None) -> int:
    """Prints the candidates for the last word. Returns 0."""
    out = out or sys.stdout
    if out is None:  # closed: the shell hears nothing
        return 0
    try:
        from kubectl_sidecars.complete.answers import answer  # noqa: PLC0415 - an error in it must not reach the shell
        from kubectl_sidecars.complete.asking import Kubectl  # noqa: PLC0415

        text = answer(list(words), Kubectl(environ=os.environ if environ is None else environ)).text()
    except Exception:  # noqa: BLE001 - it cannot be shown: the user is typing a line
        text = ":4\n"
    try:
        out.write(text)
        out.flush()
    except OSError:
        pass
    return 0
