"""The services that a pod gives to other pods: the catalogue knows them, or the container's own command line."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.diagnose.needs import Serving
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.patterns import on_demand

_ANY_CSI = "csi:*"
"""A helper of whatever CSI driver its pod holds."""
_REGISTERED = on_demand(r"--kubelet-registration-path=\S*/plugins/([^/\s]+)/")
"""The driver's own folder (node-driver-registrar v2.13, README)."""


def serving(subject: Subject) -> tuple[Serving, ...]:
    """The services that the containers of a pod give to others; () for most pods."""
    found = [
        Serving(container.spec.name, service, judgement.entry)
        for container, judgement in zip(subject.views, subject.judgements, strict=True)
        if judgement.known is not None and judgement.known.serves
        for service in judgement.known.serves
    ]
    if not any(each.service == _ANY_CSI for each in found):
        return tuple(found)
    named = [each for each in found if each.service != _ANY_CSI]
    helpers = [each for each in found if each.service == _ANY_CSI]
    drivers = dict.fromkeys(each.service for each in named if each.service.startswith("csi:"))
    drivers.update(dict.fromkeys(f"csi:{name}" for name in _registered(subject)))
    return (*named, *(Serving(each.container, driver, each.entry) for each in helpers for driver in drivers))


def _registered(subject: Subject) -> Iterator[str]:
    """The names of the CSI drivers that the pod registers with the kubelet."""
    for view in subject.views:
        for word in (*view.spec.command, *view.spec.args):
            if found := _REGISTERED().search(word):
                yield found[1]
