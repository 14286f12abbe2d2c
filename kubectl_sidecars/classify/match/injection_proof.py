"""Proof that an injector added a container, known or not."""

from __future__ import annotations

from kubectl_sidecars.classify.catalog import INJECTED
from kubectl_sidecars.classify.context import LoneContainer
from kubectl_sidecars.classify.evidence import Evidence, EvidenceSource, Kind
from kubectl_sidecars.classify.markers import lists
from kubectl_sidecars.classify.roles import Role

ISTIO, KRUISE = INJECTED


def injected(container: LoneContainer) -> Evidence | None:
    """Proof that this container was injected, or None.

    Istio's annotation is JSON that names the containers; OpenKruise's names the SidecarSets, whose containers have
    IS_INJECTED=true in their environment (kruise pkg/control/sidecarcontrol/util.go).
    """
    if lists(container.annotations.get(ISTIO, ""), container.name):
        return _proof(f"named in {ISTIO}")
    sets = container.annotations.get(KRUISE, "")
    if sets and any(variable.name == "IS_INJECTED" and variable.value == "true" for variable in container.spec.env):
        return _proof(f"injected by SidecarSet {sets}")
    return None


def _proof(words: str) -> Evidence:
    """Evidence without a weight: by itself it decides that the container is a helper."""
    return Evidence(Role.UNKNOWN, "", 0, Kind.INJECTOR_LIST, words, EvidenceSource.INJECTOR)
