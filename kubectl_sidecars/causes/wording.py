"""A group of findings in sentences: who, what, why, since when, and what does not show it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from kubectl_sidecars.causes.cures import rollback
from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.causes.makers import maker_words
from kubectl_sidecars.causes.owner_effects import owner_effects
from kubectl_sidecars.causes.peers import Peers
from kubectl_sidecars.causes.revisions import revision_change
from kubectl_sidecars.causes.stuck_revision import stuck_revision
from kubectl_sidecars.container_names import all_called, begun, called
from kubectl_sidecars.diagnose.facts.setup_events import VOLUME
from kubectl_sidecars.diagnose.faults import MessageKey
from kubectl_sidecars.diagnose.finding import Effect
from kubectl_sidecars.diagnose.origin import MissingOrigin
from kubectl_sidecars.diagnose.phrasing.paragraph import after, paragraph
from kubectl_sidecars.diagnose.phrasing.words import clock, image_tag, tag_words
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.sentences import counted, listed, part
from kubectl_sidecars.snapshot import Snapshot

MOST_NAMED = 3
"""Workloads that are named; more are counted."""

_OF_MANY = {
    Effect.BLOCKED: "None of these pods has started its main containers.",
    Effect.UNREADY: "The apps run on, but none of these pods is Ready, so no Service sends them traffic.",
    Effect.DOWN: "All of these pods are down.",
    Effect.FAILED: "",
    Effect.NONE: "",
}


_EACH_ITS_OWN = frozenset({*VOLUME.values(), Reason.PROBE_CANNOT_RUN})
"""Reasons whose subject, a volume or a probe, may be another one in each pod of a cause."""


class CauseWords(msgspec.Struct, frozen=True):
    """The first sentence of a cause, the others, and the advice. The first of many pods is `summary` and `extent`.
    `cure` is the command that takes the fault away, "" where none is known. `names_owner` is True where these words
    name the workloads; `meaning` is that of the last words which they tell, None where they tell none."""

    summary: str
    explanation: str
    advice: str
    extent: str = ""
    cure: str = ""
    names_owner: bool = False
    meaning: MessageKey | None = None

    @property
    def title(self) -> str:
        """The whole first sentence."""
        return f"{self.summary}, {self.extent}." if self.extent else self.summary


def tell(group: Group, others: Peers, around: Snapshot) -> CauseWords:
    """One pod in its own words; many in what they share."""
    finding = group.finding
    if len(group.cases) == 1:
        summary, extent, meaning = finding.title, "", finding.meaning
        alike = [name for name in group.containers if name != finding.container]
        sentences = [finding.explanation, f"The same goes for {all_called(alike)}." if alike else ""]
    else:
        because = _because(group)
        summary, meaning = begun(f"{_what(group)}{because}"), finding.meaning if because else None
        extent = f"in {_where(group, others)}{_since(group, around)}"
        effects = {other.effect for other in group.findings}
        sentences = [finding.detail, _OF_MANY[effects.pop()] if len(effects) == 1 else ""]
    change, skips = revision_change(group, others, around), tuple(owner_effects(group, around))
    made, mend = _maker(group, others)
    sentences += [_not_shown_by(group, others), _on_one_node(group, others), change, made, *skips]
    kept, delete = stuck_revision(group, around)
    names_owner = bool(extent or change or skips or kept)
    if delete:
        advice = f"Delete the pod, so that one of the new revision is made (`{delete}`)."
        return CauseWords(summary, paragraph(*sentences, kept), advice, extent, delete, names_owner, meaning)
    undo = rollback(group, around)
    back = f"Go back to the revision that serves (`{undo}`)." if undo else ""
    return CauseWords(
        summary, paragraph(*sentences), paragraph(back, mend or finding.advice), extent, undo, names_owner, meaning
    )


def _maker(group: Group, others: Peers) -> tuple[str, str]:
    """A sentence on the object from which a missing one is made, and the cure; "" for both without one."""
    origin = group.finding.origin
    return maker_words(origin, others.warnings_of_makers) if isinstance(origin, MissingOrigin) else ("", "")


def _since(group: Group, around: Snapshot) -> str:
    """`, since 11:59`: of many pods the first, unless one of them may have been the first before."""
    if group.since is None:
        return ""
    at = clock(group.since, around.taken_at)
    return f", at least since {at}" if group.may_be_older else f", since {at}"


def _what(group: Group) -> str:
    """`linkerd-proxy edge-25.8.1 exits with 101 after 2 s`, without the time where it is not one for all."""
    finding, tag = group.finding, tag_words(image_tag(group.image))
    times = {after(other.ran_for) for other in group.findings if other.container == finding.container}
    if group.provisioner:
        return f"Volume claims wait for provisioner {group.provisioner}"
    if not finding.container:
        words = summary_of(group)
        return words[:1].upper() + words[1:]
    does = f"{finding.predicate}{after(finding.ran_for) if len(times) == 1 else ''}"
    if finding.subject:
        return f"{finding.subject} {does}"
    others = [name for name in group.containers if name != finding.container]
    if others:
        named = all_called(others) if len(others) <= MOST_NAMED else f"{len(others)} others"
        return f"{called(finding.container)} (elsewhere {named}) {does}"
    return f"{called(finding.container)} {tag} {does}" if tag else f"{called(finding.container)} {does}"


def summary_of(group: Group) -> str:
    """The summary of the finding that speaks for all, with the volumes or probes of all where each pod has its own."""
    finding = group.finding
    subjects = list(dict.fromkeys(each.subject for each in group.findings if each.predicate == finding.predicate))
    if len(subjects) < 2 or not all(subjects) or finding.reason not in _EACH_ITS_OWN:
        return finding.summary
    named = listed(subjects[:MOST_NAMED], more=len(subjects) - MOST_NAMED)
    return f"{named} {finding.predicate}"


def _because(group: Group) -> str:
    """`: node-1 has no free IP address for pods`, of `their nodes` where they are several; "" where it is not the same
    for all."""
    finding = group.finding
    one = {each.because for each in group.findings} == {finding.because}
    many = {each.because_of_many for each in group.findings} == {finding.because_of_many}
    words = finding.because if one else finding.because_of_many if many else ""
    return f": {words}" if words else ""


def _where(group: Group, others: Peers) -> str:
    """`6 of 6 pods of Deployment/storefront and StatefulSet/orders`."""
    places = group.places
    owned = [case for case in group.cases if case.owner.kind]
    if not places:
        return f"{counted(len(group.cases), 'pod')}{in_namespaces(group.namespaces)}"
    pairs = [(namespace, str(owner)) for namespace, owner in places]
    named = _names(pairs)
    bare = [case for case in group.cases if not case.owner.kind]
    whole = others.pods_of(group)
    pods = "the pod" if len(owned) == whole == 1 else part(len(owned), whole, "pod")
    if not bare:
        return f"{pods} of {in_places(named, pairs)}"
    also = f"pod {bare[0].name}" if len(bare) == 1 else f"{counted(len(bare), 'pod')} without an owner"
    if len(group.namespaces) == 1:
        return f"{pods} of {named} and {also}{in_namespaces(group.namespaces)}"
    return f"{pods} of {in_places(named, pairs)} and {also}{in_namespaces(_unique(case.namespace for case in bare))}"


def in_places(named: str, places: Sequence[tuple[str, str]]) -> str:
    """`Deployment/web and Deployment/api in namespace shop`: the names of workloads, and their namespaces. With several
    names and namespaces each name has its own. `places` are pairs of namespace and name, all those that are named."""
    namespaces = _unique(namespace for namespace, _ in places)
    if len(namespaces) > 1 and len({name for _, name in places}) > 1 and len(places) <= MOST_NAMED:
        return listed([f"{name}{in_namespaces([namespace])}" for namespace, name in places])
    return f"{named}{in_namespaces(namespaces)}"


def _names(places: Sequence[tuple[str, str]]) -> str:
    """The names, or their number if they are many; one name may be that of a workload in each of many namespaces."""
    names = _unique(name for _, name in places)
    if len(names) == len(places) <= MOST_NAMED:
        return listed(names)
    same = f" called {names[0]}" if len(names) == 1 else ""
    return f"{counted(len(places), 'workload')}{same}"


def _unique(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def in_namespaces(names: Sequence[str]) -> str:
    """` in namespaces shop and stock`."""
    if len(names) == 1:
        return f" in namespace {names[0]}"
    return f" in namespaces {listed(names)}" if len(names) <= MOST_NAMED else f" in {counted(len(names), 'namespace')}"


def _not_shown_by(group: Group, others: Peers) -> str:
    """`2 pods with 4.7.1 are fine.` What is well tells as much as what is not."""
    fine = others.fine(group)
    parts = [f"{counted(count, 'pod')} with {tag_words(tag)}" for tag, count in fine.other_images.items()]
    if fine.other_revisions:
        parts.append(f"{counted(fine.other_revisions, 'pod')} of another revision")
    if fine.same:
        these = "the same workload" if len(group.places) == 1 else "these workloads"
        parts.append(f"{counted(fine.same, 'other pod')} of {these}")
    elif fine.elsewhere:
        parts.append(f"{counted(fine.elsewhere, 'pod')} elsewhere with the same image")
    if not parts:
        return ""
    return f"{listed(parts)} {'are' if fine.total > 1 else 'is'} fine."


def _on_one_node(group: Group, others: Peers) -> str:
    """`All that show it are on node n1, and all that are fine on other nodes.`; "" for pods that are on no node."""
    nodes = {case.node for case in group.cases}
    if len(group.cases) == 1 or len(group.places) != 1 or len(nodes) != 1 or "" in nodes:
        return ""
    fine = [mate for mate in others.mates(group.speaker) if mate.node and mate.is_well and not mate.is_sick]
    if len(fine) < 2 or any(mate.node in nodes for mate in fine):
        return ""
    return f"All that show it are on node {nodes.pop()}, and all that are fine on other nodes."
