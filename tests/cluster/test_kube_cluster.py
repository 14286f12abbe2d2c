"""Selections, lists and watches against a real API server, beside kubectl's own answers."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.fetch import fetch
from kubectl_sidecars.kube.http.client import Client, connect
from kubectl_sidecars.kube.read import pager
from kubectl_sidecars.kube.read.pager import Pager
from kubectl_sidecars.kube.read.resources import (
    EVENTS,
    JOBS,
    NAMESPACES,
    NODES,
    PODS,
    REPLICA_SETS,
    Query,
)
from kubectl_sidecars.kube.read.watch_many import watch_all
from kubectl_sidecars.kube.select.pod_query import PodQuery
from kubectl_sidecars.kube.select.pod_selection import select
from tests.cluster.server import Server

EVERYTHING: tuple[Query[Any], ...] = tuple(
    Query(each) for each in (PODS, EVENTS, NODES, NAMESPACES, JOBS, REPLICA_SETS)
)


@pytest.fixture
def kube(kubeconfig: Path) -> Iterator[Client]:
    with connect(ConnectionOptions(kubeconfig=str(kubeconfig)), {}) as client:
        yield client


def kubectl(kubeconfig: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = ["kubectl", "--kubeconfig", str(kubeconfig), *words]
    return subprocess.run(command, check=False, capture_output=True, text=True)


def uids(kubeconfig: Path, *words: str) -> set[str]:
    done = kubectl(kubeconfig, "get", "pods", "-o", "jsonpath={.items[*].metadata.uid}", *words)
    return set(done.stdout.split())


@pytest.mark.parametrize(
    ("flags", "words"),
    [
        ({"all_namespaces": True}, ["-A"]),
        ({"namespace": "kube-system"}, ["-n", "kube-system"]),
        ({"all_namespaces": True, "selector": "app"}, ["-A", "-l", "app"]),
        (
            {"all_namespaces": True, "field_selector": "status.phase!=Running"},
            ["-A", "--field-selector", "status.phase!=Running"],
        ),
    ],
)
def test_the_pods_are_kubectls(kube: Client, kubeconfig: Path, flags: dict[str, Any], words: list[str]) -> None:
    fetched = fetch(kube, select(kube, PodQuery(**flags)))
    assert {pod.metadata.uid for pod in fetched.pods} == uids(kubeconfig, *words)
    assert fetched.undecodable == []


@pytest.mark.parametrize("word", ["deployments", "statefulsets", "daemonsets", "replicasets", "jobs"])
def test_the_pods_of_every_workload_are_those_that_it_owns(kube: Client, kubeconfig: Path, word: str) -> None:
    owners = json.loads(kubectl(kubeconfig, "get", word, "-A", "-o", "json").stdout)["items"]
    for owner in owners:
        meta = owner["metadata"]
        labels = ",".join(f"{key}={value}" for key, value in owner["spec"]["selector"].get("matchLabels", {}).items())
        fetched = fetch(
            kube, select(kube, PodQuery(words=(f"{word}/{meta['name']}",), namespace=meta["namespace"])), related=()
        )
        assert {pod.metadata.uid for pod in fetched.pods} == uids(kubeconfig, "-n", meta["namespace"], "-l", labels)


@pytest.mark.parametrize(
    "words", [["no-such-pod"], ["deploy/no-such"], ["node/no-such"], ["svc/no-such"], ["foo/bar"], ["a/b/c"], ["pod/"]]
)
def test_what_does_not_exist_is_refused_in_kubectls_words(kube: Client, kubeconfig: Path, words: list[str]) -> None:
    verb = ["get", *([] if "/" in words[0] else ["pods"]), *words]
    said = kubectl(kubeconfig, *verb).stderr.strip().removeprefix("error: ")
    with pytest.raises(UsageError) as refused:
        fetch(kube, select(kube, PodQuery(words=tuple(words))))
    assert str(refused.value) == said


def test_small_pages_add_up_to_the_same_list(kube: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    read_all = Pager(kube, Query(EVENTS))
    expected = [each.metadata.uid for page in read_all.pages() for each in page]
    monkeypatch.setattr(pager, "LIMIT", 3)
    pages = Pager(kube, Query(EVENTS), first_limit=3)
    assert [each.metadata.uid for page in pages.pages() for each in page] == expected


def test_a_watch_lists_everything_then_tells_a_change(kube: Client, server: Server, namespace: str) -> None:
    stop = threading.Event()
    seen: set[str] = set()
    marked = False
    for batch in watch_all(kube, EVERYTHING, stop):
        seen |= {f"{type(line.object).__name__}/{line.object.metadata.name}" for line in batch.lines}
        assert batch.undecodable == ()
        if batch.is_listed and not marked:
            assert f"Namespace/{namespace}" in seen
            seen.clear()
            server.kubectl("label", "namespace", namespace, "marked=yes")
            marked = True
        if marked and f"Namespace/{namespace}" in seen:
            stop.set()
    assert marked
