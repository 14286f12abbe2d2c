"""Custom resources from which an operator makes a Secret or a ConfigMap, and why it did not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from kubectl_sidecars.api import Event
from kubectl_sidecars.diagnose.origin import MissingOrigin
from kubectl_sidecars.diagnose.phrasing.quotes import says

Name = tuple[str, str]
"""A namespace, and the name of an object in it."""


_MAKERS = ("Secret", "Certificate", "User", "Item", "BucketClaim", "Credential", "Credentials", "Password", "Config")
"""How kinds end of which an operator makes a Secret or a ConfigMap: SealedSecret, VaultStaticSecret, KafkaUser,
OnePasswordItem, ObjectBucketClaim."""


def troubled(events: Iterable[Sequence[Event]]) -> dict[Name, Event]:
    """The last event about each object from which others are made, where that is a warning."""
    last = [some[-1] for some in events if some and some[-1].involved_object.kind.endswith(_MAKERS)]
    return {(of.namespace, of.name): each for each in last if each.type == "Warning" and (of := each.involved_object)}


def maker_words(missing: MissingOrigin, warnings: Mapping[Name, Event]) -> tuple[str, str]:
    """A sentence that quotes the object of that name from which the missing one is made, as a SealedSecret, an
    ExternalSecret or a Certificate is, and the cure; "" for both without one."""
    event = warnings.get((missing.namespace, missing.name))
    if event is None:
        return "", ""
    maker = f"{event.involved_object.kind}/{missing.name}"
    quote = says(f"{maker}, from which it is made,", f"{event.reason}: {event.message}")
    return quote, f"Mend {maker}: {missing.kind} {missing.name} is made from it."
