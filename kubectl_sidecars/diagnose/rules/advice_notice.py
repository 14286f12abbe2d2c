"""The notice that all advice is given as."""

from __future__ import annotations

from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose.facts.advised_pod import AdvisedContainer
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.origin import AdviceOrigin
from kubectl_sidecars.diagnose.phrasing.words import described
from kubectl_sidecars.diagnose.reasons import Reason


def who(helper: AdvisedContainer) -> str:
    """The name of the helper with what it is for."""
    return described(helper.name, helper.type, helper.judgement)


def notice(
    reason: Reason,
    helper: AdvisedContainer,
    predicate: str,
    explanation: str,
    advice: str,
    confidence: Confidence = Confidence.MEDIUM,
) -> Finding:
    """A finding of severity notice about the helper, with the advice."""
    return Finding(
        reason=reason,
        severity=Severity.NOTICE,
        container=helper.name,
        predicate=predicate,
        explanation=explanation,
        confidence=confidence,
        evidence=(helper.path,),
        advice=advice,
        origin=AdviceOrigin(reason, helper.judgement.entry or helper.image),
        detail=explanation,
    )
