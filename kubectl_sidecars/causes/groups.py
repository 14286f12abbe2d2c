"""Findings of many pods, put together by what they share."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec

from kubectl_sidecars.causes.cause import Case
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.images import REASONS as IMAGE_REASONS
from kubectl_sidecars.model import Owner


class Group(msgspec.Struct, frozen=True):
    """One origin: its pods in order, each with its finding; `finding` speaks for all, the worst, of pod `speaker`."""

    cases: tuple[Case, ...]
    findings: tuple[Finding, ...]
    speaker: Case
    finding: Finding

    @property
    def severity(self) -> Severity:
        return self.finding.severity

    @property
    def since(self) -> datetime | None:
        return min((each.since for each in self.findings if each.since is not None), default=None)

    @property
    def may_be_older(self) -> bool:
        """Whether one of its pods may have shown it before."""
        return any(each.may_be_older or each.since is None for each in self.findings)

    @property
    def image(self) -> str:
        origin = self.finding.origin
        return origin[1] if origin and origin[0] == "image" else ""

    @property
    def owners(self) -> list[Owner]:
        """The workloads of its pods, each once, in order."""
        return list(dict.fromkeys(case.owner for case in self.cases if case.owner.kind))

    @property
    def namespaces(self) -> list[str]:
        return list(dict.fromkeys(case.namespace for case in self.cases))


def groups(cases: Sequence[Case]) -> list[Group]:
    """A group for each origin of a finding above notice; a finding without origin is a group of its own."""
    found: dict[tuple[str, ...], list[tuple[Case, Finding]]] = {}
    for case in sorted((case for case in cases if case.is_sick), key=lambda case: (case.namespace, case.name)):
        for finding in case.findings:
            if finding.severity is not Severity.NOTICE:
                found.setdefault(_key(case, finding), []).append((case, finding))
    return [_group(members) for members in found.values()]


def _key(case: Case, finding: Finding) -> tuple[str, ...]:
    """Containers of one image count as one only under one name and where more tells that they are the same: a toolbox
    image serves many purposes. An image that cannot be had is one cause, whatever its containers are called."""
    if not finding.origin:
        return "pod", case.uid, case.namespace, case.name, finding.reason, finding.container
    if finding.origin[0] == "image" and finding.reason not in IMAGE_REASONS:
        return (*finding.origin, finding.container, *_scope(case, finding.container))
    return finding.origin


def _scope(case: Case, container: str) -> tuple[str, ...]:
    """Within what the container is the same: a known helper everywhere, another helper where it runs the same command,
    what the pod is for within its workload."""
    trait = next((each for each in case.traits if each.name == container), None)
    if trait is None:
        return case.namespace, str(case.owner) or case.name
    if trait.is_known:
        return ()
    if trait.is_helper:
        return trait.command
    if case.owner.kind:
        return case.namespace, str(case.owner)
    return case.namespace, "", *trait.command, str(trait.lasted)


def _group(members: list[tuple[Case, Finding]]) -> Group:
    """Each pod once, with its worst finding of this origin."""
    worst: dict[tuple[str, str], tuple[Case, Finding]] = {}
    for case, finding in members:
        worst.setdefault((case.namespace, case.name), (case, finding))
    speaker, speaks = min(worst.values(), key=lambda member: member[1].severity.rank)
    return Group(tuple(case for case, _ in worst.values()), tuple(each for _, each in worst.values()), speaker, speaks)
