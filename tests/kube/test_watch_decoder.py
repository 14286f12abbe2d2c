"""The events of a watch do not depend on how its bytes are split into chunks."""

from __future__ import annotations

import json

import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.kube.read import watch_decoder
from kubectl_sidecars.kube.read.watch_decoder import (
    Bookmark,
    Garbled,
    WatchChange,
    WatchDecoder,
    WatchError,
)
from tests.support.kube_clients import pod

LINE = json.dumps({"type": "ADDED", "object": pod("a")}).encode() + b"\n"
BOOKMARK = (
    b'{"type":"BOOKMARK","object":{"kind":"Pod","metadata":{"resourceVersion":"9"},"spec":{"containers":null}}}\n'
)
GONE = b'{"type":"ERROR","object":{"kind":"Status","status":"Failure","message":"too old","code":410}}\n'


@pytest.mark.parametrize("size", [1, 7, 100, 10_000])
def test_events_are_the_same_however_the_bytes_are_cut(size: int) -> None:
    data = LINE + BOOKMARK + LINE * 3 + GONE + LINE[:-9]
    decoder = WatchDecoder(Pod)
    found = [event for at in range(0, len(data), size) for event in decoder.feed(data[at : at + size])]
    kinds = [WatchChange, Bookmark, WatchChange, WatchChange, WatchChange, WatchError]
    assert [type(each) for each in found] == kinds
    assert isinstance(found[1], Bookmark)
    assert found[1].version == "9"
    assert isinstance(found[5], WatchError)
    assert (found[5].status.code, found[5].status.message) == (410, "too old")
    assert decoder.undecodable == []


@pytest.mark.parametrize(
    "line",
    [
        b'{"type":"MODIFIED","object":{"kind":"Pod","meta',
        LINE.strip()[:-1],
        LINE.replace(b'"app"', b'"a\xffp"').strip(),
        b"<html><title>Log in</title></html>",
        b"{}",
        b"[1,2,3]",
        b'{"type":"ADDED","object":{}}',
        b'{"type":"BOOKMARK","object":[]}',
        bytes(range(1, 256)).replace(b"\n", b""),
    ],
)
def test_bytes_that_are_no_event_end_the_watch(line: bytes) -> None:
    """client-go lists again after them (StreamWatcher.receive and Reflector.watch, v0.35)."""
    decoder = WatchDecoder(Pod)
    found = decoder.feed(LINE + line + b"\n" + LINE)
    assert [type(each) for each in found] == [WatchChange, Garbled]
    assert decoder.undecodable == []
    assert [type(each) for each in [*decoder.feed(line), *decoder.end()]] == [Garbled]


def test_an_event_without_an_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch_decoder, "MOST_BYTES", 100)
    decoder = WatchDecoder(Pod)
    assert decoder.feed(b"x" * 100) == []
    assert [type(each) for each in decoder.feed(b"x")] == [Garbled]
