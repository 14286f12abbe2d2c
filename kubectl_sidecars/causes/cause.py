"""Findings of many pods that share one origin, with the blast radius."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cached_property
from typing import Self

import msgspec

from kubectl_sidecars.api import OwnerReference
from kubectl_sidecars.diagnose.faults import MessageKey
from kubectl_sidecars.diagnose.finding import Effect, Finding, Severity
from kubectl_sidecars.diagnose.needs import Need, Serving
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.reasons import AnyReason
from kubectl_sidecars.model import Owner

AUTOSCALER = "HorizontalPodAutoscaler"
"""The kind of an owner of which it is said that it cannot scale, and not that it gets no pods."""


class OwnerName(str):
    """The text KIND/NAME of a workload, which is what JSON has of it, with its two parts."""

    __slots__ = ("kind", "name")
    __match_args__ = ("kind", "name")
    kind: str
    name: str

    def __new__(cls, kind: str, name: str) -> Self:
        """The text of a workload with this kind and name; "" without a kind."""
        made = super().__new__(cls, f"{kind}/{name}" if kind else "")
        made.kind, made.name = kind, name
        return made


def name_of(owner: Owner | OwnerReference) -> OwnerName:
    """The name of an owner."""
    return OwnerName(owner.kind, owner.name)


class Trait(msgspec.Struct, frozen=True, gc=False):
    """Key by which two containers of one image and name are the same: `is_known` is a helper of the catalogue;
    `lasted` is the order of magnitude of its last run, in seconds."""

    name: str
    is_helper: bool
    is_known: bool
    command: tuple[str, ...]
    lasted: int | None


class Case(msgspec.Struct, frozen=True, dict=True):
    """One pod as the causes see it, healthy ones too: they tell what does not show the fault.

    `revision` is the pod-template-hash or controller-revision-hash; `images` are (container, image).
    `is_well` is Ready or done, and not being deleted; `traits` are those of containers with findings. `serves` is what
    other pods need of it; `services` are the names of the Services that select it, `ports` are those that the
    containers of a sick pod declare. `host_ip` is the address of its node; `made_for` is the
    node that a pod of a DaemonSet waits for.
    """

    namespace: str
    name: str
    uid: str
    owner: Owner
    revision: str
    node: str
    images: tuple[tuple[str, str], ...]
    findings: tuple[Finding, ...]
    is_well: bool = False
    traits: tuple[Trait, ...] = ()
    made: datetime | None = None
    serves: tuple[Serving, ...] = ()
    services: tuple[str, ...] = ()
    ports: tuple[int, ...] = ()
    host_ip: str = ""
    made_for: str = ""

    @cached_property
    def trait_of(self) -> Mapping[str, Trait]:
        """The traits by the names of their containers."""
        return {trait.name: trait for trait in reversed(self.traits)}

    @property
    def is_sick(self) -> bool:
        """True if there is more than notices. A plain loop: it is asked of each pod of a cluster."""
        for finding in self.findings:  # noqa: SIM110 - `any` with a generator takes twice as long
            if finding.severity is not Severity.NOTICE:
                return True
        return False


class PodName(msgspec.Struct, frozen=True, gc=False, rename="camel"):
    namespace: str
    name: str


class LogRequest(msgspec.Struct, frozen=True, gc=False):
    """One log of one container: that of its run before, where `previous`."""

    namespace: str
    pod: str
    container: str
    previous: bool
    uid: str = ""
    """That of the pod; "" in a manifest without one."""


class RevisionRequest(msgspec.Struct, frozen=True, gc=False):
    """The revisions to read of a StatefulSet or DaemonSet: `revision` has the fault, pods of `serving` are ready."""

    namespace: str
    kind: str
    name: str
    revision: str
    serving: tuple[str, ...]


class Consequence(msgspec.Struct, frozen=True, kw_only=True, rename="camel", gc=False):
    """A verdict that follows from another one: it would be a cause of its own without that.

    `summary` says what its pods show; `owners` are KIND/NAME, of pods that were never made too."""

    reason: AnyReason
    severity: Severity
    summary: str
    container: str = ""
    effect: Effect = Effect.NONE
    pods: tuple[PodName, ...]
    owners: tuple[OwnerName, ...]


class Cause(msgspec.Struct, frozen=True, kw_only=True, rename="camel", gc=False):
    """One verdict. `title` is its first sentence, who and what; `explanation` are the others; `message` is all of it.

    Where the title speaks of many pods, it consists of `summary`, what is wrong, and `extent`, where and since when;
    else the summary is the title. `cure` is the command that takes the fault away, "" where none is known.

    `log` is the log to read first, of one of the pods; None where no log would help. `revisions` are those to read for
    a way back; None where another revision would be no cure.

    `meaning` is that of the last words which the title tells, None where it tells none.

    `pods` are those at fault, not those that suffer from it: these are in `consequences`. `needs` are what all of them
    depend on outside their pods. `owners` are KIND/NAME, the first of them in the first of `namespaces`. It began
    before `since` where it `may_be_older`; `container` and `image` are empty where the cause is not one container's.
    """

    reason: AnyReason
    severity: Severity
    title: str
    message: str = ""
    pods: tuple[PodName, ...]
    owners: tuple[OwnerName, ...]
    since: datetime | None
    container: str = ""
    image: str = ""
    last_words: str = ""
    advice: str = ""
    commands: tuple[str, ...] = ()
    may_be_older: bool = False
    explanation: str = ""
    needs: tuple[Need, ...] = ()
    consequences: tuple[Consequence, ...] = ()
    summary: str = ""
    extent: str = ""
    namespaces: tuple[str, ...] = ()
    log: LogRequest | None = None
    revisions: RevisionRequest | None = None
    cure: str = ""
    meaning: MessageKey | None = None

    @property
    def next_command(self) -> str:
        """The command to run first: the cure, else the first that tells more; "" without one."""
        return self.cure or next(iter(self.commands), "")

    def __post_init__(self) -> None:
        """Makes the message, and the summary and the namespaces where they were not given."""
        if not self.summary:
            msgspec.structs.force_setattr(self, "summary", self.title)
        if not self.namespaces:
            names = tuple(dict.fromkeys(pod.namespace for pod in self.pods))
            msgspec.structs.force_setattr(self, "namespaces", names)
        msgspec.structs.force_setattr(self, "message", paragraph(self.title, self.explanation))

    def continues(self, other: Cause) -> bool:
        """True if it is what `other` was in an earlier report, whatever has become of its pods and sentences."""
        if (self.reason, self.container, self.image) != (other.reason, other.container, other.image):
            return False
        return not set(self.pods).isdisjoint(other.pods) if self.pods else self.owners == other.owners
