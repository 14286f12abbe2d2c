"""Proof that an injector added a container, known or not."""

from __future__ import annotations

from kubectl_sidecars.classify.catalog import INJECTED
from kubectl_sidecars.classify.context import ContainerContext
from kubectl_sidecars.classify.markers import lists

ISTIO, KRUISE = INJECTED


def injected(actor: ContainerContext) -> str:
    """The proof that this container was injected, in words for people; "" without one.

    Istio's annotation is JSON that names the containers; OpenKruise's names the SidecarSets, whose containers have
    IS_INJECTED=true in their environment (kruise pkg/control/sidecarcontrol/util.go).
    """
    annotations = actor.scene.pod.metadata.annotations
    if lists(annotations.get(ISTIO, ""), actor.name):
        return f"named in {ISTIO}"
    sets = annotations.get(KRUISE, "")
    if sets and any(variable.name == "IS_INJECTED" and variable.value == "true" for variable in actor.spec.env):
        return f"injected by SidecarSet {sets}"
    return ""
