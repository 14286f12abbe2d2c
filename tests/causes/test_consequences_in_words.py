"""What follows from a cause, in words: how many pods suffer, on which node, and each pod's own volume."""

from __future__ import annotations

import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.api.pod import PersistentVolumeClaimVolumeSource, Volume
from tests.causes.test_consequences import agent, no_network, setup_event, told, unmade
from tests.support.builders import conditions, container, crashing, owned_by, pod, terminated

NO_DRIVER = (
    'MountVolume.MountDevice failed for volume "pvc-1" : kubernetes.io/csi: attacher.MountDevice failed to create'
    " newCsiDriverClient: driver name efs.csi.aws.com not found in the list of registered CSI drivers"
)


def with_claim(name: str) -> Pod:
    claim = PersistentVolumeClaimVolumeSource(claim_name=f"data-{name}")
    made = unmade(f"{name}-0", workload=name)
    volumes = (Volume(name="data", persistent_volume_claim=claim),)
    return pod(
        [container("app")],
        name=f"{name}-0",
        phase="Pending",
        conditions=made.status.conditions,
        spec={"node_name": "node-1", "volumes": volumes},
        status={"container_statuses": made.status.container_statuses},
        meta=owned_by("StatefulSet", name),
    )


def test_an_agent_of_one_node_names_the_node() -> None:
    web = unmade("web-0")
    (cause,) = told(agent(), web, no_network(web))
    assert "It serves the pods of node node-1. Because of it" in cause.message


def test_each_pod_has_its_own_volume_in_the_title() -> None:
    pods = [with_claim(name) for name in ("a", "b")]
    (cause,) = told(*pods, *(setup_event(each, "FailedMount", NO_DRIVER) for each in pods))
    claims = "Volume data (claim data-a) and volume data (claim data-b) cannot be mounted"
    assert cause.title.startswith(claims)


def resolver(*, sick: bool = True) -> Pod:
    image = "registry.k8s.io/coredns/coredns:v1.12.1"
    main = crashing("coredns", terminated(2), image=image) if sick else container("coredns", image=image)
    return pod(
        [main],
        name=f"coredns-{sick}",
        conditions=conditions() if not sick else (),
        meta=owned_by("Deployment", "coredns"),
    )


def lost(name: str, words: str) -> Pod:
    return pod([crashing(name, terminated(1, message=words))], name=f"{name}-0", meta=owned_by("StatefulSet", name))


UNRESOLVED = (
    'could not translate host name "db" to address: Temporary failure in name resolution',
    "Error: getaddrinfo EAI_AGAIN db",
    "dial tcp: lookup db on 10.96.0.10:53: read udp 10.244.1.7:41235->10.96.0.10:53: i/o timeout",
)


def test_programs_that_cannot_resolve_names_follow_from_the_dns_of_the_cluster() -> None:
    apps = [lost(name, words) for name, words in zip(("a", "b", "c"), UNRESOLVED, strict=True)]
    (cause,) = told(resolver(), *apps)
    assert (cause.container, len(cause.consequences)) == ("coredns", 3)
    assert "3 other pods suffer from it: " in cause.message


@pytest.mark.parametrize("words", ["dial tcp: lookup db on 10.96.0.10:53: no such host", "no space left on device"])
def test_an_answer_that_there_is_no_such_name_is_an_answer(words: str) -> None:
    assert len(told(resolver(), lost("a", words))) == 2


def test_a_resolver_that_is_well_excuses_the_others() -> None:
    assert len(told(resolver(), resolver(sick=False), lost("a", UNRESOLVED[0]))) == 2
