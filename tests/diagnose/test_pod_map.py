"""Who needs whom inside a pod: a proxy that is down, one that starts too late, one that the others race."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import (
    ContainerPort,
    ContainerState,
    EmptyDirVolumeSource,
    EnvVar,
    ExecAction,
    HTTPGetAction,
    Probe,
    Terminated,
    Volume,
    VolumeMount,
)
from kubectl_sidecars.diagnose import Effect, Finding, Severity
from kubectl_sidecars.diagnose.facts.local_addresses import addresses, in_use, listened, unanswered
from tests.support.builders import (
    Built,
    condition,
    conditions,
    container,
    crashing,
    event,
    findings,
    job,
    only,
    owned_by,
    pod,
    reasons,
    report,
    running,
    sidecar,
    terminated,
    waiting,
)

PROXY = "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.0"
VAULT = "docker.io/hashicorp/vault:1.20"
NC = ("sh", "-c", "sleep 3; nc -w 1 127.0.0.1 5432 || exit 1")
LOOP = ("sh", "-c", "until nc -w 1 127.0.0.1 5432 </dev/null; do sleep 2; done")
REFUSED = 'connection to server at "127.0.0.1", port 5432 failed: Connection refused'
STARTING = conditions(*(condition(each, "False") for each in ("Initialized", "Ready", "ContainersReady")))
SHARED = {"volumes": (Volume(name="v", empty_dir=EmptyDirVolumeSource()),)}
MOUNT = (VolumeMount(name="v", mount_path="/v"),)


def port(number: int) -> tuple[ContainerPort, ...]:
    return (ContainerPort(container_port=number),)


def dead_proxy(**fields: Any) -> Built:
    return crashing("cloud-sql-proxy", terminated(1, lasted=1), image=PROXY, **{"ports": port(5432), **fields})


@pytest.mark.parametrize(
    ("text", "ports"),
    [
        ("postgres://u:p@127.0.0.1:5432/shop", {5432}),
        ("nc -w 1 127.0.0.1 5432", {5432}),
        ("host=localhost port=5432 dbname=shop", {5432}),
        (REFUSED, {5432}),
        ("dial tcp [::1]:6379: connect: connection refused", {6379}),
        ("psql -h localhost -p 5433", {5433}),
        ("postgres://u:p@db.prod.svc:5432/shop", set()),
        ("0 errors in 127.0.0.1", set()),
    ],
)
def test_addresses_of_the_pod_itself_are_found(text: str, ports: set[int]) -> None:
    assert addresses(text) == ports


@pytest.mark.parametrize(
    ("line", "ports"),
    [
        ("/proxy --port=5432 db", {5432}),
        ("/proxy -instances=p:r:db=tcp:5432", {5432}),
        ("httpd -f --listen-address 0.0.0.0:9901", {9901}),
        ("app --upstream=http://127.0.0.1:8080", set()),
    ],
)
def test_ports_to_listen_on_are_those_of_the_options_that_say_so(line: str, ports: set[int]) -> None:
    assert listened(line) == ports


@pytest.mark.parametrize(
    ("words", "ports"),
    [
        ("listen tcp :8080: bind: address already in use", {8080}),
        ("nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)", {80}),
        ("Error: listen EADDRINUSE: address already in use :::3000", {3000}),
        ("error while attempting to bind on address ('0.0.0.0', 8000): address already in use", {8000}),
        ("Web server failed to start. Port 8080 was already in use.", {8080}),
        ("listen tcp :8080: bind: permission denied", set()),
    ],
)
def test_the_port_that_is_in_use_is_found_in_last_words(words: str, ports: set[int]) -> None:
    assert in_use(words) == ports


def test_only_a_line_that_says_so_is_unanswered() -> None:
    assert unanswered(f"listening on 127.0.0.1:9000\n{REFUSED}") == {5432}


@pytest.mark.parametrize(
    "needs",
    [
        {"command": NC},
        {"env": (EnvVar(name="DATABASE_URL", value="postgres://u@localhost:5432/shop"),)},
        {"env": (EnvVar(name="DB_HOST", value="127.0.0.1"), EnvVar(name="DB_PORT", value="5432"))},
    ],
)
def test_an_app_that_dies_of_its_dead_proxy_is_one_cause_the_proxy(needs: dict[str, Any]) -> None:
    sick = pod([crashing("checkout", terminated(1, lasted=4), **needs), dead_proxy()])
    (cause,) = report(sick).causes
    assert (cause.container, cause.severity) == ("cloud-sql-proxy", Severity.CRITICAL)
    assert "checkout needs it at 127.0.0.1:5432" in cause.message
    assert "and exits with 1" in cause.message
    (follows,) = [each for each in findings(sick) if each.container == "checkout"]
    assert follows.severity is Severity.NOTICE
    assert "follows from another finding: cloud-sql-proxy exits with 1" in follows.message


def test_last_words_tell_of_the_proxy_where_the_spec_does_not() -> None:
    sick = pod([crashing("checkout", terminated(1, message=REFUSED)), dead_proxy(ports=())])
    assert only(sick).container == "cloud-sql-proxy"


@pytest.mark.parametrize(
    ("app", "proxy"),
    [
        ({"command": NC, "last": "panic: nil map"}, {}),
        ({"command": ("sh", "-c", "nc -w 1 127.0.0.1 6379")}, {}),
        ({}, {}),
        ({"command": ("app", "--port=5432", "--self=http://127.0.0.1:5432")}, {}),
    ],
    ids=["other last words", "another port", "no need", "its own port"],
)
def test_containers_that_die_of_something_else_stay_two_causes(app: dict[str, Any], proxy: dict[str, Any]) -> None:
    last = terminated(1, message=app.pop("last", ""))
    assert len(reasons(pod([crashing("checkout", last, **app), dead_proxy(**proxy)]))) == 2


def test_a_proxy_that_runs_is_not_the_cause() -> None:
    sick = pod(
        [
            crashing("checkout", terminated(1, message=REFUSED)),
            container("cloud-sql-proxy", image=PROXY, ports=port(5432)),
        ]
    )
    assert only(sick).container == "checkout"


def test_a_job_that_died_of_its_native_sidecar_blames_that() -> None:
    """The kubelet writes ContainerStatusUnknown over its end: the run before is in lastState."""
    lost = ContainerState(terminated=Terminated(exit_code=137, reason="ContainerStatusUnknown"))
    proxy = sidecar(
        "cloud-sql-proxy", lost, last=terminated(1, at=12, message="quota exceeded"), image=PROXY, ports=port(5432)
    )
    failed = pod(
        [container("report", terminated(1, lasted=9), command=NC)],
        [proxy],
        phase="Failed",
        spec={"restart_policy": "Never"},
        meta=owned_by("Job", "report"),
    )
    found = only(failed, job("report", condition("Failed", reason="BackoffLimitExceeded", since=60)))
    assert (found.container, found.severity, found.effect) == ("cloud-sql-proxy", Severity.CRITICAL, Effect.DOWN)
    assert "quota exceeded" in found.message
    assert "Job/report has failed for good (BackoffLimitExceeded)" in found.message
    assert "report needs it at 127.0.0.1:5432" in found.message


def test_a_job_that_fails_beside_a_sidecar_that_was_only_stopped_blames_itself() -> None:
    proxy = sidecar("cloud-sql-proxy", terminated(143), image=PROXY, ports=port(5432))
    failed = pod(
        [container("report", terminated(1), command=NC)], [proxy], phase="Failed", spec={"restart_policy": "Never"}
    )
    assert only(failed).container == "report"


def waits_for_later(age: float, proxy: Built, init: Built | None = None) -> tuple[Finding, ...]:
    migrate = init or container("db-migrate", running(age), ready=False, command=LOOP)
    mains = [container("checkout", waiting("PodInitializing")), proxy]
    return findings(pod(mains, [migrate], phase="Pending", conditions=STARTING))


PLAIN = container("cloud-sql-proxy", waiting("PodInitializing"), image=PROXY, ports=port(5432))


@pytest.mark.parametrize(("age", "severity"), [(20, Severity.WARNING), (100, Severity.CRITICAL)])
def test_an_init_container_that_needs_a_plain_proxy_is_a_deadlock(age: float, severity: Severity) -> None:
    found, *rest = waits_for_later(age, PLAIN)
    assert (found.reason, found.severity) == ("InitNeedsLaterContainer", severity)
    assert "db-migrate waits for 127.0.0.1:5432, which cloud-sql-proxy serves, and that starts after it" in found.title
    assert found.advice.startswith("Make cloud-sql-proxy a native sidecar")
    assert all(each.severity is Severity.NOTICE for each in rest)


def test_it_is_critical_at_once_where_it_gives_up() -> None:
    failing = crashing("db-migrate", terminated(1, message=REFUSED), image="registry.example.com/migrations:1")
    found = waits_for_later(0, PLAIN, failing)[0]
    assert (found.reason, found.severity) == ("InitNeedsLaterContainer", Severity.CRITICAL)


def test_a_native_proxy_behind_the_one_that_needs_it_is_to_be_moved() -> None:
    inits = [
        container("db-migrate", running(100), ready=False, command=LOOP),
        sidecar("cloud-sql-proxy", waiting("PodInitializing"), image=PROXY, ports=port(5432)),
    ]
    mains = [container("checkout", waiting("PodInitializing"))]
    found = only(pod(mains, inits, phase="Pending", conditions=STARTING))
    assert found.reason == "InitNeedsLaterContainer"
    assert found.advice.startswith("Move it in front of db-migrate")


@pytest.mark.parametrize("where", ["before it", "nobody serves it"])
def test_a_wait_for_what_can_come_is_no_deadlock(where: str) -> None:
    proxy = sidecar("cloud-sql-proxy", image=PROXY, ports=port(5432))
    inits = [proxy] if where == "before it" else []
    inits.append(container("db-migrate", running(100), ready=False, command=LOOP))
    mains = [container("checkout", waiting("PodInitializing"))]
    found = findings(pod(mains, inits, phase="Pending", conditions=STARTING))
    assert [each.reason for each in found] == ["InitWaits"]


def racing(migrate: Built, age: float, **fields: Any) -> tuple[Finding, ...]:
    writes = ("sh", "-c", "sleep 25; echo token > /v/token; sleep 3600")
    vault = sidecar("vault-agent", running(age), image=VAULT, command=writes, volume_mounts=MOUNT, **fields)
    done = migrate[1].state.terminated is not None
    main = container("checkout", running(20) if done else waiting("PodInitializing"))
    state = conditions() if done else STARTING
    return findings(
        pod([main], [vault, migrate], phase="Running" if done else "Pending", conditions=state, spec=SHARED)
    )


READS = ("sh", "-c", "cat /v/token || exit 1")


def test_an_init_container_that_races_a_native_sidecar_is_a_warning_that_says_so() -> None:
    migrate = crashing("db-migrate", terminated(1, at=5, lasted=0), restarts=2, command=READS, volume_mounts=MOUNT)
    found = racing(migrate, 20)[0]
    assert (found.container, found.severity) == ("db-migrate", Severity.WARNING)
    assert (
        "vault-agent (native sidecar, secret agent) has been running since 11:59:40 and has no startup probe"
        in found.message
    )
    assert found.advice.startswith("Give vault-agent a startupProbe")


def test_it_is_critical_when_the_sidecar_has_long_been_up() -> None:
    migrate = crashing("db-migrate", terminated(1, at=5, lasted=0), restarts=9, command=READS, volume_mounts=MOUNT)
    found = racing(migrate, 900)[0]
    assert found.severity is Severity.CRITICAL
    assert "startup probe" not in found.message


def test_a_race_that_was_won_is_history_with_its_cure() -> None:
    migrate = container(
        "db-migrate",
        terminated(0, at=21),
        restarts=3,
        last=terminated(1, at=45, lasted=0),
        command=READS,
        volume_mounts=MOUNT,
    )
    (found,) = racing(migrate, 60)
    assert found.severity is Severity.NOTICE
    assert found.title == "db-migrate failed 3 times before vault-agent was up, then passed."
    assert "startupProbe" in found.advice


def refused(number: int, kind: str = "Readiness", name: str = "envoy") -> Any:
    said = f'{kind} probe failed: Get "http://10.1.2.3:{number}/ready": dial tcp 10.1.2.3:{number}: connection refused'
    return event("Unhealthy", said, path=f"spec.containers{{{name}}}", count=8, first=100)


def unready(name: str, asks: int, *beside: Built, **fields: Any) -> Any:
    probe = Probe(http_get=HTTPGetAction(path="/ready", port=asks), period_seconds=5)
    return pod([container(name, ready=False, started=True, readiness_probe=probe, **fields), *beside])


def test_a_probe_that_asks_a_port_which_nobody_declares_names_the_one_that_is_declared() -> None:
    found = only(unready("envoy", 9902, ports=port(9901)), refused(9902))
    assert "asks port 9902; envoy declares port 9901" in found.message


@pytest.mark.parametrize("declared", [(), port(9902)], ids=["nothing declared", "declared"])
def test_a_port_that_may_be_right_is_not_doubted(declared: tuple[ContainerPort, ...]) -> None:
    assert "declares" not in only(unready("envoy", 9902, ports=declared), refused(9902)).message


def test_a_port_that_answers_is_not_doubted() -> None:
    said = "Readiness probe failed: HTTP probe failed with statuscode: 503"
    answers = event("Unhealthy", said, path="spec.containers{envoy}")
    assert "declares" not in only(unready("envoy", 9902, ports=port(9901)), answers).message


def test_a_probe_that_asks_the_port_of_another_container_names_that_one() -> None:
    sick = unready("web", 9901, container("envoy", ports=port(9901)), ports=port(8080))
    assert "asks port 9901, which envoy" in only(sick, refused(9901, name="web")).message


def test_a_probe_that_tests_a_file_of_a_helper_names_the_helper() -> None:
    probe = Probe(exec=ExecAction(command=("cat", "/v/beat")))
    web = container("web", ready=False, started=True, readiness_probe=probe, volume_mounts=MOUNT)
    writer = container("beat", command=("sh", "-c", "while :; do date > /v/beat; done"), volume_mounts=MOUNT)
    assert "a file which beat" in only(pod([web, writer], spec=SHARED)).message
    reader = container("beat", command=("sleep", "3600"), volume_mounts=MOUNT)
    assert "a file which" not in only(pod([web, reader], spec=SHARED)).message


def test_daprd_that_waits_for_the_app_blames_the_app() -> None:
    probe = Probe(http_get=HTTPGetAction(path="/v1.0/healthz", port=3501))
    args = ("--app-id", "shop", "--app-port", "3000")
    daprd = container("daprd", ready=False, started=True, readiness_probe=probe, args=args, image="daprio/daprd:1.15.1")
    found = only(pod([container("shop"), daprd]))
    assert (found.container, found.summary) == ("shop", "shop does not answer on port 3000")


def test_a_probe_that_istio_passes_on_names_the_port_of_the_app() -> None:
    probe = Probe(http_get=HTTPGetAction(path="/app-health/shop/readyz", port=15020))
    probers = EnvVar(name="ISTIO_KUBE_APP_PROBERS", value='{"/app-health/shop/readyz":{"httpGet":{"port":8080}}}')
    shop = container("shop", ready=False, started=True, readiness_probe=probe, ports=port(8080))
    proxy = container("istio-proxy", image="docker.io/istio/proxyv2:1.27.0", env=(probers,))
    found = only(pod([shop, proxy]))
    assert found.container == "shop"
    assert "goes through istio-proxy" in found.message
    assert "asks shop at port 8080" in found.message
    assert "declares" not in found.message


RELOADER = ("sh", "-c", "while :; do sleep 9; kill -HUP $(pidof app); done")


@pytest.mark.parametrize(
    ("shared", "code", "says"), [(True, 129, True), (True, 138, True), (False, 129, False), (True, 139, False)]
)
def test_a_helper_in_the_same_process_namespace_may_have_sent_the_signal(shared: bool, code: int, says: bool) -> None:
    sick = pod(
        [crashing("billing", terminated(code)), container("config-reloader", command=RELOADER)],
        spec={"share_process_namespace": shared},
    )
    assert ("likely sent the signal" in only(sick).message) is says


def test_two_containers_that_bind_one_port_are_both_named() -> None:
    words = terminated(1, message="listen tcp :8080: bind: address already in use")
    sick = pod([container("app", ports=port(8080)), crashing("proxy", words)])
    found = only(sick)
    assert (found.reason, found.severity) == ("PortConflict", Severity.CRITICAL)
    assert found.summary == "proxy and app both bind port 8080"
    declared = pod([container("app", ports=port(8080)), crashing("proxy", terminated(1), ports=port(8080))])
    assert only(declared).reason == "PortConflict"


@pytest.mark.parametrize(
    ("app", "proxy"),
    [
        ({"ports": port(9000)}, crashing("proxy", terminated(1), ports=port(8080))),
        ({"ports": port(8080)}, crashing("proxy", terminated(1, message="bad flag"), ports=port(8080))),
        ({"ports": port(8080)}, crashing("proxy", terminated(137, "OOMKilled"), ports=port(8080))),
        (
            {"ports": (ContainerPort(container_port=53, protocol="UDP"),)},
            crashing("proxy", terminated(1), ports=port(53)),
        ),
    ],
    ids=["other port", "other words", "out of memory", "other protocol"],
)
def test_a_crash_of_another_kind_is_no_port_conflict(app: dict[str, Any], proxy: Built) -> None:
    assert only(pod([container("app", **app), proxy])).reason != "PortConflict"


def test_a_container_that_its_liveness_probe_kills_is_one_cause_with_its_readiness() -> None:
    probe = Probe(http_get=HTTPGetAction(path="/ready", port=9902), period_seconds=5)
    envoy = container(
        "envoy",
        running(8),
        restarts=3,
        last=terminated(137, at=10, lasted=22),
        ready=False,
        started=True,
        ports=port(9901),
        readiness_probe=probe,
        liveness_probe=probe,
    )
    killing = event(
        "Killing", "Container envoy failed liveness probe, will be restarted", path="spec.containers{envoy}"
    )
    found = only(pod([envoy]), refused(9902, "Liveness"), refused(9902), killing)
    assert found.reason == "LivenessProbeFailed"
    assert "envoy declares port 9901" in found.message


def same_helper(name: str, words: str) -> Any:
    proxy = crashing("cloud-sql-proxy", terminated(1, message=words), image=PROXY)
    return pod([container("app"), proxy], name=name, meta=owned_by("StatefulSet", name[:-2]))


@pytest.mark.parametrize(
    ("first", "second", "causes"),
    [
        ("error 403: not authorized (request 81)", "error 403: not authorized (request 7)", 1),
        ("error 403: not authorized", "quota exceeded", 2),
        ("", "", 2),
    ],
    ids=["agree", "differ", "none"],
)
def test_one_image_and_exit_1_are_one_cause_where_the_last_words_agree(first: str, second: str, causes: int) -> None:
    assert len(report(same_helper("shop-0", first), same_helper("cart-0", second)).causes) == causes


@pytest.mark.parametrize("words", ["manifest missing : /agent/x.jar", "open /agent/x.jar: no such file or directory"])
def test_a_file_that_is_not_there_is_linked_to_the_init_container_that_puts_it(words: str) -> None:
    mounts = (VolumeMount(name="agent", mount_path="/agent"),)
    copier = container("copy-agent", terminated(0), command=("cp", "/x.jar", "/agent/x.jar"), volume_mounts=mounts)
    app = crashing("app", terminated(1, message=words), volume_mounts=mounts)
    spec = {"volumes": (Volume(name="agent", empty_dir=EmptyDirVolumeSource()),)}
    found = only(pod([app], init=[copier], spec=spec))
    assert "/agent/x.jar is put there by copy-agent (init container" in found.message
    assert "which has completed: look at what it copies" in found.message
