"""Works of a Job for other pods of its namespace: Secrets that it writes, logins of registries that it renews."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.api import Container
from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.diagnose.facts.local_addresses import command_line
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.needs import ClusterNeed
from kubectl_sidecars.diagnose.origin import MissingOrigin, Origin
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import workload
from kubectl_sidecars.patterns import on_demand

_NAME = r"[\"']?([a-z0-9][a-z0-9.-]{0,251}[a-z0-9])\b"
_WRITES = on_demand(
    rf"\bcreate\s+secret\s+(?:generic|docker-registry|tls)\s+{_NAME}"
    rf"|\b(?:create|init|generate|gen)\b.{{0,400}}?--?secret-name[= ]{_NAME}"
    rf"|\b(?:patch|replace)\s+secrets?[/ ]{_NAME}",
    re.DOTALL,
)
"""kubectl, and kube-webhook-certgen and its like, which make the certificate of a webhook."""
_VARIABLE = on_demand(r"\$\{?([A-Za-z_]\w*)\}?")
_REGISTRY = on_demand(
    r"(?:^|[^a-z])(?:ecr|gcr|acr|gar|registry|docker|dockerconfig|image-?pull|pull-?secrets?)(?:[^a-z]|$)"
)
_LOGIN = on_demand(r"(?:^|[^a-z])(?:creds?|credentials?|login|tokens?|auth|renew\w*|refresh\w*|rotat\w*)(?:[^a-z]|$)")
_RENEWS = "registry-login"
_EXPIRED = on_demand(
    r"token (?:has |is )?expired|expired (?:token|credentials)|no basic auth credentials|\b401 Unauthorized"
)
"""What registries say of a login that is too old (Amazon ECR, whose token is good for twelve hours), or gone."""


def works(subject: Subject) -> Iterator[ServiceName]:
    """The works that a pod of a Job does for others, as its command and the name of its workload tell."""
    lines = [_expanded(view.spec) for view in subject.views]
    for line in lines:
        for groups in _WRITES().findall(line):
            yield from (_secret(name) for name in groups if name)
    name = f"{workload(subject.pod, subject.around).name} {' '.join(lines)}".lower()
    if _REGISTRY().search(name) and _LOGIN().search(name):
        yield ServiceName(ServiceKind.WORK, _RENEWS)


def _expanded(spec: Container) -> str:
    """The command line with its variables that have a plain value."""
    values = {each.name: each.value for each in spec.env if each.value}
    return _VARIABLE().sub(lambda found: values.get(found[1], found[0]), command_line(spec)[:MOST_READ])


def _secret(name: str) -> ServiceName:
    return ServiceName(ServiceKind.WORK, f"secret/{name}")


def secret_needs(origin: Origin | None) -> tuple[ClusterNeed, ...]:
    """The work of a Job that writes the Secret which is missing; () for another origin."""
    if not isinstance(origin, MissingOrigin) or origin.kind != "Secret":
        return ()
    return (ClusterNeed(ServiceName(ServiceKind.WORK, f"secret/{origin.name}/{origin.namespace}")),)


def login_needs(subject: Subject, answer: str) -> tuple[ClusterNeed, ...]:
    """The work of a Job that renews the login of a registry, which says that it has expired; () for another answer."""
    if not _EXPIRED().search(answer[:MOST_READ]):
        return ()
    return (ClusterNeed(ServiceName(ServiceKind.WORK, f"{_RENEWS}/{subject.pod.metadata.namespace}")),)
