"""Last words: whose log is asked for, which of its lines tells, and what is said when there is none."""

from __future__ import annotations

import pytest

from kubectl_sidecars.causes.cause import Cause, LogRequest
from kubectl_sidecars.causes.fold import fold_causes
from kubectl_sidecars.causes.log_excerpts import MOST_LOGS, wanted_logs, with_last_words
from kubectl_sidecars.diagnose.phrasing.last_words import telling_line
from kubectl_sidecars.diagnose.phrasing.quotes import LONGEST
from kubectl_sidecars.report import inspect_pod
from tests.support.builders import container, crashing, pod, running, snapshot, terminated, waiting


def causes_of(*pods: object) -> tuple[Cause, ...]:
    whole = snapshot(*pods)
    cases = [inspect_pod(each, whole)[1] for each in whole.pods.values()]
    return fold_causes(cases, whole)


def test_one_log_is_asked_for_of_all_pods_with_one_cause() -> None:
    image = "registry.example.com/app:2"
    pods = [pod([crashing("app", terminated(3), image=image)], name=f"p{number}") for number in range(9)]
    assert wanted_logs(causes_of(*pods)) == (LogRequest("demo", "p0", "app", previous=True, uid="uid-p0"),)


def test_the_run_that_ended_is_asked_for() -> None:
    """In back-off that is the previous one; just ended it is the container's own."""
    now_down = pod([container("app", terminated(3, at=1), restarts=4)])
    assert wanted_logs(causes_of(now_down)) == (LogRequest("demo", "shop", "app", previous=False, uid="uid-shop"),)


def test_no_log_is_asked_for_where_none_would_tell() -> None:
    """An image that does not come has no log."""
    assert wanted_logs(causes_of(pod([container("app", waiting("ErrImagePull", "not found"))], phase="Pending"))) == ()


def test_the_number_of_logs_is_bounded() -> None:
    pods = [pod([crashing("app", terminated(3), image=f"a:{number}")], name=f"p{number}") for number in range(50)]
    assert len(wanted_logs(causes_of(*pods))) == MOST_LOGS


def test_the_last_words_end_the_message() -> None:
    causes = causes_of(pod([crashing("app", terminated(3))]))
    (request,) = wanted_logs(causes)
    (cause,) = with_last_words(causes, {request: "starting\npanic: no such table: orders\n"})
    assert cause.last_words == "panic: no such table: orders"
    assert cause.message.endswith('Last words: "panic: no such table: orders".')


REFUSED = "dial tcp: lookup {0} on 10.96.0.10:53: no such host"


@pytest.mark.parametrize(
    ("ended", "log", "is_said"),
    [("", "db", True), ("db", "db", False), ("db", "cache", True)],
    ids=["not known", "told in the title", "of another host"],
)
def test_what_last_words_mean_is_said_once(ended: str, log: str, is_said: bool) -> None:
    message = REFUSED.format(ended) if ended else ""
    causes = causes_of(pod([crashing("app", terminated(1, message=message))]))
    (request,) = wanted_logs(causes)
    (cause,) = with_last_words(causes, {request: REFUSED.format(log)})
    assert cause.message.count(f"no host has the name {log}") == 1
    assert ("Its last words mean: " in cause.explanation) == is_said


def test_a_meaning_that_names_the_node_is_said_once() -> None:
    """The title names the node, the meaning of a log alone does not."""
    said = "Could not unload NVIDIA driver kernel modules, driver is in use"
    causes = causes_of(pod([crashing("app", terminated(1, message=said))]))
    (request,) = wanted_logs(causes)
    (cause,) = with_last_words(causes, {request: said})
    assert cause.meaning is not None
    assert "Its last words mean: " not in cause.explanation


def test_a_log_that_is_denied_is_a_line_and_not_a_failure() -> None:
    causes = causes_of(pod([crashing("app", terminated(3))]))
    (request,) = wanted_logs(causes)
    (cause,) = with_last_words(causes, {}, {request: "pods/log is forbidden"})
    assert cause.message.endswith("Its log cannot be read: pods/log is forbidden.")


@pytest.mark.parametrize(("seconds", "words"), [(20, "Last words: "), (480, "Last words, 8 minutes ago: ")])
def test_an_init_container_that_has_gone_silent_says_for_how_long(seconds: float, words: str) -> None:
    loads = container("load-data", running(500), command=("load",))
    causes = causes_of(pod([container("app", waiting("PodInitializing"))], [loads], phase="Pending"))
    (request,) = wanted_logs(causes)
    (cause,) = with_last_words(causes, {request: "loaded chunk 9 of 40"}, silent={request: seconds})
    assert cause.message.endswith(f'{words}"loaded chunk 9 of 40".')


@pytest.mark.parametrize("log", ["", "\n \n"])
def test_an_empty_log_adds_nothing(log: str) -> None:
    causes = causes_of(pod([crashing("app", terminated(3))]))
    (request,) = wanted_logs(causes)
    assert with_last_words(causes, {request: log}) == causes


def test_a_log_that_was_not_fetched_adds_nothing() -> None:
    causes = causes_of(pod([crashing("app", terminated(3))]))
    assert with_last_words(causes, {}) == causes


@pytest.mark.parametrize(
    ("log", "line"),
    [
        ("one\ntwo", "two"),
        ("ERROR: cannot bind\nshutting down\nbye", "ERROR: cannot bind"),
        ("error one\nerror two\ndone", "error two"),
        ("2026-11-23T01:02:03.456Z fatal: no config", "fatal: no config"),
        (
            "ValueError: it needs 12 GiB\nTraceback (most recent call last):\nRuntimeError: See stack trace above",
            "ValueError: it needs 12 GiB",
        ),
        ("RuntimeError: it failed. See stack trace above.", "RuntimeError: it failed. See stack trace above."),
        ("Traceback (most recent call last):\n  File \"a.py\", line 1, in <module>\nKeyError: 'DB'", "KeyError: 'DB'"),
        (
            "Error: unknown flag: --prot\nUsage:\n  app serve [flags]\n\nFlags:\n  --fail-fast  fail",
            "Error: unknown flag: --prot",
        ),
        (
            "flag provided but not defined: -qps\nUsage of /app/server:\n  -log-level value\n    \tFail or error",
            "flag provided but not defined: -qps",
        ),
        (
            (
                "2026-08-12 09:20:41.912 GMT [1] FATAL:  data is incompatible\n"
                "2026-08-12 09:20:41.912 GMT [1] DETAIL:  It was made by version 14.\n"
            ),
            "FATAL: data is incompatible DETAIL: It was made by version 14.",
        ),
        (
            "old error: no config\n" + 6 * "ready\n" + "ERROR cannot lock a\nERROR cannot lock a\nnote\n"
            "ERROR no data file\nERROR Data initialization failed.\n2026-01-01 01:01:01 0 [ERROR] [Server] Aborting",
            "ERROR cannot lock a",
        ),
        ("ERROR shutting down: out of disk", "ERROR shutting down: out of disk"),
        ("Error: exit status 1", "Error: exit status 1"),
        (
            (
                "ERROR Fatal error during startup (a.B)\na.b.WrongIdException: it is x\n\tat a.b.C(C.java:1)\n"
                "INFO shut down\nERROR Exiting Kafka. (a.B)"
            ),
            "a.b.WrongIdException: it is x",
        ),
        ("1:M 06 Aug 2026 09:31:07.402 # Bad file format: make a backup", "Bad file format: make a backup"),
        ("cp: missing operand after 'x y'\nTry 'cp --help' for more.", "cp: missing operand after 'x y'"),
        (
            "panic: nil map\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/error.go:12 +0x1d\nexit status 2",
            "panic: nil map",
        ),
        (
            "a.IllegalState: x\n\tat a.B.c(B.java:1)\nCaused by: java.net.ConnectException: refused\n\t... 12 more",
            "Caused by: java.net.ConnectException: refused",
        ),
        ('FATAL: role "shop" does not exist\nserver stopped', 'FATAL: role "shop" does not exist'),
        (
            (
                '{"level":"error","msg":"Failed to watch","error":"topics.acme.io is forbidden"}\n'
                '{"level":"error","msg":"Could not wait for Cache to sync","error":"timed out"}\n'
                '{"level":"error","msg":"problem running manager","error":"failed to wait for topic caches to sync"}\n'
            ),
            "Failed to watch: topics.acme.io is forbidden",
        ),
        (
            '{"level":"error","msg":"failed to wait for topic caches to sync"}',
            "failed to wait for topic caches to sync",
        ),
        ("  \n\tpanic: x\r\n\n", "panic: x"),
        ("terror on board\nall is well", "all is well"),
    ],
)
def test_the_line_that_tells(log: str, line: str) -> None:
    assert telling_line(log) == line


def test_a_long_line_keeps_its_end() -> None:
    line = telling_line(f"error: {'x' * 10_000} the cause")
    assert len(line) <= LONGEST
    assert line.endswith(" the cause")


def test_colours_of_a_log_are_no_part_of_its_words() -> None:
    log = "\x1b[32mINFO\x1b[0m up\n2026-11-23T01:45:27Z \x1b[1;31mERROR\x1b[m no such table\x1b[2K"
    assert telling_line(log) == "ERROR no such table\x1b[2K"
