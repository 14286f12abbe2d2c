"""The answers to failed probes in plain words, each as the kubelet writes it."""

from __future__ import annotations

import msgspec
import pytest

from kubectl_sidecars.api import Container, ContainerPort, ExecAction, HTTPGetAction, Probe
from kubectl_sidecars.diagnose.facts.probe_answers import Mismatch, ProbeAnswer, read
from kubectl_sidecars.diagnose.facts.probe_meanings import meaning_of

SPEC = Container(name="app", ports=(ContainerPort(name="http", container_port=8080),))
PROBE = Probe(http_get=HTTPGetAction(path="/healthz", port=8080, scheme="HTTP"))


def status(code: int) -> str:
    return f"HTTP probe failed with statuscode: {code}"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (status(401), "wants credentials for /healthz (401)"),
        (status(403), "wants credentials for /healthz (403)"),
        (status(404), "has no path /healthz (404)"),
        (status(405), "does not allow GET of /healthz (405)"),
        (status(400), "a port that speaks HTTPS answers plain HTTP so"),
        (status(429), "limits how often it may be asked (429)"),
        (status(503), "the program itself answers that it is not well (503)"),
        (
            'Get "https://10.1.0.153:8080/healthz": http: server gave HTTP response to HTTPS client',
            "the port speaks plain HTTP",
        ),
        (
            (
                'Get "http://10.1.0.9:8080/healthz": net/http: HTTP/1.x transport connection broken: malformed HTTP'
                ' response "\\x00\\x00\\x06\\x04"'
            ),
            "speaks no HTTP/1",
        ),
        (
            "error: this server does not implement the grpc health protocol (grpc.health.v1.Health): unknown service",
            "has no gRPC health service",
        ),
        ("dial tcp 10.1.0.9:8080: connect: connection refused", "nothing listens at port 8080 of the pod's address"),
    ],
)
def test_an_answer_in_plain_words(answer: str, words: str) -> None:
    found = meaning_of(SPEC, PROBE, read(answer))
    assert words in found.words
    assert found.sentence.endswith(".")
    assert found.sentence[0].isupper()


@pytest.mark.parametrize("port", [ContainerPort(name="https", container_port=8080), ContainerPort(container_port=8443)])
def test_a_port_that_is_named_or_numbered_for_https_tells_of_the_scheme(port: ContainerPort) -> None:
    probe = Probe(http_get=HTTPGetAction(path="/", port=port.container_port, scheme="HTTP"))
    spec = msgspec.structs.replace(SPEC, ports=(port,))
    found = meaning_of(spec, probe, read(status(400)))
    assert "it seems to speak HTTPS" in found.words
    assert found.advice == "Set scheme: HTTPS in the probe."


def test_a_probe_of_another_host_is_told_of_that_one() -> None:
    probe = Probe(http_get=HTTPGetAction(path="/readyz", port=8080, host="10.0.0.7"))
    found = meaning_of(SPEC, probe, read("dial tcp 10.0.0.7:8080: connect: connection refused"))
    assert found.words == "the probe asks 10.0.0.7, where nothing listens at port 8080"


def test_a_probe_by_https_is_not_told_to_ask_by_https() -> None:
    probe = Probe(http_get=HTTPGetAction(path="/", port=8443, scheme="HTTPS"))
    assert meaning_of(SPEC, probe, read(status(400))).words == ""


@pytest.mark.parametrize(
    "answer",
    [
        "",
        "cat: can't open '/tmp/up': No such file or directory",
        status(302),
        'Get "http://10.1.0.9:9000/": dial tcp 10.1.0.9:9000: connect: connection refused',
    ],
    ids=["none", "of a command", "passed", "a port that is not declared is said elsewhere"],
)
def test_other_answers_have_no_meaning_of_their_own(answer: str) -> None:
    assert meaning_of(SPEC, PROBE, read(answer)).sentence == ""


def test_a_program_that_prints_a_status_is_no_http_probe() -> None:
    assert meaning_of(SPEC, Probe(), read(status(404))).words == ""


def test_the_status_of_a_probe_that_a_proxy_passes_on_is_not_the_programs() -> None:
    probe = Probe(http_get=HTTPGetAction(path="/app-health/app/readyz", port=15020, scheme="HTTP"))
    assert meaning_of(SPEC, probe, read(status(500))).words == ""


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("", ProbeAnswer()),
        (status(503), ProbeAnswer(got_status=503, status=503)),
        ("curl: (22) The requested URL returned error: 503", ProbeAnswer(status=503)),
        ("wget: server returned error: HTTP/1.1 429 Too Many Requests", ProbeAnswer(status=429)),
        (
            "dial tcp [fd00::7]:8080: connect: connection refused",
            ProbeAnswer(is_refused=True, refused_port=8080),
        ),
        ("nc: 127.0.0.1 (127.0.0.1:5432): Connection refused", ProbeAnswer(is_refused=True)),
        ("http: server gave HTTP response to HTTPS client", ProbeAnswer(mismatch=Mismatch.PLAIN_HTTP)),
    ],
)
def test_an_answer_is_read_once_into_its_fields(text: str, answer: ProbeAnswer) -> None:
    assert read(text) == answer._replace(text=text)


@pytest.mark.parametrize(
    ("text", "not_yet", "trouble"),
    [
        (status(503), True, False),
        ("/var/run:5432 - rejecting connections", True, False),
        ("error while loading shared libraries: libssl.so.3", False, True),
        ("curl: (7) Failed to connect: Connection refused", False, True),
        ('command "check" timed out after 1s', False, True),
        ("role is replica", False, False),
    ],
)
def test_words_of_a_command_tell_a_start_from_trouble(text: str, not_yet: bool, trouble: bool) -> None:
    answer = read(text)
    assert (answer.says_not_yet, answer.shows_trouble) == (not_yet, trouble)


@pytest.mark.parametrize(
    ("text", "of_kubelet", "of_command"),
    [
        ('command "check" timed out after 1s', True, True),
        ("rpc error: code = DeadlineExceeded desc = failed to exec: timeout 1s exceeded", True, True),
        ('Get "http://10.1.0.9:8080/": context deadline exceeded (Client.Timeout exceeded)', True, False),
        ("dial tcp 10.1.0.9:8080: i/o timeout", True, False),
        ("Error: connect ETIMEDOUT 10.0.0.9:5432", True, False),
        ("dial tcp 10.1.0.9:8080: connect: connection refused", False, False),
        ("", False, False),
    ],
)
def test_a_command_that_was_ended_is_told_from_one_that_waited_for_a_server(
    text: str, of_kubelet: bool, of_command: bool
) -> None:
    answer = read(text)
    runs = Probe(exec=ExecAction(command=("check",)))
    assert (answer.timed_out(PROBE), answer.timed_out(runs)) == (of_kubelet, of_command)
