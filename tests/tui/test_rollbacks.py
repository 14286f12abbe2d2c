"""The rollback of a DaemonSet on the screen: its revisions are read once, and only for a cause that asks for them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import partial

import pytest

from kubectl_sidecars.api import ControllerRevision, ObjectMeta, OwnerReference, Pod
from kubectl_sidecars.causes.cause import RevisionRequest
from kubectl_sidecars.causes.rollbacks import Revisions
from kubectl_sidecars.feed import Update
from kubectl_sidecars.feed.replay import recorded
from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.tui.app import Console
from kubectl_sidecars.tui.screens.dialogs import Confirm
from kubectl_sidecars.tui.settings import Settings
from tests.support.builders import conditions, container, crashing, owned_by, pod, snapshot, terminated
from tests.support.screens import LIVE, Script, choose, console, opened, press, text_of, until

UNDO = "kubectl rollout undo -n demo daemonset/agent"
OWNER = OwnerReference(kind="DaemonSet", name="agent", uid="uid-agent", controller=True)


def member(name: str, revision: str, *, sick: bool, restarts: int = 3) -> Pod:
    main = crashing("agent", terminated(1), restarts=restarts) if sick else container("agent")
    meta = {**owned_by("DaemonSet", "agent"), "uid": name, "labels": {"controller-revision-hash": revision}}
    return pod([main], name=name, conditions=() if sick else conditions(), meta=meta)


def revision(number: int, name: str) -> ControllerRevision:
    meta = ObjectMeta(name=f"agent-{name}", namespace="demo", uid=f"uid-{name}", owner_references=(OWNER,))
    return ControllerRevision(metadata=meta, revision=number)


WELL, SICK = member("a", "old", sick=False), member("b", "new", sick=True)
FOUND = (revision(1, "old"), revision(2, "new"))


class Reader:
    """Answers with these revisions, and remembers what was asked for."""

    def __init__(self, *found: ControllerRevision) -> None:
        self.found = found
        self.asked: list[Sequence[RevisionRequest]] = []

    def __call__(self, requests: Sequence[RevisionRequest]) -> Revisions:
        assert threading.current_thread() is not threading.main_thread()
        self.asked.append(requests)
        return dict.fromkeys(requests, self.found)


def script_of(reader: Reader, *first: Snapshot) -> Script:
    updates = [Update(each, LIVE) for each in first]
    return Script(updates, revisions=reader, kubectl=("kubectl",))


def has_restarted(app: Console, count: int) -> bool:
    return any(report.restart_count == count for report, _ in app.state.inspected.pods.values())


async def test_the_cure_is_offered_and_the_revisions_are_read_once() -> None:
    reader = Reader(*FOUND)
    script = script_of(reader, snapshot(WELL, SICK))
    async with opened(script.feed, settings=Settings(allow_changes=True)) as pilot:
        await until(pilot, lambda: any(cause.cure == UNDO for cause in console(pilot).state.summary.causes))
        for restarts in (4, 5):
            script.say(snapshot(WELL, member("b", "new", sick=True, restarts=restarts)))
            await until(pilot, partial(has_restarted, console(pilot), restarts))
            await press(pilot)
            assert [cause.cure for cause in console(pilot).state.summary.causes] == [UNDO]
        assert len(reader.asked) == 1
        await choose(pilot, "b")
        await press(pilot, "r")
        assert isinstance(pilot.app.screen, Confirm)
        assert pilot.app.screen.command == UNDO


@pytest.mark.parametrize(
    ("pods", "asked"), [((WELL, SICK), 1), ((WELL,), 0), ((SICK,), 0)], ids=["no right", "all well", "none serves"]
)
async def test_without_revisions_nothing_is_said_and_nothing_else_is_offered(pods: tuple[Pod, ...], asked: int) -> None:
    reader = Reader()
    async with opened(script_of(reader, snapshot(*pods)).feed) as pilot:
        await until(pilot, lambda: len(reader.asked) == asked)
        await press(pilot)
        assert len(reader.asked) == asked
        assert all(not cause.cure for cause in console(pilot).state.summary.causes)
        assert "no access" not in text_of(console(pilot))


async def test_those_of_a_file_do_as_well() -> None:
    async with opened(recorded(snapshot(WELL, SICK, *FOUND))) as pilot:
        assert [cause.cure for cause in console(pilot).state.summary.causes] == [UNDO]
