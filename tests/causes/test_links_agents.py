"""Who is refused by an agent of its node that a message names follows from the pod of that agent."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.api.pod import (
    Affinity,
    CSIVolumeSource,
    NodeAffinity,
    NodeSelector,
    NodeSelectorRequirement,
    NodeSelectorTerm,
    Volume,
)
from tests.causes.test_consequences import UNSEEN, setup_event, told, unmade
from tests.causes.test_links import UNREADY
from tests.support.builders import condition, conditions, container, crashing, owned_by, pod, terminated, waiting

SANDBOX = 'failed to setup network for sandbox "1": plugin type="istio-cni" name="istio-cni" failed (add): '
NO_ZTUNNEL = SANDBOX + "unable to push CNI event (status code 500): partial add error: no ztunnel connection"


def of_plugin(name: str) -> str:
    return SANDBOX.replace("istio-cni", name) + "connection refused"


def agent(
    workload: str,
    name: str = "agent",
    image: str = "registry.example.com/net/agent:1",
    *,
    where: str = "node-1",
    sick: bool = True,
    owner: str = "DaemonSet",
    namespace: str = "net",
) -> Pod:
    return pod(
        [crashing(name, terminated(137, "OOMKilled"), image=image) if sick else container(name, image=image)],
        name=f"{workload}-{where}",
        conditions=UNREADY if sick else conditions(),
        spec={"node_name": where},
        meta={**owned_by(owner, workload), "namespace": namespace},
    )


def follows(found: Pod, message: str, *others: Pod) -> bool:
    """True if a pod without network follows from that agent."""
    web = unmade("web-0")
    causes = told(found, *others, web, setup_event(web, "FailedCreatePodSandBox", message))
    return [[each.name for each in cause.pods] for cause in causes] == [[found.metadata.name]]


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (agent("ztunnel", "istio-proxy"), NO_ZTUNNEL),
        (agent("mesh", "istio-proxy", "docker.io/istio/ztunnel:1.24.0"), NO_ZTUNNEL),
        (agent("cilium-agent"), SANDBOX + "unable to connect to Cilium agent: failed to create client after 30s"),
        (agent("calico-node"), SANDBOX + "stat /var/lib/calico/nodename: check that the calico/node container runs"),
        (agent("nsx", "nsx-node-agent"), SANDBOX + "Failed to connect to nsx_node_agent: 111"),
        (agent("ovn", "ovnkube-controller"), of_plugin("ovn-k8s-cni-overlay")),
        (agent("kube-ovn-cni", "cni-server", "kubeovn/kube-ovn:v1.13"), of_plugin("kube-ovn")),
    ],
)  # fmt: skip
def test_pods_without_network_follow_from_the_agent_that_the_message_names(found: Pod, message: str) -> None:
    assert follows(found, message)


@pytest.mark.parametrize(
    ("found", "message"),
    [
        (agent("ztunnel", where="node-2"), NO_ZTUNNEL),
        (agent("ztunnel", sick=False), NO_ZTUNNEL),
        (agent("ztunnel", owner="Deployment"), NO_ZTUNNEL),
        (agent("istio-cni"), NO_ZTUNNEL),
        (agent("node-agent", "proxy"), SANDBOX + "the node agent does not answer"),
        (agent("cilium"), SANDBOX + 'delegate "cilium-cni" failed'),
        (agent("demo-net"), SANDBOX + "pod demo-net-0 has no address"),
    ],
    ids=[
        "on another node", "well", "none of the node", "the plugin's own name", "words that say nothing",
        "a longer name", "the name of a pod",
    ],
)  # fmt: skip
def test_another_agent_explains_nothing(found: Pod, message: str) -> None:
    assert not follows(found, message)


def test_a_name_of_two_agents_tells_nothing() -> None:
    two = (agent("blue", "mesh-dns"), agent("green", "mesh-dns", sick=False))
    assert follows(two[0], SANDBOX + "no answer of mesh-dns")
    assert not follows(two[0], SANDBOX + "no answer of mesh-dns", two[1])


def test_the_innermost_agent_is_meant() -> None:
    outer, inner = agent("multus-agent"), agent("cilium-agent")
    web = unmade("web-0")
    message = SANDBOX + "multus-agent: delegate failed: cilium-agent does not answer"
    causes = told(outer, inner, web, setup_event(web, "FailedCreatePodSandBox", message))
    assert [cause.pods[0].name for cause in causes if cause.consequences] == ["cilium-agent-node-1"]


def test_the_workload_is_named_where_the_container_is_called_as_others_are() -> None:
    web = unmade("web-0")
    (cause,) = told(agent("ztunnel", "istio-proxy"), web, setup_event(web, "FailedCreatePodSandBox", NO_ZTUNNEL))
    assert "It belongs to DaemonSet/ztunnel. Because of it, 1 pod" in cause.message


@pytest.mark.parametrize(("name", "is_said"), [("istio-cni-node", True), ("istio-cni", False)])
def test_a_workload_whose_name_is_part_of_another_word_is_named(name: str, is_said: bool) -> None:
    web = unmade("web-0")
    failed = setup_event(web, "FailedCreatePodSandBox", SANDBOX + "no answer of istio-cni")
    (cause,) = told(agent("istio-cni", name), web, failed)
    assert "istio-cni" in cause.title
    assert ("It belongs to DaemonSet/istio-cni." in cause.message) == is_said


def test_an_agent_that_has_no_node_yet_is_that_of_the_node_it_is_made_for() -> None:
    field = NodeSelectorRequirement(key="metadata.name", operator="In", values=("node-1",))
    terms = NodeSelector(node_selector_terms=(NodeSelectorTerm(match_fields=(field,)),))
    affinity = Affinity(node_affinity=NodeAffinity(required_during_scheduling_ignored_during_execution=terms))
    lacks = "0/3 nodes are available: 1 Insufficient memory, 2 node(s) didn't satisfy plugin(s) [NodeAffinity]."
    pending: dict[str, Any] = {
        "phase": "Pending",
        "conditions": (condition("PodScheduled", "False", since=3000, reason="Unschedulable", message=lacks),),
        "meta": {**owned_by("DaemonSet", "ztunnel"), "namespace": "net"},
        "spec": {"node_name": "", "affinity": affinity},
        "status": UNSEEN,
    }
    found = pod([container("istio-proxy", waiting())], name="ztunnel-1", **pending)
    assert follows(found, NO_ZTUNNEL)


def test_a_mount_follows_from_the_agent_whose_socket_is_not_there() -> None:
    volume = Volume(name="spiffe", csi=CSIVolumeSource(driver="csi.spiffe.io"))
    web = pod(
        [container("app", waiting())],
        name="web-0",
        phase="Pending",
        conditions=unmade("web-0").status.conditions,
        spec={"node_name": "node-1", "volumes": (volume,)},
        meta=owned_by("StatefulSet", "web"),
    )
    message = (
        'MountVolume.SetUp failed for volume "spiffe" : rpc error: code = Internal desc = unable to mount: dial unix'
        " /run/spire/agent-sockets/spire-agent.sock: connect: no such file or directory"
    )
    failed = setup_event(web, "FailedMount", message)
    assert [cause.pods[0].name for cause in told(agent("spire-agent"), web, failed)] == ["spire-agent-node-1"]
    other = setup_event(web, "FailedMount", 'MountVolume.SetUp failed for volume "spire-agent" : configmap not found')
    assert len(told(agent("spire-agent"), web, other)) == 2


@pytest.mark.parametrize(
    ("said", "causes"),
    [
        ("Error: dial unix /run/spire/agent-sockets/spire-agent.sock: connect: connection refused", 1),
        ("spire-agent has issued a certificate\nError: no licence", 2),
        ("warning: spire-agent: connection refused\nError: no licence", 2),
    ],
)
def test_who_ends_follows_from_the_agent_that_its_telling_line_says_did_not_answer(said: str, causes: int) -> None:
    app = pod([crashing("app", terminated(1, message=said))], name="app-0", meta=owned_by("StatefulSet", "app"))
    assert len(told(agent("spire-agent"), app)) == causes
