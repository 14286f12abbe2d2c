"""Secrets that an operator makes from another object, which says why it did not."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.api import Event, Pod
from tests.support.builders import container, event, pod, report, waiting

WANTS = 'secret "api-db" not found'
SEALED = "Failed to unseal: no key could decrypt secret (DATABASE_URL)"


def wants(message: str = WANTS, name: str = "shop") -> Pod:
    return pod([container("api", waiting("CreateContainerConfigError", message))], phase="Pending", name=name)


def said(
    kind: str,
    name: str = "api-db",
    type_: str = "Warning",
    namespace: str = "demo",
    message: str = SEALED,
    reason: str = "ErrUnsealFailed",
) -> Event:
    made = event(reason, message, about=f"uid-{kind}-{name}", kind=kind, name=name, at=60, type_=type_)
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


NO_STORE = 'error processing spec.data[0] (key: {}): could not get ClusterSecretStore "vault" not found'
NO_ISSUER = 'Referenced "ClusterIssuer" not found: clusterissuer.cert-manager.io "corp" not found'


def two(kind: str, one: str, other: str, *, ends: tuple[str, str] = ("", ""), **fields: str) -> list[Pod | Event]:
    """Two pods that lack a Secret each, and what is said about the objects from which these are made."""
    found: list[Pod | Event] = []
    for name, message, end in (("api-db", one, ends[0]), ("api-key", other, ends[1])):
        found += [wants(f'secret "{name}" not found', name=f"pod-{name}")]
        found += [said(kind, name=f"{name}{end}", message=message, **fields)]
    return found


@pytest.mark.parametrize(
    ("around", "title"),
    [
        (
            two("ExternalSecret", NO_STORE.format("db"), NO_STORE.format("key")),
            "ClusterSecretStore vault does not exist, so that Secrets api-db and api-key are not made, in 2 pods",
        ),
        (
            two("ExternalSecret", *['SecretStore "vault" is not ready'] * 2),
            "SecretStore vault is not ready, so that Secrets api-db and api-key are not made, in 2 pods",
        ),
        (
            two("VaultStaticSecret", *['Failed to login: VaultAuth.secrets.hashicorp.com "demo" not found'] * 2),
            "VaultAuth demo does not exist, so that Secrets api-db and api-key are not made, in 2 pods",
        ),
        (
            two(
                "CertificateRequest",
                NO_ISSUER,
                NO_ISSUER,
                ends=("-1", "-x7k2p"),
                type_="Normal",
                reason="IssuerNotFound",
            ),
            "ClusterIssuer corp does not exist, so that Secrets api-db and api-key are not made, in 2 pods",
        ),
        (
            two("ExternalSecret", *['cannot get Kubernetes secret: secrets "token" not found'] * 2),
            "Secret token does not exist, so that Secrets api-db and api-key are not made, in 2 pods",
        ),
        (
            two("SealedSecret", SEALED, SEALED.replace("DATABASE_URL", "API_KEY")),
            "Secrets api-db and api-key are not made, all for one reason, in 2 pods",
        ),
    ],
    ids=["no store", "store not ready", "of another operator", "no issuer", "no credentials", "another key"],
)
def test_secrets_that_are_not_made_for_want_of_one_thing_are_one_cause(around: list[Pod | Event], title: str) -> None:
    (cause,) = report(*around).causes
    assert cause.title.startswith(title)
    assert len(cause.pods) == 2
    assert "The same goes for 1 other object of that kind." in cause.explanation
    assert cause.explanation.count("from which") == 1


@pytest.mark.parametrize(
    "around",
    [
        two("ExternalSecret", NO_STORE.format("db"), NO_STORE.format("db").replace("vault", "aws")),
        two(
            "ExternalSecret",
            *[f"error processing spec.data[0] (key: {each}), err: Secret does not exist" for each in "ab"],
        ),
        two("CertificateRequest", NO_ISSUER, NO_ISSUER, ends=("-1", "-1"), type_="Normal", reason="CertificateIssued"),
        two("ExternalSecret", NO_STORE.format("db"), NO_STORE.format("key"), type_="Normal"),
    ],
    ids=["two stores", "two secrets of a store", "issued", "mended since"],
)
def test_what_lacks_things_of_its_own_stays_apart(around: list[Pod | Event]) -> None:
    causes = [each.title for each in report(*around).causes if each.pods]
    assert causes == [
        "api needs Secret api-db, which does not exist.",
        "api needs Secret api-key, which does not exist.",
    ]


def test_a_store_of_one_namespace_is_not_that_of_another() -> None:
    here, event_here, there, event_there = two("ExternalSecret", *['SecretStore "vault" is not ready'] * 2)
    assert isinstance(there, Pod)
    assert isinstance(event_there, Event)
    there = msgspec.structs.replace(there, metadata=msgspec.structs.replace(there.metadata, namespace="shop"))
    about = msgspec.structs.replace(event_there.involved_object, namespace="shop")
    moved = msgspec.structs.replace(event_there, involved_object=about)
    assert len(report(here, event_here, there, moved).causes) == 2
