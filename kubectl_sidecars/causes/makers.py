"""Custom resources from which an operator makes a Secret or a ConfigMap, and why it did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kubectl_sidecars.api import Event
from kubectl_sidecars.causes.owner_index import Name
from kubectl_sidecars.diagnose.origin import MissingOrigin
from kubectl_sidecars.diagnose.phrasing.quotes import says

_MAKERS = ("Secret", "Certificate", "User", "Item", "BucketClaim", "Credential", "Credentials", "Password", "Config")
"""How kinds end of which an operator makes a Secret or a ConfigMap: SealedSecret, VaultStaticSecret, KafkaUser,
OnePasswordItem, ObjectBucketClaim."""
_REQUEST = "CertificateRequest"
_HELD = frozenset({"IssuerNotFound", "IssuerNotInitialized"})
"""Reasons of events that are no warnings, after which a request for a certificate waits (cert-manager
pkg/controller/certificaterequests, v1.17). It is called as its Certificate, with a number or some letters behind."""


_ENDINGS = ("", "-es", "-external-secret", "-externalsecret", "-sealed-secret", "-sealedsecret", "-secret", "-cert")
"""What people put behind the name of the Secret for the name of what it is made from."""
_KINDS = frozenset({"Secret", "ConfigMap"})


def troubled(events: Iterable[Sequence[Event]]) -> dict[Name, Event]:
    """The last event about each object from which others are made, where that says that it cannot be."""
    last = [some[-1] for some in events if some and some[-1].involved_object.kind.endswith((*_MAKERS, _REQUEST))]
    return {
        (of.namespace, of.name.rpartition("-")[0] if of.kind == _REQUEST else of.name): each
        for each in last
        if (of := each.involved_object) and (each.type == "Warning" or each.reason in _HELD)
    }


def maker_of(missing: MissingOrigin, warnings: Mapping[Name, Event]) -> Event | None:
    """The event about the object from which the missing one is made, as a SealedSecret, an ExternalSecret or a
    Certificate is; None without one."""
    named = ((missing.namespace, f"{missing.name}{end}") for end in _ENDINGS if missing.kind in _KINDS)
    return next((warnings[name] for name in named if name in warnings), None)


def maker_name(event: Event) -> str:
    """The object that an event is about: `ExternalSecret/api-db`."""
    return f"{event.involved_object.kind}/{event.involved_object.name}"


def maker_words(missing: MissingOrigin, warnings: Mapping[Name, Event]) -> tuple[str, str]:
    """A sentence that quotes the object from which the missing one is made, and the cure; "" for both without one."""
    event = maker_of(missing, warnings)
    if event is None:
        return "", ""
    maker = maker_name(event)
    quote = says(f"{maker}, from which it is made,", f"{event.reason}: {event.message}")
    return quote, f"Mend {maker}: {missing.kind} {missing.name} is made from it."
