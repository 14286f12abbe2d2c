"""The work of classifying a pod grows with the number of its containers, not with the square of it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.classify.decide.judge import Judge
from kubectl_sidecars.classify.facts import pod_facts
from kubectl_sidecars.model import containers
from tests.support.work import steps

FEW, MANY = 20, 80


def calls_another(number: int) -> dict[str, Any]:
    return {
        "env": [{"name": "URL", "value": f"http://localhost:{8000 + number}/"}],
        "args": [f"--listen=:{9000 + number}", f"--socket=/run/{number}.sock", f"unix:///run/{number + 1}.sock"],
        "ports": [{"containerPort": 8001 + number}],
    }


def same_image(number: int) -> dict[str, Any]:
    return {"image": "registry.example.com/suite:1", "args": [f"part-{number}", "--registry=consul:80"]}


def equal(number: int) -> dict[str, Any]:
    return {"image": "registry.example.com/suite:1", "ports": [{"containerPort": 8000 + number}]}


def shares_volumes(number: int) -> dict[str, Any]:
    mounts = ({"name": "all", "mountPath": "/all", "readOnly": True}, {"name": "claim", "mountPath": "/claim"})
    configured = {"name": f"config-{number % 7}", "mountPath": "/etc/app"}
    return {"volumeMounts": [*mounts, configured], "args": ["tail -f /all/x.log > /all/out.prom"]}


def csi(number: int) -> dict[str, Any]:
    return {"args": ["--csi-address=/csi/csi.sock"] if number % 2 else ["--endpoint=unix:/csi/csi.sock", "--nodeid=x"]}


def helper(number: int) -> dict[str, Any]:
    return {"image": "envoyproxy/envoy:v1", "name": f"envoy-{number}", "args": ["--upstream=http://127.0.0.1:80"]}


def idle(number: int) -> dict[str, Any]:
    return {"name": f"pause-{number}", "command": ["sleep", "infinity"]}


KINDS = (calls_another, same_image, equal, shares_volumes, csi, helper, idle)


def pod_of(count: int, kind: Any, where: str) -> Pod:
    volumes = [{"name": "all", "emptyDir": {}}, {"name": "claim", "persistentVolumeClaim": {"claimName": "x"}}]
    volumes += [{"name": f"config-{number}", "configMap": {"name": "x"}} for number in range(7)]
    many = [{"name": f"c{number}", "image": f"example.com/app-{number}:1", **kind(number)} for number in range(count)]
    own = [{"name": "app", "image": "example.com/shop:1"}]
    annotations = {"sidecar.istio.io/status": msgspec.json.encode([each["name"] for each in many]).decode()}
    spec: dict[str, Any] = {"volumes": volumes, "containers": own}
    if where == "containers":
        spec["containers"] = own + many
    else:
        always = {"restartPolicy": "Always"} if where == "sidecars" else {}
        spec["initContainers"] = [{**each, **always} for each in many]
    marks = annotations if kind is same_image else {}
    return msgspec.convert({"metadata": {"name": "shop", "annotations": marks}, "spec": spec}, Pod)


def work(count: int, kind: Any, where: str) -> int:
    pod = pod_of(count, kind, where)
    views = containers(pod)

    def judged() -> None:
        Judge(built_in()).judgements[pod_facts(pod, views, built_in())]

    judged()  # patterns are compiled, names are cut into words
    return steps(judged)


@pytest.mark.parametrize("where", ["containers", "sidecars", "init"])
@pytest.mark.parametrize("kind", KINDS)
def test_four_times_the_containers_are_four_times_the_work(kind: Any, where: str) -> None:
    few, many = work(FEW, kind, where), work(MANY, kind, where)
    assert many < 4.4 * few
