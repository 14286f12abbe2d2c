"""The port of a Service tells which of a pod's containers is main, where nothing better does."""

from __future__ import annotations

from typing import Any

import msgspec

from kubectl_sidecars.api import Service
from kubectl_sidecars.classify import Confidence, Judgement, Role, classify, served_ports
from kubectl_sidecars.model import containers
from kubectl_sidecars.report import inspect
from tests.support.labelled_roles import pod
from tests.support.material import snapshot_of

ONE = {"name": "one", "image": "x/one:1", "ports": {"admin": 9000}, "probes": True}
TWO = {"name": "two", "image": "x/two:1", "ports": {"http": 8080}, "probes": True}


def service(namespace: str = "", target: int | str = 0, **selector: str) -> Service:
    value: dict[str, Any] = {
        "metadata": {"name": "s", "namespace": namespace, "uid": f"{namespace}{target}"},
        "spec": {"selector": selector, "ports": [{"port": 80, "targetPort": target} if target else {"port": 8080}]},
    }
    return msgspec.convert(value, Service)


def judged(*services: Service, run: tuple[dict[str, Any], ...] = (ONE, TWO)) -> dict[str, Judgement]:
    value = pod({"owner": "Deployment/shop", "labels": {"app": "shop", "tier": "web"}, "run": run})
    served = served_ports(value, {each.metadata.uid: each for each in services})
    views = containers(value)
    return {view.name: said for view, said in zip(views, classify(value, views, None, served), strict=True)}


def test_a_service_tells_which_of_two_equals_takes_the_traffic() -> None:
    said = judged(service(target="http", app="shop"))
    assert said["two"].evidence[0] == "a Service sends to its port 8080"
    assert said["two"].confidence is Confidence.MEDIUM
    assert (said["one"].role, said["one"].confidence) == (Role.MAIN, Confidence.LOW)


def test_a_target_port_that_is_left_out_is_the_port() -> None:
    assert judged(service(app="shop"))["two"].evidence[0] == "a Service sends to its port 8080"


def test_only_a_service_that_selects_the_pod_in_its_namespace_counts() -> None:
    others = (service("x", "http", app="shop"), service(target="http", app="cart"), service(target="http"))
    wider = service(target="http", app="shop", zone="a")
    assert judged(*others, wider) == judged()


def test_a_proxy_that_the_service_sends_to_stays_a_proxy() -> None:
    """The Service sends to what stands before the app."""
    proxy = {
        "name": "login",
        "image": "x/login:1",
        "args": ["--upstream=http://127.0.0.1:9000"],
        "ports": {"https": 8443},
    }
    said = judged(service(target="https", app="shop"), run=(ONE, proxy))
    assert (said["login"].role, said["one"].role) == (Role.AMBASSADOR, Role.MAIN)


def test_a_service_for_metrics_makes_no_main() -> None:
    measuring = {"name": "three", "image": "x/three:1", "ports": {"http-metrics": 9121}}
    run = (ONE, TWO, measuring)
    assert judged(service(target="http-metrics", app="shop"), run=run)["three"] == judged(run=run)["three"]


MANIFEST = """\
apiVersion: v1
kind: Service
metadata: {name: shop}
spec: {selector: {app: shop}, ports: [{port: 80, targetPort: http}]}
---
apiVersion: v1
kind: Pod
metadata: {name: shop, labels: {app: shop}}
spec:
  containers:
  - {name: one, image: x/one}
  - {name: two, image: x/two, ports: [{name: http, containerPort: 8080}]}
"""


def test_a_service_in_the_same_files_is_read() -> None:
    (found,) = inspect(snapshot_of(MANIFEST)).pods
    assert "a Service sends to its port 8080" in found.containers[1].evidence
