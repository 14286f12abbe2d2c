"""The events of a watch do not depend on how its bytes are split into chunks."""

from __future__ import annotations

import json

import pytest

from kubectl_sidecars.api import Pod
from kubectl_sidecars.kube.read.watch_decoder import (
    Bookmark,
    Change,
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
    kinds = [Change, Bookmark, Change, Change, Change, WatchError]
    assert [type(each) for each in found] == kinds
    assert isinstance(found[1], Bookmark)
    assert found[1].version == "9"
    assert isinstance(found[5], WatchError)
    assert (found[5].status.code, found[5].status.message) == (410, "too old")
    assert decoder.undecodable == []
