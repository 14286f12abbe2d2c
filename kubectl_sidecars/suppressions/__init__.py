"""Findings that a user knows of and does not want to see until a date: read from a file and from annotations. Pure.

What reads them is in `read`, which is only imported where there is something to read.
"""

from __future__ import annotations

from kubectl_sidecars.suppressions.apply import split
from kubectl_sidecars.suppressions.suppression import ANNOTATION, Suppressed, Suppression

__all__ = ["ANNOTATION", "Suppressed", "Suppression", "split"]
