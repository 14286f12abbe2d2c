"""Pods of one workload that show one fault in different ways, and what those that are well have in common."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import Container, ObjectReference, Pod, PodSpec, ResourceRequirements, Volume
from kubectl_sidecars.causes.templates import changed
from tests.support.builders import (
    ago,
    condition,
    conditions,
    container,
    crashing,
    event,
    owned_by,
    pod,
    report,
    terminated,
    waiting,
)

IMAGE = "registry.example.com/shop:2.0"


def mate(
    number: int,
    last: Any = None,
    *,
    image: str = IMAGE,
    revision: str = "bbb",
    node: str = "n1",
    made: float = 300,
    owner: str = "shop",
    **fields: Any,
) -> Pod:
    """A pod of a StatefulSet: it crashes as `last` says, or is well."""
    app = crashing("app", last, image=image, **fields) if last else container("app", image=image, **fields)
    meta = {"labels": {"controller-revision-hash": revision}, "creation_timestamp": ago(made)}
    ready: dict[str, Any] = {} if last else {"conditions": conditions()}
    return pod(
        [app],
        name=f"{owner}-{number}",
        spec={"node_name": node},
        meta={**meta, **owned_by("StatefulSet", owner)},
        **ready,
    )


def test_what_both_revisions_do_alike_is_not_the_fault_of_the_newer_one() -> None:
    old = [mate(number, terminated(3), image="shop:1.0", revision="aaa", made=9000) for number in (0, 1)]
    new = [mate(number, terminated(3)) for number in (2, 3)]
    (cause,) = report(*old, *new).causes
    assert cause.title.startswith("app exits with 3 after 5 seconds, in 4 of 4 pods of StatefulSet/shop")
    assert "Revision" not in cause.message
    assert cause.image == ""


def test_a_kill_that_the_runtime_was_late_to_name_is_of_the_same_cause() -> None:
    """The kernel's kill and the runtime's event race: of two pods alike, one says OOMKilled and one says Error."""
    limits: dict[str, Any] = {"resources": ResourceRequirements(limits={"memory": "64Mi"})}
    (cause,) = report(
        mate(0, terminated(137, "Error"), **limits), mate(1, terminated(137, "OOMKilled"), **limits)
    ).causes
    assert cause.reason == "OOMKilled"
    assert len(cause.pods) == 2


def test_a_run_time_is_said_where_it_is_that_of_all() -> None:
    (cause,) = report(
        *(mate(number, terminated(1, lasted=lasted)) for number, lasted in enumerate((1, 40, 200)))
    ).causes
    assert cause.title.startswith("app 2.0 exits with 1, in 3 of 3 pods")


def test_a_bare_number_is_called_a_tag() -> None:
    sick = [mate(number, terminated(1), image="shop:2") for number in (0, 1)]
    (cause,) = report(*sick, mate(2, image="shop:1", revision="aaa", made=9000)).causes
    assert cause.title.startswith("app tag 2 exits with 1")
    assert "1 pod with tag 1 is fine." in cause.message
    assert "changed the image of app from tag 1 to tag 2" in cause.message


def test_pods_of_another_revision_are_told_from_those_of_the_same() -> None:
    """Its ConfigMap is another, and its image is the same."""
    sick = [mate(number, terminated(1)) for number in (0, 1)]
    (cause,) = report(*sick, mate(2, revision="aaa", made=9000), mate(3, revision="aaa", made=9000)).causes
    assert "2 pods of another revision are fine." in cause.message


def test_one_node_is_named_where_all_that_is_well_is_on_others() -> None:
    sick = [mate(number, terminated(1)) for number in (0, 1)]
    well = [mate(number, node="n2") for number in (2, 3)]
    said = "All that show it are on node n1, and all that are fine on other nodes."
    assert said in report(*sick, *well).causes[0].message
    assert said not in report(*sick, *well, mate(4)).causes[0].message
    assert said not in report(*sick).causes[0].message


def test_pods_without_a_node_are_on_no_node() -> None:
    message = "0/3 nodes are available: 3 Insufficient cpu."
    lack = condition("PodScheduled", "False", reason="Unschedulable", message=message)
    meta = {"labels": {"controller-revision-hash": "bbb"}, **owned_by("StatefulSet", "shop")}
    unseen: dict[str, Any] = {"container_statuses": (), "start_time": None}
    sick = [
        pod(
            [container("app")],
            name=f"shop-{each}",
            phase="Pending",
            conditions=(lack,),
            spec=NOWHERE,
            status=unseen,
            meta=meta,
        )
        for each in (0, 1)
    ]
    (cause,) = report(*sick, mate(2, node="n2"), mate(3, node="n2")).causes
    assert "2 other pods of the same workload are fine." in cause.message
    assert "on node" not in cause.message


NOWHERE = {"node_name": ""}


def test_only_of_a_known_helper_are_those_elsewhere_called_fine() -> None:
    """A toolbox serves many purposes, and so may the image of an app."""
    sick = [mate(number, terminated(1)) for number in (0, 1)]
    assert "elsewhere" not in report(*sick, mate(0, owner="a"), mate(0, owner="b")).causes[0].message


def test_each_container_of_one_pod_is_named() -> None:
    missing = waiting("ImagePullBackOff", 'Back-off pulling image "shop:9": ErrImagePull: shop:9: not found')
    (cause,) = report(pod([container(name, missing, image="shop:9") for name in ("a", "b")], phase="Pending")).causes
    assert "The same goes for b." in cause.message


def test_a_pods_own_finding_has_no_empty_name_among_many() -> None:
    """One pod misses a Secret in a container, the other in a volume."""
    in_env = pod([container("app", waiting("CreateContainerConfigError", 'secret "db" not found'))], phase="Pending")
    unready = conditions(condition("PodReadyToStartContainers", "False"), condition("Ready", "False"))
    mounts = pod([container("app", waiting())], phase="Pending", name="volume", conditions=unready)
    failed = event(
        "FailedMount",
        'MountVolume.SetUp failed for volume "s" : secret "db" not found',
        about="uid-volume",
        first=300,
        count=9,
    )
    (cause,) = report(in_env, mounts, failed).causes
    assert len(cause.pods) == 2
    assert cause.title.startswith("app needs Secret db, which does not exist, in 2 pods")


def test_what_a_template_mounts_and_runs_as_is_compared_too() -> None:
    def of(config: str, account: str) -> PodSpec:
        volume = Volume(name="conf", config_map=ObjectReference(name=config))
        mine = Volume(name=f"kube-api-access-{config}")
        return PodSpec(containers=(Container(name="app"),), volumes=(volume, mine), service_account_name=account)

    assert list(changed(of("one", "a"), of("two", "a"))) == ["volume conf from ConfigMap/one to ConfigMap/two"]
    assert list(changed(of("one", "a"), of("one", "b"))) == ["the serviceAccountName from a to b"]
    assert list(changed(of("one", "a"), of("one", "a"))) == []


PROXY = "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.0"


@pytest.mark.parametrize(("code", "workloads", "causes"), [(1, 2, 2), (1, 3, 1), (101, 2, 1)])
def test_one_code_of_one_helper_in_two_workloads_is_one_cause_if_the_code_says_something(
    code: int, workloads: int, causes: int
) -> None:
    """Exit 1 without last words may be anything; in many workloads at once it is no chance."""
    pods = [
        pod([container("app"), crashing("proxy", terminated(code), image=PROXY)], name=f"pod-{number}")
        for number in range(workloads)
    ]
    assert len(report(*pods).causes) == causes


NO_TABLE = "2026-10-13T08:02:40Z\terror\tCommand error: iptables-restore: unable to initialize table 'nat'\n"


@pytest.mark.parametrize(
    ("name", "image", "others", "causes"),
    [
        ("istio-init", "docker.io/istio/proxyv2:1.20.3", "", 1),
        ("linkerd-init", "cr.l5d.io/linkerd/proxy-init:v2.4.1", "", 1),
        ("istio-init", "docker.io/istio/proxyv2:1.20.3", "error\tno route to the API server\n", 2),
        ("prepare", "acme/toolbox:1", "", 2),
    ],
)
def test_one_fault_of_a_known_init_container_in_two_workloads_is_one_cause(
    name: str, image: str, others: str, causes: int
) -> None:
    """The set-up of a mesh is the same in each workload; what else an image does there is not."""
    words = (NO_TABLE, others or NO_TABLE)
    pods = [
        pod(
            [container("app", waiting("PodInitializing"))],
            init=[crashing(name, terminated(255, message=f"try {number}\n{said}"), image=image)],
            name=f"{owner}-1",
            phase="Pending",
            meta=owned_by("StatefulSet", owner),
        )
        for number, (owner, said) in enumerate(zip(("shop", "stock"), words, strict=True))
    ]
    assert len(report(*pods).causes) == causes
