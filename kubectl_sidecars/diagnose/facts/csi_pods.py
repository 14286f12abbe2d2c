"""Pods of CSI drivers: the driver beside its helpers, and the names by which volumes know it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from kubectl_sidecars.api import Container
from kubectl_sidecars.classify import Judgement, Role
from kubectl_sidecars.diagnose.facts.local_addresses import command_line, sockets
from kubectl_sidecars.diagnose.needs import words_of
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import ContainerView, workload
from kubectl_sidecars.patterns import on_demand

_HELPER = "csi-helper"
"""The task of a helper that speaks with the driver of its pod by a socket."""


def speaks_with_driver(judgement: Judgement) -> bool:
    """True for a helper of a CSI driver: it asks that one at the driver's socket."""
    return judgement.known is not None and judgement.known.task == _HELPER


def driver_beside(subject: Subject) -> ContainerView | None:
    """The container of the driver in a pod with CSI helpers: the one that has the volume in which they look for its
    socket. None without one, and where that may be several."""
    return subject.once(_driver)


def _driver(subject: Subject) -> ContainerView | None:
    pairs = list(zip(subject.views, subject.judgements, strict=True))
    volumes = {name for view, judged in pairs if speaks_with_driver(judged) for name in _with_sockets(view.spec)}
    others = [
        (view, judged)
        for view, judged in pairs
        if view.runs_with_pod
        and not speaks_with_driver(judged)
        and not volumes.isdisjoint(mount.name for mount in view.spec.volume_mounts)
    ]
    named = [pair for pair in others if volumes & set(_with_sockets(pair[0].spec))] or others
    mains = [pair for pair in named if pair[1].role is Role.MAIN] if len(named) > 1 else named
    return mains[0][0] if len(mains) == 1 else None


def _with_sockets(spec: Container) -> Iterator[str]:
    """The volumes in which the sockets lie that the command line or the variables name."""
    for path in sockets(spec):
        over = [mount for mount in spec.volume_mounts if path.startswith(f"{mount.mount_path.rstrip('/')}/")]
        if over:
            yield max(over, key=lambda mount: len(mount.mount_path)).name


_NAME = r"([a-z0-9][a-z0-9.-]{0,98}[a-z0-9])"
_OPTION = on_demand(rf"(?:^| )--?(?:csi-)?(?:driver-?|plugin-?)?name[= ]{_NAME}\b")
_VARIABLE = on_demand(r"(?:^|_)(?:DRIVER|PLUGIN|PROVISIONER)_?NAME$|^(?:CSI_)?DRIVER$")
_FOLDER = on_demand(rf"/(?:plugins|pluginproxy)/(?!kubernetes\.io\b){_NAME}(?:/|$)")
"""The folder of a driver's socket carries its name (node-driver-registrar v2.13, README)."""


def driver_names(subject: Subject) -> dict[str, None]:
    """The names of the drivers that the options, variables and folders of a pod with CSI helpers tell."""
    found = [name for view in subject.views for name in _named(view.spec)]
    folders = (volume.host_path.path for volume in subject.pod.spec.volumes if volume.host_path is not None)
    found += [name for folder in folders for name in _FOLDER().findall(folder)]
    return dict.fromkeys(name for name in found if "." in name or "csi" in name)


def _named(spec: Container) -> Iterator[str]:
    line = command_line(spec)
    yield from _OPTION().findall(line)
    yield from _FOLDER().findall(line)
    for variable in spec.env:
        value = variable.value
        if _VARIABLE().search(variable.name) and re.fullmatch(_NAME, value):
            yield value
        yield from _FOLDER().findall(value)


def words_of_pod(subject: Subject, driver: ContainerView | None) -> frozenset[str]:
    """The words by which a driver is known that no option names: those of its workload, its namespace, and the name and
    image of its container."""
    texts = [subject.pod.metadata.namespace, workload(subject.pod, subject.around).name]
    texts += [driver.spec.name, driver.spec.image.partition("@")[0]] if driver is not None else []
    return frozenset(word for text in texts for word in words_of(text))
