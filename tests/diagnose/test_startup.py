"""Start-up: images, missing objects, volumes, sandboxes, nodes that do not fit; what no recording has."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import Pod, Probe, Volume
from kubectl_sidecars.api.container import ExecAction, HTTPGetAction, ObjectReference
from kubectl_sidecars.classify import Confidence
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.facts.missing_objects import missing_object
from kubectl_sidecars.diagnose.facts.scheduler_message import predicates
from kubectl_sidecars.diagnose.origin import MissingOrigin
from tests.support.builders import (
    Built,
    ago,
    condition,
    conditions,
    container,
    event,
    findings,
    only,
    pod,
    reasons,
    running,
    sidecar,
    terminated,
    waiting,
)

PATH = "spec.containers{app}"


def pull(message: str, reason: str = "ErrImagePull") -> Built:
    return container("app", waiting(reason, message))


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("registry.local/shop:9: not found", "ImageNotFound"),
        ("manifest unknown: manifest unknown", "ImageNotFound"),
        ("429 Too Many Requests: toomanyrequests: You have reached your pull rate limit", "ImageRateLimited"),
        ("pull access denied, repository does not exist or may require authorization", "ImageDenied"),
        ("failed to authorize: unexpected status: 401 Unauthorized", "ImageDenied"),
        ("no match for platform in manifest: not found", "ImageWrongPlatform"),
        ("dial tcp: lookup registry.local: no such host", "RegistryUnreachable"),
        ("net/http: TLS handshake timeout", "RegistryUnreachable"),
        ("connect: no route to host", "RegistryUnreachable"),
        ("read tcp 10.0.0.5:40112->10.0.0.9:5000: read: connection reset by peer", "RegistryUnreachable"),
        ('Head "https://r.io/v2/a/manifests/1": context deadline exceeded', "RegistryUnreachable"),
        ("context deadline exceeded", "ImagePullFailed"),
        ("x509: certificate signed by unknown authority", "RegistryUntrusted"),
        ("write /var/lib: no space left on device", "ImageDiskFull"),
        ("something that nobody has seen", "ImagePullFailed"),
    ],
)  # fmt: skip
def test_why_an_image_does_not_come(message: str, reason: str) -> None:
    found = only(pod([pull(message)], phase="Pending"))
    assert (found.reason, found.container, found.severity) == (reason, "app", Severity.CRITICAL)
    assert message[:40] in found.message


def test_a_back_off_without_words_takes_those_of_the_event() -> None:
    failed = event("Failed", 'Failed to pull image "x": pull access denied for x', path=PATH, at=40)
    found = only(pod([pull('Back-off pulling image "x"', "ImagePullBackOff")], phase="Pending"), failed)
    assert found.reason == "ImageDenied"


def test_a_back_off_whose_events_are_gone_says_so() -> None:
    found = only(pod([container("app", waiting("ImagePullBackOff"))], phase="Pending"))
    assert found.reason == "ImagePullFailed"
    assert "The registry's answer is not known" in found.message


def test_a_pull_secret_that_is_missing_is_named_beside_the_denial() -> None:
    secret = event("FailedToRetrieveImagePullSecret", "Unable to retrieve some image pull secrets (regcred)", at=30)
    found = only(pod([pull("401 Unauthorized")], phase="Pending"), secret)
    assert found.summary == "app may not pull its image: pull secret regcred is missing"
    assert found.commands[0] == "kubectl get secret -n demo regcred"


def test_a_pull_of_a_quarter_of_an_hour_is_a_warning() -> None:
    slow = pod([container("app", waiting())], phase="Pending", conditions=(condition("PodScheduled"),))
    assert reasons(slow, event("Pulling", 'Pulling image "x"', path=PATH, at=1000)) == ["SlowImagePull"]


def test_a_hostile_message_is_cut_before_it_is_read() -> None:
    """A megabyte of nested wrappers, or of predicates, costs no more than a page of them."""
    nested = "rpc error: code = X desc = " * 40_000
    assert len(only(pod([pull(nested)], phase="Pending")).message) < 1000
    assert len(predicates("".join(f"Insufficient r{number}, " for number in range(100_000)))) < 500


@pytest.mark.parametrize(
    ("message", "found"),
    [
        ('secret "oauth2" not found', MissingOrigin("Secret", "demo", "oauth2")),
        ('configmap "a.b-c" not found', MissingOrigin("ConfigMap", "demo", "a.b-c")),
        ("couldn't find key password in Secret shop/db", MissingOrigin("Secret", "demo", "db", "password")),
        (
            "couldn't find key app.conf in ConfigMap shop/settings",
            MissingOrigin("ConfigMap", "demo", "settings", "app.conf"),
        ),
        ('MountVolume.SetUp failed for volume "x" : object "shop"/"ca" not registered', None),
        ("context deadline exceeded", None),
    ],
)
def test_the_object_that_a_message_misses(message: str, found: MissingOrigin | None) -> None:
    assert missing_object(message, "demo") == found


@pytest.mark.parametrize(
    ("message", "summary", "command"),
    [
        ('secret "db" not found', "app needs Secret db, which does not exist", "kubectl get secret -n demo db"),
        (
            "couldn't find key password in Secret demo/db",
            "app needs key password, which Secret db does not have",
            "kubectl describe secret -n demo db",
        ),
    ],
)
def test_what_is_needed_and_not_there_with_the_command_that_shows_it(message: str, summary: str, command: str) -> None:
    """`get` tells whether there is such a Secret, `describe` also which keys it has."""
    found = only(pod([container("app", waiting("CreateContainerConfigError", message))], phase="Pending"))
    assert (found.summary, found.commands) == (summary, (command,))


@pytest.mark.parametrize(
    ("message", "reason"),
    [
        ("container has runAsNonRoot and image will run as root", "RunAsNonRoot"),
        ("failed to prepare subPath for volumeMount", "BadSubPath"),
        ("no command specified", "NoCommand"),
        ("name is reserved", "CreateContainerError"),
    ],
)
def test_why_a_container_cannot_be_made(message: str, reason: str) -> None:
    found = only(pod([container("app", waiting("CreateContainerError", message))], phase="Pending"))
    assert (found.reason, found.container) == (reason, "app")


def new(**fields: object) -> object:
    return pod(
        [container("app", waiting())],
        phase="Pending",
        conditions=(condition("PodScheduled"), condition("PodReadyToStartContainers", "False")),
        **fields,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    ("happened", "message", "reason"),
    [
        ("FailedMount", 'MountVolume.SetUp failed for volume "tls" : secret "shop-tls" not found', "MissingSecret"),
        ("FailedAttachVolume", 'Multi-Attach error for volume "pvc-1"', "FailedAttachVolume"),
        ("FailedCreatePodSandBox", 'failed to setup network for sandbox: plugin type="calico" failed', "NetworkFailed"),
        ("FailedCreatePodSandBox", "seccomp: no such profile", "SandboxFailed"),
        ("NetworkNotReady", "network is not ready: cni plugin not initialized", "NetworkFailed"),
        ("FailedPrepareDynamicResources", "claim is not ready", "FailedPrepareDynamicResources"),
    ],
)
def test_what_comes_before_any_container(happened: str, message: str, reason: str) -> None:
    found = only(new(), event(happened, message, at=20, first=200, count=9))  # type: ignore[arg-type]
    assert (found.reason, found.container, found.severity) == (reason, "", Severity.CRITICAL)
    assert found.title.startswith("app cannot start: ")


def rebooted(end: float, **fields: Any) -> Pod:
    """A pod whose containers ended with the node, and whose sandbox is not made again."""
    return pod(
        [container("app", terminated(255, "Unknown", at=end))],
        [container("setup", terminated(0, "Completed", at=90_000))],
        conditions=conditions(condition("PodReadyToStartContainers", "False"), condition("Ready", "False")),
        **fields,
    )


NO_SANDBOX = event("FailedCreatePodSandBox", "failed to setup network for sandbox: no more IPs", first=3000, at=20)


def test_a_pod_that_ran_before_its_node_was_restarted_waits_for_its_sandbox() -> None:
    found = only(rebooted(3600), NO_SANDBOX)
    assert (found.reason, found.container, found.severity) == ("NetworkFailed", "", Severity.CRITICAL)


@pytest.mark.parametrize(
    "ended",
    [rebooted(10), rebooted(3600, spec={"restart_policy": "Never"}, phase="Failed")],
    ids=["it has run since", "it is not started again"],
)
def test_a_pod_that_has_run_since_or_is_to_end_does_not(ended: Pod) -> None:
    assert "NetworkFailed" not in [found.reason for found in findings(ended, NO_SANDBOX)]


@pytest.mark.parametrize(
    ("happened", "message", "first", "severity"),
    [
        ("FailedMount", 'configmap "settings" not found', 3, Severity.NOTICE),
        ("FailedMount", 'configmap "settings" not found', 30, Severity.CRITICAL),
        ("NetworkNotReady", "network is not ready: cni plugin not initialized", 20, Severity.NOTICE),
        ("FailedAttachVolume", 'Multi-Attach error for volume "pvc-1" Volume is already used by', 60, Severity.NOTICE),
        (
            "FailedAttachVolume",
            'Multi-Attach error for volume "pvc-1" Volume is already used by',
            120,
            Severity.CRITICAL,
        ),
    ],
)
def test_what_the_kubelet_tries_again_is_given_its_tries(
    happened: str, message: str, first: float, severity: Severity
) -> None:
    """Volumes are tried again after 0.5 s and then ever more slowly, sandboxes every 10 s; a rollout moves a volume
    from the old pod to the new one, which takes as long as the old one's grace."""
    (found,) = findings(new(), event(happened, message, at=1, first=first, count=3))  # type: ignore[arg-type]
    assert found.severity is severity


def test_a_volume_that_was_attached_at_last_is_no_problem() -> None:
    failed = event("FailedAttachVolume", "Multi-Attach error for volume pvc-1", at=60, first=200, count=3)
    attached = event("SuccessfulAttachVolume", "AttachVolume.Attach succeeded for volume pvc-1", at=5)
    assert reasons(new(), failed) == ["FailedAttachVolume"]  # type: ignore[arg-type]
    assert reasons(new(), failed, attached) == []  # type: ignore[arg-type]
    long_ago = event("SuccessfulAttachVolume", "AttachVolume.Attach succeeded for volume pvc-1", at=700)
    assert reasons(new(), long_ago) == ["StuckCreating"]  # type: ignore[arg-type]


def test_failures_that_differ_in_their_words_are_one_that_lasts() -> None:
    """Each message about a sandbox names another one, so each is an event of its own."""
    told = [
        event("FailedCreatePodSandBox", f"failed to setup network for sandbox {at}: cni", at=at) for at in (1, 15, 60)
    ]
    assert only(new(), *told).since == ago(60)  # type: ignore[arg-type]


@pytest.mark.parametrize(("first", "severity"), [(3, Severity.NOTICE), (12, Severity.CRITICAL)])
@pytest.mark.parametrize("reason", ["ErrImagePull", "CreateContainerConfigError"])
def test_a_container_that_fails_is_tried_again_after_ten_seconds(reason: str, first: float, severity: Severity) -> None:
    failed = event("Failed", "Failed to pull image: not found", path=PATH, at=1, first=first, count=2)
    (found,) = findings(pod([container("app", waiting(reason, "not found"))], phase="Pending"), failed)
    assert found.severity is severity


def test_a_name_that_cannot_be_read_stays_so() -> None:
    failed = event("InspectFailed", "invalid reference format", path=PATH, at=1)
    assert only(pod([pull("", "InvalidImageName")], phase="Pending"), failed).severity is Severity.CRITICAL


@pytest.mark.parametrize(
    ("left", "words"),
    [
        ((), "No events were read to say why."),
        ((("Scheduled", "Normal", ""),), "No event says why. Events expire after an hour"),
        ((("DNSConfigForming", "Warning", "Nameserver limits were exceeded"),), "No event says why."),
        ((("Unheard", "Warning", "out of turn"),), "The last warning about it is `out of turn`."),
        ((("Unheard", "Warning", "out of turn"), ("Scheduled", "Normal", "")), "`out of turn`"),
    ],
)
def test_nothing_made_is_said_with_what_events_tell_and_with_what_may_be_missing(
    left: tuple[tuple[str, str, str], ...], words: str
) -> None:
    volumes = (Volume(name="settings", config_map=ObjectReference(name="settings")),)
    events = [event(reason, message, type_=type_, at=3000 - at) for at, (reason, type_, message) in enumerate(left)]
    found = only(new(spec={"volumes": volumes}), *events)  # type: ignore[arg-type]
    assert (found.reason, found.confidence) == ("StuckCreating", Confidence.LOW)
    assert words in found.message
    assert "settings" in found.message


def test_a_startup_probe_that_should_have_killed_by_now_is_a_report_that_is_old() -> None:
    probe = Probe(http_get=HTTPGetAction(port=80), period_seconds=1, failure_threshold=5)
    late = pod(
        [container("app", waiting("PodInitializing"))],
        [sidecar("proxy", running(300), startup_probe=probe, started=False, ready=False)],
        phase="Pending",
    )
    found = only(late)
    assert (found.reason, found.container) == ("StartupProbePending", "proxy")


@pytest.mark.parametrize(
    ("command", "lasts", "severity"),
    [
        (("sh", "-c", "until nslookup db; do sleep 2; done"), 30, Severity.NOTICE),
        (("sh", "-c", "until nslookup db; do sleep 2; done"), 90, Severity.WARNING),
        (("sh", "-c", "while ! nc -z db 5432; do sleep 2; done"), 400, Severity.CRITICAL),
        (("/wait-for-it.sh", "db:5432"), 400, Severity.CRITICAL),
        (("flyway", "migrate"), 200, Severity.NOTICE),
        (("flyway", "migrate"), 400, Severity.WARNING),
    ],
)
def test_a_wait_is_given_less_time_than_work(command: tuple[str, ...], lasts: float, severity: Severity) -> None:
    blocked = pod(
        [container("app", waiting("PodInitializing"))],
        [container("first", running(lasts), command=command, started=True)],
        phase="Pending",
    )
    (found,) = findings(blocked)
    assert (found.container, found.severity) == ("first", severity)
    assert "app waits behind it." in found.message
    assert found.since == ago(lasts)


@pytest.mark.parametrize(
    ("name", "image", "reason"),
    [
        ("istio-proxy", "docker.io/istio/proxyv2:1.28.1", "SidecarNotNative"),
        ("cloud-sql-proxy", "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.0", "SidecarNotNative"),
        ("vault-agent-init", "hashicorp/vault:1.17", "InitRunsLong"),
        ("git-sync", "registry.k8s.io/git-sync/git-sync:v4.2.1", "InitRunsLong"),
        ("agent", "registry.example.com/agent:1", "InitRunsLong"),
    ],
)
def test_only_what_always_runs_on_has_lost_its_restart_policy(name: str, image: str, reason: str) -> None:
    """A word like agent is no proof: secret agents and git-sync are also run once, in initContainers."""
    init = container(name, running(400), image=image, started=True)
    blocked = pod([container("app", waiting("PodInitializing"))], [init], phase="Pending")
    assert reasons(blocked) == [reason]


PROBED = Probe(exec=ExecAction(command=("cat", "/ready")), period_seconds=5, failure_threshold=10)


@pytest.mark.parametrize("policy", ["Always", "OnFailure", "Never"])
@pytest.mark.parametrize("native", [True, False])
def test_a_container_that_restarted_and_never_counts_as_started_is_said(policy: str, native: bool) -> None:
    """Once silent: whatever had a restart was left to the rules of restarts, which forget it."""
    fields = {"startup_probe": PROBED, "started": False, "ready": False, "restarts": 1, "last": terminated(1, at=1000)}
    proxy = (sidecar if native else container)("proxy", running(990), **fields)
    main = container("app", waiting("PodInitializing")) if native else container("app")
    blocked = pod([main] if native else [main, proxy], [proxy] if native else [], spec={"restart_policy": policy})
    found = only(blocked, event("Started", path="spec.containers{app}"))
    assert (found.reason, found.container, found.severity) == ("StartupProbePending", "proxy", Severity.CRITICAL)
    assert "No event reports a failed try" in found.message
    assert ("kubernetes#132826" in found.message) is (policy == "Never" and native)


def test_the_restart_is_the_news_while_the_probe_may_still_pass() -> None:
    fields = {"startup_probe": PROBED, "started": False, "ready": False, "restarts": 1}
    fresh = container("proxy", running(20), last=terminated(1, at=25), **fields)
    assert reasons(pod([fresh])) == ["ExitError"]


def test_without_events_nothing_is_concluded_from_their_absence() -> None:
    late = container("proxy", running(990), startup_probe=PROBED, started=False, ready=False)
    assert "No event" not in only(pod([late])).message
