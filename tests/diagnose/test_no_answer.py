"""Words that say that nothing answered, by what was asked."""

from __future__ import annotations

import pytest

from kubectl_sidecars.diagnose.facts.no_answer import Asked, says_refused, says_unanswered

ADDRESS, SERVER, STORAGE, REGISTRY, PROBE = Asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("dial tcp 10.0.0.9:5432: connect: connection refused", {ADDRESS, SERVER, STORAGE, REGISTRY}),
        ("Error: connect ECONNREFUSED 10.0.0.9:6379", {ADDRESS, SERVER, STORAGE, REGISTRY}),
        ("dial tcp 10.0.0.9:443: i/o timeout", set(Asked)),
        ("Error: connect ETIMEDOUT 10.0.0.9:443", set(Asked)),
        ("connect: no route to host", {ADDRESS, SERVER, STORAGE, REGISTRY}),
        ("read: connection reset by peer", {ADDRESS, REGISTRY}),
        ("rpc error: code = DeadlineExceeded desc = context deadline exceeded", {ADDRESS, SERVER, STORAGE, PROBE}),
        ('Head "https://r.io/v2/": context deadline exceeded', set(Asked)),
        ("mount.nfs: Connection timed out", set(Asked)),
        ("timed out waiting for the condition", {ADDRESS, STORAGE, REGISTRY, PROBE}),
        ("lookup db on 10.96.0.10:53: no such host", {SERVER, REGISTRY}),
        ("FATAL: could not connect to server", {ADDRESS, SERVER}),
        ("upstream is not ready", {ADDRESS}),
        ("waiting for 127.0.0.1:5432", {ADDRESS}),
        ("rpc error: code = Aborted desc = an operation with the given Volume ID vol-1 already exists", {STORAGE}),
        ("stat /data: transport endpoint is not connected", {STORAGE}),
        ("permission denied", set()),
        ("exit status 1", set()),
        ("", set()),
    ],
)
def test_what_was_asked_decides_how_much_the_words_have_to_say(text: str, asked: set[Asked]) -> None:
    assert {each for each in Asked if says_unanswered(text, each)} == asked


def test_the_end_of_a_long_text_is_read() -> None:
    assert says_unanswered("x" * 100_000 + " connection refused")


@pytest.mark.parametrize(
    ("text", "is_refused"),
    [
        ("dial tcp 10.0.0.9:5432: connect: connection refused", True),
        ("nc: 127.0.0.1 (127.0.0.1:5432): Connection refused", True),
        ("Error: connect ECONNREFUSED 127.0.0.1:6379", True),
        ("Connection to localhost:5432 refused. Check that the hostname and port are correct", True),
        ("password authentication refused", False),
        ("the leader refused the request", False),
    ],
)
def test_a_connection_that_is_refused_is_told_from_a_login_that_is(text: str, is_refused: bool) -> None:
    assert says_refused(text) == is_refused
