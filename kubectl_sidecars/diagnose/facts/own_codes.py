"""Exit codes with a meaning of their own in a known container."""

from __future__ import annotations

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.classify import Judgement


def own_code(judgement: Judgement, run: Terminated) -> tuple[str, str]:
    """The meaning of the run's exit code in this known container, and the advice; ("", "") without one of its own."""
    for own in judgement.known.exit_codes if judgement.known else ():
        if own.code == run.exit_code:
            return f"Exit {own.code} is its own code: {own.meaning}.", own.advice
    return "", ""
