"""The next kubectl command to run, ready to be pasted."""

from __future__ import annotations

import shlex
from collections.abc import Iterable

from kubectl_sidecars.diagnose.finding import LogRef
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import Owner


def _pod(subject: Subject) -> str:
    meta = subject.pod.metadata
    return f"-n {shlex.quote(meta.namespace or 'default')} {shlex.quote(meta.name)}"


def logs(subject: Subject, log: LogRef) -> str:
    """The command that prints a log."""
    return f"kubectl logs {_pod(subject)} -c {shlex.quote(log.container)}{' --previous' if log.previous else ''}"


def logs_or_describe(subject: Subject, log: LogRef | None, node: str = "") -> str:
    """The command that prints a log; the one that describes the node that is at fault, else the pod without a log."""
    if node:
        return describe_node(node)
    return describe(subject) if log is None else logs(subject, log)


def describe(subject: Subject) -> str:
    """The command that describes the pod."""
    meta = subject.pod.metadata
    return f"kubectl describe pod -n {shlex.quote(meta.namespace or 'default')} {shlex.quote(meta.name)}"


def get(kind: str, name: str, namespace: str = "", flags: str = "") -> str:
    """The command that shows whether an object exists, or as much of it as the flags say."""
    where = f" -n {shlex.quote(namespace)}" if namespace else ""
    return f"kubectl get {kind}{where} {shlex.quote(name)}{flags and f' {flags}'}"


def labels_of_nodes(keys: Iterable[str]) -> str:
    """The command that lists all nodes with the values of these labels."""
    return f"kubectl get nodes -L {shlex.quote(','.join(keys))}"


def describe_volume(claim: str, namespace: str) -> str:
    """The command that describes the volume of a claim, whose name the claim has."""
    volume = get("pvc", claim, namespace, "-o jsonpath='{.spec.volumeName}'")
    return f'kubectl describe pv "$({volume})"'


def describe_node(name: str) -> str:
    """The command that describes a node."""
    return f"kubectl describe node {shlex.quote(name)}"


def events(subject: Subject) -> str:
    """The command that lists the pod's events."""
    meta = subject.pod.metadata
    name = shlex.quote(f"involvedObject.name={meta.name}")
    return f"kubectl get events -n {shlex.quote(meta.namespace or 'default')} --field-selector {name}"


def rollout_undo(owner: Owner, namespace: str, revision: int) -> str:
    """The command that brings a revision of a workload back; 0 is the one before."""
    to = f" --to-revision={revision}" if revision else ""
    name = shlex.quote(f"{owner.kind.lower()}/{owner.name}")
    return f"kubectl rollout undo -n {shlex.quote(namespace or 'default')} {name}{to}"


def delete_pod(name: str, namespace: str) -> str:
    """The command that deletes a pod, so that its owner makes another."""
    return f"kubectl delete pod -n {shlex.quote(namespace or 'default')} {shlex.quote(name)}"


def describe_object(kind: str, name: str, namespace: str) -> str:
    """The command that describes an object of a namespace."""
    return f"kubectl describe {shlex.quote(kind.lower())} -n {shlex.quote(namespace or 'default')} {shlex.quote(name)}"
