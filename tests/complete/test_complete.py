"""What is offered after TAB. kubectl is played by a small program that tells what it was asked."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path

import pytest

from kubectl_sidecars.__main__ import completed_words
from kubectl_sidecars.cli import COMMANDS
from kubectl_sidecars.cli.parser.commands import BY_NAME
from kubectl_sidecars.cli.parser.inspect_flags import INSPECT
from kubectl_sidecars.cli.parser.line import split
from kubectl_sidecars.complete import asking, complete
from kubectl_sidecars.complete.answers import Answer, answer
from kubectl_sidecars.complete.asking import Kubectl

posix = pytest.mark.skipif(sys.platform == "win32", reason="kubectl is played by a shell script")
NOBODY = Kubectl(environ={}, program="/nowhere/kubectl")


@pytest.fixture
def kubectl(tmp_path: Path) -> Kubectl:
    """Offers its own arguments, joined, and two names; the last line is the directive."""
    program = tmp_path / "kubectl"
    program.write_text(
        '#!/bin/sh\nfor last; do :; done\necho "${last}asked:$*"\necho "${last}-one"\necho "${last}-two"\n'
        'echo "_activeHelp_ not this"\necho ":4"\necho "Completion ended" >&2\n'
    )
    program.chmod(0o755)
    return Kubectl(environ={"PATH": "/usr/bin:/bin"}, program=str(program))


def names(found: Answer) -> list[str]:
    return [candidate.partition("\t")[0] for candidate in found.candidates]


def asked(found: Answer) -> str:
    return next(name.partition("asked:")[2] for name in names(found) if "asked:" in name)


def test_the_first_word_is_a_command_with_its_description() -> None:
    found = answer(["ins"], NOBODY)
    assert found.text() == Answer(candidates=(f"inspect\t{COMMANDS['inspect']}",), directive=4).text()
    assert names(answer([""], NOBODY)) == list(COMMANDS)


def test_a_connection_flag_may_stand_before_the_command() -> None:
    assert names(answer(["-n", "inspect", "ins"], NOBODY)) == ["inspect"]
    assert "--selector" in names(answer(["-n", "shop", "inspect", "--"], NOBODY))


def test_long_flags_are_offered_with_their_help_and_short_ones_on_a_dash() -> None:
    assert "--namespace\tnamespace; default: the context's own" in answer(["inspect", "--n"], NOBODY).candidates
    assert not [name for name in names(answer(["inspect", "--"], NOBODY)) if not name.startswith("--")]
    assert {"-n", "-A", "--all-namespaces"} <= set(names(answer(["inspect", "-"], NOBODY)))


def test_a_flag_is_offered_once_unless_it_may_be_repeated() -> None:
    found = names(answer(["inspect", "-A", "--as-group", "a", "-f=x", "--"], NOBODY))
    assert "--all-namespaces" not in found
    assert {"--as-group", "--filename"} <= set(found)


@posix
def test_after_two_dashes_only_names_follow(kubectl: Kubectl) -> None:
    for word in ("-", "--", "-n", "--namespace="):
        assert answer(["inspect", "-A", "--", word], kubectl).text() == Answer().text(), word
        assert answer(["--", word], kubectl).text() == Answer().text(), word
    assert {"ca-one", "ca-two"} <= set(names(answer(["inspect", "-n", "shop", "--", "ca"], kubectl)))


@pytest.mark.parametrize("line", [["-o", "js"], ["--output", "js"], ["--output=js"]])
def test_a_value_comes_bare_and_in_its_own_order(line: list[str]) -> None:
    found = answer(["inspect", *line], NOBODY)
    assert (names(found), found.directive) == (["json"], 36)


def test_the_keys_to_sort_by_are_words_each_once() -> None:
    found = names(answer(["inspect", "--sort-by", ""], NOBODY))
    assert len(found) == len(set(found))
    assert "restarts" in found


@pytest.mark.parametrize("flag", ["--kubeconfig", "-f", "--client-key", "--record", "--roles"])
def test_where_a_file_belongs_the_shell_offers_files(flag: str) -> None:
    assert answer(["inspect", flag, ""], NOBODY).text() == Answer(candidates=(), directive=0).text()


@pytest.mark.parametrize("flag", ["-l", "--field-selector", "--at", "--token", "--server"])
def test_where_nobody_can_know_nothing_is_offered(flag: str) -> None:
    assert answer(["inspect", flag, ""], NOBODY).text() == Answer(candidates=(), directive=4).text()


@posix
def test_pods_are_asked_of_kubectl_as_the_same_user_of_the_same_cluster(kubectl: Kubectl) -> None:
    line = ["inspect", "-nshop", "--context=prod", "--as", "ada", "--request-timeout", "1h", "ca"]
    found = answer(line, kubectl)
    assert asked(found) == "__complete get pods --namespace=shop --context=prod --as=ada --request-timeout=3s ca"
    assert {"ca-one", "ca-two"} <= set(names(found))
    assert found.directive == 4


@posix
@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["inspect", "-n", "sh"], "get pods --request-timeout=3s --namespace sh"),
        (["inspect", "--namespace=sh"], "get pods --request-timeout=3s --namespace sh"),
        (["inspect", "--context", "p"], "get --request-timeout=3s --context p"),
        (["inspect", "--cluster=p"], "get --request-timeout=3s --cluster p"),
        (["version", "--user", "p"], "get --request-timeout=3s --user p"),
        (["inspect", "deployment/ca"], "get --request-timeout=3s deployment/ca"),
        (["inspect", "deploy", "ca"], "get deploy --request-timeout=3s ca"),
        (["inspect", "deployments", "-A", "ca"], "get deployments --request-timeout=3s ca"),
        (["inspect", "pod/x", "pod/y"], "get --request-timeout=3s pod/y"),
    ],
)
def test_names_are_asked_of_kubectl(kubectl: Kubectl, line: list[str], said: str) -> None:
    assert asked(answer(line, kubectl)) == f"__complete {said}"


@posix
def test_a_name_that_is_on_the_line_is_not_offered_again(kubectl: Kubectl) -> None:
    assert "ca-one" not in names(answer(["inspect", "ca-one", "ca"], kubectl))


def test_a_type_is_offered_where_no_pod_begins_so_and_more_is_to_be_typed() -> None:
    assert answer(["inspect", "state"], NOBODY).text() == Answer(candidates=("statefulset/",), directive=6).text()
    assert answer(["inspect", ""], NOBODY).text() == Answer().text()


@posix
@pytest.mark.parametrize("source", [["-f", "saved.json"], ["--demo"]])
def test_pods_of_a_file_are_not_asked_of_the_cluster(kubectl: Kubectl, source: list[str]) -> None:
    assert answer(["inspect", *source, "ca"], kubectl).text() == Answer().text()


@pytest.mark.parametrize("word", ["/", "-n=", "--nonsense=", "--", "é", "-", "=", "--output==", "\x00"])
def test_no_line_is_an_error(word: str) -> None:
    out = io.StringIO()
    assert complete(["inspect", "--nonsense", word], {"PATH": ""}, out) == 0
    assert out.getvalue().splitlines()[-1].startswith(":")


def test_a_kubectl_that_is_not_there_offers_nothing() -> None:
    assert answer(["inspect", "ca"], NOBODY).text() == Answer().text()


def test_explain_offers_what_it_knows() -> None:
    (role,) = answer(["explain", "role/amb"], NOBODY).candidates
    assert role.startswith("role/ambassador\tstands between the app and the network")
    assert "istio-proxy\tIstio sidecar proxy" in answer(["explain", "istio-"], NOBODY).candidates
    assert names(answer(["explain", "OOMKilled"], NOBODY)) == ["OOMKilled", "OOMKilledProcess"]


@posix
def test_the_containers_of_a_pod_are_asked_of_kubectl(kubectl: Kubectl) -> None:
    found = answer(["explain", "pod/cart", "-n", "shop", "-c", "va"], kubectl)
    assert asked(found) == "__complete exec cart --namespace=shop --request-timeout=3s -c va"


@posix
def test_a_name_that_could_move_the_cursor_is_not_offered(tmp_path: Path) -> None:
    program = tmp_path / "kubectl"
    program.write_text("#!/bin/sh\nprintf 'good\\tfine\\nbad\\033[2J\\n:4\\n'\n")
    program.chmod(0o755)
    found = answer(["inspect", "--context", ""], Kubectl(environ={}, program=str(program)))
    assert found.text() == "good\tfine\n:4\n"


@pytest.mark.parametrize(
    ("argv", "words"),
    [
        (["/krew/bin/kubectl_complete-sidecars", "a", ""], ["a", ""]),
        (["C:\\bin\\kubectl_complete-sidecars.exe", "a"], ["a"]),
        (["kubectl-sidecars", "__complete", "insp"], ["insp"]),
        (["kubectl-sidecars", "inspect", "__complete"], None),
        (["kubectl-sidecars"], None),
    ],
)
def test_kubectl_asks_by_the_name_of_the_program_or_by_a_hidden_command(
    argv: list[str], words: list[str] | None
) -> None:
    assert completed_words(argv) == words


def test_the_commands_of_the_overview_are_those_that_are_parsed() -> None:
    assert list(BY_NAME) == list(COMMANDS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_flag_of_a_command_has_a_text_and_a_placeholder_or_choices(command: str) -> None:
    flags = BY_NAME[command].flags
    assert flags
    for flag in flags:
        assert flag.name.startswith("--")
        assert flag.help
        assert flag.takes_value or flag.default is False


def test_every_form_of_a_flag_is_read() -> None:
    line = split(["-Awn=shop", "-ojson", "--as-group=a", "--as-group", "b", "--watch=false", "x"], INSPECT.flags)
    assert line.words == ["x"]
    assert [(flag.name, value) for flag, value in line.given] == [
        ("--all-namespaces", None),
        ("--watch", None),
        ("--namespace", "shop"),
        ("--output", "json"),
        ("--as-group", "a"),
        ("--as-group", "b"),
        ("--watch", "false"),
    ]
    assert (line.value("--as-group"), line.has("--demo"), line.pending) == ("b", False, None)


@pytest.mark.parametrize("words", [["-n"], ["--namespace"], ["-An"]])
def test_a_flag_waits_for_its_value(words: list[str]) -> None:
    pending = split(words, INSPECT.flags).pending
    assert pending is not None
    assert pending[0].name == "--namespace"


@posix
@pytest.mark.parametrize(("word", "offered"), [("-n=st", "st-one"), ("-nst", "-nst-one"), ("-Anst", "-Anst-one")])
def test_a_value_in_the_word_of_its_short_flag_is_completed(kubectl: Kubectl, word: str, offered: str) -> None:
    """After an equals sign the shells put the flag back themselves, else nobody does."""
    found = answer(["inspect", word], kubectl)
    assert offered in names(found)
    assert asked(found) == "__complete get pods --request-timeout=3s --namespace st"


def test_fixed_values_too_are_completed_in_the_word_of_their_flag() -> None:
    assert names(answer(["inspect", "-ojs"], NOBODY)) == ["-ojson"]
    assert names(answer(["inspect", "-o=js"], NOBODY)) == ["json"]
    assert "json" in names(answer(["inspect", "-o="], NOBODY))
    assert answer(["inspect", "-fsa"], NOBODY).directive == 0


def test_explain_offers_exit_codes_and_leads_to_pods() -> None:
    codes = names(answer(["explain", "exit/13"], NOBODY))
    assert "exit/137" in codes
    assert "pod/" in names(answer(["explain", "po"], NOBODY))
    found = answer(["explain", "pod"], NOBODY)
    assert (names(found), found.directive) == (["pod/"], 6)


def test_a_word_is_offered_with_what_it_means() -> None:
    said = next(each for each in answer(["explain", "OOM"], NOBODY).candidates if each.startswith("OOMKilled\t"))
    assert "kernel killed" in said.partition("\t")[2]


def test_before_a_command_flags_are_offered_too() -> None:
    assert {"--version", "--help", "--namespace", "-n"} <= set(names(answer(["-"], NOBODY)))
    assert names(answer(["--vers"], NOBODY)) == ["--version"]
    assert "--version" not in names(answer(["-n", "shop", "--"], NOBODY))
    assert answer(["--kubeconfig", ""], NOBODY).directive == 0


@posix
def test_a_kubectl_that_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "PATIENCE", 0.0)
    program = tmp_path / "kubectl"
    program.write_text("#!/bin/sh\nexec sleep 1000\n")
    program.chmod(0o755)
    assert (
        answer(["inspect", "ca"], Kubectl(environ={"PATH": "/usr/bin:/bin"}, program=str(program))).text()
        == Answer().text()
    )


@posix
def test_kubectl_is_looked_for_on_the_path_of_the_user(kubectl: Kubectl) -> None:
    folder = str(Path(kubectl.program).parent)
    found = answer(["inspect", "ca"], Kubectl(environ={"PATH": f"/nowhere:{folder}:/usr/bin:/bin"}))
    assert "ca-one" in names(found)


@posix
def test_a_kubectl_that_has_answered_is_not_waited_for(tmp_path: Path) -> None:
    """Its last line is its directive; this one lives on until somebody writes into a pipe, and nobody does before."""
    pipe, program = tmp_path / "pipe", tmp_path / "kubectl"
    os.mkfifo(pipe)
    program.write_text(f"#!/bin/sh\necho ca-one\necho :4\nread line <{pipe}\n")
    program.chmod(0o755)
    found = answer(["inspect", "ca"], Kubectl(environ={"PATH": "/usr/bin:/bin"}, program=str(program)))
    pipe.write_text("go\n")
    assert names(found) == ["ca-one"]


@posix
@pytest.mark.parametrize(("own", "seen"), [({}, asking.GOGC), ({"GOGC": "50"}, "50")])
def test_kubectl_collects_its_garbage_rarely_unless_the_user_says_how_often(
    tmp_path: Path, own: dict[str, str], seen: str
) -> None:
    program = tmp_path / "kubectl"
    program.write_text('#!/bin/sh\necho "ca-$GOGC"\necho :4\n')
    program.chmod(0o755)
    found = answer(["inspect", "ca"], Kubectl(environ={"PATH": "/usr/bin:/bin", **own}, program=str(program)))
    assert names(found) == [f"ca-{seen}"]
