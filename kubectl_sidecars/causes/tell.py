"""A group of findings in sentences: who, what, why, since when, and what does not show it."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.causes.others import Others
from kubectl_sidecars.causes.revisions import revision_change
from kubectl_sidecars.diagnose.finding import Effect
from kubectl_sidecars.diagnose.words import clock, image_tag, listed, number
from kubectl_sidecars.model import Owner
from kubectl_sidecars.snapshot import Snapshot

MOST_NAMED = 3
"""Workloads that are named; more are counted."""

_OF_MANY = {
    Effect.BLOCKED: "None of these pods has started its main containers.",
    Effect.UNREADY: "The main containers run on, but none of these pods is Ready, so no Service sends them traffic.",
    Effect.DOWN: "None of these pods has a main container that runs.",
    Effect.NONE: "",
}


class Told(msgspec.Struct, frozen=True):
    title: str
    message: str


def tell(group: Group, others: Others, around: Snapshot) -> Told:
    """One pod in its own words; many in what they share."""
    finding = group.finding
    if len(group.cases) == 1:
        title = finding.title or f"{finding.summary}."
        said = [finding.message or title]
    else:
        title = f"{_what(group)}, in {_where(group, others)}{_since(group, around)}."
        effects = {each.effect for each in group.findings}
        said = [title, finding.detail, _OF_MANY[effects.pop()] if len(effects) == 1 else ""]
    said += [_not_shown_by(group, others), revision_change(group, others, around)]
    return Told(title, " ".join(each for each in said if each))


def _since(group: Group, around: Snapshot) -> str:
    """`, since 11:59`: of many pods the first, unless one of them may have been the first before."""
    if group.since is None:
        return ""
    at = clock(group.since, around.taken_at)
    return f", at least since {at}" if group.may_be_older else f", since {at}"


def _what(group: Group) -> str:
    """`linkerd-proxy edge-25.8.1 exits with 101 after 2 s`."""
    finding, tag = group.finding, image_tag(group.image)
    others = list(dict.fromkeys(each.container for each in group.findings if each.container != finding.container))
    if others and finding.container and finding.summary.startswith(f"{finding.container} "):
        named = listed(others) if len(others) <= MOST_NAMED else f"{len(others)} others"
        return f"{finding.container} (elsewhere {named}){finding.summary.removeprefix(finding.container)}"
    if finding.container and tag and finding.summary.startswith(f"{finding.container} "):
        return f"{finding.container} {tag}{finding.summary.removeprefix(finding.container)}"
    return finding.summary


def _where(group: Group, others: Others) -> str:
    """`6 of 6 pods of Deployment/storefront and StatefulSet/orders`."""
    owners = group.owners
    owned = [case for case in group.cases if case.owner.kind]
    if not owners:
        return f"{len(group.cases)} pods{_in_namespaces(group)}"
    names = listed(str(owner) for owner in owners) if len(owners) <= MOST_NAMED else _counted(owners)
    bare = len(group.cases) - len(owned)
    also = f" and {number(bare, 'pod')} without an owner" if bare else ""
    return f"{len(owned)} of {others.pods_of(group)} pods of {names}{also}{_in_namespaces(group)}"


def _counted(owners: Sequence[Owner]) -> str:
    return number(len(owners), "workload")


def _in_namespaces(group: Group) -> str:
    names = group.namespaces
    if len(names) == 1:
        return f" in namespace {names[0]}"
    return f" in namespaces {listed(names)}" if len(names) <= MOST_NAMED else f" in {len(names)} namespaces"


def _not_shown_by(group: Group, others: Others) -> str:
    """`2 pods with 4.7.1 are fine.` What is well tells as much as what is not."""
    fine = others.fine(group)
    said = [f"{number(count, 'pod')} with {tag}" for tag, count in fine.other_images.items()]
    if fine.same:
        said.append(f"{number(fine.same, 'other pod')} of the same workload")
    if fine.elsewhere:
        said.append(f"{number(fine.elsewhere, 'pod')} elsewhere with the same image")
    if not said:
        return ""
    return f"{listed(said)} {'are' if fine.total > 1 else 'is'} fine."
