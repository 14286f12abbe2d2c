"""Secrets that an operator makes from another object, which says why it did not."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.api import Event, Pod
from tests.support.builders import container, event, pod, report, waiting

WANTS = 'secret "api-db" not found'
SEALED = "Failed to unseal: no key could decrypt secret (DATABASE_URL)"


def wants(message: str = WANTS) -> Pod:
    return pod([container("api", waiting("CreateContainerConfigError", message))], phase="Pending")


def said(kind: str, name: str = "api-db", type_: str = "Warning", namespace: str = "demo") -> Event:
    made = event("ErrUnsealFailed", SEALED, about=f"uid-{name}", kind=kind, at=60, type_=type_)
    about = msgspec.structs.replace(made.involved_object, namespace=namespace)
    return msgspec.structs.replace(made, involved_object=about)


@pytest.mark.parametrize("kind", ["SealedSecret", "ExternalSecret", "VaultStaticSecret", "Certificate", "KafkaUser"])
def test_the_object_from_which_a_missing_secret_is_made_tells_why(kind: str) -> None:
    (cause,) = report(wants(), said(kind)).causes
    assert cause.title == "api needs Secret api-db, which does not exist."
    assert f"{kind}/api-db, from which it is made, says: `ErrUnsealFailed: {SEALED}`." in cause.explanation
    assert cause.advice == f"Mend {kind}/api-db: Secret api-db is made from it."


@pytest.mark.parametrize("end", ["-es", "-external-secret", "-sealed-secret", "-secret"])
def test_the_object_may_have_a_longer_name(end: str) -> None:
    (cause,) = report(wants(), said("ExternalSecret", name=f"api-db{end}")).causes
    assert f"ExternalSecret/api-db{end}, from which it is made, says:" in cause.explanation


@pytest.mark.parametrize(
    "other",
    [
        said("SealedSecret", name="other"),
        said("SealedSecret", namespace="shop"),
        said("Deployment"),
        said("SealedSecret", type_="Normal"),
    ],
    ids=["of another name", "in another namespace", "makes no Secrets", "is well"],
)
def test_another_object_is_not_named(other: Event) -> None:
    (cause,) = [each for each in report(wants(), other).causes if each.pods]
    assert "from which it is made" not in cause.explanation
    assert cause.advice.startswith("Create Secret api-db")


def test_a_secret_that_lacks_a_key_was_made() -> None:
    (cause,) = report(wants("couldn't find key url in Secret demo/api-db"), said("ExternalSecret")).causes
    assert "from which it is made" in cause.explanation
