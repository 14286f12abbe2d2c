"""Who waits for what a Job makes follows from that Job while it fails: a Secret, a token, the login of a registry."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import EnvVar, Pod
from tests.support.builders import (
    UNREADY,
    ago,
    container,
    crashing,
    owned_by,
    pod,
    report,
    running,
    terminated,
    waiting,
)

CREATE = "kubectl -n demo create secret generic db-login --from-literal=a=b"
EXPIRED = "denied: Your authorization token has expired. Reauthenticate and try again."
CONSUL = "hashicorp/consul-k8s-control-plane:1.5.1"


def makes(
    command: str = CREATE, *, name: str = "bootstrap", code: int = 1, namespace: str = "demo", **spec: Any
) -> Pod:
    """The pod of a Job that has failed, or has done its work."""
    main = container(
        spec.pop("container", "main"), terminated(code, at=300), command=("/bin/sh", "-c", command), **spec
    )
    meta = {**owned_by("Job", name), "namespace": namespace, "creation_timestamp": ago(600)}
    return pod([main], name=f"{name}-x2x9k", phase="Failed" if code else "Succeeded", conditions=UNREADY, meta=meta)


def wants(missing: str = "db-login") -> Pod:
    message = f'secret "{missing}" not found'
    main = container("app", waiting("CreateContainerConfigError", message))
    return pod([main], name="app-0", phase="Pending", meta=owned_by("Deployment", "app"))


def pulls(answer: str = EXPIRED) -> Pod:
    image = "1234.dkr.ecr.us-west-2.amazonaws.com/app:1"
    message = f'Back-off pulling image "{image}": ErrImagePull: {answer}'
    main = container("app", waiting("ImagePullBackOff", message), image=image)
    return pod([main], name="app-0", phase="Pending", meta=owned_by("Deployment", "app"))


def waits_for_token(since: float = 3000) -> Pod:
    init = container(
        "client-acl-init", running(since), ready=False, image=CONSUL, command=("consul-k8s-control-plane", "acl-init")
    )
    return pod(
        [container("consul", waiting("PodInitializing"))],
        [init],
        name="client-0",
        phase="Pending",
        meta=owned_by("DaemonSet", "client"),
    )


def acl_job(**fields: Any) -> Pod:
    return makes("consul-k8s-control-plane server-acl-init", container="post-install-job", image=CONSUL, **fields)


def follows(waiter: Pod, *others: Pod) -> bool:
    """True if what is said of the waiter is a consequence."""
    names = [each.name for cause in report(waiter, *others).causes for each in cause.pods]
    assert names
    return waiter.metadata.name not in names


VARIABLE = (EnvVar(name="NAME", value="db-login"),)
FOLLOWS = [
    (wants(), makes()),
    (wants(), makes("kubectl create secret docker-registry ${NAME} --docker-server=x", env=VARIABLE)),
    (wants(), makes("/kube-webhook-certgen create --host=a.demo.svc --secret-name=db-login")),
    (wants(), makes("kubectl patch secret db-login -p '{}'")),
    (pulls(), makes("/app/login.sh", name="refresh-ecr-creds")),
    (pulls("no basic auth credentials"), makes("aws ecr get-login-password | kubectl create token", name="renew")),
    (waits_for_token(), acl_job()),
]


@pytest.mark.parametrize(("waiter", "maker"), FOLLOWS)
def test_who_waits_follows_from_the_job_that_fails(waiter: Pod, maker: Pod) -> None:
    assert follows(waiter, maker)


@pytest.mark.parametrize(
    ("waiter", "maker"),
    [
        (wants("other"), makes()),
        (wants(), makes(code=0)),
        (wants(), makes(namespace="shop")),
        (wants(), makes("kubectl get secret db-login -o yaml")),
        (wants(), makes("/kube-webhook-certgen patch --webhook-name=a --secret-name=db-login")),
        (wants(), pod([crashing("main", terminated(1), command=("sh", "-c", CREATE))], name="web-0")),
        (pulls(), makes("/app/report.sh", name="nightly-report")),
        (pulls("denied: repository does not exist or may require docker login"), makes("x", name="refresh-ecr-creds")),
        (pulls(), makes("x", name="refresh-ecr-creds", code=0)),
        (waits_for_token(), acl_job(code=0)),
        (waits_for_token(), acl_job(namespace="shop")),
        (waits_for_token(), makes()),
    ],
    ids=[
        "another Secret", "done", "another namespace", "reads it", "needs it", "no Job", "another work",
        "another answer", "renewed", "tokens made", "tokens of another namespace", "no tokens",
    ],
)  # fmt: skip
def test_what_does_not_make_it_explains_nothing(waiter: Pod, maker: Pod) -> None:
    assert not follows(waiter, maker)


def test_a_fresh_installation_waits_quietly_for_its_tokens() -> None:
    assert report(waits_for_token(80)).causes == ()
