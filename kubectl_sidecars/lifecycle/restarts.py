"""Restarts: if a container that ended is started again, and the earliest time."""

from __future__ import annotations

from kubectl_sidecars.api import Container, ContainerRestartRule, Pod, Terminated, Waiting
from kubectl_sidecars.api.meta import is_set
from kubectl_sidecars.durations import later
from kubectl_sidecars.lifecycle.assessment import NextRestart
from kubectl_sidecars.model import ContainerType, ContainerView
from kubectl_sidecars.patterns import on_demand

INITIAL_DELAY, LONGEST_DELAY = 10, 300
"""Seconds of back-off: none after the first crash, then 10, doubled up to 300 (kubelet.go, v1.37)."""
RESET_AFTER = 600
"""A run of more than this many seconds resets the back-off (flowcontrol/backoff.go)."""


def will_restart(pod: Pod, view: ContainerView, terminated: Terminated) -> bool:
    """True if the kubelet starts the container again after this end.

    The container's restart rules come first, then its own policy, then the pod's (KEP-5307)."""
    if pod.metadata.deletion_timestamp is not None or pod.is_over:
        return False
    if view.type is ContainerType.EPHEMERAL:
        return False
    if view.type is ContainerType.SIDECAR or matching_rule(view, terminated) is not None:
        return True
    return _by_policy(pod, view.spec, view.type, succeeded(view.type, terminated))


def matching_rule(view: ContainerView, terminated: Terminated) -> ContainerRestartRule | None:
    """The first of the container's restartPolicyRules that matches the exit code; None if none does.

    An operator that is neither In nor NotIn matches nothing (findMatchingContainerRestartRule, pkg/api/v1/pod/util.go,
    v1.37)."""
    for rule in view.spec.restart_policy_rules:
        listed = terminated.exit_code in rule.exit_codes.values
        if rule.exit_codes.operator == ("In" if listed else "NotIn"):
            return rule
    return None


def _by_policy(pod: Pod, spec: Container, type_: ContainerType, success: bool) -> bool:
    policy = spec.restart_policy or pod.spec.restart_policy
    if type_ is ContainerType.INIT and policy == "Always":
        policy = "OnFailure"
    return policy == "Always" or (policy == "OnFailure" and not success)


def succeeded(type_: ContainerType, terminated: Terminated) -> bool:
    """True for exit code 0, but not for an init container with the reason OOMKilled (kuberuntime, v1.37)."""
    if type_ is ContainerType.INIT and terminated.reason == "OOMKilled":
        return False
    return terminated.exit_code == 0


def next_restart(pod: Pod, view: ContainerView) -> NextRestart | None:
    """The earliest next start of a container that is down; None if it runs, or stays down.

    The delay is that of the kubelet's back-off message, else it is estimated from the number of restarts."""
    last = view.last_terminated
    if last is None or last.finished_at is None:
        return None
    state = view.state
    if isinstance(state, Waiting) and state.reason == "CrashLoopBackOff":
        delay = delay_in(state.message)
        at = later(last.finished_at, _estimate(view, last) if delay is None else delay)
        return NextRestart(at, estimated=delay is None)
    if isinstance(state, Terminated) and will_restart(pod, view, state):
        return NextRestart(later(last.finished_at, _estimate(view, last)), estimated=True)
    return None


def _estimate(view: ContainerView, last: Terminated) -> int:
    """The back-off in seconds after the container's last run."""
    lasted = run_seconds(last)
    if view.restart_count <= 0 or (lasted is not None and lasted > RESET_AFTER):
        return 0
    return min(LONGEST_DELAY, INITIAL_DELAY << min(view.restart_count - 1, 10))


def run_seconds(terminated: Terminated) -> float | None:
    """The duration of the run in seconds; None if the start or the end was not recorded (a StartError has 1970)."""
    if not is_set(terminated.started_at) or terminated.finished_at is None:
        return None
    return (terminated.finished_at - terminated.started_at).total_seconds()


_BACK_OFF = on_demand(r"back-off ((?:\d{1,9}(?:\.\d{1,9})?(?:h|ms|m|s)){1,4}) ")
_UNIT = on_demand(r"(\d+(?:\.\d+)?)(h|ms|m|s)")
_SECONDS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


def delay_in(message: str) -> int | None:
    """The whole seconds in the kubelet's `back-off 2m40s restarting failed container=...`; None without a delay.

    The delay is a Go duration."""
    found = _BACK_OFF().search(message)
    if found is None:
        return None
    return int(sum(float(number) * _SECONDS[unit] for number, unit in _UNIT().findall(found[1])))
