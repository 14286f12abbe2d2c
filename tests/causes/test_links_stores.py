"""Who ends since a database refuses what is asked of it follows from that database, if it is sick itself."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import Event, ExecAction, Pod, Probe
from kubectl_sidecars.causes.cause import Cause
from tests.support.builders import (
    UNREADY,
    conditions,
    container,
    crashing,
    event,
    owned_by,
    pod,
    report,
    running,
    terminated,
)

PROBE = Probe(exec=ExecAction(command=("healthcheck.sh",)))
SPACE = "panic: etcdserver: mvcc: database space exceeded"
ETCD = "quay.io/coreos/etcd:v3.5.5"


def store(image: str = ETCD, name: str = "db-0", namespace: str = "demo", *, sick: bool = True) -> Pod:
    main = container("db", running(90_000), ready=not sick, image=image, readiness_probe=PROBE)
    meta = {**owned_by("StatefulSet", "db"), "namespace": namespace}
    return pod([main], name=name, conditions=UNREADY if sick else conditions(), meta=meta)


def client(said: str = SPACE) -> Pod:
    return pod([crashing("app", terminated(2, message=said))], name="app-0", meta=owned_by("Deployment", "app"))


def told(*values: Pod | Event) -> list[tuple[str, int]]:
    return [(cause.container, len(cause.consequences)) for cause in report(*values).causes]


@pytest.mark.parametrize(
    ("image", "said"),
    [
        (ETCD, SPACE),
        ("docker.io/bitnami/redis:7.2", "MISCONF Redis is configured to save RDB snapshots, but it's unable to"),
        ("opensearchproject/opensearch:2.11", "cluster_block_exception: blocked by: [FORBIDDEN/12/index read-only"),
        ("mongo:7", "MongoServerError[NotWritablePrimary]: not primary"),
        ("postgres@sha256:12ab", "FATAL:  the database system is in recovery mode"),
        ("mariadb:11", "The MariaDB server is running with the --super-read-only option so it cannot execute"),
        ("apache/kafka:3.9", "org.apache.kafka.common.errors.NotEnoughReplicasException: Messages are rejected"),
    ],
)
def test_who_is_refused_follows_from_the_sick_store(image: str, said: str) -> None:
    assert told(client(said), store(image)) == [("db", 1)]


@pytest.mark.parametrize(
    "others",
    [
        (store(sick=False),),
        (store("docker.io/bitnami/redis:7.2"),),
        (store(namespace="shop"),),
        (store("registry.example.com/etcd-backup:1"),),
        (store(), store(name="db-1", sick=False)),
    ],
    ids=["well", "another store", "another namespace", "another program", "another member is well"],
)
def test_what_is_not_that_store_explains_nothing(others: tuple[Pod, ...]) -> None:
    assert not any(follows for _, follows in told(client(), *others))


def test_words_of_another_kind_join_nothing() -> None:
    assert not any(follows for _, follows in told(client("panic: invalid configuration"), store()))


def test_the_etcd_of_the_cluster_is_behind_the_api_server() -> None:
    assert told(client("Internal error occurred: etcdserver: no leader"), store(namespace="kube-system")) == [("db", 1)]


def test_a_member_does_not_follow_from_another_one() -> None:
    member = pod([crashing("etcd", terminated(2, message=SPACE), image=ETCD)], name="etcd-1")
    assert not any(follows for _, follows in told(member, store()))


def test_etcd_without_space_is_told_with_its_cure() -> None:
    words = "Readiness probe failed: 127.0.0.1:2379 is unhealthy: failed to commit proposal: Active Alarm(s): NOSPACE"
    full = event("Unhealthy", words, path="spec.containers{db}", about="uid-db-0", at=20, first=200, count=9)
    (cause,) = causes(store(), full)
    assert "Etcd has used up its space quota, and takes no more writes." in cause.explanation
    assert cause.advice == "Compact and defragment etcd, then disarm its alarm."


def causes(*values: Pod | Event) -> tuple[Cause, ...]:
    return report(*values).causes
