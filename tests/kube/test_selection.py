"""kubectl's words to the pods that they name, and what a report needs around them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kubectl_sidecars.errors import FORBIDDEN, UsageError
from kubectl_sidecars.kube.fetch import Fetched, fetch
from kubectl_sidecars.kube.read.resources import EVENTS
from kubectl_sidecars.kube.select.pod_query import PodQuery
from kubectl_sidecars.kube.select.pod_selection import select
from kubectl_sidecars.kube.select.resource_args import parse_resource_args
from kubectl_sidecars.kube.select.workloads import (
    LabelSelector,
    LabelSelectorRequirement,
    selector_text,
)
from tests.support.fake_server import FakeServer, Fault, serve
from tests.support.kube_clients import Object, client, event, pod, workload

CART: Object = {"matchLabels": {"app": "cart"}}
DEPLOYMENT = workload("Deployment", "cart", CART)
REPLICAS = workload("ReplicaSet", "cart-5f", CART, DEPLOYMENT, app="cart")
OTHERS = workload("ReplicaSet", "cart-canary-77", CART, workload("Deployment", "cart-canary"), app="cart")
CRON = workload("CronJob", "backup")
RUN = workload("Job", "backup-29000000", {"matchLabels": {"job-name": "backup-29000000"}}, CRON)
BY_HAND = workload("Job", "backup-29999999", {"matchLabels": {"job-name": "backup-29999999"}})
SERVICE: Object = {
    "kind": "Service",
    "metadata": {"name": "front", "namespace": "shop"},
    "spec": {"selector": {"app": "cart", "tier": "web"}},
}
HEADLESS: Object = {"kind": "Service", "metadata": {"name": "outside", "namespace": "shop"}, "spec": {}}
NODE: Object = {"kind": "Node", "metadata": {"name": "n1", "uid": "uid-of-n1"}}
SHOP: Object = {"kind": "Namespace", "metadata": {"name": "shop", "uid": "uid-of-shop"}}
WEB = pod("cart-5f-web", owner=REPLICAS, node="n1", app="cart", tier="web", **{"pod-template-hash": "5f"})
WORLD: list[Object] = [
    *(DEPLOYMENT, REPLICAS, OTHERS, CRON, RUN, BY_HAND, SERVICE, HEADLESS, NODE, SHOP, WEB),
    pod("canary", owner=OTHERS, app="cart", **{"pod-template-hash": "77"}),
    pod("stray", app="cart", tier="web"),
    pod("backup-1", owner=RUN, **{"job-name": "backup-29000000"}),
    pod("by-hand", owner=BY_HAND, **{"job-name": "backup-29999999"}),
    pod("elsewhere", "other", node="n1", app="cart"),
    event(WEB),
    event(RUN, "Started"),
    event({"kind": "Widget", "metadata": {"name": "w", "namespace": "shop", "uid": "uid-of-widget"}}),
]


def found(server: FakeServer, folder: Path, *arguments: str, **flags: Any) -> Fetched:
    with client(server, folder, namespace="shop") as kube:
        fetched = fetch(kube, select(kube, PodQuery(words=arguments, **flags)))
        fetched.pages = iter(list(fetched.pages))
        return fetched


def names(fetched: Fetched) -> list[str]:
    return sorted(each.metadata.name for each in fetched.pods)


@pytest.mark.parametrize(
    ("arguments", "flags", "expected"),
    [
        ([], {}, ["backup-1", "by-hand", "canary", "cart-5f-web", "stray"]),
        ([], {"namespace": "other"}, ["elsewhere"]),
        ([], {"all_namespaces": True, "selector": "app=cart"}, ["canary", "cart-5f-web", "elsewhere", "stray"]),
        ([], {"selector": "app=cart", "field_selector": "spec.nodeName=n1"}, ["cart-5f-web"]),
        (["stray"], {}, ["stray"]),
        (["stray", "canary", "stray"], {}, ["canary", "stray"]),
        (["pod", "stray", "canary"], {}, ["canary", "stray"]),
        (["po/stray", "pods/canary"], {}, ["canary", "stray"]),
        (["pods"], {"selector": "tier=web"}, ["cart-5f-web", "stray"]),
        (["deploy/cart"], {}, ["cart-5f-web"]),
        (["deployments.apps", "cart"], {}, ["cart-5f-web"]),
        (["Deployment/cart"], {"selector": "tier=db"}, []),
        (["deployments"], {}, ["canary", "cart-5f-web"]),
        (["rs/cart-5f", "deploy/cart", "stray"], {}, ["cart-5f-web", "stray"]),
        (["job/backup-29000000"], {}, ["backup-1"]),
        (["cj/backup"], {}, ["backup-1"]),
        (["jobs"], {}, ["backup-1", "by-hand"]),
        (["svc/front"], {}, ["cart-5f-web", "stray"]),
        (["node/n1"], {}, ["cart-5f-web", "elsewhere"]),
        (["node/n1"], {"namespace": "shop"}, ["cart-5f-web"]),
        (["no", "n1"], {"all_namespaces": True}, ["cart-5f-web", "elsewhere"]),
    ],
)
def test_words_name_pods_as_they_do_to_kubectl(
    tmp_path: Path, arguments: Sequence[str], flags: dict[str, Any], expected: list[str]
) -> None:
    with serve(WORLD) as server:
        fetched = found(server, tmp_path, *arguments, **flags)
        assert names(fetched) == expected
        assert fetched.denied == []


@pytest.mark.parametrize(
    ("arguments", "flags", "words"),
    [
        (["gone"], {}, 'Error from server (NotFound): pods "gone" not found'),
        (["lost", "gone"], {}, 'Error from server (NotFound): pods "lost" not found'),
        (["deploy/gone"], {}, 'Error from server (NotFound): deployments.apps "gone" not found'),
        (["node/gone"], {}, 'Error from server (NotFound): nodes "gone" not found'),
        (["foo/bar"], {}, 'the server doesn\'t have a resource type "foo"'),
        (["secrets/x"], {}, 'pods cannot be selected by "secrets": the types are pod, deployment,'),
        (["ns/shop"], {}, 'pods cannot be selected by "ns": a namespace is named with -n; the types'),
        (["f\x1b/bar"], {}, 'the server doesn\'t have a resource type "f\\x1b"'),
        (["x"], {"all_namespaces": True}, "a resource cannot be retrieved by name across all namespaces"),
        (["x"], {"selector": "a=b"}, "name cannot be provided when a selector is specified"),
        (["a/b/c"], {}, "arguments in resource/name form may not have more than one slash"),
        (["pod/"], {}, "arguments in resource/name form must have a single resource and name"),
        (["pod", "pod/x"], {}, "there is no need to specify a resource type as a separate argument"),
        ([""], {}, "resource name may not be empty"),
        ([".."], {}, 'invalid resource name ".."'),
        ([], {"namespace": "a/../b"}, 'invalid resource name "a/../b"'),
        (["svc/outside"], {}, "service/outside has no selector, so it selects no pods"),
        (["svc"], {}, "name a service: service/NAME"),
    ],
)
def test_words_that_name_nothing_are_refused_in_kubectls_words(
    tmp_path: Path, arguments: Sequence[str], flags: dict[str, Any], words: str
) -> None:
    with serve(WORLD) as server, pytest.raises(UsageError) as refused:
        found(server, tmp_path, *arguments, **flags)
    assert str(refused.value).startswith(words)
    assert all(line.isprintable() for line in str(refused.value).splitlines())


def test_a_pod_that_does_not_exist_leaves_those_that_do(tmp_path: Path) -> None:
    with serve(WORLD) as server:
        fetched = found(server, tmp_path, "stray", "gone")
    assert names(fetched) == ["stray"]
    assert list(map(str, fetched.missing)) == ['Error from server (NotFound): pods "gone" not found']


def test_references_are_read_without_a_server() -> None:
    assert [str(each) for each in parse_resource_args(["sts", "a", "b"])] == ["statefulset/a", "statefulset/b"]
    assert [str(each) for each in parse_resource_args(["ds/a", "b"])] == ["daemonset/a", "pod/b"]
    assert parse_resource_args([]) == ()


def test_several_types_are_joined_by_commas_as_kubectl_joins_them() -> None:
    assert [str(each) for each in parse_resource_args(["deploy,sts"])] == ["deployment/", "statefulset/"]
    assert [str(each) for each in parse_resource_args(["po,deploy", "cart"])] == ["pod/cart", "deployment/cart"]
    with pytest.raises(UsageError, match='the server doesn\'t have a resource type "zz"'):
        parse_resource_args(["deploy,zz"])


def test_a_selector_bad_to_the_server_ends_in_its_words(tmp_path: Path) -> None:
    fault = Fault("pods", status=400, reason="BadRequest", message="unable to parse requirement")
    with serve(WORLD, faults=[fault]) as server, pytest.raises(UsageError, match="unable to parse requirement"):
        found(server, tmp_path, selector="a===")


def test_a_replica_set_of_a_later_rollout_belongs_to_its_deployment(tmp_path: Path) -> None:
    with serve(WORLD) as server, client(server, tmp_path, namespace="shop") as kube:
        selection = select(kube, PodQuery(words=("deploy/cart",)))
        later = workload("ReplicaSet", "cart-6b", CART, DEPLOYMENT, app="cart")
        server.put(later)
        server.put(pod("cart-6b-x", owner=later, app="cart", **{"pod-template-hash": "6b"}))
        assert names(fetch(kube, selection)) == ["cart-5f-web", "cart-6b-x"]


def test_the_server_selects_by_label_and_node(tmp_path: Path) -> None:
    with serve(WORLD) as server:
        found(server, tmp_path, "deploy/cart")
        found(server, tmp_path, "node/n1")
        first, second = server.asked("pods")
    assert (first.path, first.query["labelSelector"]) == ("/api/v1/namespaces/shop/pods", "app=cart")
    assert (second.path, second.query["fieldSelector"]) == ("/api/v1/pods", "spec.nodeName=n1")


def test_around_the_pods_stand_their_events_nodes_owners_and_namespaces(tmp_path: Path) -> None:
    with serve(WORLD) as server:
        server.date = "Sat, 01 Jan 2028 12:00:00 GMT"
        snapshot = found(server, tmp_path).related
    told = {uid: len(events) for uid, events in snapshot.events.items()}
    assert told == {"uid-of-cart-5f-web": 1, "uid-of-Job-backup-29000000": 1}  # of pods and owners, of nothing else
    assert (set(snapshot.nodes), set(snapshot.namespaces)) == ({"n1"}, {"shop"})
    assert {each.metadata.name for each in snapshot.replica_sets.values()} == {"cart-5f", "cart-canary-77"}
    assert {each.metadata.name for each in snapshot.jobs.values()} == {"backup-29000000", "backup-29999999"}
    assert snapshot.taken_at.isoformat() == "2028-01-01T12:00:00+00:00"
    assert snapshot.pods == {}
    assert (snapshot.source.kind, snapshot.source.name) == ("cluster", "fake")


def test_one_pod_costs_no_list_but_those_of_its_events_and_of_the_services_beside_it(tmp_path: Path) -> None:
    with serve(WORLD) as server:
        snapshot = found(server, tmp_path, "cart-5f-web").related
        asked = sorted(each.path for each in server.requests)
        about = server.asked("events")[0].query["fieldSelector"]
    assert asked == [
        "/api/v1/namespaces/shop",
        "/api/v1/namespaces/shop/events",
        "/api/v1/namespaces/shop/pods/cart-5f-web",
        "/api/v1/namespaces/shop/services",
        "/api/v1/nodes/n1",
        "/apis/apps/v1/namespaces/shop/replicasets/cart-5f",
    ]
    assert about == "involvedObject.kind=Pod,involvedObject.name=cart-5f-web"
    assert (len(snapshot.events), len(snapshot.nodes), len(snapshot.replica_sets)) == (1, 1, 1)


def test_only_what_is_wanted_around_is_asked_for(tmp_path: Path) -> None:
    with serve(WORLD) as server, client(server, tmp_path, namespace="shop") as kube:
        assert len(names(fetch(kube, select(kube, PodQuery()), related=(EVENTS,)))) == 5
        assert sorted(each.path.rpartition("/")[2] for each in server.requests) == ["events", "pods"]


def test_what_is_forbidden_around_is_told_and_the_pods_are_there(tmp_path: Path) -> None:
    with serve(WORLD) as server:
        for each in ("events", "nodes", "replicasets"):
            server.forbid(each)
        fetched = found(server, tmp_path)
        assert len(names(fetched)) == 5
    assert [each.what for each in fetched.denied] == [
        "events in namespace shop",
        "nodes",
        "replicasets in namespace shop",
    ]
    assert fetched.pods_error is None


@pytest.mark.parametrize("arguments", [(), ("cart-5f-web",)])
def test_services_are_extra_so_that_nothing_is_said_where_they_are_forbidden(
    tmp_path: Path, arguments: tuple[str, ...]
) -> None:
    with serve(WORLD) as server:
        assert {each.metadata.name for each in found(server, tmp_path, *arguments).related.services.values()} == {
            "front",
            "outside",
        }
        server.forbid("services")
        fetched = found(server, tmp_path, *arguments)
    assert (fetched.related.services, fetched.denied) == ({}, [])


@pytest.mark.parametrize("arguments", [(), ("stray",)])
def test_pods_that_are_forbidden_are_said_so(tmp_path: Path, arguments: tuple[str, ...]) -> None:
    with serve(WORLD) as server:
        server.forbid("pods")
        fetched = found(server, tmp_path, *arguments)
        assert names(fetched) == []
    assert fetched.pods_error is not None
    assert fetched.pods_error.reason == FORBIDDEN
    assert fetched.denied[0].what.startswith("pods")


def test_a_node_that_may_not_be_seen_still_selects(tmp_path: Path) -> None:
    with serve(WORLD) as server:
        server.forbid("nodes")
        assert names(found(server, tmp_path, "node/n1")) == ["cart-5f-web", "elsewhere"]


def test_what_cannot_be_read_is_known_when_the_pages_have_been_read(tmp_path: Path) -> None:
    broken = pod("broken")
    broken["status"] = {"conditions": 7}
    with serve([*WORLD, broken]) as server:
        fetched = found(server, tmp_path)
        assert "broken" in names(fetched)
    assert [(each.name, each.kind) for each in fetched.undecodable] == [("broken", "Pod")]


def test_a_label_selector_is_written_as_the_server_reads_it() -> None:
    expressions = (
        LabelSelectorRequirement(key="a", operator="In", values=("1", "2")),
        LabelSelectorRequirement(key="b", operator="NotIn", values=("3",)),
        LabelSelectorRequirement(key="c", operator="Exists"),
        LabelSelectorRequirement(key="d", operator="DoesNotExist"),
    )
    written = selector_text(LabelSelector(match_labels={"app": "cart"}, match_expressions=expressions))
    assert written == "app=cart,a in (1,2),b notin (3),c,!d"
