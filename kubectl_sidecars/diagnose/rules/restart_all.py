"""Restarts that a rule of a container asks for (restartPolicyRules): of itself (KEP-5307), or of all containers in
place (KEP-5532). The kubelet gives each of these an end of its own making, but they are one restart.
"""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.container_names import all_called, called
from kubectl_sidecars.diagnose.facts.restart_rules import MADE_UP, asks_for_all, is_plain_exit
from kubectl_sidecars.diagnose.finding import Finding, LogRef, Severity, Transition
from kubectl_sidecars.diagnose.origin import ImageOrigin
from kubectl_sidecars.diagnose.phrasing import kubectl
from kubectl_sidecars.diagnose.phrasing.field_paths import condition_evidence, ended_path
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.words import clock, verb
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.exits import exit_words
from kubectl_sidecars.lifecycle.restarts import RESET_AFTER
from kubectl_sidecars.model import ContainerView, condition, is_true
from kubectl_sidecars.sentences import often


def _may_tell(view: ContainerView) -> bool:
    """For most pods this is all that is asked, of what has not been classified."""
    run = view.last_terminated
    return run is not None and (run.reason == MADE_UP or bool(view.spec.restart_policy_rules))


def restarted_together(subject: Subject) -> Iterator[Finding]:
    """A restart rule has restarted all containers of the pod in place, which is one restart and not one of each."""
    if not any(map(_may_tell, subject.views)) or is_true(subject.pod, "AllContainersRestarting"):
        return
    runs = [(container, run) for container in subject.containers if (run := container.view.last_terminated) is not None]
    ended = [(container, run) for container, run in runs if run.reason == MADE_UP or asks_for_all(container, run)]
    asked = next(((container, run) for container, run in ended if run.reason != MADE_UP), None)
    if not ended or (asked is not None and not is_plain_exit(subject, *asked)):
        return  # of that one its own finding speaks
    at = max((run.finished_at for _, run in ended if run.finished_at is not None), default=None)
    when = f" at {clock(at, subject.now)}" if at is not None else ""
    count = max(container.view.restart_count for container, _ in ended)
    if asked is not None:
        by = f"{called(asked[0].name)} ended with {exit_words(asked[1])}{when}, and a rule of its restartPolicyRules"
        title = f"{by} restarts all containers of the pod."
        whose, predicate = f"{called(asked[0].name)}'s exit {asked[1].exit_code}", "restarts all containers"
        log = LogRef(asked[0].name, previous=True)
    else:
        title = f"A restart rule restarted all containers of the pod{when}."
        whose, predicate, log = "a restart rule", "restarted all containers", None
    others = [container.name for container, run in ended if run.reason == MADE_UP]
    with_it = f"{all_called(others)} {verb(others, 'has', 'have')} not failed: exit 137 is made up." if others else ""
    container, run = asked or ended[0]
    yield Finding(
        reason=Reason.RESTART_ALL_CONTAINERS,
        severity=Severity.WARNING if count > 1 and subject.within(at, RESET_AFTER) else Severity.NOTICE,
        container=asked[0].name if asked else "",
        subject=whose,
        predicate=predicate,
        title=title,
        explanation=paragraph(f"So far that was {often(count)}.", with_it),
        since=at,
        evidence=(f"{ended_path(subject, container)}.exitCode={run.exit_code}",),
        commands=(kubectl.logs_or_describe(subject, log),),
        log=log,
        origin=ImageOrigin(container.view.spec.image, Reason.RESTART_ALL_CONTAINERS),
        transition=Transition.JUST_PAST,
    )


def restarting_in_place(subject: Subject) -> Iterator[Finding]:
    """A restart rule restarts all containers of the pod in place (RestartAllContainers)."""
    found = condition(subject.pod, "AllContainersRestarting")
    if found is None or found.status != "True":
        return
    asked = [
        container
        for container in subject.containers
        if any(rule.action == "RestartAllContainers" for rule in container.view.spec.restart_policy_rules)
    ]
    by = f"because {called(asked[0].name)} exited" if asked else "by a restart rule"
    ended = asked[0].view.last_terminated if asked else None
    code = f" with {ended.exit_code}" if ended is not None and ended.reason != "RestartingAllContainers" else ""
    yield Finding(
        reason=Reason.RESTART_ALL_CONTAINERS,
        severity=Severity.WARNING,
        container=asked[0].name if asked else "",
        subject="the pod",
        predicate="restarts in place",
        title=f"The pod restarts in place {by}{code}: all its containers, init containers first.",
        explanation="Grace is 0 and no preStop hook runs; the pod keeps its IP and its volumes.",
        since=found.last_transition_time,
        evidence=(condition_evidence(found),),
        commands=(kubectl.describe(subject),),
    )
