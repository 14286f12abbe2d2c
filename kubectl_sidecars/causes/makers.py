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


_ENDINGS = ("", "-es", "-external-secret", "-externalsecret", "-sealed-secret", "-sealedsecret", "-secret", "-cert")
"""What people put behind the name of the Secret for the name of what it is made from."""


def troubled(events: Iterable[Sequence[Event]]) -> dict[Name, Event]:
    """The last event about each object from which others are made, where that is a warning."""
    last = [some[-1] for some in events if some and some[-1].involved_object.kind.endswith(_MAKERS)]
    return {(of.namespace, of.name): each for each in last if each.type == "Warning" and (of := each.involved_object)}


def maker_words(missing: MissingOrigin, warnings: Mapping[Name, Event]) -> tuple[str, str]:
    """A sentence that quotes the object from which the missing one is made, as a SealedSecret, an
    ExternalSecret or a Certificate is, and the cure; "" for both without one."""
    named = ((missing.namespace, f"{missing.name}{end}") for end in _ENDINGS)
    event = next((warnings[name] for name in named if name in warnings), None)
    if event is None:
        return "", ""
    maker = f"{event.involved_object.kind}/{event.involved_object.name}"
    quote = says(f"{maker}, from which it is made,", f"{event.reason}: {event.message}")
    return quote, f"Mend {maker}: {missing.kind} {missing.name} is made from it."
