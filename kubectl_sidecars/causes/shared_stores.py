"""One cause for Secrets that are not made for want of one thing: their store, their issuer, the key that opens them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from kubectl_sidecars.api import Event
from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.causes.makers import maker_name, maker_of
from kubectl_sidecars.causes.owner_index import Name
from kubectl_sidecars.diagnose.facts.thresholds import MOST_READ
from kubectl_sidecars.diagnose.finding import Effect, Finding
from kubectl_sidecars.diagnose.origin import MissingOrigin
from kubectl_sidecars.diagnose.phrasing.kubectl import describe_object
from kubectl_sidecars.diagnose.phrasing.paragraph import paragraph
from kubectl_sidecars.diagnose.phrasing.quotes import says
from kubectl_sidecars.diagnose.phrasing.words import verb
from kubectl_sidecars.patterns import on_demand
from kubectl_sidecars.sentences import counted, listed, of_number

MOST_NAMED = 3
"""Missing objects that are named; more are counted."""


class Want(msgspec.Struct, frozen=True, gc=False):
    """A thing for want of which an object is not made: `kind` and `name` are those of an object, `is_there` is False
    where it does not exist. Without a kind, `name` is what the makers of all say, and `maker` is their kind.
    `namespace` is "" for an object of the cluster."""

    kind: str
    name: str
    namespace: str = ""
    is_there: bool = False
    maker: str = ""


def one_store(groups: Sequence[Group], warnings: Mapping[Name, Event]) -> list[Group]:
    """The groups, with those put together whose objects are not made for want of one thing. `warnings` are those about
    the objects from which others are made, by their names."""
    wanting: dict[Want, list[tuple[Group, Event]]] = {}
    rest: list[Group] = []
    for group in groups:
        origin = group.finding.origin
        event = maker_of(origin, warnings) if isinstance(origin, MissingOrigin) else None
        if event is None:
            rest.append(group)
        else:
            wanting.setdefault(_want(event), []).append((group, event))
    for want, members in wanting.items():
        rest += [members[0][0]] if len(members) == 1 else [_join(want, members)]
    return rest


_NOT_FOUND = on_demand(
    r'\b(?:([A-Za-z]+)(?:\.[a-z0-9-]+)+|([A-Z][a-z]+[A-Z]\w*|secrets|configmaps)) "([\w.-]{1,253})" not found'
)
"""What the API server or a client says of an object (apimachinery api/errors, v0.35)."""
_NOT_READY = on_demand(
    r'\b([A-Z]\w*(?:Store|Issuer|Auth|Connection)) "?([\w.-]{1,253}?)"? (?:is not ready|is not valid)'
)
"""External Secrets pkg/controllers/secretstore/client_manager.go, v0.9 and later; Vault Secrets Operator."""
_SEALED = on_demand(r"no key could decrypt secret")
"""Sealed Secrets pkg/apis/sealedsecrets/v1alpha1, v0.27: the names of the keys of the Secret follow."""


def _want(event: Event) -> Want:
    text, maker = event.message[:MOST_READ], event.involved_object
    if sealed := _SEALED().search(text):
        return Want("", sealed[0], maker=maker.kind)
    ready = _NOT_READY().search(text)
    if found := ready or _NOT_FOUND().search(text):
        kind = _written(next(filter(None, found.groups())), text)
        is_of_cluster = kind.lower().startswith("cluster")
        return Want(kind, found.groups()[-1], "" if is_of_cluster else maker.namespace, is_there=ready is not None)
    own = maker.name.removesuffix("-es")
    return Want("", re.sub(rf"\b{re.escape(own)}\b", "…", text), maker=maker.kind)


_KIND = on_demand(r"\b[A-Z][a-z]+(?:[A-Z][a-z]+)*\b")
_PLAIN = {"secrets": "Secret", "configmaps": "ConfigMap"}


def _written(resource: str, text: str) -> str:
    """The kind of a resource, as the message writes it elsewhere: `ClusterIssuer` of `clusterissuer`."""
    plain = resource.lower().removesuffix("s")
    others = (word for word in _KIND().findall(text) if word.lower() == plain)
    return _PLAIN.get(resource) or next(others, resource)


def _join(want: Want, members: Sequence[tuple[Group, Event]]) -> Group:
    """One group of all pods that miss what is not made for want of one thing."""
    groups = [group for group, _ in members]
    worst = min((group.finding for group in groups), key=lambda each: each.severity.rank)
    missing = list(dict.fromkeys(each for group in groups if isinstance(each := group.finding.origin, MissingOrigin)))
    effects = {each.effect for group in groups for each in group.findings}
    _, event = members[0]
    of, others = event.involved_object, len({maker_name(each) for _, each in members}) - 1
    subject, predicate, advice = _words(want, missing)
    same = f"The same goes for {counted(others, 'other object')} of that kind." if others else ""
    speaks = Finding(
        reason=worst.reason,
        severity=worst.severity,
        container="",
        subject=subject,
        predicate=predicate,
        since=min((group.since for group in groups if group.since is not None), default=None),
        may_be_older=any(group.may_be_older for group in groups),
        advice=advice,
        commands=(describe_object(of.kind, of.name, of.namespace), *worst.commands),
        origin=MissingOrigin(want.kind, want.namespace, want.name) if want.kind else None,
        detail=paragraph(
            says(
                f"{maker_name(event)}, from which {_listed(missing[:1])} is made,", f"{event.reason}: {event.message}"
            ),
            same,
        ),
        effect=effects.pop() if len(effects) == 1 else Effect.NONE,
    )
    pods = {
        (case.namespace, case.name): (case, each)
        for group in groups
        for case, each in zip(group.cases, group.findings, strict=True)
    }
    pairs = [pods[name] for name in sorted(pods)]
    containers = dict.fromkeys(name for group in groups for name in group.containers)
    return Group(
        tuple(case for case, _ in pairs), tuple(each for _, each in pairs), tuple(containers), pairs[0][0], speaks
    )


def _words(want: Want, missing: Sequence[MissingOrigin]) -> tuple[str, str, str]:
    """Subject, predicate and advice for what is not made for want of one thing."""
    named = _listed(missing)
    if not want.kind:
        return named, "are not made, all for one reason", f"Mend the first {want.maker}: the others lack the same."
    lacks = f"{named} {verb(missing, 'is', 'are')} not made"
    thing = f"{want.kind} {want.name}"
    if want.is_there:
        return thing, f"is not ready, so that {lacks}", f"Mend {thing}: its status tells what it lacks."
    return (
        thing,
        f"does not exist, so that {lacks}",
        f"Create {thing}, or let what they are made from name another one.",
    )


def _listed(missing: Sequence[MissingOrigin]) -> str:
    """`Secrets a and b`, `Secret a and ConfigMap b`."""
    kinds = {each.kind for each in missing}
    names = list(dict.fromkeys(each.name if len(kinds) == 1 else f"{each.kind} {each.name}" for each in missing))
    named = listed(names[:MOST_NAMED], more=len(names) - MOST_NAMED)
    return f"{of_number(len(names), kinds.pop())} {named}" if len(kinds) == 1 else named
