"""Findings that a user knows of and does not want to see until a date: read from a file and from annotations. Pure."""

from __future__ import annotations

from kubectl_sidecars.suppressions.apply import Suppressed, split
from kubectl_sidecars.suppressions.read import ANNOTATION, of_annotation, parse
from kubectl_sidecars.suppressions.suppression import Suppression

__all__ = ["ANNOTATION", "Suppressed", "Suppression", "of_annotation", "parse", "split"]
