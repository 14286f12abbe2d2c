"""The work of a report grows with the containers of a pod and with its events, not with the square of their number."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import ContainerPort, Volume, VolumeMount
from kubectl_sidecars.render.formats import REPORT
from kubectl_sidecars.render.style import Style
from kubectl_sidecars.report import inspect
from kubectl_sidecars.snapshot import Snapshot
from tests.support import builders
from tests.support.builders import ago, container, event, pod, running, sidecar, terminated, waiting
from tests.support.work import steps

FEW, MANY = 8, 32
CRASHES = waiting("CrashLoopBackOff", "back-off 5m0s restarting failed container")
REFUSED = "dial tcp 127.0.0.1:8001: connection refused; bind: address already in use :8081"
STATES: dict[str, dict[str, Any]] = {
    "crashes": {"state": CRASHES, "restarts": 5, "last": terminated(1, "Error", at=60, message=REFUSED)},
    "has no image": {"state": waiting("ImagePullBackOff", "Back-off pulling image")},
    "has no secret": {"state": waiting("CreateContainerConfigError", 'secret "db" not found')},
    "is created": {"state": waiting("ContainerCreating")},
    "is not ready": {"state": running(900), "ready": False},
    "is ready": {"state": running(900)},
    "is done": {"state": terminated(0, "Completed", at=60)},
    "was restarted": {"state": running(900), "restarts": 1, "last": terminated(1, "Error", at=910, message=REFUSED)},
    "has no probe command": {"state": running(900), "ready": False},
    "has failed": {"state": terminated(1, "Error", at=60, message=REFUSED)},
}


def one(number: int, state: str, make: Any) -> Any:
    ports = (ContainerPort(container_port=8000 + number), ContainerPort(container_port=8081))
    mounts = (VolumeMount(name="all", mount_path="/all"),)
    return make(f"c{number}", **STATES[state], ports=ports, volume_mounts=mounts)


ERRORED = 'Readiness probe errored and resulted in unknown state: rpc error: exec: "check": executable file not found'


def about(name: str, where: str, state: str) -> list[Any]:
    path = f"spec.{where}{{{name}}}"
    failed = f"{ERRORED} in $PATH" if state == "has no probe command" else "Readiness probe failed: connection refused"
    return [
        event("Unhealthy", failed, at=30, path=path),
        event("BackOff", f"Back-off restarting failed container {name} in pod p", at=20, path=path),
    ]


def many(count: int, state: str, make: Any, *, deleted: bool) -> Snapshot:
    built = [one(number, state, make) for number in range(count)]
    app = [container("app")]
    mains, inits = (app, built) if make is sidecar else (built, [])
    where = "initContainers" if make is sidecar else "containers"
    told = [each for number in range(count) for each in about(f"c{number}", where, state)]
    meta = {"deletion_timestamp": ago(-10), "deletion_grace_period_seconds": 30} if deleted else {}
    volumes = (msgspec.convert({"name": "all", "emptyDir": {}}, Volume),)
    return builders.snapshot(pod(mains, inits, meta=meta, spec={"volumes": volumes}), *told)


def work(snapshot: Snapshot) -> int:
    def told() -> None:
        list(REPORT.render(inspect(snapshot), Style()))

    told()  # patterns are compiled, equal values are shared
    return steps(told)


@pytest.mark.parametrize("deleted", [False, True], ids=["", "deleted"])
@pytest.mark.parametrize("make", [container, sidecar])
@pytest.mark.parametrize("state", STATES)
def test_four_times_the_containers_are_four_times_the_work(state: str, make: Any, deleted: bool) -> None:
    few, more = (work(many(count, state, make, deleted=deleted)) for count in (FEW, MANY))
    assert more < 4.6 * few
