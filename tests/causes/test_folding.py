"""What is one cause and what is two; what changed, where only pods can be read."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.diagnose.facts.pull_errors import registry
from tests.support.builders import (
    ago,
    conditions,
    container,
    crashing,
    owned_by,
    pod,
    report,
    running,
    terminated,
    waiting,
)


def without_image(name: str, image: str, message: str, *, app: str = "app", node: str = "node-1") -> Pod:
    missing = container(
        app, waiting("ImagePullBackOff", f'Back-off pulling image "{image}": ErrImagePull: {message}'), image=image
    )
    return pod([missing], phase="Pending", name=name, spec={"node_name": node}, meta=owned_by("StatefulSet", name))


def test_one_image_that_does_not_exist_is_one_cause_whatever_its_containers_are_called() -> None:
    image = "registry.example.com/team/agent:9"
    pods = [without_image(name, image, "not found", app=f"{name}-agent") for name in ("shop", "cart")]
    (cause,) = report(*pods).causes
    assert cause.owners == ("StatefulSet/cart", "StatefulSet/shop")
    assert "cart-agent (elsewhere shop-agent)" in cause.title


@pytest.mark.parametrize("message", ["dial tcp 10.0.0.9:443: connect: connection refused", "429 Too Many Requests"])
def test_a_registry_that_does_not_answer_is_one_cause_for_all_its_images(message: str) -> None:
    one = without_image("shop", "registry.example.com/shop:1", message)
    two = without_image("cart", "registry.example.com/cart:1", message)
    other = without_image("blog", "quay.io/blog:1", message)
    assert [cause.owners for cause in report(one, two, other).causes] == [
        ("StatefulSet/cart", "StatefulSet/shop"),
        ("StatefulSet/blog",),
    ]


def test_a_full_disk_is_its_nodes_cause() -> None:
    pods = [
        without_image(name, f"quay.io/{name}:1", "write /x: no space left on device", node=node)
        for name, node in (("shop", "node-1"), ("cart", "node-1"), ("blog", "node-2"))
    ]
    assert sorted(len(cause.pods) for cause in report(*pods).causes) == [1, 2]


@pytest.mark.parametrize(
    ("image", "host"),
    [
        ("shop", "docker.io"),
        ("library/shop:1", "docker.io"),
        ("localhost/shop", "localhost"),
        ("registry:5000/shop", "registry:5000"),
        ("quay.io/a/b@sha256:0", "quay.io"),
    ],
)
def test_the_registry_of_an_image(image: str, host: str) -> None:
    assert registry(image) == host


@pytest.mark.parametrize(
    ("host", "owners"),
    [
        ("postgres", [("StatefulSet/a", "StatefulSet/b"), ("StatefulSet/c",)]),
        ("$DB", [("StatefulSet/a",), ("StatefulSet/b",), ("StatefulSet/c",)]),
    ],
)
def test_one_wait_is_one_cause_within_a_namespace(host: str, owners: list[tuple[str, ...]]) -> None:
    """`postgres` is another service in each namespace, and `$DB` in each workload."""
    waits = [
        pod(
            [container("app", waiting("PodInitializing"))],
            [
                container(
                    "wait",
                    running(600),
                    image="busybox:1",
                    command=("sh", "-c", f"until nc -z {host} 5432; do :; done"),
                )
            ],
            phase="Pending",
            name=name,
            meta={"namespace": namespace, **owned_by("StatefulSet", name)},
        )
        for name, namespace in (("a", "test"), ("b", "test"), ("c", "prod"))
    ]
    assert sorted(cause.owners for cause in report(*waits).causes) == owners


def of_revision(revision: str, image: str, made: float, *, sick: bool, kind: str = "ReplicaSet") -> Pod:
    state = crashing("app", terminated(3), image=image) if sick else container("app", image=image)
    deployed = kind == "ReplicaSet"
    label = "pod-template-hash" if deployed else "controller-revision-hash"
    owner = owned_by(kind, f"shop-{revision}" if deployed else "shop")
    meta = {"labels": {label: revision}, "creation_timestamp": ago(made), **owner}
    ready = {} if sick else {"conditions": conditions()}
    return pod([state], name=f"shop-{revision}-{made:.0f}", meta=meta, **ready)  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", ["ReplicaSet", "StatefulSet", "DaemonSet"])
def test_pods_tell_what_their_revision_changed_where_nothing_else_does(kind: str) -> None:
    """ReplicaSets may not be listed, and StatefulSets have none."""
    old = [of_revision("aaa", "shop:1.0", made, sick=False, kind=kind) for made in (9000, 50)]
    older = of_revision("000", "shop:0.9", 20_000, sick=False, kind=kind)
    new = [of_revision("bbb", "shop:2.0", made, sick=True, kind=kind) for made in (600, 300)]
    (cause,) = report(older, *old, *new).causes
    owner = "Deployment/shop" if kind == "ReplicaSet" else f"{kind}/shop"
    said = f"Revision bbb of {owner} (its first pod is of 11:50) changed the image of app from 1.0 to 2.0;"
    assert said in cause.message


def test_a_revision_is_never_compared_with_a_newer_one() -> None:
    """The older revision is what crashes, and the new one heals it."""
    sick = [of_revision("aaa", "shop:1.0", 9000, sick=True)]
    (cause,) = report(*sick, of_revision("bbb", "shop:2.0", 60, sick=False)).causes
    assert "Revision" not in cause.message
    assert "1 pod with 2.0 is fine." in cause.message
