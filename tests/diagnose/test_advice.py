"""Advice is given as notices, one for each container, and never sounds certain."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.diagnose import Severity, Subject, diagnose
from kubectl_sidecars.diagnose.finding import Finding
from kubectl_sidecars.diagnose.origin import AdviceOrigin
from kubectl_sidecars.diagnose.rules import advice as advice_module
from kubectl_sidecars.diagnose.rules.advice import advise
from kubectl_sidecars.model import containers
from kubectl_sidecars.snapshot import Snapshot

SHOP: dict[str, Any] = {
    "name": "shop",
    "image": "registry.example.com/shop:4",
    "ports": [{"containerPort": 8080}],
    "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}},
}
SMALL = {"requests": {"cpu": "10m", "memory": "16Mi"}}
PROXY: dict[str, Any] = {"name": "istio-proxy", "image": "istio/proxyv2:1.20", "resources": SMALL}
AGENT: dict[str, Any] = {"name": "vault-agent", "image": "hashicorp/vault:1.16", "resources": SMALL}
INJECTED = {"vault.hashicorp.com/agent-inject-status": "injected"}
SHIPPER: dict[str, Any] = {"name": "fluent-bit", "image": "fluent/fluent-bit:4", "resources": SMALL}


def advice(
    spec: dict[str, Any], status: dict[str, Any] | None = None, annotations: dict[str, str] | None = None
) -> dict[str, Finding]:
    """The advice on a pod, by container."""
    metadata = {"name": "shop-1", "annotations": annotations or {}}
    pod = msgspec.convert({"metadata": metadata, "spec": spec, "status": status or {}}, Pod)
    views = containers(pod)
    findings = diagnose(Subject(pod, views, (), Snapshot()))
    found = [finding for finding in findings if isinstance(finding.origin, AdviceOrigin)]
    assert {finding.severity for finding in found} <= {Severity.NOTICE}
    assert len({finding.container for finding in found}) == len(found)
    for finding in found:
        assert finding.summary.startswith(finding.container)
        assert finding.message.startswith(finding.title)
    return {finding.container: finding for finding in found}


def test_a_pod_of_one_container_gets_no_advice() -> None:
    assert advice({"containers": [SHOP]}) == {}


def test_a_native_proxy_of_modest_size_gets_no_advice() -> None:
    assert advice({"initContainers": [{**PROXY, "restartPolicy": "Always"}], "containers": [SHOP]}) == {}


def test_a_main_that_races_its_legacy_proxy_is_told_the_injectors_switch() -> None:
    (found,) = advice({"containers": [SHOP, PROXY]}).values()
    assert (found.reason, found.container) == ("StartsWithProxy", "istio-proxy")
    assert "sidecar.istio.io/nativeSidecar" in found.advice
    assert "1.19" in found.advice


@pytest.mark.parametrize(
    "command",
    [["sh", "-c", "until curl localhost:15021/healthz/ready; do sleep 1; done; app"], ["linkerd-await", "--", "app"]],
)
def test_a_main_that_waits_for_its_proxy_does_not_race(command: list[str]) -> None:
    found = advice({"containers": [{**SHOP, "command": command}, PROXY]})
    assert "StartsWithProxy" not in {each.reason for each in found.values()}


@pytest.mark.parametrize(
    "script",
    [
        "until pg_isready -h db; do sleep 1; done; app",
        "app --until tomorrow",
        "while true; do app; sleep 1; done",
        "until nc -z db.shop.svc 5432; do sleep 1; done; exec app --proxy=http://localhost:15001",
    ],
)
def test_a_main_that_waits_for_something_else_races_its_proxy(script: str) -> None:
    found = advice({"containers": [{**SHOP, "command": ["sh", "-c", script]}, PROXY]})
    assert "StartsWithProxy" in {each.reason for each in found.values()}


@pytest.mark.parametrize(
    "script",
    [
        "while ! curl -s 127.0.0.1:15021/healthz/ready\ndo sleep 1; done; app",
        "./wait-for-it.sh localhost:15021 -- app",
        "dockerize -wait http://localhost:15021/healthz/ready app",
        "until curl -fs http://$POD_IP:15021/healthz/ready; do sleep 1; done; app",
        "pilot-agent wait && app",
    ],
)
def test_a_main_that_waits_for_localhost_or_a_port_of_the_proxy_does_not_race(script: str) -> None:
    proxy = {**PROXY, "readinessProbe": {"httpGet": {"path": "/healthz/ready", "port": 15021}}}
    found = advice({"containers": [{**SHOP, "command": ["sh", "-c", script]}, proxy]})
    assert "StartsWithProxy" not in {each.reason for each in found.values()}


def test_a_known_image_under_another_name_may_keep_a_job_from_ending() -> None:
    spec = {"restartPolicy": "Never", "containers": [SHOP, {**SHIPPER, "name": "mylogs"}]}
    assert advice(spec)["mylogs"].reason == "SidecarInJob"


def test_a_proxy_that_stands_first_with_a_hook_does_not_race() -> None:
    gate = {**PROXY, "lifecycle": {"postStart": {"exec": {"command": ["pilot-agent", "wait"]}}}}
    assert advice({"containers": [gate, SHOP]})["istio-proxy"].reason == "CouldBeNative"


def test_a_job_with_a_legacy_sidecar_is_warned_of_its_end() -> None:
    found = advice({"restartPolicy": "Never", "containers": [SHOP, PROXY]})["istio-proxy"]
    assert found.reason == "SidecarInJob"
    assert "may keep the Job from ending" in found.summary


def test_a_job_that_is_held_open_already_is_a_finding_of_its_own() -> None:
    ended = {"name": "shop", "state": {"terminated": {"exitCode": 0}}}
    found = advice({"restartPolicy": "Never", "containers": [SHOP, PROXY]}, {"containerStatuses": [ended]})
    assert "SidecarInJob" not in {each.reason for each in found.values()}


def test_a_log_shipper_by_hand_is_told_the_two_lines() -> None:
    found = advice({"containers": [SHOP, SHIPPER]})["fluent-bit"]
    assert found.reason == "CouldBeNative"
    assert "spec.initContainers" in found.advice
    assert "restartPolicy: Always" in found.advice


def test_what_has_no_native_form_is_not_sent_to_look_for_one() -> None:
    spec = {"restartPolicy": "Never", "containers": [SHOP, AGENT]}
    assert advice(spec, annotations=INJECTED)["vault-agent"].advice.startswith("No native form")
    by_hand = advice(spec)["vault-agent"].advice
    assert "No native form" not in by_hand
    assert "spec.initContainers" in by_hand


def test_a_secret_agent_loses_no_log_lines() -> None:
    assert advice({"containers": [SHOP, AGENT]}) == {}
    assert advice({"containers": [SHOP, AGENT]}, annotations=INJECTED) == {}


@pytest.mark.parametrize(
    "stopper",
    [
        {"name": "stopper", "image": "bash", "command": ["bash", "-c", ". /s/wait-to-complete.sh app cloud_sql_proxy"]},
        {**SHOP, "command": ["sh", "-c", "app; curl -X POST localhost:15020/quitquitquit"]},
        {**SHOP, "command": ["sh", "-c", "app; pkill -TERM envoy"]},
    ],
)
def test_a_job_whose_script_stops_its_proxy_is_not_warned_of_its_end(stopper: dict[str, Any]) -> None:
    others = [stopper] if stopper["name"] == "shop" else [SHOP, stopper]
    found = advice({"restartPolicy": "Never", "containers": [*others, PROXY]})
    assert not {"SidecarInJob", "StartsWithProxy", "CouldBeNative"} & {finding.reason for finding in found.values()}


@pytest.mark.parametrize(
    ("requests", "resource"), [({"memory": "1Gi"}, "memory"), ({"memory": "1Pi"}, "memory"), ({"cpu": "1"}, "cpu")]
)
def test_a_sidecar_that_asks_for_more_than_its_main_is_told(requests: dict[str, str], resource: str) -> None:
    native = {**PROXY, "restartPolicy": "Always", "resources": {"requests": requests}}
    found = advice({"initContainers": [native], "containers": [SHOP]})["istio-proxy"]
    assert found.reason == "SidecarLargerThanMain"
    assert f"more {resource} than shop" in found.summary


def test_a_sidecar_without_requests_beside_a_main_with_some_is_told() -> None:
    bare = {"name": "istio-proxy", "image": "istio/proxyv2:1.20", "restartPolicy": "Always"}
    assert advice({"initContainers": [bare], "containers": [SHOP]})["istio-proxy"].reason == "SidecarWithoutRequests"
    assert advice({"initContainers": [bare], "containers": [{"name": "shop", "image": "shop:1"}]}) == {}


def test_an_init_container_that_waits_is_told_what_the_api_cannot_tell() -> None:
    waits = {
        "name": "wait-for-db",
        "image": "busybox",
        "command": ["sh", "-c", "until nc -z db 5432; do sleep 1; done"],
    }
    found = advice({"initContainers": [waits], "containers": [SHOP]})["wait-for-db"]
    assert found.reason == "WaitsForDependency"
    assert "the API cannot tell" in found.message
    assert found.confidence == "low"


@pytest.mark.parametrize(
    "script",
    [
        "until nc -z db 5432; do echo waiting; sleep 1; done",
        "while ! curl -fs http://api:8080/health > /dev/null; do sleep 2; done",
        "for i in 1 2 3; do if PGPASSWORD=$P psql -h db -c '\\q'; then exit 0; fi; sleep 10; done; exit 1",
    ],
)
def test_a_script_that_only_waits_may_go(script: str) -> None:
    waits = {"name": "wait-for-it", "image": "busybox", "command": ["sh", "-c", script]}
    assert "WaitsForDependency" in {
        f.reason for f in advice({"initContainers": [waits], "containers": [SHOP]}).values()
    }


@pytest.mark.parametrize(
    "script",
    [
        "while ! wget -qO /data/genesis.json http://x/genesis.json; do sleep 5; done",
        "until nc -z db 5432; do sleep 1; done; echo ready=1 > /config/ready.env",
        "until nc -z db 5432; do sleep 1; done; curl -X POST http://api/register",
        "until nc -z db 5432; do sleep 1; done; kubectl label pod $POD ready=true",
        "until nc -z db 5432; do sleep 1; done; /scripts/setup.sh",
        "if [ raft == kafka ]; then while [ $N -le 4 ]; do sleep 5; done; fi",
        "until airflow db check-migrations; do sleep 5; done",
        "while ! ./manage.py migrate --check; do sleep 5; done",
        "kubectl wait --for=condition=complete job/migrate",
        'while [ "$(cat /proc/sys/vm/max_map_count)" -lt 262144 ]; do sleep 1; done',
    ],
)
def test_a_wait_that_does_more_or_that_no_app_can_retry_is_not_advised_to_go(script: str) -> None:
    waits = {"name": "wait-for-it", "image": "busybox", "command": ["sh", "-c", script]}
    found = advice({"initContainers": [waits], "containers": [SHOP]})
    assert "WaitsForDependency" not in {finding.reason for finding in found.values()}


def test_a_wait_in_a_pod_that_should_end_is_not_advised_to_go() -> None:
    waits = {"name": "wait", "image": "busybox", "command": ["sh", "-c", "until nc -z db 5432; do sleep 1; done"]}
    assert advice({"restartPolicy": "Never", "initContainers": [waits], "containers": [SHOP]}) == {}


def test_an_editor_is_not_replaced_by_kubectl_debug() -> None:
    editor = {"name": "code-server", "image": "ghcr.io/coder/code-server:4", "resources": SMALL}
    assert advice({"containers": [SHOP, editor]}) == {}


def test_one_of_two_containers_that_sleep_is_no_sidecar() -> None:
    sleeping = {"image": "registry.example.com/x:1", "command": ["sleep", "36000"]}
    assert advice({"containers": [{"name": "one", **sleeping}, {"name": "two", **sleeping}]}) == {}


def test_a_helper_that_may_not_be_needed_is_told_what_would_justify_it() -> None:
    tail = {"name": "tail", "image": "busybox", "command": ["tail", "-F", "/log/a.log"], "resources": SMALL}
    found = advice({"containers": [SHOP, tail]})["tail"]
    assert found.reason == "MayNotBeNeeded"
    assert "source cannot be touched" in found.message
    assert found.confidence == "low"


def test_a_pod_that_is_over_gets_no_advice() -> None:
    assert advice({"containers": [SHOP, PROXY]}, {"phase": "Succeeded"}) == {}


CHANGES: dict[str, Any] = {
    "name": "renamed",
    "image": "registry.example.com/other:9",
    "command": ["sh", "-c", "until curl localhost:15021/ready; do sleep 1; done; app"],
    "args": ["wait-for localhost:15021"],
    "ports": [{"containerPort": 15021}],
    "resources": {"requests": {"cpu": "4", "memory": "9Gi"}},
    "startupProbe": {"httpGet": {"port": 15021}},
    "readinessProbe": {"httpGet": {"port": 15021}},
    "livenessProbe": {"httpGet": {"port": 15021}},
    "lifecycle": {"postStart": {"exec": {"command": ["wait"]}}},
    "restartPolicy": "Always",
    "env": [{"name": "A", "value": "b"}],
}


def changed_pods() -> Iterator[dict[str, Any]]:
    """Pods of an app and two helpers, each with one field of one container, or of the pod, changed."""
    containers = [{**SHOP, "command": ["serve"]}, PROXY, SHIPPER]
    yield {"spec": {"containers": containers}}
    for index in range(len(containers)):
        for field, value in CHANGES.items():
            yield {
                "spec": {
                    "containers": [*containers[:index], containers[index] | {field: value}, *containers[index + 1 :]]
                }
            }
    yield {"spec": {"containers": containers, "restartPolicy": "Never"}}
    yield {
        "spec": {"containers": containers},
        "status": {"containerStatuses": [{"name": "shop", "state": {"terminated": {"exitCode": 0}}}]},
    }
    yield {"spec": {"containers": [PROXY, *containers[:1], SHIPPER]}}


@pytest.mark.parametrize("is_judged_anew", [True, False])
def test_advice_that_is_kept_is_what_would_be_said_anew(is_judged_anew: bool) -> None:
    """Whatever differs from the pod that it was kept for, even where the judgements are those of that pod."""
    pods = [msgspec.convert(value, Pod) for value in changed_pods()]
    first = Subject(pods[0], containers(pods[0]), (), Snapshot()).judgements
    subjects = [Subject(pod, containers(pod), (), Snapshot(), None, None if is_judged_anew else first) for pod in pods]
    kept = [list(advise(subject)) for subject in (*subjects, *subjects)]
    fresh = []
    for subject in subjects:
        advice_module._kept.clear()
        fresh.append(list(advise(subject)))
    assert kept == [*fresh, *fresh]
    assert len({str(found) for found in fresh}) > 5


JOB_HELPER = {
    "name": "flyte-copilot-uploader",
    "image": "cr.flyte.org/flyteorg/flytecopilot:v1.15.0",
    "args": ["sidecar"],
}


def test_a_helper_that_is_made_to_follow_the_main_container_does_not_keep_a_job_from_ending() -> None:
    found = advice({"restartPolicy": "Never", "containers": [SHOP, {**JOB_HELPER, "resources": SMALL}]})
    assert "flyte-copilot-uploader" not in found
    proxy = {"name": "cloud-sql-proxy", "image": "cloud-sql-connectors/cloud-sql-proxy:2", "resources": SMALL}
    assert advice({"restartPolicy": "Never", "containers": [SHOP, proxy]})["cloud-sql-proxy"].reason == "SidecarInJob"


def test_what_is_lost_at_the_end_is_said_of_what_is_sent_to_the_helper_alone() -> None:
    shipper = advice({"containers": [SHOP, SHIPPER]})["fluent-bit"]
    assert "may lose the app's last log lines" in shipper.message
    collector = {"name": "alloy", "image": "grafana/alloy:v1", "resources": SMALL}
    assert "log lines" not in advice({"containers": [SHOP, collector]})["alloy"].message


def test_a_part_of_the_main_product_is_not_advised_to_be_native() -> None:
    agent = {"name": "agent", "image": "gcr.io/datadoghq/agent:7", "resources": SMALL}
    probe = {
        "name": "system-probe",
        "image": "gcr.io/datadoghq/agent:7",
        "command": ["system-probe"],
        "resources": SMALL,
    }
    assert all(finding.reason != "CouldBeNative" for finding in advice({"containers": [agent, probe]}).values())


def test_of_two_proxies_alike_it_is_not_known_which_one_the_main_container_calls() -> None:
    proxies = [
        {"name": "cloud-sql-proxy", "image": "cloud-sql-connectors/cloud-sql-proxy:2", "resources": SMALL},
        {"name": "proxysql", "image": "proxysql/proxysql:2.7", "resources": SMALL},
    ]
    assert all(found.reason != "StartsWithProxy" for found in advice({"containers": [SHOP, *proxies]}).values())
    assert advice({"containers": [SHOP, proxies[0]]})["cloud-sql-proxy"].reason == "StartsWithProxy"


@pytest.mark.parametrize(
    ("command", "is_needless"),
    [
        (["tail", "-F", "/var/log/a.log"], True),
        (["/usr/bin/virt-tail", "--logfile", "/a.log"], False),
    ],
)
def test_only_a_tail_is_what_writing_to_stdout_would_replace(command: list[str], *, is_needless: bool) -> None:
    tail = {"name": "log-tail", "image": "busybox:1", "command": command, "resources": SMALL}
    found = advice({"containers": [SHOP, tail]})
    assert any(finding.reason == "MayNotBeNeeded" for finding in found.values()) is is_needless


def test_a_tool_that_works_is_no_toolbox_that_kubectl_debug_replaces() -> None:
    profiler = {"name": "profiler", "image": "x/async-profiler:1", "command": ["profile"], "resources": SMALL}
    assert advice({"containers": [SHOP, profiler]}) == {}
    idle = {**profiler, "command": ["sleep", "infinity"]}
    assert advice({"containers": [SHOP, idle]})["profiler"].reason == "MayNotBeNeeded"


def test_a_wait_for_the_rows_of_a_table_is_not_advised_away() -> None:
    script = 'until mysql -e "SELECT 1 FROM db.realms LIMIT 1"; do sleep 9; done'
    wait = {"name": "wait-db", "image": "mysql:9", "command": ["sh", "-c", script]}
    assert advice({"initContainers": [wait], "containers": [SHOP]}) == {}
