"""Causes: findings of many pods told as one, with the blast radius and with what does not show it."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from kubectl_sidecars.api import (
    Container,
    EnvVar,
    Event,
    InvolvedObject,
    Job,
    ObjectMeta,
    OwnerReference,
    Pod,
    PodSpec,
    PodTemplateSpec,
    Probe,
    ReplicaSet,
    ReplicaSetSpec,
    ReplicaSetStatus,
    ResourceRequirements,
)
from kubectl_sidecars.causes.templates import changed
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.facts.refusals import refusal
from kubectl_sidecars.report import inspect
from kubectl_sidecars.snapshot import Snapshot, fold
from tests.support import material
from tests.support.builders import (
    ago,
    condition,
    conditions,
    container,
    crashing,
    event,
    job,
    node,
    owned_by,
    pod,
    report,
    terminated,
    waiting,
)

HASHES = {1: "64d6fd7fcb", 2: "5998985b94"}


def of_deployment(number: int, revision: int = 2, *, sick: bool = True, app: str = "shop") -> Pod:
    """A pod of Deployment `app`: revision 1 has image 1.0 and is fine, revision 2 has 2.0 and exits with 3."""
    image = f"registry.example.com/{app}:{revision}.0"
    main = crashing("app", terminated(3), image=image) if sick else container("app", image=image)
    replica_set = f"{app}-{HASHES[revision]}"
    return pod(
        [main],
        name=f"{replica_set}-{number}",
        conditions=conditions() if not sick else conditions(condition("Ready", "False")),
        meta={
            "labels": {"pod-template-hash": HASHES[revision]},
            "creation_timestamp": ago(3600),
            **owned_by("ReplicaSet", replica_set),
        },
    )


def replica_set(revision: int, *containers: Container, app: str = "shop", made: float = 600) -> ReplicaSet:
    name = f"{app}-{HASHES[revision]}"
    owner = OwnerReference(kind="Deployment", name=app, uid=f"uid-{app}", controller=True)
    found = containers or (Container(name="app", image=f"registry.example.com/{app}:{revision}.0"),)
    return ReplicaSet(
        metadata=ObjectMeta(
            name=name,
            namespace="demo",
            uid=f"uid-{name}",
            creation_timestamp=ago(made),
            labels={"pod-template-hash": HASHES[revision]},
            annotations={"deployment.kubernetes.io/revision": str(revision)},
            owner_references=(owner,),
        ),
        spec=ReplicaSetSpec(replicas=2, template=PodTemplateSpec(spec=PodSpec(containers=found))),
        status=ReplicaSetStatus(replicas=2),
    )


def test_pods_of_one_image_and_exit_are_one_cause() -> None:
    (cause,) = report(*(of_deployment(number) for number in range(3))).causes
    assert (
        cause.title
        == "app 2.0 exits with 3 after 5 seconds, in 3 of 3 pods of Deployment/shop in namespace demo, at least since"
        " 11:59."
    )
    assert (cause.owners, len(cause.pods), cause.container) == (("Deployment/shop",), 3, "app")
    assert cause.message.startswith(cause.title)


def test_what_does_not_show_it_is_said() -> None:
    """The old revision's replicas tell that the image is to blame."""
    sick = [of_deployment(number) for number in range(2)]
    old = [of_deployment(number, 1, sick=False) for number in range(2, 4)]
    (cause,) = report(*sick, *old).causes
    assert "in 2 of 4 pods of Deployment/shop" in cause.title
    assert "2 pods with 1.0 are fine." in cause.message


def test_a_pod_that_is_sick_otherwise_is_not_called_fine() -> None:
    other = pod(
        [crashing("app", terminated(139), image="registry.example.com/shop:1.0")],
        name="other",
        meta={"labels": {"pod-template-hash": HASHES[1]}, **owned_by("ReplicaSet", f"shop-{HASHES[1]}")},
    )
    first, second = report(of_deployment(0), of_deployment(1), other).causes
    assert "fine" not in first.message
    assert "fine" not in second.message


def test_one_exit_of_one_image_under_two_names_is_two_causes() -> None:
    """A toolbox image serves many purposes: only the same container of it is the same."""
    image = "docker.io/library/busybox:1.35"
    causes = report(
        pod([crashing("backup", terminated(1), image=image)], name="a"),
        pod([crashing("cleanup", terminated(1), image=image)], name="b"),
    ).causes
    assert len(causes) == 2


BUSYBOX = "docker.io/library/busybox:1.35"


def of_owner(name: str, kind: str, owner: str, *, namespace: str = "demo", lasted: float = 3, last: int = 1) -> Pod:
    app = crashing("app", terminated(last, lasted=lasted), image=BUSYBOX, command=("sh",))
    meta = owned_by(kind, owner) if kind else {}
    return pod([app], name=name, meta={"namespace": namespace, **meta})


def test_the_main_containers_of_two_workloads_are_two_causes() -> None:
    causes = report(of_owner("a-0", "StatefulSet", "a"), of_owner("b-0", "StatefulSet", "b")).causes
    assert [cause.owners for cause in causes] == [("StatefulSet/a",), ("StatefulSet/b",)]


def test_one_workload_in_many_namespaces_is_one_cause_of_many_workloads() -> None:
    """A tenant in each, and the same command of the same image ends alike in all."""
    pods = (of_owner(f"a-{number}", "StatefulSet", "a", namespace=f"tenant-{number}") for number in range(5))
    (cause,) = report(*pods).causes
    assert "in 5 of 5 pods of 5 workloads called StatefulSet/a in 5 namespaces" in cause.title
    assert cause.owners == ("StatefulSet/a",) * 5


def test_bare_pods_are_one_cause_only_if_they_run_the_same_for_about_as_long() -> None:
    same = (of_owner("a", "", ""), of_owner("b", "", "", lasted=4))
    assert len(report(*same).causes) == 1
    assert len(report(of_owner("a", "", ""), of_owner("b", "", "", lasted=25)).causes) == 2
    other = pod([crashing("app", terminated(1, lasted=3), image=BUSYBOX, command=("cat",))], name="b")
    assert len(report(of_owner("a", "", ""), other).causes) == 2


def test_each_container_of_one_cause_is_named() -> None:
    """Two workloads miss one Secret, each in a container of another name."""
    pods = [
        pod(
            [container(f"{name}c", waiting("CreateContainerConfigError", 'secret "db" not found'))],
            phase="Pending", name=f"{name}-{number}", meta=owned_by("StatefulSet", name),
        )
        for name in ("a", "b") for number in (0, 1)
    ]  # fmt: skip
    (cause,) = report(*pods).causes
    lacks = "ac (elsewhere bc) needs Secret db, which does not exist"
    assert cause.title.startswith(f"{lacks}, in 4 of 4 pods of StatefulSet/a and")


def test_a_pod_is_fine_only_when_it_is_ready() -> None:
    sick = [of_deployment(number) for number in range(2)]
    ready = of_deployment(2, 1, sick=False)
    ending = msgspec.structs.replace(
        of_deployment(3, 1, sick=False),
        metadata=msgspec.structs.replace(of_deployment(3, 1).metadata, deletion_timestamp=ago(-20)),
    )
    starting = pod(
        [container("app", waiting(), image="registry.example.com/shop:1.0")],
        phase="Pending",
        name=f"shop-{HASHES[1]}-4",
        meta=msgspec.structs.asdict(of_deployment(4, 1).metadata) | {"creation_timestamp": ago(5)},
        status={"start_time": ago(5)},
    )
    (cause,) = report(*sick, ready, ending, starting).causes
    assert "1 pod with 1.0 is fine." in cause.message


def test_a_pod_of_its_own_is_not_counted_to_a_workload() -> None:
    image = "registry.example.com/web:nope"
    missing = container("app", waiting("ErrImagePull", "not found"), image=image)
    owned = [pod([missing], phase="Pending", name=f"jj-{number}", meta=owned_by("Job", "jj")) for number in (1, 2)]
    (cause,) = report(*owned, pod([missing], phase="Pending", name="bare")).causes
    assert "in 2 of 2 pods of Job/jj and pod bare in namespace demo" in cause.title


def unpulled(name: str, namespace: str, owner: str = "") -> Pod:
    """A pod of the Job, or of its own, whose image does not exist."""
    missing = container("app", waiting("ErrImagePull", "not found"), image="registry.example.com/web:nope")
    meta = {"namespace": namespace, "uid": f"{namespace}/{name}", **(owned_by("Job", owner) if owner else {})}
    return pod([missing], phase="Pending", name=name, meta=meta)


@pytest.mark.parametrize(
    ("pods", "words"),
    [
        (
            [("a-1", "pay", "a"), ("b-1", "shop", "b")],
            "2 of 2 pods of Job/a in namespace pay and Job/b in namespace shop",
        ),
        (
            [("a-1", "pay", "a"), ("a-1", "shop", "a")],
            "2 of 2 pods of 2 workloads called Job/a in namespaces pay and shop",
        ),
        ([("a-1", "pay", "a"), ("b", "shop", "")], "the pod of Job/a in namespace pay and pod b in namespace shop"),
    ],
)
def test_a_workload_is_named_with_its_namespace_where_the_verdict_spans_several(
    pods: list[tuple[str, str, str]], words: str
) -> None:
    (cause,) = report(*(unpulled(*each) for each in pods)).causes
    assert f"in {words}" in cause.title


def test_each_of_two_cron_jobs_of_one_name_is_told_with_its_namespace() -> None:
    """Their runs wait for one image; the events of both are about runs that were not started."""
    objects: list[Any] = []
    for namespace in ("pay", "shop"):
        above = OwnerReference(kind="CronJob", name="nightly", uid=f"uid-{namespace}", controller=True)
        run = ObjectMeta(name="nightly-1", namespace=namespace, uid=f"job-{namespace}", owner_references=(above,))
        skipped = event("JobAlreadyActive", kind="CronJob", about=above.uid, at=5, first=60, count=2)
        objects += [Job(metadata=run), skipped]
        of_run = OwnerReference(kind="Job", name="nightly-1", uid=run.uid, controller=True)
        waits = unpulled("nightly-1-x", namespace)
        meta = msgspec.structs.replace(waits.metadata, owner_references=(of_run,))
        objects.append(msgspec.structs.replace(waits, metadata=meta))
    (cause,) = report(*objects).causes
    for namespace in ("pay", "shop"):
        assert f"CronJob/nightly in namespace {namespace} starts no run while this one lasts" in cause.message


def test_one_sidecar_in_two_workloads_is_one_cause() -> None:
    """The fleet of the recording: six pods, one bad version of the proxy."""
    fleet = Snapshot()
    for line in material.demo_lines():
        value = line.object
        about = value.involved_object if isinstance(value, Event) else value.metadata
        if about.namespace == "fleet":
            fleet = fold(fleet, [line])
    (cause,) = inspect(fleet).causes
    assert cause.title == (
        "linkerd-proxy edge-25.8.1 exits with 101 after 2 seconds, in 6 of 6 pods of StatefulSet/orders and"
        " Deployment/storefront in namespace fleet, since 01:40."
    )
    assert "none of these pods is Ready, so no Service sends them traffic." in cause.message
    assert cause.since is not None
    assert f"{cause.since:%H:%M:%S}" == "01:40:33"


def test_a_lost_node_is_one_cause_for_all_its_pods() -> None:
    lost = node(condition("Ready", "Unknown", reason="NodeStatusUnknown"))
    pods = [pod([crashing("app", terminated(number))], name=f"p{number}") for number in range(1, 6)]
    (cause,) = report(*pods, lost).causes
    assert (cause.reason, len(cause.pods)) == ("NodeNotReady", 5)


def test_a_node_under_pressure_is_a_cause_though_its_pods_are_well() -> None:
    calm = pod([container("app")], conditions=conditions())
    (cause,) = report(calm, node(condition("Ready"), condition("DiskPressure"))).causes
    assert (cause.reason, cause.severity) == ("DiskPressure", Severity.WARNING)
    assert [each.name for each in cause.pods] == ["shop"]


def test_the_worst_comes_first_then_the_widest_then_the_oldest() -> None:
    warned = pod([container("app", terminated(1, at=1))], name="warned")
    early = pod([crashing("app", terminated(7, at=500), restarts=1)], name="early")
    late = pod([crashing("app", terminated(8, at=100), restarts=1)], name="late")
    wide = [of_deployment(number) for number in range(3)]
    found = report(warned, late, early, *wide).causes
    assert [len(cause.pods) for cause in found] == [3, 1, 1, 1]
    assert [cause.pods[0].name for cause in found[1:]] == ["early", "late", "warned"]


def test_notices_are_no_causes() -> None:
    calm = pod([container("app", restarts=3, last=terminated(1, at=5000))], conditions=conditions())
    whole = report(calm)
    assert whole.causes == ()
    assert whole.pods[0].findings[0].severity is Severity.NOTICE


def test_a_bad_revision_names_its_change_and_the_time() -> None:
    (cause,) = report(of_deployment(0), of_deployment(1), replica_set(1, made=9000), replica_set(2)).causes
    assert (
        "Revision 2 of Deployment/shop (from 11:50) changed the image of app from 1.0 to 2.0; the first sign that"
        in cause.message
    )


def test_a_revision_that_an_undo_brought_back_is_as_old_as_its_pods() -> None:
    """Its ReplicaSet was made when it was a revision for the first time."""
    again = replica_set(2, made=9000)
    annotations = {"deployment.kubernetes.io/revision": "3", "deployment.kubernetes.io/revision-history": "1"}
    again = msgspec.structs.replace(again, metadata=msgspec.structs.replace(again.metadata, annotations=annotations))
    (cause,) = report(of_deployment(0), of_deployment(1), replica_set(1, made=600), again).causes
    assert "Revision 3 of Deployment/shop (its first pod is of 11:00) changed the image of app" in cause.message


def test_a_first_revision_has_changed_nothing() -> None:
    (cause,) = report(of_deployment(0), of_deployment(1), replica_set(2)).causes
    assert "Revision" not in cause.message


APP = Container(name="app", image="registry.example.com/shop:1.0", env=(EnvVar(name="A", value="1"),))


@pytest.mark.parametrize(
    ("new", "words"),
    [
        (APP, []),
        (
            Container(name="app", image="registry.example.com/shop:1.1", env=APP.env),
            ["the image of app from 1.0 to 1.1"],
        ),
        (Container(name="app", image=APP.image), ["env A of app"]),
        (Container(name="app", image=APP.image, env=(EnvVar(name="A", value="secret"),)), ["env A of app"]),
        (Container(name="app", image=APP.image, env=APP.env, args=("-x",)), ["the command of app"]),
        (
            Container(
                name="app", image=APP.image, env=APP.env, resources=ResourceRequirements(limits={"memory": "64Mi"})
            ),
            ["limits.memory of app from none to 64Mi"],
        ),
        (
            Container(name="app", image=APP.image, env=APP.env, liveness_probe=Probe()),
            ["the livenessProbe of app (new)"],
        ),
    ],
)
def test_what_a_revision_changed_in_words(new: Container, words: list[str]) -> None:
    """Names of variables are told; their values may be secrets and are not."""
    assert list(changed(PodSpec(containers=(APP,)), PodSpec(containers=(new,)))) == words


def test_containers_that_come_and_go_are_changes() -> None:
    both = PodSpec(containers=(APP, Container(name="proxy")))
    one = PodSpec(containers=(APP,))
    assert list(changed(one, both)) == ["the pod by a new container `proxy`"]
    assert list(changed(both, one)) == ["the pod by taking container `proxy` away"]


def test_a_sidecar_that_became_native_is_a_change() -> None:
    old = PodSpec(init_containers=(Container(name="proxy"),))
    new = PodSpec(init_containers=(Container(name="proxy", restart_policy="Always"),))
    assert list(changed(old, new)) == ["the restartPolicy of proxy from none to Always"]


STRIPPED = (
    'Pod "shop-1" is invalid: spec.initContainers[0].startupProbe: Forbidden: may not be set for init containers'
    " without restartPolicy=Always"
)


@pytest.mark.parametrize(
    ("message", "reason", "words"),
    [
        (STRIPPED, "RestartPolicyStripped", "has lost its restartPolicy: Always"),
        (
            'admission webhook "policy.example.com" denied the request: no',
            "WebhookDenied",
            "policy.example.com refuses",
        ),
        (
            'pods "x" is forbidden: image policy webhook backend denied one or more images: Denied by default',
            "WebhookDenied",
            "the image policy of the cluster denies its images",
        ),
        (
            "pods \"x\" is forbidden: ValidatingAdmissionPolicy 'no-latest' with binding 'all' denied request: no tag",
            "WebhookDenied",
            "ValidatingAdmissionPolicy no-latest denies it",
        ),
        ('failed calling webhook "inject.example.com": timeout', "WebhookUnreachable", "does not answer"),
        ('pods "x" is forbidden: exceeded quota: cpu, requested: 1', "QuotaExceeded", "quota cpu"),
        (
            'pods "x" is forbidden: failed quota: q: must specify requests.cpu for: app; requests.memory for: app',
            "QuotaNeedsRequests",
            "quota q wants requests.cpu, which the pod does not have",
        ),
        (
            'error looking up service account demo/shop: serviceaccount "shop" not found',
            "MissingServiceAccount",
            "shop",
        ),
        ('pods "x" is forbidden: violates PodSecurity "restricted:latest"', "PodSecurity", "pod security standard"),
        ("Pod is invalid: spec.containers[0].image: Required value", "InvalidPod", "invalid"),
        ("something else", "FailedCreate", "refuses"),
    ],
)
def test_why_no_pod_could_be_made(message: str, reason: str, words: str) -> None:
    found = refusal(message, "demo")
    assert found.reason == reason
    assert words in found.words


def refused(name: str, message: str, at: float = 60, kind: str = "ReplicaSet") -> Event:
    return event("FailedCreate", f"Error creating: {message}", about=f"uid-{name}", kind=kind, at=at, first=300)


def test_a_stripped_restart_policy_is_a_cause_though_there_is_no_pod() -> None:
    """The fingerprint of a webhook that does not know the field: the pod never comes to be."""
    empty = replica_set(2)
    wanting = ReplicaSet(metadata=empty.metadata, spec=empty.spec, status=ReplicaSetStatus())
    (cause,) = report(wanting, refused(empty.metadata.name, STRIPPED)).causes
    assert (cause.reason, cause.owners, cause.pods) == ("RestartPolicyStripped", ("Deployment/shop",), ())
    assert cause.title.startswith("Deployment/shop in namespace demo gets no pods since 11:55")


def test_one_webhook_that_is_down_is_one_cause_for_all_workloads() -> None:
    message = 'failed calling webhook "inject.example.com": timeout'
    (cause,) = report(refused("a", message), refused("b", message)).causes
    assert cause.owners == ("ReplicaSet/a", "ReplicaSet/b")


def test_a_workload_with_pods_gets_no_more_of_them() -> None:
    ready = pod([container("web")], name="web-0", conditions=conditions(), meta=owned_by("StatefulSet", "web"))
    told = refused("web", "exceeded quota: compute", kind="StatefulSet")
    assert [cause.title for cause in report(ready, told).causes] == [
        "StatefulSet/web in namespace demo gets no more pods since 11:55: it would exceed quota compute."
    ]
    assert report(told).causes[0].title.startswith("StatefulSet/web in namespace demo gets no pods since")


@pytest.mark.parametrize("later", [event("SuccessfulCreate", about="uid-a", kind="ReplicaSet", at=5), None])
def test_a_refusal_that_has_passed_is_forgotten(later: Event | None) -> None:
    """A pod was made since, or it is long ago."""
    first = refused("a", "exceeded quota: cpu", at=60 if later else 4000)
    assert report(first, *([later] if later else [])).causes == ()


def test_one_name_in_many_namespaces_is_told_with_them_and_a_silent_webhook_with_its_service() -> None:
    post = (
        'failed calling webhook "x.io": failed to call webhook: Post "https://istiod.istio-system.svc:443/inject": EOF'
    )
    here = refused("web", post)
    there = msgspec.structs.replace(
        refused("other", post), involved_object=InvolvedObject(kind="ReplicaSet", namespace="pay", name="web", uid="x")
    )
    (cause,) = report(here, there).causes
    assert cause.title.startswith("ReplicaSet/web in namespaces demo and pay gets no pods since")
    (apart,) = report(refused("other", post), there).causes
    assert apart.title.startswith("ReplicaSet/other in namespace demo and ReplicaSet/web in namespace pay get no pods")
    assert cause.owners == ("ReplicaSet/web", "ReplicaSet/web")
    assert cause.commands[0] == "kubectl describe service -n istio-system istiod"


def test_a_replica_set_that_has_its_pods_is_not_refused() -> None:
    full = replica_set(2)
    assert report(full, refused(full.metadata.name, "exceeded quota: cpu")).causes == ()


def test_without_events_a_replica_set_tells_itself_that_it_gets_no_pods() -> None:
    """They are kept for an hour, and not everybody may read them; one that tells otherwise counts more."""
    why = 'pods "shop-" is forbidden: exceeded quota: compute, requested: cpu=2'
    told = condition("ReplicaFailure", since=7200, reason="FailedCreate", message=why)
    empty = replica_set(2)
    wanting = ReplicaSet(metadata=empty.metadata, spec=empty.spec, status=ReplicaSetStatus(conditions=(told,)))
    (cause,) = report(wanting).causes
    assert cause.title == "Deployment/shop in namespace demo gets no pods since 10:00: it would exceed quota compute."
    made = event("SuccessfulCreate", about=empty.metadata.uid, kind="ReplicaSet", at=5)
    assert report(wanting, made).causes == ()
    full = ReplicaSet(metadata=empty.metadata, spec=empty.spec, status=ReplicaSetStatus(replicas=2, conditions=(told,)))
    assert report(full).causes == ()


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("BackoffLimitExceeded", "3 pods failed, backoffLimit is 2."),
        ("DeadlineExceeded", "it was active longer than activeDeadlineSeconds (1 minute)."),
        ("PodFailurePolicy", "its podFailurePolicy says that this failure is final."),
        ("Tomorrow", "Tomorrow."),
    ],
)
def test_a_job_that_failed_and_has_no_pods_left_is_a_cause(reason: str, words: str) -> None:
    (cause,) = report(job("report", condition("Failed", since=120, reason=reason))).causes
    assert cause.title == f"Job/report failed at 11:58: {words}"
    assert cause.severity is Severity.CRITICAL


def test_a_job_whose_pod_tells_why_is_told_by_the_pod() -> None:
    failed = pod(
        [container("report", terminated(5))],
        phase="Failed",
        spec={"restart_policy": "Never"},
        meta=owned_by("Job", "report"),
    )
    (cause,) = report(failed, job("report", condition("Failed", since=5, reason="BackoffLimitExceeded"))).causes
    assert cause.container == "report"


def test_a_job_that_failed_days_ago_is_history() -> None:
    assert report(job("report", condition("Failed", since=200_000, reason="DeadlineExceeded"))).causes == ()


def test_many_workloads_are_counted_and_not_listed() -> None:
    pods: list[Any] = [of_deployment(0, app=f"app{number}") for number in range(5)]
    image = "docker.io/istio/proxyv2:1.28.1"
    same = [
        pod([container("app"), crashing("istio-proxy", terminated(3), image=image)], name=each.metadata.name, meta={
            "labels": each.metadata.labels, "owner_references": each.metadata.owner_references
        })
        for each in pods
    ]  # fmt: skip
    (cause,) = report(*same).causes
    assert "in 5 of 5 pods of 5 workloads" in cause.title
