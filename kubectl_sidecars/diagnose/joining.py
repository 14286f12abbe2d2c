"""Findings of one pod that have one cause in it: only the cause counts, and names what follows from it.

A rule speaks of one container. Here the map of the pod joins what the rules found: an app that is refused at
127.0.0.1:5432 while the proxy that serves 5432 crashes is one cause, the proxy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from kubectl_sidecars.classify import Judgement, Role
from kubectl_sidecars.classify.known_container import KnownContainer
from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.facts.contexts import PROBES, context, probed_elsewhere
from kubectl_sidecars.diagnose.facts.impact import main_names
from kubectl_sidecars.diagnose.facts.missing_helpers import asked_of, missing_helper, mounts_through
from kubectl_sidecars.diagnose.facts.pod_map import last_words
from kubectl_sidecars.diagnose.facts.reliance import reliances
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity, Transition
from kubectl_sidecars.diagnose.origin import ImageOrigin, NodeOrigin
from kubectl_sidecars.diagnose.phrasing.last_words import telling_line
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.patterns import on_demand

_FAILS_FOR_WANT = frozenset(
    {
        Reason.EXIT_ERROR,
        Reason.KILLED_BY_SIGNAL,
        Reason.STARTUP_PROBE_FAILED,
        Reason.LIVENESS_PROBE_FAILED,
        Reason.READINESS_PROBE_FAILED,
        Reason.STARTUP_PROBE_PENDING,
        Reason.CRASH_LOOP_BACK_OFF,
        Reason.INIT_FAILED,
        Reason.INIT_WAITS,
        Reason.INIT_RUNS_LONG,
    }
)
"""Reasons of a container that may lack something of another container."""
_STILL_SERVES = frozenset({Reason.READINESS_PROBE_FAILED, Reason.PROBE_CANNOT_RUN, Reason.RESTARTED_BEFORE})
"""Reasons of a container that is up all the same."""
_TELLS_WHY = frozenset({Reason.PORT_CONFLICT, Reason.INIT_NEEDS_LATER_CONTAINER})
"""Reasons that explain every other trouble of their container."""
_WORST = (Effect.BLOCKED, Effect.DOWN, Effect.FAILED, Effect.UNREADY, Effect.NONE)


class _Link(msgspec.Struct, frozen=True):
    """A finding that follows from another one, by their positions, and the sentence that says so; "" where the other
    one says it already."""

    follows: int
    cause: int
    sentence: str


def joined(subject: Subject, findings: Sequence[Finding]) -> list[Finding]:
    """The findings, in their order. What follows from another one becomes a notice, and is named in that."""
    found = list(findings)
    for link in _links(subject, found):
        found[link.cause] = _with_consequence(found[link.cause], found[link.follows], link.sentence)
        found[link.follows] = _as_consequence(found[link.follows], found[link.cause])
    return [_with_words(subject, context(subject, each)) for each in found]


_NUMBERED = on_demand(r"\S*\d\S*")


def _with_words(subject: Subject, finding: Finding) -> Finding:
    """The finding with the telling line of its last words in its origin, numbers and names with numbers masked: helpers
    and known init containers of one image that exit with 1 have one cause in several workloads only where these
    agree."""
    origin = finding.origin
    if not isinstance(origin, ImageOrigin) or not origin.tells_nothing:
        return finding
    container = subject.by_name.get(finding.container)
    words = last_words(container) if container is not None and _is_one_everywhere(container.judgement) else ()
    line = telling_line(words[0]) if words else ""
    if not line:
        return finding
    masked = _NUMBERED().sub("#", line)[:120]
    return msgspec.structs.replace(finding, origin=msgspec.structs.replace(origin, variant=masked))


def _is_one_everywhere(judgement: Judgement) -> bool:
    """True for a container that does the same in every workload: a helper, or an init container that is known."""
    return judgement.is_helper or (judgement.role is Role.INIT and bool(judgement.entry))


def _links(subject: Subject, findings: Sequence[Finding]) -> list[_Link]:
    """Each finding follows from one at most, and none from what itself follows."""
    links = {
        link.follows: link
        for link in (
            *_not_injected(subject, findings),
            *_relying(subject, findings),
            *_probed(subject, findings),
            *_explained(findings),
            *_held(findings),
            *_of_node(findings),
        )
    }
    return [link for link in links.values() if link.cause not in links]


def _not_injected(subject: Subject, findings: Sequence[Finding]) -> Iterator[_Link]:
    """A link for each volume that is mounted through a helper that was not injected, and for each container that fails
    and asks for that helper at localhost."""
    for cause, missing in enumerate(findings):
        helper = missing_helper(subject, missing)
        if helper is not None:
            yield from _without(subject, findings, cause, helper)


def _without(subject: Subject, findings: Sequence[Finding], cause: int, helper: KnownContainer) -> Iterator[_Link]:
    """The links to the finding that says that this helper was not injected."""
    for position, finding in enumerate(findings):
        if finding.severity is Severity.NOTICE:
            continue
        if mounts_through(subject, finding, helper):
            so = f", so that {all_called(subject.once(main_names))} cannot start"
            held = so if finding.effect is Effect.BLOCKED else ""
            yield _Link(position, cause, f"Without it {finding.subject} {finding.predicate}{held}.")
        asked = asked_of(subject, finding, helper) if finding.reason in _FAILS_FOR_WANT else None
        if asked is not None and _may_follow(subject, finding, is_proven=asked.is_refused):
            at = f"{called(finding.container)} needs it at 127.0.0.1:{asked.port} ({asked.where})"
            yield _Link(position, cause, f"{at}, and {finding.predicate}.")


def _explained(findings: Sequence[Finding]) -> Iterator[_Link]:
    """A link for each finding that another one of the same container explains."""
    placed = _by_container(findings)
    for cause, finding in enumerate(findings):
        if finding.reason in _TELLS_WHY and finding.severity is not Severity.NOTICE:
            for position, other in placed[finding.container]:
                if other.reason in _FAILS_FOR_WANT:
                    yield _Link(position, cause, "")
    by_name = {(each.container, each.reason): index for index, each in enumerate(findings)}
    for position, finding in enumerate(findings):
        killed = by_name.get((finding.container, Reason.LIVENESS_PROBE_FAILED))
        if finding.reason is Reason.READINESS_PROBE_FAILED and killed is not None:
            yield _Link(position, killed, "")


def _of_node(findings: Sequence[Finding]) -> Iterator[_Link]:
    """A link for all that a node does to the pod while it is not ready."""
    faults = [each.origin.fault if isinstance(each.origin, NodeOrigin) else None for each in findings]
    if Fault.NOT_READY in faults:
        cause = faults.index(Fault.NOT_READY)
        for position, fault in enumerate(faults):
            if fault and fault != Fault.NOT_READY:
                yield _Link(position, cause, "")


def _held(findings: Sequence[Finding]) -> Iterator[_Link]:
    """A link for each container that keeps a pod from ending whose work has failed for good."""
    failed = next((index for index, each in enumerate(findings) if each.effect is Effect.FAILED), None)
    for position, finding in enumerate(findings):
        if finding.reason is Reason.JOB_HELD_OPEN and failed is not None:
            yield _Link(position, failed, f"{finding.summary}, so that nothing is tried again.")
        elif finding.reason is Reason.OTHERS_ENDED and failed is not None and finding.severity is not Severity.NOTICE:
            yield _Link(
                position, failed, f"The pod does not end before {finding.subject or called(finding.container)}."
            )


def _relying(subject: Subject, findings: Sequence[Finding]) -> Iterator[_Link]:
    """A link for each container that fails because the one on which it relies at localhost is down."""
    troubles = _by_container(findings)
    for position, finding in enumerate(findings):
        container = subject.by_name.get(finding.container)
        if container is None or finding.reason not in _FAILS_FOR_WANT or finding.severity is Severity.NOTICE:
            continue
        for reliance in reliances(subject, container):
            cause = _trouble(troubles, reliance.server.name, is_proven=reliance.is_proven)
            if cause is not None and cause != position and _may_follow(subject, finding, is_proven=reliance.is_proven):
                at = f"{called(finding.container)} needs it at {reliance.what} ({reliance.where})"
                yield _Link(position, cause, f"{at}, and {finding.predicate}.")
                break


def _probed(subject: Subject, findings: Sequence[Finding]) -> Iterator[_Link]:
    """A link for each failed probe of a container that asks another one which is down."""
    troubles = _by_container(findings)
    for position, finding in enumerate(findings):
        container = subject.by_name.get(finding.container)
        if container is None or finding.severity is Severity.NOTICE:
            continue
        asked = probed_elsewhere(subject, container, finding)
        if asked is None:
            continue
        port, server = asked
        cause = _trouble(troubles, server.name, is_proven=False)
        if cause is not None and cause != position:
            at = f"port {port} of {called(server.name)}"
            yield _Link(position, cause, f"{finding.summary}; that probe asks {at}.")


def _may_follow(subject: Subject, finding: Finding, *, is_proven: bool) -> bool:
    """True if nothing that the container left tells another cause."""
    container = subject.by_name.get(finding.container)
    run = container.view.last_terminated if container is not None else None
    return is_proven or run is None or not run.message


_Placed = dict[str, list[tuple[int, Finding]]]
"""By container: its findings, each with its position."""


def _by_container(findings: Sequence[Finding]) -> _Placed:
    placed: _Placed = {}
    for position, finding in enumerate(findings):
        placed.setdefault(finding.container, []).append((position, finding))
    return placed


def _trouble(troubles: _Placed, name: str, *, is_proven: bool) -> int | None:
    """The position of the finding that says that the container of that name is down; None without one."""
    for position, finding in troubles.get(name, ()):
        if finding.severity is not Severity.NOTICE:
            if is_proven or finding.reason not in _STILL_SERVES:
                return position
    return None


def _with_consequence(cause: Finding, follows: Finding, sentence: str) -> Finding:
    worse = min(cause.severity, follows.severity, key=lambda each: each.rank)
    return msgspec.structs.replace(
        cause,
        severity=worse,
        explanation=paragraph(sentence, cause.explanation),
        detail=paragraph(sentence, cause.detail),
        effect=min(cause.effect, follows.effect, key=_WORST.index),
        advice=cause.advice or ("" if follows.reason in PROBES else follows.advice),
    )


def _as_consequence(follows: Finding, cause: Finding) -> Finding:
    why = f"This follows from another finding: {cause.summary}."
    return msgspec.structs.replace(
        follows,
        severity=Severity.NOTICE,
        explanation=paragraph(follows.explanation, why),
        transition=Transition.NONE,
    )
