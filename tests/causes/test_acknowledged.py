"""Causes that are hidden until they change for the worse."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from kubectl_sidecars.causes.acknowledged import (
    FORGOTTEN,
    acknowledged,
    added,
    merged,
    open_causes,
    places,
    remembered,
)
from kubectl_sidecars.causes.cause import Cause, Consequence, OwnerName, PodName
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.diagnose.reasons import Reason
from tests.support.builders import NOW

PODS = (PodName("shop", "web-1"), PodName("shop", "web-2"))
CAUSE = Cause(
    reason=Reason.EXIT_ERROR,
    severity=Severity.WARNING,
    title="web exits with 1.",
    pods=PODS,
    owners=(OwnerName("Deployment", "web"),),
    since=NOW,
    container="web",
    image="web:1",
)
LOSS = Consequence(
    reason=Reason.INIT_WAITS, severity=Severity.WARNING, summary="waits", pods=(PodName("shop", "db-0"),), owners=()
)


def changed(**fields: object) -> Cause:
    return msgspec.structs.replace(CAUSE, **fields)


def is_hidden(cause: Cause) -> bool:
    return not open_causes((cause,), (acknowledged(CAUSE, NOW),))


@pytest.mark.parametrize(
    "cause",
    [
        CAUSE,
        changed(severity=Severity.NOTICE),
        changed(pods=PODS[:1]),
        changed(pods=(PodName("shop", "web-8"), PodName("shop", "web-9"))),
        changed(title="web exits with 1 again.", last_words="other words", since=NOW + timedelta(hours=1)),
    ],
    ids=["the same", "less bad", "fewer pods", "other pods of its workload", "other sentences"],
)
def test_a_cause_that_is_no_worse_stays_hidden(cause: Cause) -> None:
    assert is_hidden(cause)


@pytest.mark.parametrize(
    "cause",
    [
        changed(severity=Severity.CRITICAL),
        changed(pods=(*PODS, PodName("shop", "web-3"))),
        changed(owners=(OwnerName("Deployment", "web"), OwnerName("Deployment", "api"))),
        changed(pods=(PODS[0], PodName("bank", "web-1"))),
        changed(consequences=(LOSS,)),
        changed(reason=Reason.OOM_KILLED),
        changed(container="mesh"),
        changed(image="web:2"),
        changed(owners=()),
    ],
    ids=[
        "worse", "more pods", "another workload", "another namespace", "others suffer", "another reason",
        "another container", "another image", "no workload",
    ],
)  # fmt: skip
def test_a_cause_that_is_worse_or_another_one_is_shown(cause: Cause) -> None:
    assert not is_hidden(cause)


def test_pods_without_a_workload_are_known_by_their_names() -> None:
    alone = changed(owners=())
    known = (acknowledged(alone, NOW),)
    assert open_causes((alone,), known) == ()
    other = msgspec.structs.replace(alone, pods=(PodName("shop", "db-0"),))
    assert open_causes((other,), known) == (other,)


def test_a_second_acknowledgement_of_a_cause_replaces_the_first() -> None:
    first, worse = acknowledged(CAUSE, NOW), acknowledged(changed(severity=Severity.CRITICAL), NOW)
    other = acknowledged(changed(image="web:2"), NOW)
    assert added((first, other), worse) == (other, worse)


@pytest.mark.parametrize(
    ("causes", "present", "minutes", "is_kept"),
    [
        ((CAUSE,), True, 600, True),
        ((), True, 59, True),
        ((), True, 61, False),
        ((), False, 600, True),
        ((changed(severity=Severity.CRITICAL),), True, 61, False),
    ],
    ids=["there", "gone for a while", "gone for long", "out of sight", "worse"],
)
def test_a_cause_that_was_gone_for_an_hour_is_news_when_it_is_back(
    causes: tuple[Cause, ...], present: bool, minutes: int, is_kept: bool
) -> None:
    known = (acknowledged(CAUSE, NOW),)
    later = NOW + timedelta(minutes=minutes)
    left = remembered(known, causes, places(CAUSE) if present else frozenset[str](), later)
    assert bool(left) is is_kept
    assert timedelta(minutes=60) == FORGOTTEN


def test_the_last_time_at_which_any_screen_has_seen_a_cause_counts() -> None:
    stored, gone = acknowledged(CAUSE, NOW), acknowledged(msgspec.structs.replace(CAUSE, container="gone"), NOW)
    mine = acknowledged(CAUSE, NOW + timedelta(hours=2))
    assert merged([stored], [mine, gone]) == (mine,)
    assert merged([mine], [stored]) == (mine,)
    assert merged([stored], []) == (stored,)
