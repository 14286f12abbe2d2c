"""The labelled set: containers of real pods with what they are for, and how well classification does on them."""

from __future__ import annotations

import functools
from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import msgspec
import yaml

from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify import Confidence, Judgement, classify
from kubectl_sidecars.model import ContainerType, containers
from tests.support.paths import DATA

HERE = DATA / "roles"
HALVES = {
    "dev": "looked at while rules are written",
    "dev4": "written from memory, looked at too",
    "held-out": "only scored",
}


class Labelled(NamedTuple):
    """One container: what it was said to be, and what classification says."""

    pod: str
    container: str
    wanted: tuple[str, ...]
    said: Judgement
    known: bool
    is_init: bool

    @property
    def answer(self) -> str:
        """An init container's role is a fact, so that its task is what is scored."""
        return self.said.task if self.is_init else self.said.role

    @property
    def is_right(self) -> bool:
        return self.answer in self.wanted

    @property
    def is_dangerous(self) -> bool:
        """A legacy main that is called a helper, and for certain."""
        return "main" in self.wanted and self.said.is_helper and self.said.confidence is Confidence.HIGH


class Score(NamedTuple):
    right: int
    of: int

    @property
    def share(self) -> float:
        return self.right / self.of if self.of else 1.0

    def __str__(self) -> str:
        return f"{self.right}/{self.of} = {self.share:.1%}"


def labelled(half: str, *, mirrored: bool = False) -> tuple[Labelled, ...]:
    """One half of the set, judged; with `mirrored`, every image stands under the name of a private registry."""
    return tuple(each for described in _described(half) for each in _judged(described, mirrored=mirrored))


def pods() -> Iterator[Pod]:
    """All pods of the set."""
    return (pod(described) for half in HALVES for described in _described(half))


@functools.cache
def _described(half: str) -> list[dict[str, Any]]:
    pods: list[dict[str, Any]] = yaml.load((HERE / f"{half}.yaml").read_text(encoding="utf-8"), yaml.CSafeLoader)
    return pods


def score(judged: tuple[Labelled, ...], *, known: bool) -> Score:
    chosen = [each for each in judged if each.known == known]
    return Score(sum(each.is_right for each in chosen), len(chosen))


def confusion(judged: tuple[Labelled, ...]) -> Counter[tuple[str, str]]:
    """How often what was wanted was called what; init containers by task."""
    return Counter((each.wanted[0], each.answer or "unknown") for each in judged)


def pod(described: dict[str, Any], *, mirrored: bool = False) -> Pod:
    """A pod from the short form of the set."""
    kind, _, owner = described.get("owner", "").partition("/")
    name = described.get("pod") or f"{owner}-{'0' if kind == 'StatefulSet' else 'x7k2p'}"
    metadata: dict[str, Any] = {
        "name": name,
        "labels": described.get("labels", {}),
        "annotations": described.get("annotations", {}),
    }
    if kind == "Deployment":
        metadata["labels"] = {**metadata["labels"], "pod-template-hash": "5998985b94"}
        kind, owner = "ReplicaSet", f"{owner}-5998985b94"
    if kind:
        metadata["ownerReferences"] = [{"kind": kind, "name": owner, "uid": "1", "controller": True}]
    spec = {
        "hostNetwork": described.get("hostNetwork", False),
        "initContainers": [_container(each, mirrored=mirrored) for each in described.get("init", ())],
        "containers": [_container(each, mirrored=mirrored) for each in described["run"]],
        "ephemeralContainers": [_container(each, mirrored=mirrored) for each in described.get("ephemeral", ())],
        "volumes": [_volume(name, source) for name, source in described.get("volumes", {}).items()],
    }
    return msgspec.convert({"metadata": metadata, "spec": spec}, Pod)


def _judged(described: dict[str, Any], *, mirrored: bool) -> Iterator[Labelled]:
    value = pod(described, mirrored=mirrored)
    views = containers(value)
    said = {view.name: (view, judgement) for view, judgement in zip(views, classify(value, views), strict=True)}
    for each in (*described.get("init", ()), *described["run"], *described.get("ephemeral", ())):
        view, judgement = said[each["name"]]
        yield Labelled(
            pod=described["from"],
            container=each["name"],
            wanted=tuple(each["is"].split("|")),
            said=judgement,
            known=each.get("known", False),
            is_init=view.type is ContainerType.INIT,
        )


def _container(each: dict[str, Any], *, mirrored: bool) -> dict[str, Any]:
    probes = each.get("probes", False)
    port = probes if type(probes) is int else 8080
    asks: dict[str, Any] = {"exec": {"command": probes}} if isinstance(probes, list) else {"httpGet": {"port": port}}
    probe = asks if probes else None
    value = {
        "name": each["name"],
        "image": _mirror(each["image"]) if mirrored else each["image"],
        "command": each.get("command", []),
        "args": each.get("args", []),
        "env": [{"name": name, "value": text} for name, text in each.get("env", {}).items()],
        "ports": [{"name": name, "containerPort": port} for name, port in each.get("ports", {}).items()],
        "volumeMounts": [
            {"name": name.removesuffix(":ro"), "mountPath": path, "readOnly": name.endswith(":ro")}
            for name, path in each.get("mounts", {}).items()
        ],
        "securityContext": {
            "capabilities": {"add": each.get("capabilities", [])},
            "privileged": each.get("privileged", False),
        },
        "restartPolicy": "Always" if each.get("native") else "",
    }
    return {**value, "readinessProbe": probe} if probe else value


def _mirror(image: str) -> str:
    """The name that a company's mirror gives an image: its own host and project, and the end of the path."""
    return "harbor.corp.example:5443/upstream/" + "/".join(image.split("/")[-2:])


def _volume(name: str, source: str) -> dict[str, Any]:
    kind, _, detail = source.partition(":")
    sources: dict[str, dict[str, Any]] = {
        "projected": {"projected": {"sources": []}},
        "emptyDir": {"emptyDir": {"medium": detail}},
        "configMap": {"configMap": {"name": name}},
        "secret": {"secret": {"secretName": name}},
        "pvc": {"persistentVolumeClaim": {"claimName": name}},
        "hostPath": {"hostPath": {"path": detail}},
        "csi": {"csi": {"driver": "example.com"}},
    }
    return {"name": name, **sources[kind]}
