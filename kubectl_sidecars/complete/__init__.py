"""What the shell offers after TAB, by kubectl's contract for plugins (kubectl plugin_completion.go, v1.26 and later).

kubectl runs `kubectl_complete-sidecars WORDS... LAST` and reads one candidate a line, then `:DIRECTIVE`. Any exit
status but 0 throws all of it away and offers files, so this never fails: in doubt it offers nothing. Standard library
only: the shell waits.
"""

from __future__ import annotations

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import TextIO


def complete(words: Sequence[str], environ: Mapping[str, str] | None = None, out: TextIO | None = None) -> int:
    """Prints what may stand in place of the last word. Always 0."""
    out = out or sys.stdout
    try:
        from kubectl_sidecars.complete.answers import answer  # noqa: PLC0415 - a defect in it is no error of the shell's
        from kubectl_sidecars.complete.asking import Kubectl  # noqa: PLC0415

        said = answer(list(words), Kubectl(environ=os.environ if environ is None else environ)).text()
    except Exception:  # noqa: BLE001 - there is no place to say it: the user is in the middle of a line
        said = ":4\n"
    try:
        out.write(said)
        out.flush()
    except OSError:
        pass
    return 0
