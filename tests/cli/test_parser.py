"""The command line is kubectl's: its flags, its forms, its way to refuse."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kubectl_sidecars.cli import split_command
from kubectl_sidecars.cli.parser.inspect_flags import INSPECT, SEVERITIES, TYPES
from kubectl_sidecars.cli.parser.line import split
from kubectl_sidecars.cli.parser.options import inspect_options
from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.model import ContainerType


@pytest.mark.parametrize(
    "words", [["-n", "shop"], ["-nshop"], ["-n=shop"], ["--namespace=shop"], ["--namespace", "shop"]]
)
def test_a_namespace_is_given_in_every_form_that_kubectl_takes(words: list[str]) -> None:
    assert inspect_options(words).connection.namespace == "shop"


def test_a_switch_takes_a_value_as_pflag_lets_it() -> None:
    options = inspect_options(["-A=true", "--watch=false", "--insecure-skip-tls-verify=1", "--no-headers=F"])
    assert (options.all_namespaces, options.watch, options.headers) == (True, False, True)
    assert options.connection.insecure_skip_tls_verify
    with pytest.raises(UsageError, match='invalid argument "yes" for "-w, --watch" flag'):
        inspect_options(["--watch=yes"])


def test_flags_stand_before_between_and_after_the_words() -> None:
    options = inspect_options(["-A", "pod/a", "-o", "wide", "pod/b", "--no-headers"])
    assert (options.words, options.all_namespaces, options.output) == (("pod/a", "pod/b"), True, "wide")
    assert not options.headers


def test_flags_may_stand_before_the_command() -> None:
    assert split_command(["-n", "shop", "inspect", "cart"]) == ("inspect", ["-n", "shop", "cart"])


def test_every_connection_flag_of_kubectl_is_taken() -> None:
    given = {
        "--kubeconfig": "k", "--context": "c", "--cluster": "cl", "--user": "u", "--namespace": "n", "--server": "s",
        "--token": "t", "--as": "a", "--as-uid": "1", "--certificate-authority": "ca", "--client-certificate": "cc",
        "--client-key": "ck", "--tls-server-name": "tn", "--request-timeout": "5s",
    }  # fmt: skip
    words = [word for flag, value in given.items() for word in (flag, value)]
    options = inspect_options([*words, "--insecure-skip-tls-verify", "--as-group", "g", "--as-group", "h"]).connection
    for flag, value in given.items():
        name = flag.removeprefix("--").replace("-", "_")
        assert getattr(options, "as_" if name == "as" else name) == value
    assert options.insecure_skip_tls_verify
    assert options.as_groups == ("g", "h")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--nonsense"], "unknown flag: --nonsense"),
        (["--nonsense=1"], "unknown flag: --nonsense\n"),
        (["-Z"], "unknown shorthand flag: 'Z' in -Z"),
        (["-n"], "flag needs an argument: 'n' in -n"),
        (["--namespace"], "flag needs an argument: --namespace"),
        (["-v", "foo"], 'invalid argument "foo" for "-v, --v" flag: must be a number'),
        (["--sort-by"], "flag needs an argument: --sort-by"),
        (
            ["-o", "xml"],
            'suitable for the output format "xml", allowed formats are: table, wide, workloads, json, yaml, markdown,',
        ),
        (["--sort-by", "colour"], "cannot sort by 'colour'"),
        (["--at", "noon"], "--at 'noon' is not a time"),
        (["--demo", "-f", "x"], "exclude each other"),
        (["--record", "x"], "--record needs --watch"),
        (["--fail-on", "everything"], 'invalid argument "everything" for "--fail-on" flag: must be one of critical'),
        (["--name", "x"], "unknown flag: --name"),
    ],
)
def test_what_is_wrong_is_said_with_what_to_do(words: list[str], said: str) -> None:
    with pytest.raises(UsageError) as refused:
        inspect_options(words)
    assert said in str(refused.value)


def test_a_time_is_taken_with_and_without_its_zone() -> None:
    expected = datetime(2026, 11, 23, 2, 7, 14, tzinfo=UTC)
    assert inspect_options(["--at", "2026-11-23T02:07:14Z"]).at == expected
    assert inspect_options(["--at", "2026-11-23T02:07:14"]).at == expected
    assert inspect_options(["--at", "2026-11-23T04:07:14+02:00"]).at == expected


def test_the_json_paths_that_kubectl_users_type_sort_too() -> None:
    assert inspect_options(["--sort-by={.metadata.creationTimestamp}"]).sort_by == "age"
    assert inspect_options(["--sort-by=.status.containerStatuses[0].restartCount"]).sort_by == "restarts"


@pytest.mark.parametrize("rest", [[], ["web"], ["--plain"]], ids=["alone", "with a word", "with a flag"])
def test_each_flag_with_a_letter_too_many_is_refused(rest: list[str]) -> None:
    for flag in INSPECT.flags:
        for spelled in (f"{flag.name}x", f"{flag.name}x=1"):
            with pytest.raises(UsageError, match=f"^unknown flag: {flag.name}x\n"):
                inspect_options([spelled, *rest])


def test_the_value_of_a_flag_may_begin_with_dashes_as_for_pflag() -> None:
    assert inspect_options(["-n", "--nonsense"]).connection.namespace == "--nonsense"
    assert inspect_options(["-l", "-v=x"]).selector == "-v=x"


def test_after_two_dashes_only_words_follow() -> None:
    options = inspect_options(["-A", "--", "--nonsense", "-n", "--"])
    assert (options.words, options.all_namespaces) == (("--nonsense", "-n", "--"), True)


NAMES = [name for flag in INSPECT.flags for name in flag.names]


@given(st.lists(st.sampled_from([*NAMES, "web", "json", "-n=a", "-Aw"])))
def test_in_a_line_of_known_flags_none_is_unknown(words: list[str]) -> None:
    line = split(words, INSPECT.flags)
    assert not line.unknown
    given = [*line.given, *filter(None, [line.pending])]
    assert len(line.words) + len(given) <= len(words) + words.count("-Aw")
    assert set(line.words) <= {"web", "json"}


@given(st.lists(st.text(st.sampled_from("-=nAwozé 1"), max_size=6), max_size=4))
def test_no_line_is_a_defect(words: list[str]) -> None:
    with contextlib.suppress(UsageError):
        inspect_options(words)


def test_the_choices_are_the_types_and_severities_of_the_report() -> None:
    """Spelled out for the parser, which loads neither enum."""
    assert tuple(ContainerType) == TYPES
    assert (*Severity, "never") == SEVERITIES
