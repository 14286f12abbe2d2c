"""A StatefulSet that was put right does not replace its broken pod: somebody has to delete it."""

from __future__ import annotations

import io
from typing import Any

import msgspec
import pytest

from kubectl_sidecars import files
from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.report import inspect
from tests.support.world import FOLDER

CASE = FOLDER / "j06-statefulset-does-not-replace-a-broken-pod.yaml"


def cause_with(spec: dict[str, Any] | None = None, status: dict[str, Any] | None = None) -> Cause:
    """The cause of the case, with the StatefulSet changed."""
    snapshot = files.load([str(CASE)], io.BytesIO()).snapshot
    ((key, found),) = snapshot.stateful_sets.items()
    made = msgspec.structs.replace(
        found,
        spec=msgspec.structs.replace(found.spec, **(spec or {})),
        status=msgspec.structs.replace(found.status, **(status or {})),
    )
    (cause,) = inspect(msgspec.structs.replace(snapshot, stateful_sets={key: made})).causes
    return cause


def test_the_pod_is_to_be_deleted() -> None:
    cause = cause_with()
    assert cause.cure == "kubectl delete pod -n default web-2"
    assert "StatefulSet/web asks for revision web-7d4b5f9c6 by now, but replaces no pod that is not ready." in (
        cause.message
    )
    assert "Correct the repository" not in cause.advice


@pytest.mark.parametrize(
    ("spec", "status"),
    [
        ({"pod_management_policy": "Parallel"}, {}),
        ({}, {"update_revision": "web-6bd9f6c5d8"}),
        ({}, {"observed_generation": 4}),
        ({}, {"update_revision": ""}),
    ],
    ids=["replaced by itself", "still the newest revision", "the controller has not seen it", "no revision is known"],
)
def test_to_delete_it_is_no_cure_otherwise(spec: dict[str, Any], status: dict[str, Any]) -> None:
    cause = cause_with(spec, status)
    assert cause.cure == ""
    assert cause.advice == "Correct the repository or the tag."
