"""What each command line loads: the quick ones nothing heavy, and none the client's models."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.support import kube_clients
from tests.support.fake_server import serve
from tests.support.material import pod
from tests.support.paths import DATA

PROXIED = DATA / "proxied.kubeconfig"
HEAVY = {"kubernetes", "textual", "rich", "msgspec", "ssl", "yaml", "urllib3", "humanize"}

PROBE = """
import sys
from kubectl_sidecars.cli import main
try:
    main(sys.argv[1:])
except SystemExit:
    pass
print(*sys.modules, file=sys.stderr)
"""


def loaded(*argv: str) -> set[str]:
    done = subprocess.run([sys.executable, "-c", PROBE, *argv], capture_output=True, text=True, check=True)
    return set(done.stderr.splitlines()[-1].split())


@pytest.mark.parametrize(
    "argv",
    [
        ["--version"],
        [],
        ["inspect", "--help"],
        ["inspect", "--nonsense"],
        ["inspect", "-o", "xml"],
        ["what"],
        ["--nonsense"],
    ],
)
def test_help_versions_and_usage_errors_load_nothing_heavy(argv: list[str]) -> None:
    assert not loaded(*argv) & HEAVY


def test_a_file_is_reported_without_the_client_or_the_screen() -> None:
    assert not loaded("inspect", "--demo", "-o", "json") & {"kubernetes", "textual", "rich", "urllib3"}


@pytest.mark.parametrize("output", [[], ["-o", "table"], ["-o", "wide"], ["-o", "json"]])
def test_a_healthy_pod_is_reported_without_humanize(tmp_path: Path, output: list[str]) -> None:
    path = tmp_path / "healthy.json"
    path.write_text(json.dumps(pod("node-agent-n2ztf")), encoding="utf-8")
    assert "humanize" not in loaded("inspect", "-f", str(path), *output)


def test_a_sentence_about_a_problem_loads_humanize() -> None:
    """Else the guard above would pass on a name that is no longer imported."""
    assert "humanize" in loaded("inspect", "--demo", "-o", "table")


def test_a_cluster_is_asked_without_the_client_where_a_pool_is_enough() -> None:
    modules = loaded("inspect", "-o", "table", "--server", "http://127.0.0.1:1", "--request-timeout", "1s")
    assert not modules & {"kubernetes", "urllib3", "textual", "rich"}


MOST_MODULES = 350
"""What `inspect POD -o table` may load in all: each module costs about 0.3 ms of the time to the first line."""
NOT_FOR_ONE_POD = {
    "kubernetes", "urllib3", "textual", "rich", "humanize", "asyncio", "concurrent.futures", "subprocess",
    "multiprocessing", "tomllib", "kubectl_sidecars.files", "kubectl_sidecars.recording", "kubectl_sidecars.feed",
    "kubectl_sidecars.tui", "kubectl_sidecars.kube.read.reflector", "kubectl_sidecars.kube.read.watch_many",
    "kubectl_sidecars.kube.read.interning", "kubectl_sidecars.kube.login.official_client",
    "kubectl_sidecars.kube.login.exec_plugin", "kubectl_sidecars.cli.last_words", "kubectl_sidecars.render.text",
    "kubectl_sidecars.render.data", "kubectl_sidecars.causes.fold", "kubectl_sidecars.classify.decide",
    "yaml", "typing_extensions", "tempfile", "json", "encodings.idna",
}  # fmt: skip


def test_one_pod_is_told_with_few_modules(tmp_path: Path) -> None:
    with serve([kube_clients.pod("web")], tls="server") as server:
        kubeconfig = server.kubeconfig(tmp_path)
        kubeconfig.write_text(yaml.safe_dump(json.loads(kubeconfig.read_text())))  # block style, as kubectl writes it
        modules = loaded("inspect", "web", "-n", "shop", "-o", "table", "--kubeconfig", str(kubeconfig))
        assert server.requests
    assert not modules & NOT_FOR_ONE_POD
    assert len(modules) <= MOST_MODULES


def test_a_proxy_brings_the_client_but_none_of_its_models() -> None:
    modules = loaded("inspect", "-o", "table", "--kubeconfig", str(PROXIED), "--request-timeout", "1s")
    assert "kubernetes" in modules
    assert not [name for name in modules if name.startswith("kubernetes.client.models.v1_pod")]
    assert not modules & {"kubernetes.client.api.core_v1_api", "textual", "rich"}


BEFORE_THE_FRAME = """
import sys
from kubectl_sidecars.cli.parser.options import inspect_options
inspect_options(["-A"])
import kubectl_sidecars.cli.inspect.screen
print(*sys.modules)
"""


def test_the_frame_is_drawn_before_anything_heavy_is_loaded() -> None:
    done = subprocess.run([sys.executable, "-c", BEFORE_THE_FRAME], capture_output=True, text=True, check=True)
    assert not set(done.stdout.split()) & {*HEAVY, "asyncio", "shutil"}


OF_A_KEY = {
    f"kubectl_sidecars.{name}"
    for name in (
        "tui.save", "tui.screens.help", "tui.screens.workloads", "tui.screens.pod", "tui.screens.dialogs",
        "tui.log_buffer", "workloads.rows", "redact",
    )
}  # fmt: skip


def test_what_a_key_opens_is_not_loaded_before_the_first_rows() -> None:
    script = "import sys, kubectl_sidecars.tui.app, kubectl_sidecars.feed.live; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.split())
    assert "kubectl_sidecars.tui.screens.overview" in loaded
    assert not loaded & OF_A_KEY


BUILT_AT_ONCE = """
import sys, threading
from kubectl_sidecars.decode import KINDS, decode_page
sys.setswitchinterval(1e-6)
start = threading.Barrier(2 * len(KINDS))
def listed(kind):
    start.wait()
    item = b'{"status": {"conditions": []}, "spec": {"containers": [{"name": "a"}]}}'
    page, problems = decode_page(b'{"items": [%s]}' % item, kind)
    assert len(page.items) == 1 and not problems
threads = [threading.Thread(target=listed, args=(kind,)) for kind in [*KINDS.values()] * 2]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
print("listed")
"""


def test_threads_that_list_at_once_build_their_decoders_one_after_the_other() -> None:
    """Else msgspec up to 0.22 ends the process with a segmentation fault, in 8 of 10 such starts."""
    for _ in range(3):
        done = subprocess.run([sys.executable, "-c", BUILT_AT_ONCE], capture_output=True, text=True, check=True)
        assert (done.stdout, done.stderr) == ("listed\n", "")
