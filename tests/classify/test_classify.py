"""What a container is for: the rules that hold for every pod, and the traps."""

from __future__ import annotations

from typing import Any

from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify import Confidence, Judgement, Role, classify, runs_on_by_nature
from kubectl_sidecars.classify.bounded_cache import MOST_KEPT, Memory
from kubectl_sidecars.model import containers
from tests.support.labelled_roles import pod


def judged(**described: Any) -> dict[str, Judgement]:
    """The judgements of a pod in the short form of the labelled set, by container."""
    return of(pod(described))


def of(value: Pod) -> dict[str, Judgement]:
    views = containers(value)
    return {view.name: said for view, said in zip(views, classify(value, views), strict=True)}


ENVOY = {"name": "envoy", "image": "envoyproxy/envoy:v1.30"}
APP = {"name": "shop", "image": "registry.example.com/shop:4", "ports": {"http": 8080}}


def test_a_plain_init_container_always_has_role_init_whatever_it_runs() -> None:
    said = judged(init=[{"name": "proxy", "image": "istio/proxyv2:1.27"}, {"name": "x", "image": "x"}], run=[APP])
    assert {said["proxy"].role, said["x"].role} == {Role.INIT}


def test_a_native_sidecar_never_has_role_init() -> None:
    said = judged(init=[{"name": "istio-init", "image": "istio/proxyv2:1.27", "native": True}], run=[APP])
    assert said["istio-init"].role is Role.AMBASSADOR


def test_a_native_sidecar_that_nothing_is_known_of_is_unknown() -> None:
    said = judged(init=[{"name": "zebra", "image": "registry.example.com/zebra:1", "native": True}], run=[APP])
    assert (said["zebra"].role, said["zebra"].confidence) == (Role.UNKNOWN, Confidence.LOW)


def test_an_ephemeral_container_is_debug() -> None:
    said = judged(run=[APP], ephemeral=[{"name": "debugger-x7k2p", "image": "envoyproxy/envoy:v1.30"}])
    assert (said["debugger-x7k2p"].role, said["debugger-x7k2p"].confidence) == (Role.DEBUG, Confidence.HIGH)


def test_the_only_container_that_runs_on_is_main_whatever_its_image() -> None:
    for image in ("envoyproxy/envoy:v1.30", "fluent/fluent-bit:4", "prometheuscommunity/postgres-exporter:v0.15"):
        said = judged(init=[{**ENVOY, "name": "side", "native": True}], run=[{"name": "it", "image": image}])
        assert (said["it"].role, said["it"].confidence) == (Role.MAIN, Confidence.HIGH)


def test_a_gateway_called_istio_proxy_is_main() -> None:
    said = judged(labels={"istio": "ingressgateway"}, run=[{"name": "istio-proxy", "image": "istio/proxyv2:1.27"}])
    assert (said["istio-proxy"].role, said["istio-proxy"].task) == (Role.MAIN, "gateway")


def test_a_workload_named_like_its_owner_is_main_though_its_image_is_a_helpers() -> None:
    said = judged(
        owner="DaemonSet/fluent-bit",
        run=[
            {"name": "fluent-bit", "image": "fluent/fluent-bit:4"},
            {"name": "extra", "image": "registry.example.com/e:1"},
        ],
    )
    assert said["fluent-bit"].role is Role.MAIN


def test_two_equals_stay_two_mains_and_neither_is_certain() -> None:
    said = judged(
        run=[{"name": "one", "image": "registry.example.com/a:1"}, {"name": "two", "image": "registry.example.com/b:1"}]
    )
    assert {each.role for each in said.values()} == {Role.MAIN}
    assert Confidence.HIGH not in {each.confidence for each in said.values()}


def test_where_all_look_like_helpers_the_one_that_can_stand_alone_is_main_but_not_for_certain() -> None:
    said = judged(run=[ENVOY, {"name": "shutdown-manager", "image": "envoyproxy/gateway:v1.1.0"}])
    assert (said["envoy"].role, said["shutdown-manager"].role) == (Role.MAIN, Role.LIFECYCLE)
    assert said["envoy"].confidence is not Confidence.HIGH


def test_the_default_container_annotation_names_the_main_container() -> None:
    said = judged(
        annotations={"kubectl.kubernetes.io/default-container": "b"},
        run=[{"name": "a", "image": "registry.example.com/a"}, {"name": "b", "image": "registry.example.com/b"}],
    )
    assert said["b"] == Judgement(
        Role.MAIN,
        "",
        Confidence.HIGH,
        ("named in kubectl.kubernetes.io/default-container", "one of several main containers"),
    )


def test_a_container_that_the_injector_lists_is_no_main_though_the_annotation_says_so() -> None:
    said = judged(
        annotations={
            "kubectl.kubernetes.io/default-container": "istio-proxy",
            "sidecar.istio.io/status": '{"containers":["istio-proxy"]}',
        },
        run=[{"name": "istio-proxy", "image": "istio/proxyv2:1.27"}, APP],
    )
    assert (said["istio-proxy"].role, said["istio-proxy"].confidence) == (Role.AMBASSADOR, Confidence.HIGH)
    assert said["istio-proxy"].evidence[0] == "named in sidecar.istio.io/status"


def test_a_generic_name_alone_says_nothing() -> None:
    said = judged(run=[APP, {"name": "agent", "image": "registry.example.com/thing:1"}])
    assert said["agent"].entry == ""


def test_an_image_whose_repository_was_lost_is_known_by_its_name_but_not_for_certain() -> None:
    said = judged(run=[APP, {"name": "linkerd-proxy", "image": "cache.example.com/a1b2@sha256:" + "0" * 64}])
    assert (said["linkerd-proxy"].role, said["linkerd-proxy"].confidence) == (Role.AMBASSADOR, Confidence.MEDIUM)


def test_the_image_of_the_app_itself_says_little_of_what_else_runs_it() -> None:
    said = judged(
        owner="Deployment/proxy-x",
        run=[{"name": "front", "image": "envoyproxy/envoy:v1"}, {"name": "back", "image": "envoyproxy/envoy:v1"}],
    )
    assert Role.AMBASSADOR not in {each.role for each in said.values()}


def test_a_request_for_injection_proves_nothing() -> None:
    said = judged(
        annotations={"linkerd.io/inject": "enabled"},
        run=[APP, {"name": "side", "image": "registry.example.com/thing:1"}],
    )
    assert said["side"].role is not Role.AMBASSADOR


def test_the_one_that_tails_what_another_writes_is_an_adapter_and_says_so() -> None:
    said = judged(
        volumes={"data": "emptyDir"},
        run=[
            {"name": "billing", "image": "registry.example.com/billing:1", "mounts": {"data": "/data"}},
            {"name": "x", "image": "y", "command": ["tail", "-F", "/data/billing.log"], "mounts": {"data": "/data"}},
        ],
    )
    assert (said["billing"].role, said["x"].role, said["x"].task) == (Role.MAIN, Role.ADAPTER, "log streamer")
    assert "tails /data/billing.log, which billing writes" in said["x"].evidence


def test_the_sole_task_of_a_job_is_said() -> None:
    said = judged(
        owner="Job/schema", run=[{"name": "run", "image": "shop:1", "command": ["alembic", "upgrade", "head"]}]
    )
    assert (said["run"].role, said["run"].task) == (Role.MAIN, "schema migration")


def test_equal_specs_share_their_work_and_what_is_not_read_does_not_divide_them() -> None:
    one = pod({"owner": "Deployment/shop", "annotations": {"config-hash": "a"}, "run": [APP, ENVOY]})
    other = pod({"owner": "Deployment/shop", "annotations": {"config-hash": "b"}, "run": [APP, ENVOY]})
    first, second = (classify(each, containers(each)) for each in (one, other))
    assert first is second


def test_the_volume_of_the_token_which_is_named_anew_in_each_pod_does_not_divide_them() -> None:
    """The API server gives each pod a volume of its own name, so that without this no two pods would be equal."""
    path = "/var/run/secrets/kubernetes.io/serviceaccount"

    def one(name: str, more: dict[str, str]) -> Pod:
        run = [{**APP, "mounts": {name: path, **more}}, {**ENVOY, "mounts": {**more, name: path}}]
        return pod({"run": run, "owner": "Deployment/shop", "volumes": {name: "emptyDir", "data": "pvc"}})

    for more in ({}, {"data": "/data"}):
        first, second = one("kube-api-access-aaaaa", more), one("kube-api-access-bbbbb", more)
        assert classify(first, containers(first)) is classify(second, containers(second))


def test_pods_that_differ_in_what_is_read_do_not_share() -> None:
    plain = {"owner": "Deployment/shop", "run": [APP, {"name": "x", "image": "registry.example.com/x"}]}
    named = {**plain, "annotations": {"kubectl.kubernetes.io/default-container": "x"}}
    assert judged(**plain)["x"].role is Role.UNKNOWN or judged(**plain)["x"].confidence is Confidence.LOW
    assert (judged(**named)["x"].role, judged(**named)["x"].confidence) == (Role.MAIN, Confidence.HIGH)


def test_a_helper_that_lost_its_restart_policy_is_known_to_run_on_but_an_init_task_is_not() -> None:
    lost = [
        {"name": "cloud-sql-proxy", "image": "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2"},
        {"name": "istio-init", "image": "istio/proxyv2:1"},
        {"name": "git-sync", "image": "git-sync/git-sync:v4", "args": ["--one-time"]},
        {"name": "agent", "image": "registry.example.com/x:1", "command": ["cp", "/agent.jar", "/agent/"]},
    ]
    said = judged(init=lost, run=[APP])
    assert [name for name, each in said.items() if runs_on_by_nature(each)] == ["cloud-sql-proxy"]


def test_a_command_line_of_hostile_length_is_read_in_part() -> None:
    said = judged(run=[APP, {"name": "x", "image": "y", "command": ["sh", "-c", "while git " * 200_000]}])
    assert said["x"].role in Role


def test_memory_is_bounded() -> None:
    memory = Memory[int, int](lambda key: key)
    for key in range(MOST_KEPT + 1):
        assert memory[key] == key
    assert len(memory) == 1
