"""Causes are made from data: no sentence of a finding decides anything."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kubectl_sidecars.api import Pod
from kubectl_sidecars.causes.cause import Case, LogRequest
from kubectl_sidecars.causes.consequences import with_consequences
from kubectl_sidecars.causes.fold import fold_causes, verdicts
from kubectl_sidecars.causes.log_excerpts import wanted_logs, with_last_words
from kubectl_sidecars.causes.verdict import Verdict
from kubectl_sidecars.decode import decode_object
from kubectl_sidecars.diagnose import Finding
from kubectl_sidecars.report import inspect, inspect_pod
from kubectl_sidecars.snapshot import Line, Snapshot, fold
from tests.causes.test_consequences import setup_event, unmade
from tests.causes.test_links_agents import SANDBOX, agent
from tests.support import material
from tests.support.builders import snapshot
from tests.support.cases import case as recorded
from tests.support.cases import cases
from tests.support.strategies import damaged_pods, stretched_pods

SENTENCES = ("subject", "predicate", "because", "because_of_many", "title", "explanation", "detail", "advice")
LISTS = ("evidence", "commands")


def scrambled(finding: Finding, chance: random.Random) -> Finding:
    """The finding with each of its sentences replaced, by words that code may once have looked for."""
    words = ["exits with 1 after 2 s", "at once", "", "app", finding.container, "kubectl logs -n a b --previous"]
    text = {name: f"{chance.choice(words)} {chance.random()}" for name in SENTENCES}
    lists = {name: tuple(chance.sample(words, chance.randrange(4))) for name in LISTS}
    return msgspec.structs.replace(finding, **text, **lists)


def folded(cases: Sequence[Case], around: Snapshot) -> tuple[list[Any], tuple[LogRequest, ...]]:
    """Each cause without its sentences, in order; and the logs that are read for them."""
    causes = fold_causes(cases, around)
    data = [
        (
            cause.reason,
            cause.severity,
            cause.container,
            cause.image,
            cause.pods,
            cause.owners,
            cause.since,
            cause.may_be_older,
            cause.needs,
            [(each.reason, each.container, each.pods) for each in cause.consequences],
        )
        for cause in causes
    ]
    return data, wanted_logs(causes)


LOG = "dial tcp: lookup db.shop on 10.96.0.10:53: no such host"
"""Last words of which a row of the table of messages knows the meaning."""


def added(made: Sequence[Verdict], cases: Sequence[Case], around: Snapshot, own: str) -> list[str]:
    """What is said of each cause beside its own sentences, where these are `own`: what follows from it, and what its
    log says."""
    told = [
        msgspec.structs.replace(
            verdict, cause=msgspec.structs.replace(verdict.cause, title=own, summary=own, explanation=own)
        )
        for verdict in made
    ]
    causes = with_consequences(told, cases, around)
    with_logs = with_last_words(causes, dict.fromkeys(wanted_logs(causes), LOG))
    return [cause.explanation.removeprefix(own) for cause in with_logs]


def every_name(made: Sequence[Verdict]) -> str:
    """A sentence that holds whatever code may have looked for in one."""
    names = {name for verdict in made for owner in verdict.cause.owners for name in (owner, owner.name)}
    return f"It holds {' '.join(sorted(names))}, and no host has the name db.shop."


def assert_decided_by_data(snapshot: Snapshot, seed: int) -> None:
    chance = random.Random(seed)
    plain = [inspect_pod(pod, snapshot)[1] for pod in snapshot.pods.values()]
    other = [
        msgspec.structs.replace(case, findings=tuple(scrambled(finding, chance) for finding in case.findings))
        for case in plain
    ]
    assert folded(plain, snapshot) == folded(other, snapshot)
    made = verdicts(plain, snapshot)
    assert added(made, plain, snapshot, "It is so.") == added(made, plain, snapshot, every_name(made))


def moments() -> Iterator[Snapshot]:
    """The demo recording every 20 seconds, and hours after its end."""
    lines, snapshot, done = material.demo_lines(), Snapshot(), 0
    for seconds in range(20, 240, 20):
        now = lines[0].time + timedelta(seconds=seconds)
        upto = next((index for index in range(done, len(lines)) if lines[index].time > now), len(lines))
        snapshot, done = fold(snapshot, lines[done:upto]), upto
        yield msgspec.structs.replace(snapshot, taken_at=now)
    yield msgspec.structs.replace(snapshot, taken_at=snapshot.taken_at + timedelta(hours=5))


@pytest.mark.parametrize("name", [each.name for each in cases()])
def test_the_causes_of_a_recorded_scenario(name: str) -> None:
    for seed in range(3):
        assert_decided_by_data(recorded(name).snapshot(), seed)


def test_the_causes_of_a_recording_at_each_moment() -> None:
    found = 0
    for seed, moment in enumerate(moments()):
        assert_decided_by_data(moment, seed)
        found += len(moment.pods)
    assert found > 100


@settings(max_examples=150)
@given(st.lists(st.one_of(damaged_pods(), stretched_pods()), min_size=1, max_size=4), st.integers(0, 2**32))
def test_the_causes_of_damaged_and_stretched_pods(values: list[dict[str, Any]], seed: int) -> None:
    """Among all other pods of the recording, with which they may share a cause."""
    pods = [decode_object(msgspec.json.encode(value), Pod, []) for value in values]
    whole = fold(Snapshot(), material.demo_lines())
    assert_decided_by_data(fold(whole, [Line(whole.taken_at, "MODIFIED", pod) for pod in pods if pod]), seed)


def test_a_cause_that_others_follow_from() -> None:
    """Its workload is called otherwise than its container."""
    web = unmade("web-0")
    failed = setup_event(web, "FailedCreatePodSandBox", f"{SANDBOX}no answer of istio-cni")
    around = snapshot(agent("istio-cni", "install"), web, failed)
    assert [len(cause.consequences) for cause in inspect(around).causes] == [1]
    assert_decided_by_data(around, 1)


def test_what_is_scrambled_is_every_sentence() -> None:
    """A new text field of a finding is scrambled too, or known to be no sentence."""
    text = {field.name for field in msgspec.structs.fields(Finding) if field.type in (str, tuple[str, ...])}
    made_of_others, names = {"summary", "message"}, {"reason", "container"}
    assert text == {*SENTENCES, *LISTS, *made_of_others, *names}
