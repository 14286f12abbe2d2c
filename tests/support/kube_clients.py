"""Clients of the fake API server, and small objects for it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from kubectl_sidecars.kube.config.client_config import client_config
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.http.client import Client
from tests.support.fake_server import FakeServer

Object = dict[str, Any]


def client(
    server: FakeServer, folder: Path, pauses: list[float] | None = None, /, *, interactive: bool = True, **config: Any
) -> Client:
    """A client that notes its pauses and does not wait."""
    options = ConnectionOptions(kubeconfig=str(server.kubeconfig(folder, **config)), interactive=interactive)
    return Client(client_config(options, {}), environ={}, sleep=(pauses if pauses is not None else []).append)


def pod(name: str, namespace: str = "shop", *, owner: Object | None = None, node: str = "", **labels: str) -> Object:
    meta: Object = {"name": name, "namespace": namespace, "uid": f"uid-of-{name}", "labels": labels}
    if owner:
        meta["ownerReferences"] = [reference(owner)]
    return {"kind": "Pod", "metadata": meta, "spec": {"containers": [{"name": "app"}], "nodeName": node}, "status": {}}


def reference(owner: Object) -> Object:
    meta = owner["metadata"]
    return {"kind": owner["kind"], "name": meta["name"], "uid": meta["uid"], "controller": True}


def workload(
    kind: str, name: str, selector: Object | None = None, owner: Object | None = None, **labels: str
) -> Object:
    meta: Object = {"name": name, "namespace": "shop", "uid": f"uid-of-{kind}-{name}", "labels": labels}
    if owner:
        meta["ownerReferences"] = [reference(owner)]
    return {"kind": kind, "metadata": meta, "spec": {"selector": selector} if selector else {}}


def event(about: Object, reason: str = "BackOff") -> Object:
    meta = about["metadata"]
    involved = {"kind": about["kind"], "name": meta["name"], "namespace": meta.get("namespace", ""), "uid": meta["uid"]}
    return {
        "kind": "Event",
        "metadata": {
            "name": f"{meta['name']}.{reason}",
            "namespace": meta.get("namespace", ""),
            "uid": f"event-{reason}",
        },
        "involvedObject": involved,
        "reason": reason,
    }
