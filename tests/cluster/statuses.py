"""Pod statuses that no kubelet would write, and all that it would: for comparing printers."""

from __future__ import annotations

import random
from typing import Any

LONG_AGO = ("2020-03-01T00:00:00Z", "2021-06-01T00:00:00Z", "2022-09-01T00:00:00Z")
"""Ages in years: they read the same a minute later."""
REASONS = ("", "PodInitializing", "ContainerCreating", "CrashLoopBackOff", "ImagePullBackOff", "ErrImagePull")
ENDS = ((0, "Completed"), (1, "Error"), (137, "OOMKilled"), (0, "OOMKilled"), (3, ""), (255, "Unknown"))


def state(rng: random.Random) -> dict[str, Any]:
    kind = rng.choice(("running", "running", "waiting", "terminated", "none"))
    if kind == "running":
        return {"running": {"startedAt": rng.choice(LONG_AGO)}}
    if kind == "waiting":
        return {"waiting": {"reason": rng.choice(REASONS)}}
    return {"terminated": ended(rng)} if kind == "terminated" else {}


def ended(rng: random.Random) -> dict[str, Any]:
    code, reason = rng.choice(ENDS)
    end: dict[str, Any] = {"exitCode": code, "reason": reason, "finishedAt": rng.choice(LONG_AGO)}
    if not reason and rng.random() < 0.5:
        end["signal"] = rng.choice((9, 15))
    return end


def container_status(rng: random.Random, name: str) -> dict[str, Any]:
    status: dict[str, Any] = {"name": name, "image": "i", "imageID": "i", "state": state(rng)}
    status["ready"] = rng.random() < 0.6
    status["restartCount"] = rng.choice((0, 0, 0, 1, 7))
    if rng.random() < 0.7:
        status["started"] = rng.random() < 0.7
    if rng.random() < 0.4:
        status["lastState"] = {"terminated": ended(rng)}
    return status


def pod(seed: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """A pod that no scheduler takes, and a status for it."""
    rng = random.Random(seed)
    init = [f"init-{n}" for n in range(rng.choice((0, 0, 1, 2, 3)))]
    main = [f"main-{n}" for n in range(rng.choice((1, 1, 2, 3)))]
    spec = {
        "schedulerName": "nobody",
        "initContainers": [
            {"name": name, "image": "i", **({"restartPolicy": "Always"} if rng.random() < 0.6 else {})} for name in init
        ],
        "containers": [{"name": name, "image": "i"} for name in main],
    }
    conditions = [
        {"type": kind, "status": rng.choice(("True", "False"))}
        for kind in ("Initialized", "Ready", "ContainersReady")
        if rng.random() < 0.8
    ]
    if rng.random() < 0.05:
        conditions.append({"type": "PodScheduled", "status": "False", "reason": "SchedulingGated"})
    status = {
        "phase": rng.choice(("Pending", "Running", "Running", "Running", "Succeeded", "Failed")),
        "reason": rng.choice(("", "", "", "", "Evicted", "NodeLost", "DeadlineExceeded")),
        "conditions": conditions,
        "initContainerStatuses": [container_status(rng, name) for name in init if rng.random() < 0.95],
        "containerStatuses": [container_status(rng, name) for name in main if rng.random() < 0.95],
    }
    metadata: dict[str, Any] = {"name": f"generated-{seed:04d}"}
    if seed % 9 == 0:
        metadata["finalizers"] = ["example.com/held"]
    return {"apiVersion": "v1", "kind": "Pod", "metadata": metadata, "spec": spec}, status
