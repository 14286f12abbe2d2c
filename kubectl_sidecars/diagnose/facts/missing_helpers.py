"""Things that a pod lacks since a helper was not injected: volumes of a driver, ports at localhost."""

from __future__ import annotations

from collections.abc import Iterator

from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.classify.known_container import KnownContainer, ServiceKind, ServiceName
from kubectl_sidecars.diagnose.facts.pod_map import TOO_COMMON, AskedPort, asks, pod_map
from kubectl_sidecars.diagnose.facts.volume_names import claim_of
from kubectl_sidecars.diagnose.finding import Finding, Severity
from kubectl_sidecars.diagnose.needs import AgentNeed
from kubectl_sidecars.diagnose.origin import InjectionOrigin, VolumeOrigin
from kubectl_sidecars.diagnose.reasons import Reason
from kubectl_sidecars.diagnose.subject import Subject


def missing_helper(subject: Subject, finding: Finding) -> KnownContainer | None:
    """The known container that a finding says was asked for and is not there; None for another finding."""
    is_missing = finding.reason is Reason.INJECTION_MISSING
    is_misspelt = finding.reason is Reason.UNKNOWN_INJECTION_KEY and finding.severity is Severity.WARNING
    if not isinstance(finding.origin, InjectionOrigin) or not (is_missing or is_misspelt):
        return None
    return (subject.roles or built_in()).by_id.get(finding.origin.entry)


def mounts_through(subject: Subject, finding: Finding, helper: KnownContainer) -> bool:
    """True if a volume that cannot be mounted is of a driver that mounts through this helper."""
    if finding.reason is not Reason.FAILED_MOUNT:
        return False
    return any(ServiceName(ServiceKind.VOLUME, driver) in helper.serves for driver in _drivers(subject, finding))


def _drivers(subject: Subject, finding: Finding) -> Iterator[str]:
    """The CSI drivers of the volume that a finding is about: of the pod's spec, and those that the message names."""
    origin = finding.origin
    if isinstance(origin, VolumeOrigin):
        for volume in subject.pod.spec.volumes:
            if volume.csi is not None and origin.volume in (volume.name, claim_of(volume)):
                yield volume.csi.driver
    for need in finding.needs:
        if isinstance(need, AgentNeed):
            yield from (service.name for service in need.services if service.kind is ServiceKind.CSI)


def asked_of(subject: Subject, finding: Finding, helper: KnownContainer) -> AskedPort | None:
    """The port of the helper that the finding's container asks at localhost, where nothing serves it; or None."""
    container = subject.by_name.get(finding.container)
    for asked in asks(container) if container is not None else ():
        if asked.port in helper.ports and asked.port not in TOO_COMMON:
            if pod_map(subject).server(asked.port, finding.container) is None:
                return asked
    return None
