"""Explains a decision about a role: what decided, and all evidence with its weight."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator

from kubectl_sidecars.classify.catalog import notes
from kubectl_sidecars.classify.decide.decision import Candidate, Decision
from kubectl_sidecars.classify.evidence import Evidence, EvidenceSource
from kubectl_sidecars.classify.known_container import Note
from kubectl_sidecars.escape import visible

KIND = 17
"""Columns of the longest kind of evidence."""
_INDENT = " " * (KIND + 12)


def explain_decision(decision: Decision, width: int) -> Iterator[str]:
    """The lines about a decision, at most `width` columns wide.

    First what decided, with proofs of injection and the user's own rules that cannot hold. Then the candidates with
    their sums, the greatest first, each with its evidence, the heaviest first. kubectl_sidecars/classify/weights.py
    explains the scale of the weights.
    """
    yield ""
    yield f"  Decided by {decision.step}"
    for piece in decision.evidence:
        if not piece.weight and piece.source is not EvidenceSource.POD:
            yield from _wrapped(f"             {visible(piece.words)}", " " * 13, width)
    for candidate in decision.candidates:
        yield ""
        yield from _wrapped(f"  {visible(_heading(candidate, decision))}", " " * 4, width)
        for piece in candidate.evidence:
            yield from _wrapped(f"  {piece.weight:+7.4g}  {piece.kind:<{KIND}} {_words(piece)}", _INDENT, width)


def _heading(candidate: Candidate, decision: Decision) -> str:
    """The role and task with the sum, who says so (of the catalogue with the file), and whether it was chosen."""
    role = f"{candidate.role}, {candidate.task}" if candidate.task else str(candidate.role)
    source = {
        EvidenceSource.RULE: f"your rule [{candidate.entry}]",
        EvidenceSource.CATALOG: f"the catalogue's {candidate.entry} ({notes().get(candidate.entry, Note()).family})",
    }.get(candidate.source, "signals")
    chosen = " (chosen)" if decision.follows(candidate) else ""
    return f"{role}: {candidate.score:.4g} by {source}{chosen}"


def _words(piece: Evidence) -> str:
    row = f", a row of {piece.table}" if piece.table else ""
    return visible(f"{piece.words} ({piece.signal}{row})" if piece.signal else piece.words)


def _wrapped(text: str, indent: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
