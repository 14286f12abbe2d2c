"""Findings of many pods, put together by what they share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

import msgspec

from kubectl_sidecars.cached import cached_property
from kubectl_sidecars.causes.cause import Case, Trait
from kubectl_sidecars.causes.group_keys import (
    Containers,
    GroupKey,
    OneError,
    OnePod,
    Program,
    Provisioner,
    WorkloadFault,
)
from kubectl_sidecars.diagnose.faults import Fault
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.needs import VolumeNeed
from kubectl_sidecars.diagnose.origin import ImageOrigin, SchedulerOrigin, SchedulingOrigin, VolumeOrigin, image_of
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.model import WorkloadKey

Member = tuple[Case, Finding]


class Group(msgspec.Struct, frozen=True, dict=True):
    """One origin: its pods in order, each with its worst finding; `finding` speaks for all, the worst, of pod
    `speaker`; `containers` are those of all findings, in order."""

    cases: tuple[Case, ...]
    findings: tuple[Finding, ...]
    containers: tuple[str, ...]
    speaker: Case
    finding: Finding

    @property
    def severity(self) -> Severity:
        """The severity of the worst finding."""
        return self.finding.severity

    @cached_property
    def since(self) -> datetime | None:
        """The earliest time of its findings; None if none is known."""
        return min((finding.since for finding in self.findings if finding.since is not None), default=None)

    @property
    def may_be_older(self) -> bool:
        """True if one of its pods may have shown it before."""
        return any(finding.may_be_older or finding.since is None for finding in self.findings)

    @cached_property
    def image(self) -> str:
        """The one image that all its findings are of, or ""."""
        images = {image_of(finding.origin) for finding in self.findings}
        return images.pop() if len(images) == 1 else ""

    @cached_property
    def places(self) -> list[WorkloadKey]:
        """The workloads of its pods, each once, in order."""
        return list(dict.fromkeys((case.namespace, case.owner) for case in self.cases if case.owner.kind))

    @cached_property
    def provisioner(self) -> str:
        """The provisioner that the volume claims of all its pods wait for without an answer, or ""."""
        names = {_silent_provisioner(finding) for finding in self.findings}
        return names.pop() if len(names) == 1 else ""

    @property
    def namespaces(self) -> list[str]:
        """The namespaces of its pods, each once, in order."""
        return list(dict.fromkeys(case.namespace for case in self.cases))

    @cached_property
    def trait(self) -> Trait | None:
        """The trait of the container that the finding blames; None without one."""
        return _trait(self.speaker, self.finding)


def groups(cases: Sequence[Case]) -> list[Group]:
    """A group for each origin of a finding above notice; a finding without origin is a group of its own."""
    found: dict[GroupKey, list[Member]] = {}
    for case in sorted((case for case in cases if case.is_sick), key=lambda case: (case.namespace, case.name)):
        for finding in case.findings:
            if finding.severity is not Severity.NOTICE:
                found.setdefault(_origin(case, finding), []).append((case, finding))
    found = _apart(found)
    for wider in (_kill, _workload, _program, _provisioner, _volumes):
        found = _joined(found, wider)
    return [_group(members) for members in found.values()]


MOST_BY_CHANCE = 2
"""Workloads whose helpers may end by one code that says nothing, each for a reason of its own."""


def _apart(found: dict[GroupKey, list[Member]]) -> dict[GroupKey, list[Member]]:
    """The groups, of which one is split by workloads if few helpers of one image end by a code that says nothing and
    their last words are not known: exit 1 alone is no common cause."""
    apart: dict[GroupKey, list[Member]] = {}
    for key, members in found.items():
        places = [(case.namespace, str(case.owner) or case.name) for case, _ in members]
        few = len(set(places)) <= MOST_BY_CHANCE
        if few and isinstance(key, Containers) and not key.scope and key.origin.tells_nothing:
            for place, member in zip(places, members, strict=True):
                apart.setdefault(msgspec.structs.replace(key, scope=place), []).append(member)
            continue
        apart[key] = members
    return apart


def _joined(
    found: dict[GroupKey, list[Member]], wider: Callable[[GroupKey, Member], GroupKey]
) -> dict[GroupKey, list[Member]]:
    joined: dict[GroupKey, list[Member]] = {}
    for key, members in found.items():
        joined.setdefault(wider(key, _speaker(members)), []).extend(members)
    return joined


def _origin(case: Case, finding: Finding) -> GroupKey:
    """Containers of one image count as one only under one name and where more tells that they are the same: a toolbox
    image serves many purposes. An image that cannot be pulled is one cause, whatever its containers are called."""
    origin = finding.origin
    if origin is None:
        return OnePod(case.uid, case.namespace, case.name, finding.reason, finding.container)
    if isinstance(origin, VolumeOrigin):
        return msgspec.structs.replace(origin, error="")
    if isinstance(origin, ImageOrigin):
        return Containers(origin, finding.container, _scope(case, finding))
    return origin


def _scope(case: Case, finding: Finding) -> tuple[str, ...]:
    """Within what the container is the same: a known helper everywhere, another helper where it runs the same command,
    what the pod is for within its workload, and without one where it runs the same for about as long."""
    trait = _trait(case, finding)
    if trait is None:
        return case.namespace, str(case.owner) or case.name
    if trait.is_known:
        return ()
    if trait.is_helper:
        return trait.command
    if case.owner.kind:
        return case.namespace, str(case.owner)
    return case.namespace, "", *trait.command, str(trait.lasted)


def _kill(key: GroupKey, member: Member) -> GroupKey:
    """One workload's kill is one, whichever of its pods the runtime was in time to write OOMKilled for."""
    if not isinstance(key, Containers) or member[1].reason != Reason.POSSIBLY_OOM_KILLED:
        return key
    origin = msgspec.structs.replace(key.origin, fault=Fault.OUT_OF_MEMORY, value=None)
    return msgspec.structs.replace(key, origin=origin)


def _workload(key: GroupKey, member: Member) -> GroupKey:
    """Key for a fault that all revisions of a workload share: it is not the newer one's."""
    case, finding = member
    if not isinstance(key, Containers) or finding.severity is not Severity.CRITICAL or not _is_own_work(case, finding):
        return key
    return WorkloadFault(case.namespace, str(case.owner), finding.container, key.origin.fault, key.origin.value)


def _program(key: GroupKey, member: Member) -> GroupKey:
    """A workload that is in many namespaces under one name, and ends alike in each, has one thing wrong with it."""
    case, finding = member
    origin, trait = finding.origin, _trait(case, finding)
    if not isinstance(origin, ImageOrigin) or trait is None or trait.lasted is None or not _is_own_work(case, finding):
        return key
    return Program(origin, str(case.owner), finding.container, trait.command)


def _provisioner(key: GroupKey, member: Member) -> GroupKey:
    """Claims for which a provisioner does nothing have one cause, whatever mounts them."""
    if not isinstance(key, SchedulingOrigin | SchedulerOrigin):
        return key
    name = _silent_provisioner(member[1])
    return Provisioner(name) if name else key


def _volumes(key: GroupKey, member: Member) -> GroupKey:
    """Volumes that cannot be mounted on one node for one reason have one cause."""
    case, origin = member[0], member[1].origin
    if not isinstance(key, VolumeOrigin) or not isinstance(origin, VolumeOrigin) or not (origin.error and case.node):
        return key
    return OneError(case.node, origin.fault, origin.error)


def _silent_provisioner(finding: Finding) -> str:
    """The provisioner that a pod's claims wait for, "" without one, or if it has said why."""
    waits = [need for need in finding.needs if isinstance(need, VolumeNeed)]
    return waits[0].provisioner if waits and all(need.is_silent for need in waits) else ""


def _is_own_work(case: Case, finding: Finding) -> bool:
    """True if it is of what a workload is for: helpers are one wherever they are."""
    trait = _trait(case, finding)
    return bool(case.owner.kind) and trait is not None and not (trait.is_known or trait.is_helper)


def _trait(case: Case, finding: Finding) -> Trait | None:
    return case.trait_of.get(finding.container)


def _speaker(members: list[Member]) -> Member:
    """The worst; of two as bad, the one that is sure."""
    return min(members, key=lambda member: (member[1].severity.rank, member[1].reason == Reason.POSSIBLY_OOM_KILLED))


def _group(members: list[Member]) -> Group:
    """Each pod once, with its worst finding of this origin."""
    worst: dict[tuple[str, str], Member] = {}
    for case, finding in sorted(members, key=lambda member: (member[0].namespace, member[0].name)):
        worst.setdefault((case.namespace, case.name), (case, finding))
    containers = dict.fromkeys(finding.container for _, finding in members if finding.container)
    speaker, speaks = _speaker(list(worst.values()))
    return Group(
        cases=tuple(case for case, _ in worst.values()),
        findings=tuple(each for _, each in worst.values()),
        containers=tuple(containers),
        speaker=speaker,
        finding=speaks,
    )
