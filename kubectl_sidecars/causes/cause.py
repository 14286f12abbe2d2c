"""Findings of many pods that share one origin, with the blast radius."""

from __future__ import annotations

from datetime import datetime

import msgspec

from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.model import Owner


class Case(msgspec.Struct, frozen=True, gc=False):
    """One pod as the causes see it, healthy ones too: they tell what does not show the fault.

    `revision` is the pod-template-hash or controller-revision-hash; `images` are (container, image).
    """

    namespace: str
    name: str
    uid: str
    owner: Owner
    revision: str
    node: str
    images: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]


class PodName(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    namespace: str
    name: str


class Cause(msgspec.Struct, frozen=True, rename="camel", gc=False):
    """One verdict. `title` is its first sentence, who and what; `message` the whole of it in plain sentences.

    `owners` are KIND/NAME; `container` and `image` are empty where the cause is not one container's.
    """

    reason: str
    severity: Severity
    title: str
    message: str
    pods: tuple[PodName, ...]
    owners: tuple[str, ...]
    since: datetime | None
    container: str = ""
    image: str = ""
    last_words: str = ""
    advice: str = ""
    commands: tuple[str, ...] = ()
