"""Known faults of the kubelet by version, where the symptom of a finding fits one of them.

Each row cites the change that fixed it; the versions are those of the release notes (CHANGELOG/CHANGELOG-1.N.md of
kubernetes/kubernetes), which name the change or its cherry pick.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import msgspec

from kubectl_sidecars.api import Running, Waiting
from kubectl_sidecars.diagnose.facts.events import latest, of_container
from kubectl_sidecars.diagnose.facts.impact import initialises
from kubectl_sidecars.diagnose.facts.overdue_restarts import overdue
from kubectl_sidecars.diagnose.reasons import AnyReason, Reason
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.lifecycle.restarts import LONGEST_DELAY
from kubectl_sidecars.model import ContainerType
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.sentences import listed
from kubectl_sidecars.snapshot import last_seen

Version = tuple[int, int, int]


class KnownFault(msgspec.Struct, frozen=True):
    """A fault: the versions that have it, each range with the version that has it no more, None where no patch of that
    minor version was fixed; what it does, the change that fixed it, and how to get on. `shows` is the symptom."""

    ranges: tuple[tuple[Version, Version | None], ...]
    words: str
    source: str
    cure: str
    shows: Callable[[Subject, Assessment, AnyReason], bool]

    def fixed_in(self, version: Version) -> Version | None:
        """The version that ends the range in which this one lies; (0, 0, 0) for one outside of every range."""
        for first, end in self.ranges:
            if first <= version and ((end is None and version[:2] == first[:2]) or (end is not None and version < end)):
                return end
        return _OUTSIDE


_OUTSIDE: Version = (0, 0, 0)


def _has_probed_sidecar(subject: Subject) -> bool:
    """True if a native sidecar with a startup probe has started."""
    return any(_is_probed_sidecar(each) and each.view.is_started for each in subject.containers)


def _starts_no_main(subject: Subject, container: Assessment, _reason: AnyReason) -> bool:
    """A plain container that is not started again beside a native sidecar that runs and has a startup probe."""
    return (
        container.view.type is ContainerType.CONTAINER
        and overdue(subject, container) is not None
        and subject.once(_has_probed_sidecar)
    )


def _probes_no_more(subject: Subject, container: Assessment, reason: AnyReason) -> bool:
    """A native sidecar that was restarted, and whose startup probe is not run in a pod with restartPolicy Never."""
    if reason != Reason.STARTUP_PROBE_PENDING or subject.pod.spec.restart_policy != "Never":
        return False
    state = container.view.state
    if not _is_probed_sidecar(container) or not container.view.restart_count or not isinstance(state, Running):
        return False
    failed = latest(of_container(subject, container.view), "Unhealthy", "Startup probe")
    return failed is None


def _ends_late(subject: Subject, container: Assessment, reason: AnyReason) -> bool:
    """A native sidecar of a pod that is deleted while its init containers run: it gets no signal."""
    return (
        reason in (Reason.STOPPING, Reason.DELETION_STUCK, Reason.GRACE_PERIOD_EXCEEDED)
        and container.view.type is ContainerType.SIDECAR
        and subject.once(initialises)
    )


def _init_not_retried(subject: Subject, container: Assessment, _reason: AnyReason) -> bool:
    """An init container or native sidecar that the runtime could not start, and that is not tried again."""
    state = container.view.state
    if not container.view.in_init_containers or not isinstance(state, Waiting) or state.reason not in _RUNTIME_FAILED:
        return False
    failed = latest(of_container(subject, container.view), "Failed")
    return failed is not None and not subject.within(last_seen(failed), _RETRIED_BY)


_RUNTIME_FAILED = frozenset({"RunContainerError", "CreateContainerError"})
_RETRIED_BY = 2 * LONGEST_DELAY
"""Seconds in which a kubelet that works tries again, whatever the back-off."""


def _is_probed_sidecar(container: Assessment) -> bool:
    view = container.view
    return (
        view.type is ContainerType.SIDECAR and view.spec.startup_probe is not None and isinstance(view.state, Running)
    )


FAULTS: tuple[KnownFault, ...] = (
    KnownFault(
        (((1, 35, 0), (1, 35, 4)),),
        "after a restart of the kubelet, containers beside a native sidecar with a startup probe are not started again",
        "kubernetes#137146",  # 1.35.4: #137885
        "Let its owner create another pod.",
        _starts_no_main,
    ),
    KnownFault(
        (
            ((1, 29, 0), None),
            ((1, 30, 0), None),
            ((1, 31, 0), None),
            ((1, 32, 0), None),
            ((1, 33, 0), (1, 33, 6)),
            ((1, 34, 0), (1, 34, 2)),
        ),
        "with restartPolicy Never, the startup probe of a native sidecar that failed once is never run again",
        "kubernetes#132826",  # 1.33.6: #134801, 1.34.2: #134800; fixed by #133072
        "Let its owner create another pod.",
        _probes_no_more,
    ),
    KnownFault(
        (((1, 29, 0), (1, 29, 9)), ((1, 30, 0), (1, 30, 5)), ((1, 31, 0), (1, 31, 1))),
        "an init container that the runtime failed to start once is not tried again",
        "kubernetes#126543",  # 1.29.9: #127214, 1.30.5: #127213, 1.31.1: #127212
        "Let its owner create another pod.",
        _init_not_retried,
    ),
    KnownFault(
        (((1, 29, 0), (1, 29, 8)), ((1, 30, 0), (1, 30, 4))),
        "native sidecars of a pod that is deleted while it starts are ended only when the grace period is over",
        "kubernetes#125935",  # 1.29.8: #126332, 1.30.4: #126331
        "",
        _ends_late,
    ),
)
"""The faults, each with the symptom by which it is recognised."""

_VERSION = on_demand(r"v?(\d{1,3})\.(\d{1,3})\.(\d{1,3})")


def fault_words(subject: Subject, container: Assessment, reason: AnyReason) -> str:
    """`node-3 runs kubelet v1.35.2, which has a known fault: ...; fixed in 1.35.4.` for a fault whose symptom fits,
    `some kubelets have` where the version was not read; "" without one."""
    return next(_words(subject, container, reason), "")


def _words(subject: Subject, container: Assessment, reason: AnyReason) -> Iterator[str]:
    text = subject.node.status.node_info.kubelet_version if subject.node else ""
    found = _VERSION().match(text)
    version = (int(found[1]), int(found[2]), int(found[3])) if found else None
    for fault in FAULTS:
        fixed = fault.fixed_in(version) if version else None
        if fixed == _OUTSIDE or not fault.shows(subject, container, reason):
            continue
        if version is None:
            who, where = "Some kubelets have a known fault that fits", _all_fixed(fault)
        else:
            who = f"{subject.pod.spec.node_name} runs kubelet {text}, which has a known fault"
            where = f"fixed in {_dotted(fixed)}" if fixed else "fixed in later minor versions only"
        yield f"{who}: {fault.words} ({fault.source}; {where}). {fault.cure}".strip()


def _all_fixed(fault: KnownFault) -> str:
    return f"fixed in {listed(_dotted(end) for _, end in fault.ranges if end is not None)}"


def _dotted(version: Version) -> str:
    return ".".join(map(str, version))
