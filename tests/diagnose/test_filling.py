"""A pod whose claim is being filled, or provisioned, waits quietly for a bounded time; one that fails is the cause."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import Event, OwnerReference, Pod
from kubectl_sidecars.api.pod import PersistentVolumeClaimVolumeSource, Volume
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.finding import Transition
from kubectl_sidecars.report import Report
from tests.support.builders import (
    UNREADY,
    ago,
    condition,
    conditions,
    container,
    crashing,
    event,
    findings,
    pod,
    report,
    running,
    terminated,
    waiting,
)

UID = "960281be-42de-b91f-45d5-4ed5d190fa53"
OTHER = "11111111-42de-b91f-45d5-4ed5d190fa53"
ASSUMED = ("Provisioning", "Assuming an external populator will provision the volume")
ASKED = ("ExternalProvisioning", "Waiting for a volume to be created either by the external provisioner 'nfs.csi'")
BEGUN = ("Provisioning", 'External provisioner is provisioning volume for claim "demo/data"')
NO_SELECTOR = ("ProvisioningFailed", "failed to provision volume: claim Selector is not supported")
NO_IMAGE = (
    "VolSyncPopulatorReplicationDestinationNoLatestImage",
    "Waiting for ReplicationDestination restore-db to have a latestImage",
)


def claims(*names: str) -> dict[str, Any]:
    volumes = (
        Volume(name=name, persistent_volume_claim=PersistentVolumeClaimVolumeSource(claim_name=name)) for name in names
    )
    return {"volumes": tuple(volumes)}


def waits(since: float, *names: str) -> Pod:
    lack = condition(
        "PodScheduled",
        "False",
        since=since,
        reason="Unschedulable",
        message="pod has unbound immediate PersistentVolumeClaims.",
    )
    return pod(
        [container("app", waiting())],
        phase="Pending",
        conditions=(lack,),
        spec={"node_name": "", **claims(*(names or ("data",)))},
        status={"container_statuses": (), "start_time": None},
        meta={"creation_timestamp": ago(since)},
    )


def about_claim(said: tuple[str, str], first: float, name: str = "data") -> Event:
    return event(
        *said,
        about=UID if name == "data" else OTHER,
        kind="PersistentVolumeClaim",
        name=name,
        at=5,
        first=first,
        type_="Normal",
    )


def owned(kind: str, name: str, uid: str = "") -> dict[str, Any]:
    return {"owner_references": (OwnerReference(kind=kind, name=name, uid=uid or f"uid-{name}", controller=True),)}


def filler(since: float = 200, **fields: Any) -> Pod:
    """A pod of CDI that runs and writes into the claim that is for the other one."""
    meta = fields.pop("meta", owned("PersistentVolumeClaim", f"prime-{UID}"))
    main = fields.pop("main", container("importer", running(since)))
    spec = fields.pop("spec", claims(f"prime-{UID}"))
    return pod(
        [main],
        name=fields.pop("name", "importer"),
        conditions=fields.pop("conditions", conditions()),
        spec=spec,
        status={"start_time": ago(since)},
        meta=meta,
        **fields,
    )


FILLERS = [
    (filler(), (ASSUMED, ASKED)),
    (filler(meta={"namespace": "populators"}, name=f"populate-{UID}", spec={}), (ASSUMED, ASKED)),
    (filler(meta=owned("PersistentVolumeClaim", "data"), spec=claims("scratch")), (ASKED,)),
    (filler(meta={}, name=f"{UID}-source-pod", spec=claims("golden")), (ASSUMED, ASKED)),
    (
        filler(meta=owned("Job", "volsync-dst-restore-db"), name="volsync-dst-restore-db-x2x9k", spec=claims("x")),
        (NO_IMAGE, ASKED),
    ),
    (filler(meta={"namespace": "velero", "labels": {"velero.io/data-download": "r-1"}}, spec={}), (NO_SELECTOR,)),
]
IDS = ["importer", "populator", "named by the claim", "source of a copy", "VolSync", "Velero"]


@pytest.mark.parametrize(("fills", "said"), FILLERS, ids=IDS)
def test_a_claim_that_a_pod_fills_is_waited_for_without_a_word(fills: Pod, said: tuple[tuple[str, str], ...]) -> None:
    told = report(waits(200), fills, *(about_claim(each, 200) for each in said))
    (found,) = next(each.findings for each in told.pods if each.name == "shop")
    assert (found.severity, found.transition) == (Severity.NOTICE, Transition.UNDER_WAY)
    assert fills.metadata.name in found.message
    assert told.causes == ()


def severity(*around: Pod | Event, since: float = 200, names: tuple[str, ...] = ()) -> Severity:
    (found,) = findings(waits(since, *names), *around)
    return found.severity


def test_it_is_a_warning_once_it_takes_long() -> None:
    said = about_claim(ASSUMED, 4000), about_claim(ASKED, 4000)
    assert severity(filler(3500), *said, since=4000) is Severity.NOTICE
    assert severity(filler(3700), *said, since=4000) is Severity.WARNING


@pytest.mark.parametrize(
    "fills",
    [
        filler(spec=claims(f"prime-{OTHER}"), meta=owned("PersistentVolumeClaim", f"prime-{OTHER}")),
        filler(meta={**owned("PersistentVolumeClaim", "data"), "namespace": "shop"}, spec={}),
        filler(meta=owned("ReplicaSet", "web"), spec=claims("other")),
        filler(phase="Failed", main=container("importer", terminated(1)), conditions=UNREADY),
        filler(main=crashing("importer", terminated(1)), conditions=UNREADY),
        filler(phase="Succeeded", main=container("importer", terminated(0, at=400)), conditions=UNREADY),
    ],
    ids=["of another claim", "of another namespace", "no filler", "failed", "crashes", "done long ago"],
)
def test_another_pod_does_not_excuse_it(fills: Pod) -> None:
    said = about_claim(ASSUMED, 1000), about_claim(ASKED, 1000)
    assert severity(fills, *said, since=1000) is Severity.CRITICAL


@pytest.mark.parametrize(
    ("said", "since", "expected"),
    [
        ((ASKED,), 150, Severity.NOTICE),
        ((ASKED,), 200, Severity.CRITICAL),
        ((ASKED, BEGUN), 280, Severity.NOTICE),
        ((ASKED, BEGUN), 320, Severity.CRITICAL),
        ((ASKED, ASSUMED), 280, Severity.NOTICE),
        ((ASKED, ("ProvisioningFailed", "rpc error: code = Internal desc = no")), 100, Severity.CRITICAL),
        ((ASKED, ("VolSyncPopulatorError", "no such snapshot")), 100, Severity.CRITICAL),
        ((), 100, Severity.CRITICAL),
    ],
    ids=["asked", "silent", "begun", "slow", "populated", "refused", "not populated", "nobody makes it"],
)
def test_a_provisioner_alone_gets_some_minutes(
    said: tuple[tuple[str, str], ...], since: float, expected: Severity
) -> None:
    assert severity(*(about_claim(each, since) for each in said), since=since) is expected


def test_a_new_pod_gets_no_new_time_for_an_old_claim() -> None:
    assert severity(about_claim(ASKED, 900), since=100) is Severity.CRITICAL


def test_each_claim_that_waits_has_to_be_filled() -> None:
    here, there = about_claim(ASSUMED, 400), about_claim(("FailedBinding", "no volumes available"), 400, name="logs")
    assert severity(filler(), here, since=400, names=("logs", "data")) is Severity.NOTICE
    assert severity(filler(), here, there, since=400, names=("logs", "data")) is Severity.CRITICAL


def test_the_claim_that_waits_is_named() -> None:
    (found,) = findings(waits(400, "bound", "data"), about_claim(ASKED, 400))
    assert "its volume claim data is not bound" in found.title


def told(fills: Pod) -> Report:
    return report(waits(1000), fills, about_claim(ASSUMED, 1000), about_claim(ASKED, 1000))


def test_who_waits_follows_from_the_filler_that_fails() -> None:
    last = terminated(1, message="Unable to connect to http data source: 404")
    (cause,) = told(filler(main=crashing("importer", last), conditions=UNREADY)).causes
    assert cause.container == "importer"
    assert [each.pods[0].name for each in cause.consequences] == ["shop"]


def test_who_waits_for_what_another_one_fills_does_not() -> None:
    of_another = filler(
        main=crashing("importer", terminated(1)),
        conditions=UNREADY,
        spec=claims(f"prime-{OTHER}"),
        meta=owned("PersistentVolumeClaim", f"prime-{OTHER}"),
    )
    assert len(told(of_another).causes) == 2
