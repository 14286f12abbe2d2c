"""The driver and the storage that a volume needs which is not attached or mounted, by the kubelet's message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kubectl_sidecars.api import PersistentVolume, Volume
from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.classify.image import globbed
from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.diagnose.facts.asked_peers import address_needs, host_needs
from kubectl_sidecars.diagnose.facts.named_agents import named_agents
from kubectl_sidecars.diagnose.facts.no_answer import Asked, says_unanswered
from kubectl_sidecars.diagnose.facts.served import by_volumes, is_of_volumes, mounts_for_others
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.facts.volume_claims import claim_events, provisioner_of
from kubectl_sidecars.diagnose.facts.volume_names import claim_of, names_in, volumes_of
from kubectl_sidecars.diagnose.needs import ClusterNeed, Need, need_of
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.patterns import on_demand

_DRIVER = on_demand(
    r"driver name ([\w.-]*\w) not found|CSINode \S{1,253} does not contain driver ([\w.-]*\w)"
    r"|/plugins/([\w.-]*\w)/csi\S*\.sock"
)
"""pkg/volume/csi/csi_drivers_store.go and csi_attacher.go, v1.35; the folder of a driver's socket carries its name."""
_ATTACHER = on_demand(r"external-attacher of ([\w.-]*\w) CSI driver")
"""pkg/volume/csi/csi_attacher.go, v1.35."""
_SECRETS_PROVIDER = on_demand(r'provider (?:not found: provider )?\\?"([\w-]+)\\?"')
_SECRETS_STORE = ServiceName(ServiceKind.CSI, "secrets-store.csi.k8s.io")
"""Secrets Store CSI driver (pkg/secrets-store/provider_client.go, v1.5)."""


def mount_needs(subject: Subject, message: str) -> tuple[Need, ...]:
    """The CSI driver that a failure to attach or mount names, on the node or its controller; else, if nothing answered,
    the storage behind the volume, or the file server. () if nothing is known of them."""
    text, node = message[:MOST_READ], subject.pod.spec.node_name
    if attacher := _ATTACHER().search(text):
        return (ClusterNeed(ServiceName(ServiceKind.CSI, attacher[1])),)
    if found := _DRIVER().search(text):
        return (need_of(node, ServiceName(ServiceKind.CSI, found[1] or found[2] or found[3])),)
    if "secrets store objects" in text and (provider := _SECRETS_PROVIDER().search(text)):
        return (need_of(node, ServiceName(ServiceKind.SECRETS_PROVIDER, provider[1]), _SECRETS_STORE),)
    if _HELD in text:
        return tuple(map(ClusterNeed, _drivers(subject, text)))
    if not says_unanswered(text, Asked.STORAGE) and ".sock" not in text:
        return ()
    return tuple(dict.fromkeys((*named_agents(subject, text), *_of_storage(subject, text))))


_HELD = "already exclusively attached to one node"
"""Nothing that is known uses the volume there (attachdetach reconciler.go, v1.35): its driver has yet to detach it."""
_VOLUME_ID = on_demand(r"\b0001-00[0-9a-f]{2}-([a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)-[0-9a-f]{16}-[0-9a-f]{8}-")
"""The id of a volume of ceph-csi (internal/util/volid.go, v3.12); Rook's id of a cluster is its namespace."""
_EXPORT = on_demand(r"-t (?:nfs4?|glusterfs)\b[^\n]{0,300}?\s([\w.-]{1,253}):/")
"""The server in the arguments of mount(8), as the kubelet prints them (mount_linux.go, v1.35)."""


def _of_storage(subject: Subject, text: str) -> Iterator[Need]:
    for cluster in _VOLUME_ID().findall(text):
        yield ClusterNeed(ServiceName(ServiceKind.STORAGE, f"ceph/{cluster}"))
    yield from volume_needs(subject, volumes_of(subject, text), names_in(text))
    for server in _EXPORT().findall(text):
        yield from address_needs(subject, server)
        yield from host_needs(subject.pod.metadata.namespace, server)


def volume_needs(subject: Subject, volumes: Iterable[Volume], names: Sequence[str] = ()) -> tuple[Need, ...]:
    """The drivers of these volumes of the pod, on the node and their controllers, and the storage behind them. `names`
    are the names of the volumes that a message has."""
    found = (need for volume in volumes for need in _of_volume(subject, volume, names))
    return tuple(dict.fromkeys(found))


def _of_volume(subject: Subject, volume: Volume, names: Sequence[str]) -> Iterator[Need]:
    node, drivers = subject.pod.spec.node_name, tuple(_drivers_of(subject, volume))
    for driver in drivers:
        yield need_of(node, driver)
        yield ClusterNeed(driver)
    mounts = tuple(dict.fromkeys((*_names(subject, volume), *names, subject.pod.metadata.uid)))
    if not drivers and claim_of(volume):
        mounted = {name for pod in subject.around.whereabouts.on_node.get(node, ()) for name in mounts_for_others(pod)}
        mounts = tuple(name for name in mounts if name in mounted)
    for known in (subject.roles or built_in()).containers:
        is_behind = any(globbed(glob, driver) for glob in known.behind for driver in drivers)
        for text in known.serves if is_behind or (known.behind and not drivers and mounts) else ():
            service = ServiceName.of(text)
            if is_of_volumes(service):
                yield need_of(node, *by_volumes(service, mounts))
            elif is_behind:
                yield need_of(node, service)


def storage_behind(subject: Subject, driver: ServiceName) -> Iterator[Need]:
    """The storage of which a driver makes volumes, as `storage:mayastor`."""
    for known in (subject.roles or built_in()).containers:
        if any(globbed(glob, driver) for glob in known.behind):
            services = map(ServiceName.of, known.serves)
            yield from (ClusterNeed(each) for each in services if each.kind is ServiceKind.STORAGE)


def _names(subject: Subject, volume: Volume) -> Iterator[str]:
    """The names by which a mount pod may say what it mounts: the volume, or all volumes of a class (JuiceFS CSI driver
    v0.31, pkg/juicefs/juicefs.go getUniqueId)."""
    bound = _bound(subject, volume)
    if bound is not None:
        handle = bound.spec.csi.volume_handle if bound.spec.csi is not None else ""
        yield from filter(None, (handle, bound.metadata.name, bound.spec.storage_class_name))


def _bound(subject: Subject, volume: Volume) -> PersistentVolume | None:
    """The PersistentVolume of the volume's claim; None where it was not read."""
    claim = claim_of(volume)
    return subject.around.whereabouts.volume_of_claim.get((subject.pod.metadata.namespace, claim)) if claim else None


def _drivers(subject: Subject, text: str) -> Iterator[ServiceName]:
    """The CSI drivers of the volumes that the message is about."""
    for volume in volumes_of(subject, text):
        yield from _drivers_of(subject, volume)


def _drivers_of(subject: Subject, volume: Volume) -> Iterator[ServiceName]:
    """The CSI driver of a volume: by the pod's spec, by its PersistentVolume, or by the provisioner that events of its
    claim name; volumes are not read from a cluster."""
    bound = _bound(subject, volume)
    source = volume.csi or (bound.spec.csi if bound is not None else None)
    if source is not None and source.driver:
        yield ServiceName(ServiceKind.CSI, source.driver)
    elif bound is None:
        yield from _made_by(subject, claim_of(volume))


def _made_by(subject: Subject, claim: str) -> Iterator[ServiceName]:
    """The provisioner of a claim's volume, which has the driver's name."""
    events = claim_events(subject, claim)
    for name in dict.fromkeys(provisioner_of(event) for event in events):
        if name:
            yield ServiceName(ServiceKind.CSI, name)
