"""Proof that an injector added a container, whatever the container is."""

from __future__ import annotations

from kubectl_sidecars.classify.context import ContainerContext
from kubectl_sidecars.classify.index import INJECTED
from kubectl_sidecars.classify.match.markers import lists

ISTIO, KRUISE = INJECTED


def injected(actor: ContainerContext) -> str:
    """By what it is known that this very container was injected, in words for people; "" where it is not known.

    Istio's annotation is JSON that names the containers; OpenKruise's names the SidecarSets, whose containers have
    IS_INJECTED=true in their environment (kruise pkg/control/sidecarcontrol/util.go).
    """
    annotations = actor.scene.pod.metadata.annotations
    if lists(annotations.get(ISTIO, ""), actor.name):
        return f"named in {ISTIO}"
    sets = annotations.get(KRUISE, "")
    if sets and any(each.name == "IS_INJECTED" and each.value == "true" for each in actor.spec.env):
        return f"injected by SidecarSet {sets}"
    return ""
