"""The rules: what is wrong with one pod."""

from __future__ import annotations

from kubectl_sidecars.diagnose.finding import Finding, Rule, Severity, Subject

__all__ = ["RULES", "Finding", "Rule", "Severity", "Subject", "diagnose"]

RULES: tuple[Rule, ...] = ()
"""Every rule, from top to bottom in the order in which they run."""


def diagnose(subject: Subject) -> tuple[Finding, ...]:
    """All findings of one pod, worst first; of the same severity, in the order of RULES."""
    found = [finding for rule in RULES for finding in rule(subject)]
    return tuple(sorted(found, key=lambda finding: finding.severity.rank))
