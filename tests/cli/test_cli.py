"""What a user types, and what comes back on stdout, on stderr and as exit status."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from kubectl_sidecars.cli import main
from kubectl_sidecars.cli.parser.commands import BY_NAME
from kubectl_sidecars.cli.parser.flag import Command
from kubectl_sidecars.cli.parser.help import described
from kubectl_sidecars.cli.program import program
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.render.data import schema
from kubectl_sidecars.render.formats import FORMATS, Format
from tests.support.terminal import run


def names(text: str) -> list[str]:
    return [line.split()[0] for line in text.splitlines()]


class Terminal(io.StringIO):
    """Text that says that it goes to a person."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("wish", "no_colour", "term", "coloured"),
    [
        ("auto", "", "xterm", True),
        ("auto", "1", "xterm", False),
        ("auto", "", "dumb", False),
        ("always", "1", "xterm", True),
        ("never", "", "xterm", False),
    ],
)
def test_a_report_is_coloured_as_the_flag_says_then_no_color_then_the_terminal(
    monkeypatch: pytest.MonkeyPatch, wish: str, no_colour: str, term: str, *, coloured: bool
) -> None:
    monkeypatch.setenv("NO_COLOR", no_colour)
    monkeypatch.setenv("TERM", term)
    out = Terminal()
    status = main(["inspect", "--demo", "-o", "table", "--color", wish], Streams(out, io.StringIO(), io.StringIO()))
    assert (status, "\x1b[" in out.getvalue()) == (0, coloured)


def test_the_demo_needs_no_cluster_and_leads_with_what_is_wrong() -> None:
    ran = run("inspect", "--demo")
    assert (ran.status, ran.err) == (0, "")
    assert ran.lines[0].startswith("CRITICAL")
    table = next(index for index, line in enumerate(ran.lines) if line.startswith("NAMESPACE"))
    assert ran.lines[table + 1].startswith("fleet")


def test_json_of_the_demo_is_what_the_schema_promises_and_a_stranger_can_read() -> None:
    data = json.loads(run("inspect", "--demo", "-o", "json").out)
    jsonschema.validate(data, schema())
    assert data["source"]["kind"] == "demo"
    assert len(data["pods"]) > 30
    assert data["causes"]


def test_a_namespace_a_name_an_owner_and_a_label_select_as_on_a_cluster() -> None:
    of = ("inspect", "--demo", "-o", "name")
    assert run(*of, "-n", "jobs").lines == [
        "pod/job-fails-behind-sidecar-fzqd4",
        "pod/job-held-by-legacy-sidecar-xqqmc",
        "pod/job-with-native-sidecar-998ld",
    ]
    assert run(*of, "orders-1").lines == ["pod/orders-1"]
    assert run(*of, "pod/orders-1", "po/orders-0").lines == ["pod/orders-0", "pod/orders-1"]
    assert run(*of, "statefulset", "orders").lines == ["pod/orders-0", "pod/orders-1"]
    assert len(run(*of, "deploy/storefront").lines) == 4
    assert len(run(*of, "-l", "app=storefront").lines) == 4
    assert run(*of, "--field-selector", "metadata.name=orders-1").lines == ["pod/orders-1"]
    assert run(*of, "node/node-1", "-n", "healthy").lines == run(*of, "-n", "healthy").lines


@pytest.mark.parametrize("output", ["text", "table", "wide", "markdown", "name", "workloads"])
def test_pods_without_problems_are_not_said_to_be_missing(output: str) -> None:
    ran = run("inspect", "--demo", "-n", "healthy", "--problems", *(() if output == "text" else ("-o", output)))
    assert (ran.status, ran.out, ran.err) == (0, "", "No problems found in healthy namespace.\n")


def test_problems_leaves_out_the_healthy() -> None:
    shown = run("inspect", "--demo", "-o", "name", "--problems").lines
    assert "pod/orders-1" in shown
    assert not [name for name in shown if name.startswith("pod/healthy-")]


def test_a_container_type_keeps_the_pods_that_have_it_and_shows_it_alone() -> None:
    ran = run("inspect", "--demo", "-o", "json", "--container-type", "sidecar")
    pods = json.loads(ran.out)["pods"]
    assert {container["type"] for pod in pods for container in pod["containers"]} == {"sidecar"}
    assert {pod["name"] for pod in pods} >= {"orders-0", "native-sidecar-gate"}
    assert run("inspect", "--demo", "-n", "healthy", "-o", "name", "--container-type", "sidecar").lines == [
        "pod/healthy-native-sidecar"
    ]


def test_sorting() -> None:
    by_restarts = json.loads(run("inspect", "--demo", "-o", "json", "--sort-by", "restarts").out)["pods"]
    counts = [pod["restartCount"] for pod in by_restarts]
    assert counts == sorted(counts)
    by_age = json.loads(run("inspect", "--demo", "-o", "json", "--sort-by", "age").out)["pods"]
    born = [pod["createdAt"] for pod in by_age]
    assert born == sorted(born)


def test_at_shows_an_earlier_moment() -> None:
    early = run("inspect", "--demo", "-n", "jobs", "-o", "table", "--at", "2026-11-23T01:40:20Z")
    assert "job-past-its-deadline-6kn98" in names(early.out)
    assert "job-past-its-deadline-6kn98" not in names(run("inspect", "--demo", "-n", "jobs", "-o", "table").out)
    before = run("inspect", "--demo", "--at", "2020-01-01T00:00:00Z")
    assert before.status == 2
    assert "begins at" in before.err


@pytest.mark.parametrize(("severity", "status"), [("never", 0), ("critical", 1), ("warning", 1), ("notice", 1)])
def test_fail_on_makes_findings_the_exit_status(severity: str, status: int) -> None:
    assert run("inspect", "--demo", "-n", "restarts", "-o", "table", "--fail-on", severity).status == status


def test_healthy_pods_do_not_fail_a_pipeline() -> None:
    ran = run("inspect", "--demo", "-n", "healthy", "--fail-on", "warning")
    assert ran.status == 0
    assert ran.lines[0] == "Nothing is wrong: 5 pods."


def test_nothing_selected_is_no_failure_and_says_so_in_kubectls_words() -> None:
    ran = run("inspect", "--demo", "-n", "nowhere", "-o", "table")
    assert (ran.status, ran.out, ran.err) == (0, "", "No resources found in nowhere namespace.\n")
    empty = json.loads(run("inspect", "--demo", "-n", "nowhere", "-o", "json").out)
    assert (empty["pods"], empty["causes"]) == ([], [])


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["inspect", "-f", "/does/not/exist"], 'the path "/does/not/exist" does not exist'),
        (["inspect", "--demo", "nobody"], 'pods "nobody" not found in demo'),
        (["inspect", "--demo", "widget/a"], 'the server doesn\'t have a resource type "widget"'),
        (["inspect", "--demo", "svc/web"], "use -l with its selector"),
        (["inspect", "--demo", "-l", "a b"], "unable to parse the label selector"),
        (["inspect", "--nonsense"], "unknown flag: --nonsense"),
        (["look"], 'unknown command "look"'),
        (["--nonsense"], "unknown flag: --nonsense\nSee 'PROGRAM --help' for usage.\n"),
        (["--nonsense=1", "-n", "shop"], "unknown flag: --nonsense\nSee"),
        (["-n", "shop", "-Z"], "unknown shorthand flag: 'Z' in -Z\nSee 'PROGRAM --help'"),
        (["-n"], "flag needs an argument: 'n' in -n\nSee 'PROGRAM --help'"),
        (["inspet"], 'unknown command "inspet" for "kubectl sidecars"\n\nDid you mean this?\n  inspect\n\nRun'),
        (["version", "--client=foo"], 'invalid argument "foo" for "--client" flag'),
        (["-n", "shop", "look"], 'unknown command "look" for "kubectl sidecars"'),
        (["help", "look"], 'unknown command "look"'),
        (["inspect", "--kubeconfig", "/does/not/exist"], "/does/not/exist"),
    ],
)
def test_what_is_wrong_is_one_clear_error_and_exit_status_2(argv: list[str], said: str) -> None:
    ran = run(*argv)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("error: ")
    assert said.replace("PROGRAM", program()) in ran.err
    assert "Traceback" not in ran.err


def test_standard_input_is_read_as_a_file(tmp_path: Path) -> None:
    listed = {"kind": "List", "items": [{"kind": "Pod", "metadata": {"name": "a", "namespace": "b"}}]}
    assert run("inspect", "-f", "-", "-o", "name", stdin=json.dumps(listed).encode()).lines == ["pod/a"]


def test_what_cannot_be_read_is_named_and_costs_nothing_else(tmp_path: Path) -> None:
    good = {"kind": "Pod", "metadata": {"name": "good", "namespace": "shop"}}
    bad = {"kind": "Pod", "metadata": {"name": "bad\x1b[31m", "namespace": "shop"}, "status": {"phase": 7}}
    file = tmp_path / "pods.json"
    file.write_text(json.dumps({"kind": "List", "items": [good, bad]}), encoding="utf-8")
    ran = run("inspect", "-f", str(file), "-o", "name")
    assert ran.status == 0
    assert ran.lines == ["pod/bad\\x1b[31m", "pod/good"]
    assert re.fullmatch(r"warning: Pod shop/bad\\x1b\[31m could not be read in full: .*status\.phase.*\n", ran.err)


def test_no_word_of_a_healthy_report_is_lost_without_headers() -> None:
    of = ("inspect", "--demo", "-n", "healthy", "-o", "table")
    assert run(*of, "--no-headers").out.split() == run(*of).out.split()[6:]


def test_wide_shows_every_container() -> None:
    ran = run("inspect", "--demo", "-n", "healthy", "-o", "wide")
    assert "istio-proxy" in ran.out
    assert "service-mesh proxy" in ran.out
    assert "sidecar (not native)" in ran.out


def test_colour_is_asked_for_or_absent() -> None:
    assert "\x1b[" not in run("inspect", "--demo", "-o", "table").out
    assert "\x1b[" in run("inspect", "--demo", "-o", "table", "--color", "always").out


def test_watching_a_recording_prints_a_row_for_each_change_under_one_header() -> None:
    ran = run("inspect", "--demo", "-n", "jobs", "-o", "table", "--watch")
    assert ran.status == 0
    rows = [line for line in ran.lines if "job-with-native-sidecar" in line]
    statuses = [re.split(r" {2,}", row)[2] for row in rows]
    assert statuses[0] == "Pending"
    assert statuses[-1] == "Completed"
    assert ran.out.count("NAME ") == 1


def test_watching_in_json_is_one_document_a_line() -> None:
    documents: list[dict[str, Any]] = [
        json.loads(line) for line in run("inspect", "--demo", "-n", "jobs", "-o", "json", "--watch").lines
    ]
    assert len(documents) > 10
    assert documents[-1]["pods"][0]["status"] == "Error"


def test_watching_in_yaml_and_markdown_prints_a_document_for_each_change() -> None:
    of = ("inspect", "--demo", "-n", "jobs", "--watch")
    documents = [yaml.safe_load(text) for text in run(*of, "-o", "yaml").out.split("\n---\n")]
    assert len(documents) > 10
    assert documents[-1]["pods"][0]["status"] == "Error"
    tickets = run(*of, "-o", "markdown").out.split("\n\n---\n\n")
    assert len(tickets) == len(documents) - 1, "all but the first, which has no pods"
    assert all(ticket.startswith("# Pods of demo at 2026-11-23 ") for ticket in tickets)
    assert any("- deleted: `jobs/job-past-its-deadline-6kn98`" in ticket for ticket in tickets)


@pytest.mark.parametrize("format_", FORMATS, ids=lambda format_: format_.name)
def test_every_format_is_printed_and_is_empty_or_a_document_where_there_are_no_pods(format_: Format) -> None:
    named = "StatefulSet/orders" if format_.name == "workloads" else "orders-1"
    assert named in run("inspect", "--demo", "-n", "fleet", "-o", format_.name).out
    for more in ((),) if format_.name == "workloads" else ((), ("--watch",)):
        empty = run("inspect", "--demo", "-n", "nowhere", "-o", format_.name, *more)
        assert empty.status == 0
        assert bool(empty.out) == format_.is_data
        assert empty.err == ("" if format_.is_data else "No resources found in nowhere namespace.\n")


def test_markdown_is_the_report_for_a_ticket() -> None:
    lines = run("inspect", "--demo", "-n", "fleet", "-o", "markdown").lines
    assert lines[0].startswith("# Pods of demo at 2026-11-23 ")
    assert any(line.startswith("## CRITICAL: linkerd-proxy ") for line in lines)
    assert any(line.startswith("### fleet/orders-0") for line in lines)


def test_the_program_alone_says_what_it_can_do() -> None:
    ran = run()
    assert ran.status == 0
    for argv in (["help"], ["-h"], ["--help"], ["-n", "shop", "--help"]):
        assert run(*argv) == ran, argv
    assert "kubectl sidecars inspect --demo" in ran.out


def test_help_of_a_command_is_given_wherever_it_is_asked_for() -> None:
    page = run("help", "inspect")
    assert (page.status, page.err) == (0, "")
    for argv in (["--help", "inspect"], ["-h", "inspect"], ["inspect", "--nonsense", "-h"]):
        assert run(*argv) == page, argv


@pytest.mark.parametrize("command", BY_NAME.values(), ids=lambda command: command.name)
def test_help_has_every_flag_with_its_text_and_fits_into_100_columns(command: Command) -> None:
    ran = run(command.name, "--help")
    assert max(map(len, ran.lines)) <= 105
    words = " ".join(ran.out.split())
    for flag in command.flags:
        assert f"{', '.join(flag.names)}{f' {flag.value}' if flag.value else ''} {described(flag)}" in words


@pytest.mark.parametrize(
    "argv", [[], ["inspect", "--help"], ["explain", "OOMKilled"], ["inspect", "--demo", "-o", "json"]]
)
def test_a_reader_that_leaves_makes_no_noise(argv: list[str]) -> None:
    """`| head -0`: the pipe is closed before anything is written."""
    program = "import sys; from kubectl_sidecars.__main__ import run; sys.exit(run())"
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run([sys.executable, "-c", program, *argv], stdout=writer, stderr=subprocess.PIPE, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_watch_says_that_a_pod_has_gone() -> None:
    of = ("inspect", "--demo", "-n", "jobs", "--watch")
    rows = [line for line in run(*of, "-o", "table").lines if "job-past-its-deadline" in line]
    assert rows[-1].endswith("gone")
    gone = [each for line in run(*of, "-o", "json").lines for each in json.loads(line)["gone"]]
    assert gone == [{"namespace": "jobs", "name": "job-past-its-deadline-6kn98"}]


def test_a_watch_of_problems_shows_once_more_what_is_well_again() -> None:
    rows = run("inspect", "--demo", "-n", "restarts", "app-before-proxy", "--problems", "--watch", "-o", "table").lines
    assert re.split(r" {2,}", rows[-1])[1:3] == ["2/2", "Running"]


def test_explain_takes_a_pod_as_kubectl_does() -> None:
    of = ("explain", "--demo", "-n", "fleet", "-c", "linkerd-proxy")
    said = run(*of, "pod/orders-0").lines
    assert said[0].startswith("linkerd-proxy of pod orders-0: ambassador")
    assert run(*of, "pod", "orders-0").lines == said
    assert run(*of, "po", "orders-0", "orders-1").lines[: len(said)] == said
    nameless = run("explain", "pods")
    assert (nameless.status, nameless.err) == (2, "error: which pod? Name it: pod/NAME\n")


def test_explain_of_trouble_says_its_cause_and_what_to_do_on_any_terminal() -> None:
    ran = run("explain", "exit/0", "CrashLoopBackOff", "Scheduled")
    assert ran.status == 0
    assert max(map(len, ran.lines)) <= 80
    assert "back-off" in ran.out
    exit_0, why, crash_loop, cure, scheduled = ran.out.split("\n\n")
    assert exit_0.startswith("Exit 0: success. ")
    assert crash_loop.startswith("A container keeps ending")
    assert scheduled.startswith(run("explain", "Scheduled").out.strip())
    for said in (why, cure):
        heads = [line[:13] for line in said.splitlines() if not line.startswith(" " * 13)]
        assert heads == ["Usual cause: ", "What to do:  "]


@pytest.mark.parametrize("word", ["ImageDenied", "OutOfcpu", "FailedCreate", "NetworkFailed"])
def test_explain_breaks_no_command(word: str) -> None:
    said = " ".join(line.strip() for line in run("explain", word).lines)
    whole = [part for line in run("explain", word).lines for part in re.findall(r"`[^`]*`", line)]
    assert whole == re.findall(r"`[^`]*`", said) != []


def test_debug_says_where_an_error_came_from_and_leaves_its_status() -> None:
    err = io.StringIO()
    assert main(["inspect", "-o", "xml", "--debug"], Streams(io.StringIO(), err, io.StringIO())) == 2
    lines = err.getvalue().splitlines()
    assert lines[0] == "Traceback (most recent call last):"
    assert sum(line.startswith("error: unable to match a printer") for line in lines) == 1
