"""Lists in pages over a real socket: complete, in order, with an error for each missing part."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest

from kubectl_sidecars.api import Event, Pod
from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.kube.read import pager as listing_module
from kubectl_sidecars.kube.read.pager import Pager
from kubectl_sidecars.kube.read.resources import (
    EVENTS,
    PODS,
    Query,
)
from tests.support.fake_server import Fault, serve
from tests.support.kube_clients import client, event, pod

NAMES = [f"pod-{number:04}" for number in range(1234)]
DEEP = b'{"a":' * 50_000 + b"1" + b"}" * 50_000


def names(pager: Pager[Pod]) -> list[str]:
    return [each.metadata.name for page in pager.pages() for each in page]


def page(name: str, *, more: str = "") -> bytes:
    """A page of one pod, its metadata last."""
    meta = {"resourceVersion": "7", "continue": more}
    return json.dumps({"kind": "PodList", "items": [pod(name)], "metadata": meta}).encode()


def test_a_long_list_comes_in_pages_of_500_and_whole(tmp_path: Path) -> None:
    with serve(pod(name) for name in NAMES) as server, client(server, tmp_path) as kube:
        pager = Pager(kube, Query(PODS), first_limit=100)
        assert names(pager) == NAMES
        assert [each.query["limit"] for each in server.requests] == ["100", "500", "500", "500"]
        assert pager.resource_version == str(server.version)
        assert pager.error is None
        assert pager.undecodable == []


def test_a_page_larger_than_any_before_it_is_whole(tmp_path: Path) -> None:
    """Pages are read into memory that grows: 1 MiB at first. The page before is still in use then."""
    sizes = {"a-small": 100_000, "b-large": 3_000_000, "c-empty": 0}
    pods = [pod(name) for name in sizes]
    for each, size in zip(pods, sizes.values(), strict=True):
        each["metadata"]["annotations"] = {"note": "x" * size}
    with serve(pods) as server, client(server, tmp_path) as kube:
        pager = Pager(kube, Query(PODS), first_limit=1)
        found = {each.metadata.name: len(each.metadata.annotations["note"]) for page in pager.pages() for each in page}
    assert found == sizes


@pytest.mark.parametrize("cut", [20, 5000, 10_000])
def test_a_page_that_breaks_off_is_asked_for_again(tmp_path: Path, cut: int) -> None:
    """In the first chunk or in a later one, of the first page or of a later one."""
    pods = [pod(name) for name in NAMES]
    for page in ("limit=100", "continue="):
        fault = Fault(page, cut=cut, times=2)
        with serve(pods, faults=[fault]) as server, client(server, tmp_path) as kube:
            assert names(Pager(kube, Query(PODS), first_limit=100)) == NAMES
            assert len(server.requests) == 6


def test_the_next_page_is_fetched_while_this_one_is_in_use(tmp_path: Path) -> None:
    with serve(pod(name) for name in NAMES) as server, client(server, tmp_path) as kube:
        pages = Pager(kube, Query(PODS)).pages()
        asked = threading.Semaphore(0)
        server.on_request = lambda _: asked.release()
        next(pages)
        next(pages)
        assert all(asked.acquire(timeout=10) for _ in range(3))  # nobody has taken the third page yet
        pages.close()  # type: ignore[attr-defined]


def test_the_next_page_is_asked_for_before_the_rest_of_this_one_has_come(tmp_path: Path) -> None:
    """Its token stands at the head of a page: the server prepares the next while it still sends this one."""
    with serve(pod(name) for name in NAMES) as server, client(server, tmp_path) as kube:
        gate = threading.Event()
        server.faults.append(Fault("limit=100", pause_after=5000, gate=gate))
        asked: list[object] = []

        def opened(connection: object) -> None:
            asked.append(connection)
            if len(asked) == 2:
                gate.set()

        server.on_request = opened
        assert names(Pager(kube, Query(PODS), first_limit=100)) == NAMES
        assert len(server.requests) == 4


def test_an_expired_token_goes_on_where_it_was_with_the_token_that_the_server_gives(tmp_path: Path) -> None:
    with serve(pod(name) for name in NAMES) as server, client(server, tmp_path) as kube:
        gate = threading.Event()
        server.faults.append(Fault("continue=", gate=gate))
        pages = Pager(kube, Query(PODS), first_limit=100).pages()
        found = [each.metadata.name for each in next(pages)]
        server.put(pod("zebra"))
        server.expire()
        gate.set()
        found += [each.metadata.name for page in pages for each in page]
        assert found == [*NAMES, "zebra"]


def test_after_an_expired_token_a_watch_starts_where_the_first_page_was_read(tmp_path: Path) -> None:
    with serve(pod(name) for name in NAMES[:600]) as server, client(server, tmp_path) as kube:
        gate = threading.Event()
        server.faults.append(Fault("continue=", gate=gate))
        pager = Pager(kube, Query(PODS))
        pages = pager.pages()
        before = str(server.version)
        next(pages)
        server.put(pod(NAMES[0]))
        server.expire()
        gate.set()
        assert [each.metadata.name for page in pages for each in page] == NAMES[500:600]
        assert pager.resource_version == before


def test_what_is_forbidden_is_a_value_with_the_servers_reason(tmp_path: Path) -> None:
    with serve([pod("a")]) as server, client(server, tmp_path) as kube:
        server.forbid("pods")
        pager = Pager(kube, Query(PODS, "shop"))
        assert names(pager) == []
        (denied,) = pager.denied
        assert denied.what == "pods in namespace shop"
        assert denied.why.startswith("pods is forbidden")


def test_one_unreadable_pod_is_named_and_costs_none_of_the_others(tmp_path: Path) -> None:
    broken = pod("broken")
    broken["spec"] = {"containers": "many"}
    with serve([pod("a"), broken, pod("z")]) as server, client(server, tmp_path) as kube:
        pager = Pager(kube, Query(PODS))
        assert set(names(pager)) >= {"a", "z"}
        assert [(each.kind, each.name) for each in pager.undecodable] == [("Pod", "broken")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>login</html>",
        b"[]",
        b"[1,2,3]",
        b'{"metadata": {"continue": "',
        b'{"items": 7}',
        b"\xff\xfe",
        b"null",
        b"{}",
        b'{"kind":"PodList","items":[]}',
        b'{"metadata":{"resourceVersion":"7"},"items":[]}',
        b'{"kind":"Table","metadata":{"resourceVersion":"7"},"items":[]}',
        b'{"kind":"PodList","items":' + DEEP,
        DEEP,
    ],
)
def test_an_answer_that_is_no_list_is_one_line(tmp_path: Path, body: bytes) -> None:
    """A list has its kind and a resourceVersion: without them `{}` would say that there are no pods."""
    words = r"the server's list of pods cannot be read: .* is it an API server"
    serving = serve(faults=[Fault("pods", body=body)])
    with serving as server, client(server, tmp_path) as kube, pytest.raises(ClusterError, match=words):
        names(Pager(kube, Query(PODS)))


@pytest.mark.parametrize("read", ["pages", "raw_pages"])
@pytest.mark.parametrize("item", ["{}", "null", "5", '{"metadata":{"uid":"u"}}'])
def test_an_object_without_a_name_is_none_and_the_list_is_damaged(tmp_path: Path, item: str, read: str) -> None:
    body = f'{{"kind":"PodList","metadata":{{"resourceVersion":"7"}},"items":[{item}]}}'
    with serve(faults=[Fault("pods", body=body.encode())]) as server, client(server, tmp_path) as kube:
        pager = Pager(kube, Query(PODS))
        assert [*getattr(pager, read)()] == [()]
        assert [(problem.kind, problem.name) for problem in pager.undecodable] == [("Pod", "")]
        assert pager.damage == "it has an object without a name"


def test_an_object_that_is_repaired_is_not_refused(tmp_path: Path) -> None:
    repaired, refused = pod("repaired"), pod("refused")
    repaired["spec"] = {"containers": "many"}
    refused["status"] = {"containerStatuses": [{"restartCount": "x"}] * 30}
    with serve([pod("a"), repaired, refused]) as server, client(server, tmp_path) as kube:
        pager = Pager(kube, Query(PODS))
        assert names(pager) == ["a", "repaired"]
        assert pager.refused == {("shop", "refused")}
        assert pager.damage == ""


def test_a_list_whose_pages_repeat_has_an_end(tmp_path: Path) -> None:
    body = page("a", more="again")
    serving = serve(faults=[Fault("pods", body=body, times=99)])
    words = "does not end: its pages repeat"
    with serving as server, client(server, tmp_path) as kube, pytest.raises(ClusterError, match=words):
        names(Pager(kube, Query(PODS)))


def test_a_server_that_writes_the_metadata_last_is_read_all_the_same(tmp_path: Path) -> None:
    first, last = page("a", more="more"), page("b")
    serving = serve(faults=[Fault("pods", body=first), Fault("pods", body=last)])
    with serving as server, client(server, tmp_path) as kube:
        pager = Pager(kube, Query(PODS))
        assert names(pager) == ["a", "b"]
        assert pager.resource_version == "7"


def test_the_fields_of_an_item_are_not_taken_for_the_lists(tmp_path: Path) -> None:
    items, meta = [{"metadata": {"name": "a", "continue": "never"}}], {"resourceVersion": "7"}
    tricky: dict[str, Any] = {"kind": "PodList", "items": items, "metadata": meta}
    with serve(faults=[Fault("pods", body=json.dumps(tricky).encode())]) as server, client(server, tmp_path) as kube:
        assert names(Pager(kube, Query(PODS))) == ["a"]
        assert len(server.requests) == 1


def test_raw_pages_give_each_object_with_its_own_json(tmp_path: Path) -> None:
    with serve([pod("a"), pod("b")]) as server, client(server, tmp_path) as kube:
        pairs = [pair for page in Pager(kube, Query(PODS)).raw_pages() for pair in page]
    assert [json.loads(raw)["metadata"]["uid"] for _value, raw in pairs] == ["uid-of-a", "uid-of-b"]
    assert [value.metadata.name for value, _raw in pairs] == ["a", "b"]


def test_selectors_are_the_servers_work_and_keep_is_ours(tmp_path: Path) -> None:
    objects = [pod("a", app="cart"), pod("b", app="cart"), pod("c", app="till"), pod("d", "other", app="cart")]
    with serve(objects) as server, client(server, tmp_path) as kube:
        query = Query(PODS, "shop", label_selector="app=cart", keep=lambda each: each.metadata.name != "a")
        assert names(Pager(kube, query)) == ["b"]
        assert server.requests[0].query["labelSelector"] == "app=cart"


def test_events_of_both_apis_come_as_one(tmp_path: Path) -> None:
    new = {"kind": "Event", "metadata": {"name": "n", "namespace": "shop"}, "regarding": {"uid": "u"}, "note": "hello"}
    with serve([event(pod("a")), new]) as server, client(server, tmp_path) as kube:
        found: list[Event] = [each for page in Pager(kube, Query(EVENTS)).pages() for each in page]
    assert {(each.involved_object.uid, each.message) for each in found} == {("uid-of-a", ""), ("u", "hello")}


def test_the_page_size_is_kubectls() -> None:
    assert listing_module.LIMIT == 500
