"""The screen in a real terminal, on a real cluster: what an engineer does at three in the morning."""

from __future__ import annotations

import os
import re
import shutil
import signal
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from tests.cluster.forwarder import Forwarder
from tests.cluster.server import Server
from tests.cluster.tmux import Tmux, in_tmux
from tests.support.paths import DATA

pytestmark = pytest.mark.skipif(shutil.which("tmux") is None, reason="there is no tmux")
SCENARIO = DATA / "scenarios" / "screen.yaml"
INSPECT = f"{sys.executable} -m kubectl_sidecars inspect"


@pytest.fixture
def pods(server: Server, namespace: str) -> str:
    server.kubectl("apply", "-n", namespace, "-f", str(SCENARIO))
    return namespace


@pytest.fixture
def forwarder(server: Server) -> Iterator[Forwarder]:
    found = Forwarder(server.address.hostname or "", server.address.port or 443)
    yield found
    found.close()


@pytest.fixture
def terminal(server: Server, forwarder: Forwarder, pods: str, tmp_path: Path) -> Iterator[Tmux]:
    """The screen of that namespace, its API server reached through the forwarder."""
    config = yaml.safe_load(server.kubeconfig.read_text(encoding="utf-8"))
    config["clusters"][0]["cluster"]["server"] = f"https://127.0.0.1:{forwarder.port}"
    ours = tmp_path / "kubeconfig"
    ours.write_text(yaml.safe_dump(config), encoding="utf-8")
    environ = {**os.environ, "KUBECONFIG": str(ours), "PS1": "$ ", "LANG": "C.UTF-8"}
    with in_tmux(tmp_path, f"{INSPECT} -n {pods} --allow-changes; echo ended $?", environ) as screen:
        screen.until("live", "crashing", "steady", "ordered-end")
        yield screen


def quit_of(terminal: Tmux) -> None:
    terminal.keys("q")
    terminal.until("ended 0")


def test_a_crashing_pod_is_filtered_opened_and_its_previous_log_read(terminal: Tmux, pods: str) -> None:
    terminal.until("checkout exits with 3")
    terminal.keys("/")
    terminal.type("crash")
    terminal.until("1 of 3", gone="steady")
    terminal.keys("Enter")
    terminal.until("esc All pods")
    terminal.keys("Enter")
    text = terminal.until(f"{pods}/crashing", "checkout exits with 3")
    assert re.search(r"1 ● istio-proxy.*2 \S checkout", text, re.DOTALL)
    terminal.keys("p")
    while "panic: no such table: orders" not in terminal.until("Logs, previous run", holds=is_read):
        terminal.keys("l", "p")  # between two runs the node has thrown the older one away, and nobody knows it yet
    terminal.keys("Escape", "Escape")
    terminal.until("steady", "ordered-end")
    quit_of(terminal)


def is_read(text: str) -> bool:
    """Whether the log, or why there is none, is on the screen."""
    return "panic: no such table" in text or "no longer has it" in text


STAGES = re.compile(r"\d \S (first|second|app) +(?:sidecar|container) +(.*?)(?:  |$)", re.MULTILINE)


def test_a_pod_that_is_deleted_is_seen_to_die_in_order(terminal: Tmux, server: Server, pods: str) -> None:
    """Main first, then the native sidecars in the reverse of their start order (kubelet, since 1.29)."""
    terminal.keys("/")
    terminal.type("ordered")
    terminal.until("1 of 3", "3/3")
    terminal.keys("Enter")
    terminal.until("esc All pods")
    terminal.keys("Enter")
    terminal.until(f"{pods}/ordered-end", "age")
    server.kubectl("delete", "pod", "-n", pods, "ordered-end", "--wait=false")
    seen: list[dict[str, str]] = []
    for text in terminal.shown():
        stages = dict(STAGES.findall(text))
        if stages and stages not in seen:
            seen.append(stages)
        if "This pod is gone" in text:
            break
    assert any(each["app"].startswith("stopping") and "stops after" in each["second"] for each in seen), seen
    ended = [next(i for i, each in enumerate(seen) if ends(each[name])) for name in ("app", "second")]
    assert ended == sorted(ended), seen
    before = seen[: ended[0]]
    assert before, seen
    assert not any(ends(each["second"]) or ends(each["first"]) for each in before), seen
    terminal.keys("Escape")
    terminal.until("No pod matches")
    quit_of(terminal)


def ends(stage: str) -> bool:
    return stage.startswith(("stopped", "completed", "failed"))


def test_another_namespace_and_back(terminal: Tmux, pods: str) -> None:
    terminal.keys("n")
    terminal.until("type to narrow", "default")
    terminal.type("default")
    terminal.keys("Enter")
    terminal.until("namespace default", gone="crashing")
    terminal.keys("0")
    terminal.until("namespace all", "NAMESPACE", "live")
    terminal.keys(":")
    terminal.type(f"ns {pods}")
    terminal.keys("Enter")
    terminal.until(f"namespace {pods}", "crashing")
    quit_of(terminal)


def test_the_api_server_is_lost_and_comes_back(terminal: Tmux, forwarder: Forwarder, server: Server, pods: str) -> None:
    """What was known stays, marked with since when it may be old; what changed meanwhile is there afterwards."""
    forwarder.close()
    text = terminal.until("STALE", "since", "trying again")
    assert "crashing" in text
    server.kubectl("delete", "pod", "-n", pods, "steady", "--wait=true")
    assert "steady" in terminal.text()
    terminal.keys("j", "Enter")
    terminal.until("1 Findings", "STALE")
    terminal.keys("Escape")
    forwarder.open()
    terminal.until("live", gone="steady")
    assert "STALE" not in terminal.text()
    quit_of(terminal)


def test_a_server_that_is_down_at_the_start_is_waited_for(
    server: Server, forwarder: Forwarder, pods: str, tmp_path: Path
) -> None:
    forwarder.close()
    command = f"{INSPECT} -n {pods} --server=https://127.0.0.1:{forwarder.port} --insecure-skip-tls-verify"
    environ = {**os.environ, "KUBECONFIG": str(server.kubeconfig), "PS1": "$ ", "LANG": "C.UTF-8"}
    with in_tmux(tmp_path, f"{command}; echo ended $?", environ) as screen:
        screen.until("no data", "was refused", "trying again")
        forwarder.open()
        screen.until("live", "crashing")
        quit_of(screen)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT])
def test_a_signal_gives_the_terminal_back(server: Server, pods: str, tmp_path: Path, number: signal.Signals) -> None:
    """The same modes before and after, its own screen, a cursor, and no mouse."""
    environ = {**os.environ, "KUBECONFIG": str(server.kubeconfig), "PS1": "$ ", "LANG": "C.UTF-8"}
    modes, pid = tmp_path / "modes", tmp_path / "pid"
    command = f"sh -c 'echo $$ >{pid}; exec {INSPECT} -n {pods}'"
    with in_tmux(
        tmp_path, f"stty -a >{modes}.1; {command}; echo ended $?; stty -a >{modes}.2; echo no''ted", environ
    ) as it:
        it.until("live", "crashing")
        assert flags(it) == "1 1 0"
        os.kill(int(pid.read_text()), number)
        text = it.until(f"ended {128 + number}", "noted")
        assert flags(it) == "0 0 1"
        assert "Traceback" not in text
    assert Path(f"{modes}.1").read_text() == Path(f"{modes}.2").read_text()


def flags(terminal: Tmux) -> str:
    """Whether the alternate screen is on, the mouse is reported, the cursor is shown."""
    return terminal.do("display", "-p", "-t", "screen", "#{alternate_on} #{mouse_any_flag} #{cursor_flag}").strip()


def test_a_stopped_screen_gives_the_terminal_back_and_goes_on(server: Server, pods: str, tmp_path: Path) -> None:
    environ = {**os.environ, "KUBECONFIG": str(server.kubeconfig), "PS1": "$ ", "LANG": "C.UTF-8"}
    pid = tmp_path / "pid"
    command = f"set -m; sh -c 'echo $$ >{pid}; exec {INSPECT} -n {pods}'"
    with in_tmux(tmp_path, command, environ) as it:
        it.until("live", "crashing")
        os.kill(int(pid.read_text()), signal.SIGTSTP)
        it.until("Stopped")
        assert flags(it) == "0 0 1"
        it.keys("fg", "Enter")
        it.until("live", "crashing")
        assert flags(it) == "1 1 0"
        it.keys("j", "Enter")
        it.until("1 Findings")
        it.keys("q")
        it.until("$ ", gone="Findings")
        assert flags(it) == "0 0 1"


def test_keys_typed_ahead_are_obeyed_one_after_another(terminal: Tmux, pods: str) -> None:
    """Sent at once, as over a slow line: the second filter replaces the first, and enter opens its pod."""
    terminal.type("/cart\r/crash\r\rd")
    terminal.until(f"{pods}/crashing", "describe pod", "Name:")
    terminal.keys("z")
    terminal.until("Name:", gone="CONTAINER")
    terminal.keys("Escape")
    terminal.until("CONTAINER", "Name:")
    terminal.keys("Escape")
    terminal.until("1 of 3", "/crash")
    quit_of(terminal)


def test_a_namespace_that_does_not_exist_is_refused(terminal: Tmux, pods: str) -> None:
    terminal.type(f":ns {pods}x\r")
    terminal.until(f"there is no namespace '{pods}x'", "steady")
    quit_of(terminal)


ROLLED = """
apiVersion: apps/v1
kind: Deployment
metadata: {name: rolled}
spec:
  replicas: 1
  selector: {matchLabels: {app: rolled}}
  template:
    metadata: {labels: {app: rolled}}
    spec:
      terminationGracePeriodSeconds: 1
      containers:
      - {name: cart, image: "registry.example.com/shop/cart:2.0.3", command: [sleep, "100000"]}
"""


def test_a_rollout_whose_older_revision_serves_is_undone(terminal: Tmux, server: Server, pods: str) -> None:
    server.kubectl("apply", "-n", pods, "-f", "-", text=ROLLED)
    server.kubectl("rollout", "status", "-n", pods, "deployment/rolled", "--timeout=60s")
    server.kubectl("set", "image", "-n", pods, "deployment/rolled", "cart=registry.example.com/shop/cart:no-such-tag")
    terminal.keys("/")
    terminal.type("rolled\r")
    terminal.until("1 of", "rollout undo", "deployment/rolled")
    terminal.keys("g", "r")
    terminal.until("Undo the rollout of Deployment/rolled", "y Undo")
    terminal.keys("y")
    terminal.until("is done", gone="y Undo")
    images = server.kubectl("get", "-n", pods, "deployment/rolled", "-o", "jsonpath={..image}")
    assert images == "registry.example.com/shop/cart:2.0.3"
    quit_of(terminal)
