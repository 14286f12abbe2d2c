"""The pods of a workload, a node or a service. A selector may match the pods of others too: the owner decides."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from kubectl_sidecars.api import ApiObject, Job, Object, ObjectMeta, Pod, ReplicaSet
from kubectl_sidecars.decode import UNREADABLE, Bytes, decode_object, decoder
from kubectl_sidecars.errors import ClusterError, UsageError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube.errors import check_object
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.http.exchange import Result
from kubectl_sidecars.kube.read.pager import Pager
from kubectl_sidecars.kube.read.resources import (
    JOBS,
    PODS,
    REPLICA_SETS,
    Query,
    path,
)
from kubectl_sidecars.kube.select.resource_args import ResourceArg
from kubectl_sidecars.model import controller
from kubectl_sidecars.snapshot import Undecodable

Keep = Callable[[Pod], bool]
T = TypeVar("T", bound=Object)


class LabelSelectorRequirement(ApiObject, frozen=True):
    """One expression of a label selector."""

    key: str = ""
    operator: str = ""
    values: tuple[str, ...] = ()


class LabelSelector(ApiObject, frozen=True):
    """metav1.LabelSelector: all labels and expressions must match."""

    match_labels: dict[str, str] = {}
    match_expressions: tuple[LabelSelectorRequirement, ...] = ()


class _WorkloadSpec(ApiObject, frozen=True):
    selector: LabelSelector = LabelSelector()


class Workload(ApiObject, frozen=True):
    """The fields that all workloads have in common."""

    metadata: ObjectMeta = ObjectMeta()
    spec: _WorkloadSpec = _WorkloadSpec()


class _ServiceSpec(ApiObject, frozen=True):
    selector: dict[str, str] = {}


class _ServiceWithSelector(ApiObject, frozen=True):
    spec: _ServiceSpec = _ServiceSpec()


def pods_query(client: Client, arg: ResourceArg, namespace: str) -> Query[Pod]:
    """The list of the pods of one argument, or of all pods of its type.

    Raises UsageError, in the server's words, if the object does not exist, ClusterError if it cannot be read.
    """
    type_, name = arg.type, arg.name
    if not name:
        return _of_all(arg, namespace)
    if type_.kind == "Pod":
        PODS.path(namespace, name)  # raises for a name that cannot be part of a path
        return Query(PODS, namespace, name)
    result, owner = _get(client, arg, namespace), str(arg)
    if type_.kind == "Node":
        if result.status != 403:  # its pods may be listed without a right to read the node
            _body(result)
        return Query(PODS, namespace, field_selector=f"spec.nodeName={name}", owner=owner)
    body = _body(result)
    if type_.kind == "Service":
        labels = _service_selector(_read(body, _ServiceWithSelector, owner), owner)
        return Query(PODS, namespace, label_selector=labels, owner=owner)
    labels, keep = _owned(client, type_.kind, _read(body, Workload, owner), namespace)
    return Query(PODS, namespace, label_selector=labels, keep=keep, owner=owner)


def read_object(client: Client, arg: ResourceArg, namespace: str, type_: type[T]) -> T:
    """The object that an argument names, without the fields that cannot be read. Raises as `pods_query` does."""
    problems: list[Undecodable] = []
    value = decode_object(bytes(_body(_get(client, arg, namespace))), type_, problems)
    if value is None:
        raise ClusterError(visible(f"{arg} cannot be read: {problems[-1].problem}"))
    return value


def _get(client: Client, arg: ResourceArg, namespace: str) -> Result:
    """The answer for the object. Raises ClusterError if the server cannot be reached, or if it is another object."""
    within = "" if arg.type.kind == "Node" else namespace
    result = client.get(path(arg.type.api, arg.type.plural, within, arg.name))
    if result.is_ok:
        check_object(result.body, arg.name, str(arg))
    return result


def _body(result: Result) -> Bytes:
    """The object's bytes. Raises UsageError if it does not exist, ClusterError if it was not given."""
    if result.status == 404:
        raise UsageError(result.message, reason=result.reason)
    if not result.is_ok:
        raise result.error()
    return result.body


Read = TypeVar("Read", Workload, _ServiceWithSelector)


def _read(body: Bytes, type_: type[Read], owner: str) -> Read:
    try:
        value: Read = decoder(type_).decode(body)
    except UNREADABLE as error:
        raise ClusterError(visible(f"{owner} cannot be read: {error}")) from None
    return value


def _service_selector(service: _ServiceWithSelector, owner: str) -> str:
    if not service.spec.selector:
        raise UsageError(visible(f"{owner} has no selector, so it selects no pods: name the pods themselves"))
    return selector_text(LabelSelector(match_labels=service.spec.selector))


def _owned(client: Client, kind: str, owner: Workload, namespace: str) -> tuple[str, Keep]:
    """The label selector of a workload, and a filter for the pods that the workload owns."""
    name = re.escape(owner.metadata.name)
    labels = selector_text(owner.spec.selector)
    if kind == "CronJob":  # a Job's name ends with its time in minutes (cronjob/utils.go, v1.35)
        return "job-name", _of_grandchildren(Pager(client, Query(JOBS, namespace)), owner, rf"{name}-\d{{8,}}")
    if kind == "Deployment":  # a ReplicaSet's name ends with the hash of its template (deployment/sync.go, v1.35)
        pager = Pager(client, Query(REPLICA_SETS, namespace, label_selector=labels))
        return labels, _of_grandchildren(pager, owner, rf"{name}-[0-9a-z]+")
    return labels, controlled_by(frozenset({owner.metadata.uid}))


def controlled_by(uids: frozenset[str]) -> Keep:
    """A filter for pods whose controller has one of these uids."""

    def keep(pod: Pod) -> bool:
        reference = controller(pod.metadata)
        return reference is not None and reference.uid in uids

    return keep


def _of_grandchildren(children: Pager[ReplicaSet] | Pager[Job], owner: Workload, child_name: str) -> Keep:
    """A filter for the pods of the owner's children: of the existing ones by uid, of later ones by name."""
    is_child: dict[str, bool] = {}
    for page in children.pages():
        for child in page:
            above = controller(child.metadata)
            is_child[child.metadata.uid] = above is not None and above.uid == owner.metadata.uid
    named = re.compile(child_name)

    def keep(pod: Pod) -> bool:
        parent = controller(pod.metadata)
        return parent is not None and is_child.get(parent.uid, named.fullmatch(parent.name) is not None)

    return keep


def _of_all(arg: ResourceArg, namespace: str) -> Query[Pod]:
    """The list of the pods of all objects of a type, by the kind of their controllers."""
    kind = arg.type.kind
    owner = "" if kind == "Pod" else arg.type.plural
    if kind == "Service":
        raise UsageError("name a service: service/NAME; all pods are listed without one")
    if kind == "Pod":
        return Query(PODS, namespace)
    if kind == "Node":
        return Query(PODS, namespace, field_selector="spec.nodeName!=", owner=owner)
    if kind == "Deployment":
        return Query(PODS, namespace, label_selector="pod-template-hash", keep=_of_kind("ReplicaSet"), owner=owner)
    if kind == "CronJob":
        return Query(PODS, namespace, label_selector="job-name", keep=_of_any_cron_job, owner=owner)
    return Query(PODS, namespace, keep=_of_kind(kind), owner=owner)


def _of_kind(kind: str) -> Keep:
    def keep(pod: Pod) -> bool:
        reference = controller(pod.metadata)
        return reference is not None and reference.kind == kind

    return keep


def _of_any_cron_job(pod: Pod) -> bool:
    reference = controller(pod.metadata)
    return reference is not None and reference.kind == "Job" and re.search(r"-\d{8,}$", reference.name) is not None


def selector_text(labels: LabelSelector) -> str:
    """A LabelSelector as a URL parameter (apimachinery meta/v1/helpers.go LabelSelectorAsSelector, v0.35)."""
    terms = [f"{name}={value}" for name, value in labels.match_labels.items()]
    for term in labels.match_expressions:
        match term.operator:
            case "In" | "NotIn":
                terms.append(f"{term.key} {term.operator.lower()} ({','.join(term.values)})")
            case "Exists":
                terms.append(term.key)
            case "DoesNotExist":
                terms.append(f"!{term.key}")
            case _:
                raise ClusterError(visible(f"unknown operator {term.operator} in a selector"))
    return ",".join(terms)
