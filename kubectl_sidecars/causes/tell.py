"""A group of findings in sentences: who, what, why, since when, and what does not show it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kubectl_sidecars.causes.cause import Case
from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.causes.revisions import revision_change
from kubectl_sidecars.diagnose.finding import Effect, Severity
from kubectl_sidecars.diagnose.words import clock, image_tag, listed, number
from kubectl_sidecars.model import Owner
from kubectl_sidecars.snapshot import Snapshot

MOST_NAMED = 3
"""Workloads that are named; more are counted."""

_OF_MANY = {
    Effect.BLOCKED: "None of these pods has started its main containers.",
    Effect.UNREADY: "The main containers run on, but none of these pods is Ready, so no Service sends them traffic.",
    Effect.DOWN: "In none of these pods a main container runs on.",
    Effect.NONE: "",
}


class Told(msgspec.Struct, frozen=True):
    title: str
    message: str


def tell(group: Group, cases: Sequence[Case], around: Snapshot) -> Told:
    """One pod in its own words; many in what they share."""
    finding = group.finding
    others = _others(group, cases)
    if len(group.cases) == 1:
        title = finding.title or f"{finding.summary}."
        said = [finding.message or title]
    else:
        since = f", since {clock(group.since, around.taken_at)}" if group.since else ""
        title = f"{_what(group)}, in {_where(group, others)}{since}."
        effects = {each.effect for each in group.findings}
        said = [title, finding.detail, _OF_MANY[effects.pop()] if len(effects) == 1 else ""]
    said += [_not_shown_by(group, others), revision_change(group, around)]
    return Told(title, " ".join(each for each in said if each))


def _what(group: Group) -> str:
    """`linkerd-proxy edge-25.8.1 exits with 101 after 2 s`."""
    finding, tag = group.finding, image_tag(group.image)
    if finding.container and tag and finding.summary.startswith(f"{finding.container} "):
        return f"{finding.container} {tag}{finding.summary.removeprefix(finding.container)}"
    return finding.summary


def _where(group: Group, others: Sequence[Case]) -> str:
    """`6 of 6 pods of Deployment/storefront and StatefulSet/orders`."""
    owners = group.owners
    owned = [case for case in group.cases if case.owner.kind]
    places = {(case.namespace, case.owner) for case in owned}
    total = len(owned) + sum(1 for case in others if (case.namespace, case.owner) in places)
    pods = f"{len(group.cases)} pods" if len(owned) < len(group.cases) else f"{len(owned)} of {total} pods"
    if not owners:
        return f"{pods}{_in_namespaces(group)}"
    names = listed(str(owner) for owner in owners) if len(owners) <= MOST_NAMED else _counted(owners)
    return f"{pods} of {names}{_in_namespaces(group)}"


def _counted(owners: Sequence[Owner]) -> str:
    return number(len(owners), "workload")


def _in_namespaces(group: Group) -> str:
    names = group.namespaces
    if len(names) == 1:
        return f" in namespace {names[0]}"
    return f" in namespaces {listed(names)}" if len(names) <= MOST_NAMED else f" in {len(names)} namespaces"


def _others(group: Group, cases: Sequence[Case]) -> list[Case]:
    """The pods of the same workloads, or with the same image in the same container, that do not show it."""
    shown = {(case.namespace, case.name) for case in group.cases}
    owners = {(case.namespace, case.owner) for case in group.cases if case.owner.kind}
    if not owners and not group.image:
        return []
    container = (group.finding.container, group.image)
    return [
        case
        for case in cases
        if ((case.namespace, case.owner) in owners or (group.image and container in case.images))
        and (case.namespace, case.name) not in shown
    ]


def _not_shown_by(group: Group, others: Sequence[Case]) -> str:
    """`2 pods with 4.7.1 are fine.` What is well tells as much as what is not."""
    container = group.finding.container
    owners = {(case.namespace, case.owner) for case in group.cases if case.owner.kind}
    old: dict[str, int] = {}
    same = elsewhere = 0
    for case in others:
        if any(finding.severity is not Severity.NOTICE for finding in case.findings):
            continue
        image = dict(case.images).get(container, "")
        if (case.namespace, case.owner) not in owners:
            elsewhere += 1
        elif group.image and image and image != group.image:
            old[image_tag(image) or image] = old.get(image_tag(image) or image, 0) + 1
        else:
            same += 1
    said = [f"{number(count, 'pod')} with {tag}" for tag, count in old.items()]
    if same:
        said.append(f"{number(same, 'other pod')} of the same workload")
    if elsewhere:
        said.append(f"{number(elsewhere, 'pod')} elsewhere with the same image")
    if not said:
        return ""
    many = len(said) > 1 or sum(old.values()) + same + elsewhere > 1
    return f"{listed(said)} {'are' if many else 'is'} fine."
