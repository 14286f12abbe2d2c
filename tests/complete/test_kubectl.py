"""Completion through the real kubectl, and through real shells; skipped where they are not installed."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.fake_server import FakeServer, Fault, serve

COMPLETER = shutil.which("kubectl_complete-sidecars", path=str(Path(sys.executable).parent))
KUBECTL = shutil.which("kubectl")
FUNCTIONS = [
    Path(os.environ.get("BASH_COMPLETION", "/usr/share/bash-completion/bash_completion")),
    Path("/etc/bash_completion"),
    Path("/opt/homebrew/etc/profile.d/bash_completion.sh"),
]
"""The package bash-completion, which kubectl's own script is written for."""

pytestmark = pytest.mark.skipif(
    not (KUBECTL and COMPLETER) or sys.platform == "win32", reason="needs kubectl, and the package installed beside it"
)


def resources(version: str, *kinds: tuple[str, str, bool]) -> bytes:
    found = [
        {"name": plural, "singularName": kind.lower(), "kind": kind, "namespaced": spaced, "verbs": ["get", "list"]}
        for plural, kind, spaced in kinds
    ]
    return json.dumps({"kind": "APIResourceList", "groupVersion": version, "resources": found}).encode()


def discovery() -> list[Fault]:
    """What kubectl reads to know what `pods` is."""
    apps = {"groupVersion": "apps/v1", "version": "v1"}
    answers = {
        r"/api(\?|$)": json.dumps({"kind": "APIVersions", "versions": ["v1"]}).encode(),
        r"/apis(\?|$)": json.dumps(
            {"kind": "APIGroupList", "groups": [{"name": "apps", "versions": [apps], "preferredVersion": apps}]}
        ).encode(),
        r"/api/v1(\?|$)": resources("v1", ("pods", "Pod", True), ("namespaces", "Namespace", False)),
        r"/apis/apps/v1(\?|$)": resources("apps/v1", ("deployments", "Deployment", True)),
    }
    headers = {"Content-Type": "application/json"}
    return [Fault(f"^{path}", body=body, headers=headers, times=1_000_000) for path, body in answers.items()]


def named(kind: str, version: str, name: str, namespace: str = "", **rest: Any) -> dict[str, Any]:
    return {"kind": kind, "apiVersion": version, "metadata": {"name": name, "namespace": namespace}, **rest}


@pytest.fixture
def cluster() -> Iterator[FakeServer]:
    containers = {
        "initContainers": [{"name": "vault-agent", "restartPolicy": "Always"}],
        "containers": [{"name": "checkout"}],
    }
    objects = [
        named("Pod", "v1", "cart-1", "shop", spec=containers),
        named("Pod", "v1", "cart-2", "shop", spec=containers),
        named("Pod", "v1", "other", "default", spec=containers),
        named("Namespace", "v1", "shop"),
        named("Namespace", "v1", "default"),
        named("Deployment", "apps/v1", "cart", "shop"),
    ]
    with serve(objects, faults=discovery()) as server:
        yield server


@pytest.fixture
def environ(cluster: FakeServer, tmp_path: Path) -> dict[str, str]:
    """A user who has both programs on PATH, and nothing else of ours."""
    assert KUBECTL is not None
    assert COMPLETER is not None
    path = [str(Path(COMPLETER).parent), str(Path(KUBECTL).parent), "/usr/bin", "/bin"]
    return {
        "HOME": str(tmp_path),
        "PATH": os.pathsep.join(path),
        "KUBECONFIG": str(cluster.kubeconfig(tmp_path, namespace="shop")),
        "TERM": "dumb",
    }


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["insp"], ["inspect", ":4"]),
        (["inspect", "ca"], ["cart-1", "cart-2", ":4"]),
        (["inspect", "-n", "default", ""], ["other", ":4"]),
        (["inspect", "-n", "sh"], ["shop", ":4"]),
        (["inspect", "--namespace=sh"], ["shop", ":4"]),
        (["inspect", "pod/cart-2", "pod/"], ["pod/cart-1", ":4"]),
        (["inspect", "deployment", "c"], ["cart", ":4"]),
        (["inspect", "--context", "f"], ["fake", ":4"]),
        (["inspect", "-o", "ya"], ["yaml", ":36"]),
        (["inspect", "--kubeconfig", ""], [":0"]),
        (["completion", "uni"], ["uninstall", ":4"]),
    ],
)
def test_kubectl_passes_on_what_we_offer(environ: dict[str, str], line: list[str], said: list[str]) -> None:
    done = subprocess.run(
        ["kubectl", "__complete", "sidecars", *line], env=environ, capture_output=True, text=True, check=True
    )
    assert [each.partition("\t")[0] for each in done.stdout.splitlines()] == said


def test_a_cluster_that_is_away_costs_nothing_but_the_offer(environ: dict[str, str], cluster: FakeServer) -> None:
    cluster.faults.insert(0, Fault(".*", status=403, times=1_000_000))
    done = subprocess.run(
        ["kubectl", "__complete", "sidecars", "inspect", "ca"], env=environ, capture_output=True, text=True, check=True
    )
    assert done.stdout == ":4\n"


TYPED = [
    ("insp", "inspect "),
    ("inspect cart-", "inspect cart-"),
    ("inspect -n sh", "inspect -n shop "),
    ("inspect --output=ta", "inspect --output=table "),
    ("inspect --namesp", "inspect --namespace"),
    ("inspect -n default pod/", "inspect -n default pod/other "),
]
"""What is typed before TAB, and the line after it."""


@pytest.mark.skipif(not any(each.is_file() for each in FUNCTIONS), reason="needs the package bash-completion")
@pytest.mark.skipif(not shutil.which("bash"), reason="needs bash")
@pytest.mark.parametrize(("typed", "line"), TYPED)
def test_a_person_presses_tab_in_bash(environ: dict[str, str], typed: str, line: str) -> None:
    functions = next(each for each in FUNCTIONS if each.is_file())
    started = f"source {functions}; source <(kubectl completion bash); PS1="
    command = ["bash", "--norc", "--noprofile", "-i"]
    said = after_tab(command, started, f"kubectl sidecars {typed}", environ)
    assert said.rstrip() == f"kubectl sidecars {line}".rstrip()


@pytest.mark.skipif(not shutil.which("zsh"), reason="needs zsh")
@pytest.mark.parametrize(("typed", "line"), TYPED)
def test_a_person_presses_tab_in_zsh(environ: dict[str, str], typed: str, line: str) -> None:
    started = "bindkey -e; autoload -U compinit; compinit -D -u; source <(kubectl completion zsh); PS1="
    said = after_tab(["zsh", "-f", "-i"], started, f"kubectl sidecars {typed}", environ)
    assert said.rstrip() == f"kubectl sidecars {line}".rstrip()


@pytest.mark.skipif(not shutil.which("fish"), reason="needs fish")
@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("insp", ["inspect"]),
        ("inspect cart-", ["cart-1", "cart-2"]),
        ("inspect -n sh", ["shop"]),
        ("inspect --output=ta", ["--output=table"]),
        ("inspect -n default pod/", ["pod/other"]),
        ("explain exit/12", ["exit/126", "exit/127", "exit/128", "exit/129"]),
    ],
)
def test_fish_offers_what_tab_is_to_complete(environ: dict[str, str], typed: str, offered: list[str]) -> None:
    """fish tells by itself what its TAB would offer."""
    asked = f"kubectl completion fish | source; complete -C 'kubectl sidecars {typed}'"
    done = subprocess.run(["fish", "--no-config", "-c", asked], env=environ, capture_output=True, text=True, check=True)
    found = [each.partition("\t")[0] for each in done.stdout.splitlines()]
    assert [each for each in found if each] == offered


def after_tab(command: list[str], started: str, typed: str, environ: dict[str, str]) -> str:
    """The line as the shell has it after TAB: made an argument of printf instead of run."""
    import pty  # noqa: PLC0415 - POSIX only

    process, terminal = pty.fork()
    if process == 0:
        os.execve(shutil.which(command[0]) or command[0], command, environ)  # noqa: S606
    try:
        os.write(terminal, f"{started}; echo read''y\n".encode())
        until(terminal, b"ready")
        os.write(terminal, typed.encode() + b"\t\x01printf '<%s>\\n' '\x05'\n")
        said = until(terminal, b">\r\n")
        return said.rpartition(b"<")[2].partition(b">")[0].decode()
    finally:
        os.close(terminal)
        os.waitpid(process, 0)


def until(terminal: int, mark: bytes) -> bytes:
    said = b""
    while mark not in said:
        assert select.select([terminal], [], [], 60)[0], f"the shell said only {said!r}"
        said += os.read(terminal, 4096)
    return said
