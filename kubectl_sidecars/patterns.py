"""Regular expressions that most runs do not need."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable


def on_demand(pattern: str, flags: int = 0) -> Callable[[], re.Pattern[str]]:
    """A function that returns the compiled pattern. It is compiled at the first call, not at import.

    Compiling takes 0.1 to 2 ms, and one pod without problems needs few of the patterns.
    """
    return functools.cache(lambda: re.compile(pattern, flags))
