"""The services that a pod gives to others: the catalogue knows them, the container's own command line, or its ports."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kubectl_sidecars.api import Container, Pod
from kubectl_sidecars.classify.known_container import ServiceKind, ServiceName
from kubectl_sidecars.diagnose.facts.local_addresses import command_line, listened, probed_port
from kubectl_sidecars.diagnose.needs import Serving
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.model import ContainerType, is_of_node
from kubectl_sidecars.patterns import on_demand

_ANY_CSI = ServiceName(ServiceKind.CSI, "*")
"""A helper of whatever CSI driver its pod holds."""
_OF_VOLUMES = "/*"
_VOLUME_LABEL = "volume-id"
_TARGET = on_demand(r"/pods/([0-9a-f-]{36})/volumes/kubernetes\.io~csi/([^/]+)/mount$")
"""A mount pod of JuiceFS: the label that names its volume, and annotations with the places where it is mounted (JuiceFS
CSI driver v0.31, pkg/common/common.go and pkg/juicefs/mount/pod_mount.go)."""


def serving(subject: Subject) -> tuple[Serving, ...]:
    """The services that the containers of a pod give to others; () for most pods."""
    found = [
        Serving(container.spec.name, service, judgement.entry)
        for container, judgement in zip(subject.views, subject.judgements, strict=True)
        if judgement.known is not None and judgement.known.serves
        for known in judgement.known.serves
        for service in _named(known, subject.pod)
    ]
    found += [
        Serving(view.spec.name, ServiceName(ServiceKind.PORT, str(port)))
        for view in subject.views
        if view.type is not ContainerType.EPHEMERAL
        for port in _node_ports(view.spec, shares_node=subject.pod.spec.host_network)
    ]
    found += [
        Serving(view.spec.name, ServiceName(ServiceKind.STORE, store))
        for view in subject.views
        if (store := store_of(view.spec)) and view.runs_with_pod
    ]
    if subject.of_job:
        from kubectl_sidecars.diagnose.facts.job_works import works  # noqa: PLC0415 - few pods are of a Job

        found += [Serving(view.spec.name, work) for work in works(subject) for view in subject.views]
    is_of_csi = any(each.service == _ANY_CSI for each in found)
    return _of_csi(subject, found) if is_of_csi else tuple(found)


_STORES = {
    "etcd": "etcd",
    "redis": "redis", "valkey": "redis", "redis-stack-server": "redis", "redis-cluster": "redis",
    "elasticsearch": "elasticsearch", "opensearch": "elasticsearch",
    "mongo": "mongodb", "mongodb": "mongodb", "percona-server-mongodb": "mongodb",
    "postgres": "postgresql", "postgresql": "postgresql", "spilo": "postgresql", "postgresql-repmgr": "postgresql",
    "mysql": "mysql", "mariadb": "mysql", "mariadb-galera": "mysql", "percona-xtradb-cluster": "mysql",
    "kafka": "kafka", "cp-kafka": "kafka",
}  # fmt: skip
"""The databases of images, by the last part of their name."""


def store_of(spec: Container) -> str:
    """The database that a container runs, by its image; "" for another one."""
    return _STORES.get(spec.image.rpartition("/")[2].partition("@")[0].partition(":")[0], "")


def may_serve_node(pod: Pod) -> bool:
    """True for a pod that pods of its node may depend on: one of a DaemonSet, a static one, or one that mounts a volume
    for them."""
    return _VOLUME_LABEL in pod.metadata.labels or is_of_node(pod)


def mounts_for_others(pod: Pod) -> tuple[str, ...]:
    """The names of the volumes that a pod mounts for others, and the uids of the pods that it does that for."""
    volume = pod.metadata.labels.get(_VOLUME_LABEL, "")
    targets = map(_TARGET().search, pod.metadata.annotations.values()) if volume else ()
    names = (name for found in targets if found is not None for name in found.groups())
    return tuple(dict.fromkeys((volume, *names))) if volume else ()


def _named(service: str, pod: Pod) -> Iterator[ServiceName]:
    """The service of a table; one for volumes by each name that `mounts_for_others` gives."""
    known = ServiceName.of(service)
    yield from by_volumes(known, mounts_for_others(pod)) if is_of_volumes(known) else (known,)


def is_of_volumes(service: ServiceName) -> bool:
    """True for an agent of the catalogue that a pod is for the volumes which it mounts for others."""
    return service.kind is ServiceKind.AGENT and service.name.endswith(_OF_VOLUMES)


def by_volumes(service: ServiceName, names: Iterable[str]) -> tuple[ServiceName, ...]:
    """The service of each of the volumes with these names, for one that `is_of_volumes`."""
    whose = service.name.removesuffix("*")
    return tuple(ServiceName(service.kind, f"{whose}{name}") for name in names)


def _of_csi(subject: Subject, found: Sequence[Serving]) -> tuple[Serving, ...]:
    """The services of a pod with CSI helpers: these and the driver beside them give what the driver does, by each name
    of it; by the words of the pod where that tells no name."""
    from kubectl_sidecars.diagnose.facts import csi_pods  # noqa: PLC0415 - few pods need it

    plain = [each for each in found if each.service != _ANY_CSI]
    known = dict.fromkeys(each.service for each in plain if each.service.kind is ServiceKind.CSI)
    names = known | {ServiceName(ServiceKind.CSI, name): None for name in csi_pods.driver_names(subject)}
    driver = csi_pods.driver_beside(subject)
    words = () if names else sorted(csi_pods.words_of_pod(subject, driver))
    services = names or {ServiceName(ServiceKind.CSI_WORD, word): None for word in words}
    own = [Serving(driver.name, each) for each in services if each not in known] if driver is not None else []
    helpers = [each for each in found if each.service == _ANY_CSI]
    return (*plain, *own, *(Serving(each.container, service, each.entry) for each in helpers for service in services))


def _node_ports(spec: Container, *, shares_node: bool) -> Iterable[int]:
    """The ports of its node on which a container listens: those with a hostPort; where the pod shares the network of
    its node, those that its spec, its command line and its probes name."""
    if not shares_node:
        return [port.host_port for port in spec.ports if port.host_port]
    probes = (spec.startup_probe, spec.readiness_probe, spec.liveness_probe)
    ports = {port.container_port for port in spec.ports} | listened(command_line(spec))
    return sorted(ports | {port for probe in probes if probe and (port := probed_port(spec, probe))})
