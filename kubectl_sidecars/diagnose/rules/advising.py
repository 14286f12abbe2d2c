"""Advice on a pod's helpers: notices, never alarms. At most one stands on a container, the most useful one."""

from __future__ import annotations

from collections.abc import Iterator
from operator import attrgetter

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.classify import Judgement, Role
from kubectl_sidecars.classify.bounded_cache import Memory
from kubectl_sidecars.diagnose.finding import Finding
from kubectl_sidecars.diagnose.rules.advice import (
    OF_ANY,
    OF_LEGACY,
    Apps,
    waiting_init,
)
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.model import ContainerType


def advise(subject: Subject) -> Iterator[Finding]:
    """How helpers could be run better: native, with requests, or not at all. Notices only."""
    apps = [life for life in subject.mains if life.judgement.role is Role.MAIN]
    is_done = all(isinstance(life.view.state, Terminated) for life in apps)
    judged = subject.judgements
    read = [is_done, subject.pod.spec.restart_policy, *[_read(view.spec) for view in subject.views]]
    key = (id(judged), *[view.spec.image for view in subject.views])
    known = _kept.get(key)
    if known is None or known[1] != read:
        known = judged, read, tuple(_advised(subject, apps, is_done=is_done))
        _kept.keep(key, known)
    yield from known[2]


_read = attrgetter("resources.requests", "resources.limits", "lifecycle.post_start", "startup_probe", "readiness_probe")
"""What advice reads of a container's spec, beside its image and all that its classification reads."""

Known = tuple[tuple[Judgement, ...], list[object], tuple[Finding, ...]]


def _never(key: tuple[object, ...]) -> Known:
    raise KeyError(key)


_kept: Memory[tuple[object, ...], Known] = Memory(_never)
"""The advice for the pods of one template, with what it was made from. Classification judges them once: their
judgements are one value, known by where it is for as long as it is kept here."""


def _advised(subject: Subject, apps: Apps, *, is_done: bool) -> Iterator[Finding]:
    for life in subject.containers:
        if life.view.type is ContainerType.INIT:
            finding = waiting_init(life)
        elif life.judgement.is_helper:
            finding = _of_helper(subject, life, apps, is_done=is_done)
        else:
            continue
        if finding:
            yield finding


def _of_helper(subject: Subject, life: Assessment, apps: Apps, *, is_done: bool) -> Finding | None:
    """Of a helper that outlived its main containers a finding of its own tells."""
    if life.view.type is ContainerType.CONTAINER and not is_done:
        for advice in OF_LEGACY:
            if found := advice(subject, life, apps):
                return found
    for advice in OF_ANY:
        if found := advice(subject, life, apps):
            return found
    return None
