"""The sentence beside kubectl's words: where they mislead, and nowhere else."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec
import pytest

from kubectl_sidecars.api import LifecycleHandler, Pod
from kubectl_sidecars.api.container import ExecAction, Lifecycle
from kubectl_sidecars.decode import decode_object
from kubectl_sidecars.diagnose.status_note import truth
from tests.diagnose.test_probes import PROBE
from tests.support.builders import (
    BACK_OFF,
    condition,
    container,
    event,
    node,
    pod,
    running,
    sidecar,
    subject,
    terminated,
    waiting,
)
from tests.support.cases import case
from tests.support.paths import DATA

VECTORS = DATA / "vectors.jsonl"


def vector(number: int) -> Pod:
    """Pod v01 to v45: what the real printer of v1.37.2 says of each stands beside it in the file."""
    line = VECTORS.read_bytes().splitlines()[number - 1]
    found = decode_object(msgspec.json.encode(msgspec.json.decode(line)["pod"]), Pod, [])
    assert found is not None
    return found


MISLEADS = {
    6: "all init containers have passed; the image of app is being pulled",
    13: "container `a` (init) was restarted 5 times before it passed",
    18: "initialised, app runs; sc (sidecar) is down since",
    21: "app is done, sc still runs, past the pod's grace: the pod has not ended",
    23: "app is done; proxy still runs: the pod ends when it does",
    30: "not Ready: app",
    36: "the pod was ended (Evicted); the exits of its containers followed from that",
    38: "3 restarts, but the record of the last end is gone",
    40: "initialised, app runs; sc (sidecar) is down",
    41: "2 of 3 containers are ready, not 1/3",
    42: "the pod restarts in place",
}


@pytest.mark.parametrize("number", MISLEADS)
def test_where_kubectl_misleads_the_truth_is_said(number: int) -> None:
    assert MISLEADS[number] in truth(subject(vector(number)))


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 22, 27, 28, 29, 31, 35, 37, 39, 44])
def test_where_kubectl_is_right_nothing_is_said(number: int) -> None:
    assert truth(subject(vector(number))) == ""


@pytest.mark.parametrize("number", range(1, 46))
def test_the_truth_is_one_line(number: int) -> None:
    said = truth(subject(vector(number)))
    assert "\n" not in said
    assert len(said) < 200


def test_the_sidecar_that_is_down_costs_the_traffic() -> None:
    """The example of the design: the app runs, and gets nothing."""
    sick = pod([container("checkout")], [sidecar("vault-agent", BACK_OFF, last=terminated(1, at=60), restarts=4)])
    assert truth(subject(sick)) == (
        "initialised, checkout runs; vault-agent (sidecar) is down since 11:59,"
        " so the pod is not Ready and gets no traffic"
    )


def test_running_between_two_crashes() -> None:
    falling = pod([container("app", running(3), last=terminated(1, at=8), restarts=6)])
    assert truth(subject(falling)) == "app has run for only 3 seconds: it was restarted 6 times"


def test_a_hook_hides_that_its_container_has_started() -> None:
    hook = Lifecycle(post_start=LifecycleHandler(exec=ExecAction(command=("sleep", "600"))))
    hanging = pod([container("app", waiting(), lifecycle=hook, started=False)], phase="Pending")
    started = event("Started", path="spec.containers{app}", at=30)
    assert truth(subject(hanging)) == ""
    assert "app has started" in truth(subject(hanging, started))
    assert "has started" in truth(subject(*_recorded("post-start-hangs")))


def test_a_sidecar_that_completes_is_taken_for_passed() -> None:
    assert truth(subject(*_recorded("native-sidecar-completes"))).startswith("git-sync (sidecar) has ended with 0")


def _recorded(name: str) -> tuple[Pod, *tuple[object, ...]]:
    snapshot = case(name).snapshot()
    (found,) = snapshot.pods.values()
    return found, *(each for events in snapshot.events.values() for each in events)


def test_a_lost_node_makes_all_of_it_old() -> None:
    lost = node(condition("Ready", "Unknown", reason="NodeStatusUnknown"))
    assert truth(subject(pod([container("app")]), lost)) == "node-1 does not report, so what kubectl shows is old"


def test_a_deleted_pod_that_has_ended_is_held() -> None:
    held = pod(
        [container("app", terminated(0))],
        phase="Succeeded",
        meta={"deletion_timestamp": datetime(2026, 11, 23, 11, tzinfo=UTC), "finalizers": ("example.com/backup",)},
    )
    assert truth(subject(held)).endswith("it is held by example.com/backup")


@pytest.mark.parametrize(
    ("at", "said"), [(20, "proxy is being stopped"), (50, "proxy still runs, past the pod's grace")]
)
def test_a_sidecar_is_being_stopped_for_as_long_as_the_grace_lasts(at: float, said: str) -> None:
    spec = {"restart_policy": "Never"}
    done = pod([container("app", terminated(0, at=at))], [sidecar("proxy")], spec=spec)
    assert said in truth(subject(done))


def test_a_native_sidecar_that_is_probed_again_is_not_down() -> None:
    """A kubelet that was restarted says that it has not started, though it has run for a day."""
    anew = sidecar("proxy", running(80_000), ready=False, started=False, startup_probe=PROBE)
    said = truth(subject(pod([container("app")], [anew])))
    assert said.startswith("initialised, app runs; proxy (sidecar, has not passed the startup probe again)")
