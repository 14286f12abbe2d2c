"""Differences between two templates of a workload, in words."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.api import Container, PodSpec, Probe, Volume
from kubectl_sidecars.container_names import called
from kubectl_sidecars.diagnose.phrasing.words import image_tag, tag_words
from kubectl_sidecars.model import TOKEN_VOLUME
from kubectl_sidecars.sentences import listed


def changed(old: PodSpec, new: PodSpec) -> Iterator[str]:
    """Each difference; the values of variables are not said, they may be secrets."""
    before = {container.name: container for container in (*old.init_containers, *old.containers)}
    after = {container.name: container for container in (*new.init_containers, *new.containers)}
    for name, container in after.items():
        if name in before:
            yield from _container(before[name], container)
        else:
            yield f"the pod by a new container `{name}`"
    for name in before:
        if name not in after:
            yield f"the pod by taking container `{name}` away"
    yield from _volumes(old, new)
    one, other = old.service_account_name, new.service_account_name
    if one != other:
        yield f"the serviceAccountName from {_or_none(one)} to {_or_none(other)}"
    if old.security_context != new.security_context:
        yield "the securityContext of the pod"


def _volumes(old: PodSpec, new: PodSpec) -> Iterator[str]:
    before = {volume.name: volume for volume in old.volumes if not volume.name.startswith(TOKEN_VOLUME)}
    after = {volume.name: volume for volume in new.volumes if not volume.name.startswith(TOKEN_VOLUME)}
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if one is None or other is None:
            change = "new" if one is None else "gone"
            yield f"volume {name} ({change})"
        elif one != other:
            source, target = _source(one), _source(other)
            yield f"volume {name} from {source} to {target}" if source and target else f"volume {name}"


def _source(volume: Volume) -> str:
    """`ConfigMap/app`, of those that name an object."""
    if volume.config_map is not None:
        return f"ConfigMap/{volume.config_map.name}"
    if volume.secret is not None:
        return f"Secret/{volume.secret.secret_name}"
    claim = volume.persistent_volume_claim
    return f"PersistentVolumeClaim/{claim.claim_name}" if claim is not None else ""


def _container(old: Container, new: Container) -> Iterator[str]:
    if old.image != new.image:
        yield f"the image of {called(new.name)} from {_short(old.image, new.image)} to {_short(new.image, old.image)}"
    if (old.command, old.args) != (new.command, new.args):
        yield f"the command of {called(new.name)}"
    if old.security_context != new.security_context:
        yield f"the securityContext of {called(new.name)}"
    if old.restart_policy != new.restart_policy:
        before, after = _or_none(old.restart_policy), _or_none(new.restart_policy)
        yield f"the restartPolicy of {called(new.name)} from {before} to {after}"
    yield from _environment(old, new)
    for kind in ("requests", "limits"):
        yield from _resources(kind, old, new)
    for label, one, other in (
        ("startupProbe", old.startup_probe, new.startup_probe),
        ("livenessProbe", old.liveness_probe, new.liveness_probe),
        ("readinessProbe", old.readiness_probe, new.readiness_probe),
    ):
        yield from _probe(label, new.name, one, other)


def _short(image: str, other: str) -> str:
    """The tag alone where only that differs."""
    same = image.rpartition(":")[0] == other.rpartition(":")[0]
    return (tag_words(image_tag(image)) or image) if same else image


def _environment(old: Container, new: Container) -> Iterator[str]:
    before = {variable.name: variable for variable in old.env}
    after = {variable.name: variable for variable in new.env}
    names = [name for name in dict.fromkeys((*before, *after)) if before.get(name) != after.get(name)]
    if names:
        yield f"env {listed(names[:3], more=len(names) - 3)} of {called(new.name)}"
    if old.env_from != new.env_from:
        yield f"envFrom of {called(new.name)}"


def _resources(kind: str, old: Container, new: Container) -> Iterator[str]:
    before = old.resources.requests if kind == "requests" else old.resources.limits
    after = new.resources.requests if kind == "requests" else new.resources.limits
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if one != other:
            yield f"{kind}.{name} of {called(new.name)} from {_or_none(one)} to {_or_none(other)}"


def _or_none(value: object) -> str:
    return "none" if value in (None, "") else str(value)


def _probe(label: str, name: str, old: Probe | None, new: Probe | None) -> Iterator[str]:
    if old != new:
        yield f"the {label} of {called(name)}" + (" (new)" if old is None else " (gone)" if new is None else "")
