"""The dependencies that the variables of kubernetes-entrypoint name, as in the init containers of OpenStack-Helm
(airship/kubernetes-entrypoint, util/env and dependencies, v1.0)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple, TypeVar

import msgspec

from kubectl_sidecars.diagnose.facts.served import may_serve_node
from kubectl_sidecars.diagnose.needs import Need, OwnerNeed, PeerNeed, PodNeed
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.sentences import listed

T = TypeVar("T")

MOST_NAMED = 5
"""Dependencies that a sentence names; more are counted."""
_PROGRAM = "kubernetes-entrypoint"
_PREFIX = "DEPENDENCY_"


class Awaited(NamedTuple):
    """Dependencies of an init container: a sentence, who gives them, and the variables that name them. All are empty
    for a container that is no kubernetes-entrypoint."""

    says: str = ""
    needs: tuple[Need, ...] = ()
    variables: str = ""


class _Jobs(msgspec.Struct):
    name: str = ""
    labels: dict[str, str] = {}
    namespace: str = ""


class _Pods(msgspec.Struct, rename="camel"):
    labels: dict[str, str] = {}
    namespace: str = ""
    require_same_node: bool = False


class _Resource(msgspec.Struct):
    kind: str = ""
    name: str = ""


_Dependency = tuple[str, tuple[Need, ...]]
"""A dependency in words, and its needs."""


def awaited(subject: Subject, container: Assessment) -> Awaited:
    """The dependencies that the variables of a kubernetes-entrypoint name."""
    spec = container.view.spec
    words = (*spec.command, *spec.args) if spec.command else (spec.image,)
    variables = {each.name: each.value for each in spec.env}
    named = {name: value for name, value in variables.items() if name.startswith(_PREFIX) and value.strip()}
    if not named or not any(_PROGRAM in word for word in words):
        return Awaited()
    found = list(
        _dependencies(subject, _own_namespace(subject, variables), named, asks_for_pods="POD_NAME" in variables)
    )
    if not found:
        return Awaited()
    names = listed([name for name, _ in found[:MOST_NAMED]], more=len(found) - MOST_NAMED)
    says = f"It goes on when {names} {'is' if len(found) == 1 else 'are all'} there; its log says what is missing."
    needs = dict.fromkeys(need for _, needs in found for need in needs)
    return Awaited(says, tuple(needs), " ".join(f"{name}={value}" for name, value in named.items()))


def _own_namespace(subject: Subject, variables: Mapping[str, str]) -> str:
    """The namespace of names without one: NAMESPACE, which is mostly that of the pod; `default` without it."""
    own = subject.pod.metadata.namespace
    return (variables["NAMESPACE"] or own) if "NAMESPACE" in variables else "default"


def _dependencies(
    subject: Subject, own: str, named: Mapping[str, str], *, asks_for_pods: bool
) -> Iterator[_Dependency]:
    of_pod = subject.pod.metadata.namespace
    for name, namespace in _pairs(named.get("DEPENDENCY_SERVICE", ""), own):
        yield f"Service {name}{_of(namespace, of_pod)}", (PeerNeed(namespace, name),)
    for job in _jobs(named, own):
        namespace = job.namespace or own
        need = (OwnerNeed(namespace, "Job", job.name),) if job.name else ()
        what = f"the work of Job/{job.name}" if job.name else f"that of the Jobs with {_labels(job.labels)}"
        yield f"{what}{_of(namespace, of_pod)}", need
    node = subject.pod.spec.node_name
    for name, namespace in _pairs(named.get("DEPENDENCY_DAEMONSET", ""), own) if asks_for_pods else ():
        words = f"the pod of DaemonSet/{name}{_of(namespace, of_pod)} on its node"
        yield words, (OwnerNeed(namespace, "DaemonSet", name, node),)
    for pods in _json(named.get("DEPENDENCY_POD_JSON", ""), list[_Pods]) if asks_for_pods else ():
        namespace, where = pods.namespace or own, " on its node" if pods.require_same_node else ""
        needs = tuple(_pods(subject, namespace, pods.labels)) if pods.require_same_node else ()
        yield f"a Ready pod with {_labels(pods.labels)}{_of(namespace, of_pod)}{where}", needs
    for name in filter(None, named.get("DEPENDENCY_CONTAINER", "").split(",")):
        yield f"container {name} of its pod", ()
    for path in filter(None, named.get("DEPENDENCY_SOCKET", "").split(",")):
        yield f"the file {path}", ()
    for resource in _json(named.get("DEPENDENCY_CUSTOM_RESOURCE", ""), list[_Resource]):
        yield f"the wanted state of {resource.kind}/{resource.name}", ()


def _pairs(text: str, own: str) -> Iterator[tuple[str, str]]:
    """The names and namespaces of `name,namespace:name`; what has another form is passed over, as the program does."""
    for item in text.split(","):
        namespace, colon, name = item.strip().rpartition(":")
        if name and ":" not in namespace and (namespace or not colon):
            yield name, namespace or own


def _jobs(named: Mapping[str, str], own: str) -> list[_Jobs]:
    """The Jobs; the program does not read the plain variable where the other one is set."""
    if text := named.get("DEPENDENCY_JOBS_JSON", ""):
        return [job for job in _json(text, list[_Jobs]) if bool(job.name) != bool(job.labels)]
    return [_Jobs(name, namespace=namespace) for name, namespace in _pairs(named.get("DEPENDENCY_JOBS", ""), own)]


def _json(text: str, type_: type[list[T]]) -> list[T]:
    """The items of a list in JSON; [] for any other text."""
    try:
        return msgspec.json.decode(text, type=type_) if text else []
    except msgspec.DecodeError:
        return []


def _pods(subject: Subject, namespace: str, labels: Mapping[str, str]) -> Iterator[Need]:
    """The agents of its node with these labels."""
    for pod in subject.around.whereabouts.on_node.get(subject.pod.spec.node_name, ()):
        meta = pod.metadata
        if meta.namespace == namespace and may_serve_node(pod) and labels.items() <= meta.labels.items():
            yield PodNeed(namespace, meta.name)


def _of(namespace: str, of_pod: str) -> str:
    return "" if namespace == of_pod else f" of namespace {namespace}"


def _labels(labels: Mapping[str, str]) -> str:
    return ",".join(f"{key}={value}" for key, value in labels.items())
