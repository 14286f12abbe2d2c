"""The kubectl commands that change the cluster."""

from __future__ import annotations

import re
import shlex
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial

import pytest

from kubectl_sidecars.api import ObjectMeta, OwnerReference
from kubectl_sidecars.api.around import ReplicaSet, ReplicaSetStatus
from kubectl_sidecars.cli.parser.inspect_flags import INSPECT
from kubectl_sidecars.cli.parser.options import inspect_options
from kubectl_sidecars.errors import SidecarsError
from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.tui.kubectl_actions import (
    ACTIONS,
    DEBUG_IMAGE,
    Target,
    command_line,
    fitting_container,
)
from kubectl_sidecars.tui.screens.dialogs import Confirm
from kubectl_sidecars.tui.screens.overview import Overview
from kubectl_sidecars.tui.screens.pod import PodScreen
from kubectl_sidecars.tui.settings import Settings
from kubectl_sidecars.tui.terminal.output import output_of
from kubectl_sidecars.tui.widgets.containers import ContainerList
from tests.support.builders import container, crashing, pod, running, sidecar, snapshot, terminated, waiting
from tests.support.logs import shows
from tests.support.screens import (
    Script,
    choose,
    console,
    demo_feed,
    open_pod,
    opened,
    part,
    press,
    report_of,
    text_of,
    until,
)

HOSTILE = "\x1b[31m[bold]x[/] \u202e"


def changing(run: list[Sequence[str]], status: int = 0) -> tuple[Script, Settings]:
    def ran(words: Sequence[str]) -> int:
        run.append(words)
        return status

    return Script(kubectl=("kubectl", "--context=test")), Settings(allow_changes=True, run=ran)


@pytest.mark.parametrize("key", ["s", "D", "ctrl+d", "r"])
@pytest.mark.parametrize(
    ("kubectl", "why"), [(("kubectl",), "start with --allow-changes"), ((), "there is no cluster to ask")]
)
async def test_a_key_that_changes_the_cluster_says_why_it_does_not(
    key: str, kubectl: tuple[str, ...], why: str
) -> None:
    script = Script(kubectl=kubectl)
    script.say(part("fleet"))
    async with opened(script.feed) as pilot:
        assert "Shell" not in text_of(console(pilot))
        await press(pilot, key)
        assert isinstance(pilot.app.screen, Overview)
        assert why in text_of(console(pilot))


async def test_the_help_has_the_keys_that_change_the_cluster_and_what_they_need() -> None:
    async with opened(demo_feed("fleet"), (150, 60)) as pilot:
        await press(pilot, "question_mark")
        text = " ".join(text_of(console(pilot)).replace("│", " ").split())
        for line in ("Open a shell in a container that runs", "Add a debug container", "Delete the pod", "Undo the"):
            assert re.search(rf"{line}[^;]*; needs --allow-changes", text), line


@pytest.mark.parametrize(
    ("key", "why"), [("s", "a shell needs one that runs"), ("D", "a debug container joins one that runs")]
)
async def test_what_needs_a_container_that_runs_says_which_one_does_not(key: str, why: str) -> None:
    script, settings = changing([])
    script.say(part("fleet"))
    async with opened(script.feed, settings=settings) as pilot:
        await open_pod(pilot, "orders-0")
        assert pilot.app.screen.query_one(ContainerList).selected == "linkerd-proxy"
        await press(pilot, key)
        assert isinstance(pilot.app.screen, PodScreen)
        assert f"linkerd-proxy does not run: {why}" in text_of(console(pilot))


@pytest.mark.parametrize(
    ("key", "command"),
    [
        ("s", "kubectl --context=test exec -it -n fleet orders-0 -c postgres"),
        ("D", "kubectl --context=test debug -it -n fleet orders-0"),
        ("ctrl+d", "kubectl --context=test delete pod -n fleet orders-0"),
        ("r", "kubectl --context=test rollout restart -n fleet statefulset/orders"),
    ],
)
async def test_a_change_asks_first_with_the_exact_command(key: str, command: str) -> None:
    run: list[Sequence[str]] = []
    script, settings = changing(run)
    script.say(part("fleet"))
    async with opened(script.feed, settings=settings) as pilot:
        await choose(pilot, "orders-0")
        await press(pilot, key)
        assert isinstance(pilot.app.screen, Confirm)
        assert command in re.sub(r"[│\s]+", " ", text_of(console(pilot)))
        assert pilot.app.screen.command.startswith(command)
        assert re.search(r"(Open|Add|Delete|Restart) .*(fleet/orders-0|StatefulSet/orders)\?", text_of(console(pilot)))
        assert re.search(r"y (Open|Add|Delete|Restart)    esc Cancel", text_of(console(pilot)))
        await press(pilot, "n")
        assert isinstance(pilot.app.screen, Overview)
        assert run == []


async def test_a_terminal_that_cannot_be_handed_over_is_said() -> None:
    """A headless screen cannot be put away; a real one is tested by hand over a terminal."""
    run: list[Sequence[str]] = []
    script, settings = changing(run)
    script.say(part("fleet"))
    async with opened(script.feed, settings=settings) as pilot:
        await press(pilot, "ctrl+d", "y")
        await until(pilot, lambda: "cannot be handed over" in text_of(console(pilot)))
        assert run == []


def test_changes_are_kubectls_words_quoted_as_they_would_be_typed() -> None:
    report = report_of("orders-0")
    target = Target(report, "postgres")
    typed = {
        name: command_line(action(("kubectl", "--context=it's"), target).command) for name, action in ACTIONS.items()
    }
    begin = """kubectl '--context=it'"'"'s' """
    assert typed["delete"] == f"{begin}delete pod -n fleet orders-0"
    assert typed["cure"] == f"{begin}rollout restart -n fleet statefulset/orders"
    assert typed["shell"].startswith(f"{begin}exec -it -n fleet orders-0 -c postgres -- sh -c ")
    assert typed["debug"].endswith("orders-0 --image=busybox:1.37 --profile=general --target=postgres")


async def test_a_debug_container_has_the_image_that_was_asked_for() -> None:
    image = f"mirror.local/tools:1{HOSTILE}"
    script, settings = changing([])
    script.say(part("fleet"))
    async with opened(script.feed, settings=replace(settings, debug_image=image)) as pilot:
        await choose(pilot, "orders-0")
        await press(pilot, "D")
        assert isinstance(pilot.app.screen, Confirm)
        assert shlex.split(pilot.app.screen.command)[7] == f"--image={image}"
        text = text_of(console(pilot))
        assert "--image=mirror.local/tools:1" in text
        assert "\x1b" not in text


def test_the_help_names_the_image_that_is_taken_without_one() -> None:
    (flag,) = (flag for flag in INSPECT.flags if flag.key == "debug_image")
    assert f"{DEBUG_IMAGE} by default" in flag.help
    assert inspect_options(["--debug-image", "tools:2"]).debug_image == "tools:2"


def test_a_shell_opens_in_the_container_asked_for_else_in_the_main_one_that_runs() -> None:
    both = pod([container("app", running()), container("late", waiting())], [sidecar("mesh", running())])
    report = follow(Inspected(), snapshot(both)).report().pods[0]
    assert fitting_container(report, "mesh") == "mesh"
    assert fitting_container(report, "late") == ""
    assert fitting_container(report) == "app"


def rolled(*ready: int, own: int) -> Snapshot:
    """A sick pod of revision `own` of a Deployment whose revisions have these numbers of ready pods."""
    above = (OwnerReference(kind="Deployment", name="shop", uid="shop", controller=True),)
    sets = [
        ReplicaSet(
            metadata=ObjectMeta(
                name=f"shop-{number}",
                namespace="shop",
                uid=f"set-{number}",
                owner_references=above,
                annotations={"deployment.kubernetes.io/revision": str(number)},
            ),
            status=ReplicaSetStatus(ready_replicas=count),
        )
        for number, count in enumerate(ready, 1)
    ]
    owner = (OwnerReference(kind="ReplicaSet", name=f"shop-{own}", uid=f"set-{own}", controller=True),)
    sick = pod([crashing("app", terminated(1))], meta={"namespace": "shop", "owner_references": owner})
    return snapshot(sick, *sets)


@pytest.mark.parametrize(
    ("ready", "own", "expected"),
    [
        ((2, 0), 2, "rollout undo -n shop deployment/shop"),
        ((2, 0, 0), 3, "rollout undo -n shop deployment/shop --to-revision=1"),
        ((0, 0), 2, "rollout restart -n shop deployment/shop"),
        ((1, 1), 1, "rollout restart -n shop deployment/shop"),
        ((1,), 1, "rollout restart -n shop deployment/shop"),
    ],
    ids=["the one before", "the one before that", "none serves", "an old pod is sick", "the first revision"],
)
def test_a_rollout_is_undone_to_the_revision_that_serves_else_the_workload_is_restarted(
    ready: tuple[int, ...], own: int, expected: str
) -> None:
    report = follow(Inspected(), rolled(*ready, own=own)).report()
    command = ACTIONS["cure"](("kubectl",), Target(report.pods[0], causes=report.causes)).command
    assert command_line(command) == f"kubectl {expected}"


async def test_y_copies_and_x_runs_the_cure_after_a_question() -> None:
    run: list[Sequence[str]] = []
    script, settings = changing(run)
    script.say(rolled(2, 0, own=2))
    async with opened(script.feed, settings=settings) as pilot:
        await press(pilot, "Y")
        assert pilot.app.clipboard == "kubectl --context=test rollout undo -n shop deployment/shop"
        assert "copied: kubectl" in text_of(console(pilot))
        await press(pilot, "X")
        assert isinstance(pilot.app.screen, Confirm)
        assert pilot.app.screen.command == pilot.app.clipboard
        assert run == []


async def test_x_shows_what_a_command_that_only_reads_prints() -> None:
    asked: list[Sequence[str]] = []

    def read(words: Sequence[str]) -> str:
        asked.append(words)
        return f"last words\t{HOSTILE}"

    script = Script(kubectl=("kubectl", "--context=test"))
    script.say(part("fleet"))
    async with opened(script.feed, settings=Settings(read=read)) as pilot:
        await choose(pilot, "orders-0")
        await press(pilot, "X")
        await until(pilot, lambda: "last words" in text_of(console(pilot)))
        assert command_line(asked[0]) == "kubectl --context=test logs -n fleet orders-0 -c linkerd-proxy --previous"
        assert "6 kubectl logs" in text_of(console(pilot))
        assert "\x1b" not in text_of(console(pilot))


async def test_d_describes_the_pod_and_a_failure_is_one_line() -> None:
    said: list[str] = ["Name:  orders-0", "", "kubectl is not on the PATH"]

    def read(words: Sequence[str]) -> str:
        assert list(words) == ["kubectl", "describe", "pod", "-n", "fleet", "orders-0"]
        text = said.pop(0)
        if "PATH" in text:
            raise SidecarsError(text)
        return text

    script = Script(kubectl=("kubectl",))
    script.say(part("fleet"))
    async with opened(script.feed, settings=Settings(read=read)) as pilot:
        await choose(pilot, "orders-0")
        for wanted in ("Name:  orders-0", "It printed nothing.", "kubectl is not on the PATH"):
            await press(pilot, "d")
            await until(pilot, partial(shows, pilot, wanted))
            assert "$ kubectl describe pod -n fleet orders-0" in text_of(console(pilot))


async def test_d_says_where_there_is_no_cluster_to_ask() -> None:
    async with opened(demo_feed("fleet")) as pilot:
        await press(pilot, "d")
        assert "there is no cluster to ask" in text_of(console(pilot))


def test_the_output_of_a_command_or_one_line_of_why_there_is_none() -> None:
    assert output_of([sys.executable, "-c", "print('one'); print('two')"]) == "one\ntwo\n"
    with pytest.raises(SidecarsError, match=r"^no-such-program is not on the PATH$"):
        output_of(["no-such-program"])
    with pytest.raises(SidecarsError, match=r"^NotFound$"):
        output_of([sys.executable, "-c", "import sys; print('Traceback', file=sys.stderr); sys.exit('NotFound')"])
    with pytest.raises(SidecarsError, match=r"ended with exit status 3$"):
        output_of([sys.executable, "-c", "raise SystemExit(3)"])
