"""`explain pod/NAME -c CONTAINER --why`: all evidence with its weight, and what decided."""

from __future__ import annotations

import json
import re
from importlib import import_module
from pathlib import Path

import pytest

from kubectl_sidecars.classify import signals
from tests.support.fake_server import serve
from tests.support.material import pod
from tests.support.terminal import run

HELPER = ("pod/healthy-unknown-images", "-n", "healthy", "-c", "helper", "--why")
PORTS = {"one": 9000, "two": 8080}
WHY = """\
  Decided by the catalogue

  adapter, log streamer: 7 by signals
       +4  command           tails a file (commands.by_command, a row of
                             adapter_clues)
       +2  command           tails /data/billing.log, which billing writes
                             (commands.by_followed_file)
       +1  volume            reads /data, which billing writes
                             (volumes.by_reading)

  adapter, log streamer: 5.5 by the catalogue's tail-to-stdout (logs.toml)
    (chosen)
     +4.5  command           runs tail -n+1 -F
       +1  image             image library/busybox

  main: -3 by signals
       -3  name              calls itself helper (main_signals.by_helping_name)
"""


def test_all_evidence_of_a_container_of_the_demo_is_printed_also_what_speaks_against_it() -> None:
    ran = run("explain", "--demo", *HELPER)
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.endswith(WHY)


def test_a_file_and_a_cluster_say_the_same(tmp_path: Path) -> None:
    value = pod("healthy-unknown-images")
    file = tmp_path / "pod.json"
    file.write_text(json.dumps(value), encoding="utf-8")
    assert run("explain", "-f", str(file), *HELPER).out.endswith(WHY)
    with serve([value]) as server:
        ran = run("explain", *HELPER, "--kubeconfig", str(server.kubeconfig(tmp_path)))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out.endswith(WHY)


def test_a_service_counts_as_it_does_in_a_report(tmp_path: Path) -> None:
    """From a file and from a cluster: else the reasons would be others than those of the role that is shown."""
    two = [{"name": name, "image": f"x/{name}", "ports": [{"containerPort": port}]} for name, port in PORTS.items()]
    meta = {"name": "shop", "namespace": "default", "labels": {"app": "shop"}, "uid": "1"}
    shop = {"apiVersion": "v1", "kind": "Pod", "metadata": meta, "spec": {"containers": two}}
    spec = {"selector": {"app": "shop"}, "ports": [{"port": 80, "targetPort": 8080}]}
    service = {"apiVersion": "v1", "kind": "Service", "metadata": {**meta, "uid": "2"}, "spec": spec}
    file = tmp_path / "shop.json"
    file.write_text(json.dumps({"apiVersion": "v1", "kind": "List", "items": [shop, service]}), encoding="utf-8")
    with serve([shop, service]) as server:
        for place in (("-f", str(file)), ("--kubeconfig", str(server.kubeconfig(tmp_path)))):
            ran = run("explain", "pod/shop", "-n", "default", "-c", "two", "--why", *place)
            assert "       +3  Service           a Service sends to its port 8080" in ran.out
            assert " (main_signals.by_service)\n" in ran.out


def test_a_signal_is_named_by_its_file_and_its_function() -> None:
    ran = run("explain", "--demo", *HELPER)
    named = re.findall(r"\((\w+)\.(by_\w+)[),]", ran.out)
    assert len(named) == 4
    for module, function in named:
        assert callable(getattr(import_module(f"{signals.__name__}.{module}"), function))


def test_without_the_flag_nothing_is_said_of_weights() -> None:
    ran = run("explain", "--demo", *HELPER[:-1])
    assert "Decided by" not in ran.out
    assert run("explain", "--demo", *HELPER).out.startswith(ran.out)


def test_the_users_own_rule_is_named(tmp_path: Path) -> None:
    rules = tmp_path / "roles.toml"
    rules.write_text('[ours]\nrole = "backup"\nimages = ["busybox"]\n', encoding="utf-8")
    ran = run("explain", "--demo", *HELPER, "--roles", str(rules))
    assert "  Decided by your own rule\n" in ran.out
    assert "  backup: 56 by your rule [ours] (chosen)\n      +50  your rule         your own rule [ours]\n" in ran.out


@pytest.mark.parametrize("words", [("CrashLoopBackOff",), ("role/ambassador",), ("istio-proxy", "--demo")])
def test_only_containers_of_a_pod_have_a_why(words: tuple[str, ...]) -> None:
    ran = run("explain", *words, "--why")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("error: --why explains the containers of a pod: name one, pod/NAME\n")
