"""Words that say that nothing answered, by what was asked."""

from __future__ import annotations

import pytest

from kubectl_sidecars.diagnose.facts.no_answer import Asked, says_unanswered

ADDRESS, SERVER, STORAGE = Asked


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("dial tcp 10.0.0.9:5432: connect: connection refused", {ADDRESS, SERVER, STORAGE}),
        ("Error: connect ECONNREFUSED 10.0.0.9:6379", {ADDRESS, SERVER, STORAGE}),
        ("dial tcp 10.0.0.9:443: i/o timeout", {ADDRESS, SERVER, STORAGE}),
        ("connect: no route to host", {ADDRESS, SERVER, STORAGE}),
        ("rpc error: code = DeadlineExceeded desc = context deadline exceeded", {ADDRESS, SERVER, STORAGE}),
        ("mount.nfs: Connection timed out", {ADDRESS, SERVER, STORAGE}),
        ("timed out waiting for the condition", {ADDRESS, STORAGE}),
        ("lookup db on 10.96.0.10:53: no such host", {SERVER}),
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
