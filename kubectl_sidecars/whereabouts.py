"""Pods by node, Services and pods by address, volumes by claim: found out when a pod with a problem asks."""

from __future__ import annotations

from collections.abc import Mapping

import msgspec

from kubectl_sidecars.api import PersistentVolume, Pod, Service
from kubectl_sidecars.cached import cached_property


class Whereabouts(msgspec.Struct, frozen=True, dict=True):
    """The maps of one snapshot, made of its pods, Services and volumes."""

    pods: Mapping[str, Pod]
    services: Mapping[str, Service]
    persistent_volumes: Mapping[str, PersistentVolume]

    @cached_property
    def volume_of_claim(self) -> Mapping[tuple[str, str], PersistentVolume]:
        """The volume that is bound to each claim, by the claim's namespace and name."""
        return {
            (bound.namespace, bound.name): volume
            for volume in self.persistent_volumes.values()
            if (bound := volume.spec.claim_ref).name
        }

    @cached_property
    def on_node(self) -> Mapping[str, tuple[Pod, ...]]:
        """The pods of each node, by its name."""
        found: dict[str, list[Pod]] = {}
        for pod in self.pods.values():
            found.setdefault(pod.spec.node_name, []).append(pod)
        return {name: tuple(pods) for name, pods in found.items()}

    @cached_property
    def service_names(self) -> frozenset[tuple[str, str]]:
        """The namespaces and names of the Services."""
        return frozenset((each.metadata.namespace, each.metadata.name) for each in self.services.values())

    @cached_property
    def service_at(self) -> Mapping[str, Service]:
        """The Services by their cluster IPs; a headless one has none."""
        return {each.spec.cluster_ip: each for each in self.services.values() if each.spec.cluster_ip not in _NO_IP}

    @cached_property
    def service_at_node_port(self) -> Mapping[int, Service]:
        """The Services by the ports that they have on all nodes."""
        return {port.node_port: each for each in self.services.values() for port in each.spec.ports if port.node_port}

    @cached_property
    def pod_at(self) -> Mapping[str, Pod]:
        """The pods by their own IPs. One with hostNetwork has none, and that of a pod that is over may be another's."""
        return {
            pod.status.pod_ip: pod
            for pod in self.pods.values()
            if pod.status.pod_ip and not pod.spec.host_network and not pod.is_over
        }


_NO_IP = ("", "None")
