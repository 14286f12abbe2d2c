"""A cause that follows from another one is named in it: what links them is data of findings and of the catalogue."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import ContainerPort, Node, ObjectMeta, Pod, Service, ServiceSpec
from kubectl_sidecars.api.pod import PersistentVolumeClaimVolumeSource, Volume
from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.classify.catalog import Index, built_in
from kubectl_sidecars.classify.rules_file import parse_rules
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.report import inspect
from tests.diagnose.test_probes import PROBE
from tests.support.builders import (
    ago,
    condition,
    conditions,
    container,
    crashing,
    event,
    node,
    owned_by,
    pod,
    report,
    running,
    snapshot,
    terminated,
    waiting,
)

NOT_MADE = conditions(*(condition(each, "False") for each in ("PodReadyToStartContainers", "Ready", "ContainersReady")))
UNSEEN: dict[str, Any] = {"container_statuses": (), "start_time": None}
"""The status of a pod that no kubelet has taken on."""
FLANNEL = "ghcr.io/flannel-io/flannel:v0.26.7"


def agent(name: str = "flannel-1", where: str = "node-1", *, sick: bool = True, image: str = FLANNEL) -> Pod:
    """An agent of a DaemonSet: its container is called kube-flannel, and crashes or runs."""
    main = crashing("kube-flannel", terminated(1), image=image) if sick else container("kube-flannel", image=image)
    return pod(
        [main],
        name=name,
        conditions=conditions(condition("Ready", "False")) if sick else conditions(),
        spec={"node_name": where},
        meta=owned_by("DaemonSet", "flannel"),
    )


def unmade(name: str, where: str = "node-1", workload: str = "web") -> Pod:
    """A pod on a node whose containers are not made yet."""
    return pod(
        [container("app", waiting())],
        name=name,
        phase="Pending",
        conditions=NOT_MADE,
        spec={"node_name": where},
        meta=owned_by("StatefulSet", workload),
    )


def setup_event(of: Pod, reason: str, message: str) -> Any:
    return event(reason, message, about=of.metadata.uid, first=2000, at=20)


def no_network(of: Pod, plugin: str = "flannel") -> Any:
    message = f'failed to setup network for sandbox "1": plugin type="{plugin}" failed (add): open /run/x: no such file'
    return setup_event(of, "FailedCreatePodSandBox", message)


def told(*values: Any) -> tuple[Cause, ...]:
    return report(*values).causes


def test_pods_without_network_follow_from_the_agent_of_their_node() -> None:
    web = unmade("web-0")
    (cause,) = told(agent(), web, no_network(web))
    assert (cause.container, [each.name for each in cause.pods]) == ("kube-flannel", ["flannel-1"])
    assert "Because of it, 1 pod of StatefulSet/web cannot start (the pod's network cannot be set up)." in cause.message
    (follows,) = cause.consequences
    assert (follows.reason, [each.name for each in follows.pods]) == (Reason.NETWORK_FAILED, ["web-0"])
    assert follows.owners == ("StatefulSet/web",)


@pytest.mark.parametrize(
    "agents",
    [
        (agent(sick=False),),
        (agent(where="node-2"),),
        (agent(image="registry.example.com/other:1"),),
        (agent(), agent("flannel-2", sick=False)),
        (),
    ],
    ids=["well", "on another node", "another image", "another one is well", "not read"],
)
def test_what_is_not_at_fault_on_that_node_explains_nothing(agents: tuple[Pod, ...]) -> None:
    web = unmade("web-0")
    causes = told(*agents, web, no_network(web))
    network = [cause for cause in causes if cause.reason == Reason.NETWORK_FAILED]
    assert len(network) == 1
    assert not any(cause.consequences for cause in causes)


def listens(name: str, port: int, *, sick: bool = True, namespace: str = "demo") -> Pod:
    ports = (ContainerPort(container_port=port),)
    main = crashing(name, terminated(1), ports=ports) if sick else container(name, ports=ports)
    ready = conditions(condition("Ready", "False")) if sick else conditions()
    meta = {**owned_by("StatefulSet", name), "namespace": namespace}
    return pod([main], name=f"{name}-0", conditions=ready, meta=meta)


def unanswered(address: str) -> Pod:
    said = f"dial tcp {address}: connect: connection refused"
    return pod([crashing("web", terminated(1, message=said))], name="web-0", meta=owned_by("Deployment", "web"))


def test_who_is_refused_at_a_port_follows_from_what_should_listen_there() -> None:
    """Services are not always read, and an address is no name."""
    (cause,) = told(unanswered("10.43.1.20:5432"), listens("db", 5432))
    assert (cause.container, [each.container for each in cause.consequences]) == ("db", ["web"])


@pytest.mark.parametrize(
    ("address", "others"),
    [
        ("10.43.1.20:5432", (listens("db", 5433),)),
        ("10.43.1.20:5432", (listens("db", 5432, namespace="shop"),)),
        ("10.43.1.20:5432", (listens("db", 5432), listens("old", 5432))),
        ("10.43.1.20:5432", (listens("db", 5432), listens("old", 5432, sick=False))),
        ("10.43.1.20:8080", (listens("db", 8080),)),
    ],
    ids=["another port", "another namespace", "two are down", "another one is well", "a port of many"],
)
def test_a_port_alone_joins_nothing_where_another_one_may_be_meant(address: str, others: tuple[Pod, ...]) -> None:
    assert not any(cause.consequences for cause in told(unanswered(address), *others))


def test_what_says_that_others_do_not_answer_comes_after_what_fails_by_itself() -> None:
    """Two pods that are refused by an address that nobody knows, and one that crashes."""
    asking = [msgspec.structs.replace(unanswered("db:7000")), msgspec.structs.replace(unanswered("db:7000"))]
    asking[1] = msgspec.structs.replace(
        asking[1], metadata=msgspec.structs.replace(asking[1].metadata, name="web-1", uid="uid-web-1")
    )
    assert [cause.container for cause in told(*asking, listens("worker", 9000))] == ["worker", "web"]
    elsewhere = listens("worker", 9000, namespace="shop")
    assert [cause.container for cause in told(*asking, elsewhere)] == ["web", "worker"]


KUBE_PROXY = "registry.k8s.io/kube-proxy:v1.32.2"


@pytest.mark.parametrize(("where", "explained"), [("node-1", True), ("node-2", False)])
def test_who_cannot_reach_the_api_server_follows_from_kube_proxy_on_its_node(where: str, explained: bool) -> None:
    crash = crashing("kube-proxy", terminated(1), image=KUBE_PROXY)
    proxy = pod([crash], name="kube-proxy-1", spec={"node_name": where}, meta=owned_by("DaemonSet", "kube-proxy"))
    causes = told(proxy, unanswered("10.96.0.1:443"))
    assert (len(causes) == 1) is explained
    first = next(cause for cause in causes if cause.container == "kube-proxy")
    assert [each.container for each in first.consequences] == (["web"] if explained else [])


def test_the_clusters_dns_needs_kube_proxy_of_its_node() -> None:
    crash = crashing("kube-proxy", terminated(1), image=KUBE_PROXY)
    proxy = pod([crash], name="kube-proxy-1", meta=owned_by("DaemonSet", "kube-proxy"))
    dns = container("coredns", running(900), ready=False, readiness_probe=PROBE, image="registry.k8s.io/coredns:v1.11")
    unready = pod([dns], name="coredns-0", meta=owned_by("Deployment", "coredns"))
    (cause,) = told(proxy, unready)
    assert (cause.container, [each.container for each in cause.consequences]) == ("kube-proxy", ["coredns"])


def test_another_plugin_is_another_agents() -> None:
    web = unmade("web-0")
    assert {cause.reason for cause in told(agent(), web, no_network(web, "calico"))} == {
        Reason.EXIT_ERROR,
        Reason.NETWORK_FAILED,
    }


def test_a_network_that_was_never_set_up_follows_from_whatever_agent_is_at_fault() -> None:
    web = unmade("web-0")
    message = "network is not ready: NetworkReady=false reason:NetworkPluginNotReady message: no plugin yet"
    (cause,) = told(agent(), web, setup_event(web, "NetworkNotReady", message))
    assert cause.container == "kube-flannel"


def test_a_users_own_rules_say_what_an_agent_serves() -> None:
    rules = parse_rules('[acme-net]\nrole = "main"\nnames = ["kube-flannel"]\nserves = ["cni:acme"]\n')
    web, own = unmade("web-0"), agent(image="registry.example.com/net:1")
    around = snapshot(own, web, no_network(web, "acme"))
    assert len(inspect(around).causes) == 2
    (cause,) = inspect(around, roles=Index(built_in().containers, rules.containers)).causes
    assert (cause.container, len(cause.consequences)) == ("kube-flannel", 1)


def driver(*, owner: str, registrar: bool = False) -> Pod:
    """A pod of a driver that the catalogue does not know: its registrar crashes, which names the driver."""
    path = "--kubelet-registration-path=/var/lib/kubelet/plugins/csi.acme.com/csi.sock"
    side = crashing(
        "node-driver-registrar", terminated(1), image="sig-storage/csi-node-driver-registrar:v2.13", args=(path,)
    )
    return pod(
        [container("acme"), *([side] if registrar else [])],
        name="acme-csi",
        meta=owned_by(owner, "acme"),
    )


def test_a_driver_is_known_by_the_path_that_it_registers() -> None:
    web = unmade("web-0")
    words = "driver name csi.acme.com not found in the list of registered CSI drivers"
    causes = told(driver(owner="DaemonSet", registrar=True), web, setup_event(web, "FailedMount", words))
    assert [(cause.container, len(cause.consequences)) for cause in causes] == [("node-driver-registrar", 1)]


def proxied(name: str, *, since: float = 3000) -> Pod:
    """A pod whose Istio proxy has never been ready since it started."""
    proxy = container("istio-proxy", running(since), image="istio/proxyv2:1.27", ready=False, readiness_probe=PROBE)
    return pod([container("app"), proxy], name=name, meta=owned_by("StatefulSet", name))


def istiod(name: str = "istiod-1", *, sick: bool = True) -> Pod:
    run = terminated(137, "OOMKilled", lasted=20)
    main = crashing("discovery", run, image="istio/pilot:1.27") if sick else container("discovery", image="pilot:1.27")
    return pod(
        [main],
        name=name,
        conditions=conditions(condition("Ready", "False")) if sick else conditions(),
        meta={**owned_by("ReplicaSet", "istiod"), "namespace": "istio-system"},
    )


def test_proxies_follow_from_their_control_plane() -> None:
    (cause,) = told(istiod(), proxied("cart"), proxied("web"))
    assert (cause.container, cause.severity) == ("discovery", Severity.CRITICAL)
    assert "Because of it, 2 pods of StatefulSet/cart and StatefulSet/web are not Ready" in cause.message


def test_a_control_plane_with_a_replica_that_is_well_explains_nothing() -> None:
    causes = told(istiod(), istiod("istiod-2", sick=False), proxied("cart"))
    assert sorted(cause.container for cause in causes) == ["discovery", "istio-proxy"]


def service(name: str, namespace: str = "demo", **selector: str) -> Service:
    return Service(
        metadata=ObjectMeta(name=name, namespace=namespace, uid=f"uid-{name}"), spec=ServiceSpec(selector=selector)
    )


WAIT = ("sh", "-c", "until nc -z db 5432; do sleep 1; done")


def waits(name: str = "shop-0") -> Pod:
    init = container("wait-for-db", running(7200), command=WAIT)
    return pod(
        [container("app", waiting("PodInitializing"))],
        [init],
        name=name,
        phase="Pending",
        conditions=conditions(condition("Initialized", "False"), condition("Ready", "False")),
        meta=owned_by("StatefulSet", "shop"),
    )


def database(**labels: str) -> Pod:
    return pod(
        [crashing("postgres", terminated(3))], name="db-0", meta={"labels": labels, **owned_by("StatefulSet", "db")}
    )


def test_a_wait_follows_from_the_pods_behind_the_service_that_it_asks() -> None:
    (cause,) = told(waits(), database(app="db"), service("db", app="db"))
    assert cause.container == "postgres"
    assert [each.reason for each in cause.consequences] == [Reason.INIT_WAITS]


def asks(message: str, code: int = 1, reason: str = "") -> Pod:
    run = terminated(code, reason, message=message)
    return pod([crashing("app", run)], name="shop-0", meta=owned_by("StatefulSet", "shop"))


REFUSED = "dial tcp: connect to http://db:5432: connection refused"


def test_a_crash_follows_from_the_service_that_its_last_words_say_did_not_answer() -> None:
    (cause,) = told(asks(REFUSED), database(app="db"), service("db", app="db"))
    assert cause.container == "postgres"
    assert [each.container for each in cause.consequences] == ["app"]


@pytest.mark.parametrize(
    "crashed",
    [asks("http://db:5432 says: wrong password"), asks(REFUSED, 137, "OOMKilled"), asks("")],
    ids=["it answered", "out of memory", "no last words"],
)
def test_a_crash_for_another_reason_does_not(crashed: Pod) -> None:
    causes = told(crashed, database(app="db"), service("db", app="db"))
    assert sorted(cause.container for cause in causes) == ["app", "postgres"]


def test_a_service_that_was_read_has_no_other_server_of_its_port() -> None:
    """Its own pods are gone: the other database of the namespace is not to blame."""
    other = listens("old", 5432)
    assert not any(cause.consequences for cause in told(asks(REFUSED), other, service("db", app="db")))
    assert any(cause.consequences for cause in told(asks(REFUSED), other))


def test_a_wait_for_another_service_does_not() -> None:
    assert len(told(waits(), database(app="db"), service("other", app="db"))) == 2
    assert len(told(waits(), database(app="db"), service("db", "elsewhere", app="db"))) == 2


def pressed(type_: str = "DiskPressure", since: float = 900) -> Any:
    return node(condition("Ready"), condition(type_, since=since))


def evicted(name: str, resource: str = "ephemeral-storage") -> Pod:
    message = (
        f"The node was low on resource: {resource}. Container app was using 9Gi, request is 0, "
        f"has larger consumption of {resource}. "
    )
    end = condition("DisruptionTarget", since=600, reason="TerminationByKubelet", message=message)
    return pod(
        [container("app", terminated(137, at=600))],
        name=name,
        phase="Failed",
        conditions=conditions(end),
        status={"reason": "Evicted", "message": message},
    )


def refused(taint: str) -> Pod:
    words = f"0/1 nodes are available: 1 node(s) had untolerated taint {{{taint}: }}."
    unscheduled = (condition("PodScheduled", "False", reason="Unschedulable", message=words),)
    return pod(
        [container("app", waiting())],
        name="new-0",
        phase="Pending",
        conditions=unscheduled,
        spec={"node_name": ""},
        status=UNSEEN,
        meta=owned_by("StatefulSet", "new"),
    )


def test_a_refused_device_follows_from_the_plugin_of_the_node() -> None:
    message = "Allocate failed due to no healthy devices present; cannot allocate unhealthy devices acme.com/gpu"
    job = pod(
        [container("train", waiting())],
        name="train-0",
        phase="Failed",
        conditions=(),
        status={"reason": "UnexpectedAdmissionError", "message": f"Pod was rejected: {message}", "start_time": ago(60)},
    )
    rules = '[acme-gpu]\nrole = "main"\nnames = ["kube-flannel"]\nserves = ["device:acme.com/gpu"]\n'
    roles = Index(built_in().containers, parse_rules(rules).containers)
    (cause,) = inspect(snapshot(agent(), job), roles=roles).causes
    assert (cause.container, [each.name for each in cause.consequences[0].pods]) == ("kube-flannel", ["train-0"])
    assert len(inspect(snapshot(agent(where="node-2"), job), roles=roles).causes) == 2


def test_pods_that_nobody_schedules_follow_from_the_scheduler() -> None:
    left = pod([container("app", waiting())], phase="Pending", conditions=(), spec={"node_name": ""}, status=UNSEEN)
    scheduler = pod([crashing("kube-scheduler", terminated(1), image="x/kube-scheduler:v1.35.0")], name="scheduler")
    (cause,) = told(left, scheduler)
    assert (cause.container, [each.reason for each in cause.consequences]) == ("kube-scheduler", [Reason.NOT_SCHEDULED])


def test_proxies_that_were_unready_long_before_their_control_plane_are_their_own_cause() -> None:
    run = terminated(137, "OOMKilled", lasted=20, at=30)
    main = crashing("discovery", run, 1, image="istio/pilot:1.27")
    began = event("BackOff", "back-off", about="uid-istiod-1", path="spec.containers{discovery}", first=60)
    control = pod([main], name="istiod-1", meta={**owned_by("ReplicaSet", "istiod"), "creation_timestamp": ago(9000)})
    causes = told(control, began, proxied("cart", since=8000))
    assert sorted(cause.container for cause in causes) == ["discovery", "istio-proxy"]


def test_evictions_and_refusals_follow_from_the_pressure_of_the_node() -> None:
    (cause,) = told(pressed(), evicted("old-0"), refused("node.kubernetes.io/disk-pressure"))
    assert (cause.reason, cause.severity) == (Reason.DISK_PRESSURE, Severity.CRITICAL)
    assert {each.reason for each in cause.consequences} == {Reason.EVICTED, Reason.UNSCHEDULABLE}


def test_a_node_whose_taint_keeps_pods_away_is_named_though_it_has_none() -> None:
    (cause,) = told(pressed(), refused("node.kubernetes.io/disk-pressure"))
    assert (cause.title, cause.pods) == ("Node node-1 is under DiskPressure since 11:45.", ())
    assert told(pressed()) == ()


def test_an_agent_that_is_killed_by_its_probe_follows_from_its_control_plane() -> None:
    fields: dict[str, Any] = {"image": "docker.io/calico/node:v3.22.0", "liveness_probe": PROBE}
    node_agent = pod(
        [crashing("calico-node", terminated(137, at=30), **fields)],
        name="calico-node-1",
        conditions=conditions(condition("Ready", "False")),
        meta=owned_by("DaemonSet", "calico-node"),
    )
    words = "Container calico-node failed liveness probe, will be restarted"
    killed = event("Killing", words, about="uid-calico-node-1", path="spec.containers{calico-node}", at=31)
    typha = pod(
        [crashing("calico-typha", terminated(1, at=30), image="docker.io/calico/typha:v3.22.0")],
        name="calico-typha-1",
        conditions=conditions(condition("Ready", "False")),
        meta=owned_by("ReplicaSet", "calico-typha"),
    )
    (cause,) = told(node_agent, killed, typha)
    assert (cause.container, [each.reason for each in cause.consequences]) == ("calico-typha", ["LivenessProbeFailed"])
    assert [each.container for each in told(node_agent, killed)] == ["calico-node"]


def test_a_node_whose_network_is_unavailable_follows_from_its_agent() -> None:
    (cause,) = told(pressed("NetworkUnavailable"), agent(), refused("node.kubernetes.io/network-unavailable"))
    assert (cause.container, len(cause.consequences)) == ("kube-flannel", 2)


def without_route(name: str, message: str = "RouteController failed to create a route") -> Node:
    lost = condition("NetworkUnavailable", since=900, reason="NoRouteCreated", message=message)
    made = node(condition("Ready"), lost)
    return msgspec.structs.replace(made, metadata=ObjectMeta(name=name, uid=f"uid-{name}"))


def test_nodes_whose_networks_are_not_there_for_one_reason_are_one_cause() -> None:
    taint = refused("node.kubernetes.io/network-unavailable")
    (cause,) = told(without_route("node-1"), without_route("node-2"), without_route("node-3"), taint)
    assert cause.title == "Node node-1 is under NetworkUnavailable since 11:45."
    assert "The same goes for 2 other nodes." in cause.message
    assert "evicts" not in cause.message
    assert len(told(without_route("node-1"), without_route("node-2", "FlannelIsDown"), taint)) == 2


UNTIL_KAFKA = ("sh", "-c", "until nc -z kafka 9092; do :; done")


def test_a_workload_that_gets_no_pods_comes_before_what_waits_for_its_pods() -> None:
    wait = pod(
        [container("app", waiting("PodInitializing"))],
        [container("wait-for-brokers", running(since=2000), command=UNTIL_KAFKA)],
        name="registry",
        phase="Pending",
    )
    message = 'create Pod kafka-2 in StatefulSet kafka failed error: pods "kafka-2" is forbidden: exceeded quota: disk'
    no_pod = event("FailedCreate", message, about="uid-kafka", kind="StatefulSet", at=30, first=2000)
    causes = told(wait, no_pod)
    assert causes[0].title.startswith("StatefulSet/kafka in namespace demo gets no pods")


def test_another_pressure_and_another_taint_are_other_causes() -> None:
    causes = told(pressed("MemoryPressure"), evicted("old-0"), refused("node.kubernetes.io/disk-pressure"))
    assert {Reason.EVICTED, Reason.UNSCHEDULABLE} <= {cause.reason for cause in causes}


def test_an_eviction_long_before_the_pressure_is_its_own_cause() -> None:
    causes = told(pressed(since=60), evicted("old-0"))
    assert Reason.EVICTED in {cause.reason for cause in causes}


def cloud_controller() -> Pod:
    return pod(
        [crashing("acme-cloud-controller-manager", terminated(1))], name="ccm", meta=owned_by("DaemonSet", "ccm")
    )


def test_a_chain_is_followed_to_its_first_cause() -> None:
    """The cloud controller crashes, so CoreDNS gets no node, so a wait finds no name."""
    taint = "node.cloudprovider.kubernetes.io/uninitialized"
    dns = refused(taint)
    dns = msgspec.structs.replace(
        dns,
        spec=msgspec.structs.replace(
            dns.spec, containers=(msgspec.structs.replace(dns.spec.containers[0], name="coredns", image="x/coredns:1"),)
        ),
    )
    (cause,) = told(cloud_controller(), dns, waits())
    assert cause.container == "acme-cloud-controller-manager"
    assert {each.reason for each in cause.consequences} == {Reason.UNSCHEDULABLE, Reason.INIT_WAITS}


def test_a_node_without_network_follows_from_its_agent_and_what_its_taint_keeps_away_from_both() -> None:
    message = "container runtime network not ready: NetworkReady=false reason:NetworkPluginNotReady"
    unready = node(condition("Ready", "False", since=900, message=message))
    (cause,) = told(unready, agent(), refused("node.kubernetes.io/not-ready"))
    assert cause.container == "kube-flannel"
    assert {each.reason for each in cause.consequences} == {Reason.NODE_NOT_READY, Reason.UNSCHEDULABLE}


def test_of_a_circle_one_verdict_is_left() -> None:
    """Each waits for the Service of the other, and both pods stay unready."""
    sides = []
    for name, other in (("a", "b"), ("b", "a")):
        init = container("wait", running(7200), command=("sh", "-c", f"until nc -z {other} 80; do sleep 1; done"))
        sides.append(
            pod(
                [container("app", waiting("PodInitializing"))],
                [init],
                name=name,
                phase="Pending",
                conditions=conditions(condition("Initialized", "False"), condition("Ready", "False")),
                meta={"labels": {"app": name}, **owned_by("StatefulSet", name)},
            )
        )
    (cause,) = told(*sides, service("a", app="a"), service("b", app="b"))
    assert len(cause.consequences) == 1


def test_pods_on_a_node_that_does_not_report_have_one_cause_about_the_node() -> None:
    lost = node(condition("Ready", "Unknown", since=900, message="Kubelet stopped posting node status."))
    stays = pod([container("app")], name="a-0", meta=owned_by("DaemonSet", "a"))
    goes = pod(
        [container("app")],
        name="b-0",
        meta={**owned_by("StatefulSet", "b"), "deletion_timestamp": ago(500), "deletion_grace_period_seconds": 30},
    )
    (cause,) = told(lost, stays, goes)
    assert cause.title.startswith("Node node-1 does not report, in 2 of 2 pods of")
    assert "b-0 is being deleted, and cannot be removed before the node is back." in cause.message
    assert "a-0" not in cause.message


def claimed(name: str, provisioner: str) -> tuple[Pod, Any]:
    """A pod whose claim of the same name waits for a provisioner, with the claim's event."""
    message = 'running PreBind plugin "VolumeBinding": binding volumes: timed out waiting for the condition'
    source = Volume(name="data", persistent_volume_claim=PersistentVolumeClaimVolumeSource(claim_name=name))
    unbound = pod(
        [container("app", waiting())],
        name=name,
        phase="Pending",
        conditions=(condition("PodScheduled", "False", reason="Unschedulable", message=message),),
        spec={"node_name": "", "volumes": (source,)},
        status=UNSEEN,
        meta=owned_by("StatefulSet", name),
    )
    words = f"Waiting for a volume to be created either by the external provisioner '{provisioner}' or manually"
    return unbound, event("ExternalProvisioning", words, about=f"claim-{name}", kind="PersistentVolumeClaim", name=name)


def test_claims_that_wait_for_one_silent_provisioner_have_one_cause() -> None:
    (cause,) = told(*claimed("a", "csi.acme.com"), *claimed("b", "csi.acme.com"))
    assert cause.title.startswith("Volume claims wait for provisioner csi.acme.com, in 2 of 2 pods")
    assert len(told(*claimed("a", "csi.acme.com"), *claimed("b", "other.acme.com"))) == 2


def test_claims_follow_from_their_provisioner() -> None:
    provisioner = pod(
        [crashing("local-path-provisioner", terminated(1), image="rancher/local-path-provisioner:v0.0.32")],
        name="provisioner",
        meta=owned_by("StatefulSet", "provisioner"),
    )
    causes = told(provisioner, *claimed("a", "rancher.io/local-path"), *claimed("b", "csi.acme.com"))
    assert [(cause.container, len(cause.consequences)) for cause in causes] == [("local-path-provisioner", 1), ("", 0)]


def test_a_secret_that_is_missing_is_one_cause_of_mounts_and_of_environments() -> None:
    mounts = unmade("a-0")
    needs = pod(
        [container("app", waiting("CreateContainerConfigError", 'secret "db" not found'))],
        name="b-0",
        phase="Pending",
        meta=owned_by("StatefulSet", "b"),
    )
    words = 'MountVolume.SetUp failed for volume "creds" : secret "db" not found'
    (cause,) = told(mounts, setup_event(mounts, "FailedMount", words), needs)
    assert (cause.reason, len(cause.pods)) == (Reason.MISSING_SECRET, 2)


def test_a_webhook_that_does_not_answer_follows_from_the_pods_behind_its_service() -> None:
    message = (
        'Error creating: Internal error occurred: failed calling webhook "policy.acme.com": failed to call webhook: '
        'Post "https://policy.demo.svc:443/check?timeout=10s": connect: connection refused'
    )
    made = event("FailedCreate", message, about="uid-web-1", kind="ReplicaSet")
    server = pod(
        [crashing("policy", terminated(1))],
        name="policy-0",
        meta={"labels": {"app": "policy"}, **owned_by("StatefulSet", "policy")},
    )
    (cause,) = told(made, server, service("policy", app="policy"))
    assert (cause.container, [each.owners for each in cause.consequences]) == ("policy", [("ReplicaSet/web-1",)])
    assert "ReplicaSet/web-1 gets no pods" in cause.message
    assert len(told(made, server, service("other", app="policy"))) == 2
