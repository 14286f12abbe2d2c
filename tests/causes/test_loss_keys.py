"""What pods need and what faults take away are values of their own kinds: things that are spelt alike never meet."""

from __future__ import annotations

import inspect
import itertools
import json

import pytest

from kubectl_sidecars.causes import consequences, loss_keys, verdict
from kubectl_sidecars.causes.cause import Case
from kubectl_sidecars.causes.loss_keys import AgentKey, keys_of, served_keys
from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.classify.known_container import SERVICE_KINDS, ServiceKind, ServiceName
from kubectl_sidecars.diagnose.needs import (
    AgentNeed,
    ClusterNeed,
    Need,
    NodeNeed,
    PeerNeed,
    PodNeed,
    TaintNeed,
    need_of,
)
from kubectl_sidecars.model import Owner
from kubectl_sidecars.render.data import plain

CSI = ServiceName(ServiceKind.CSI, "ebs.csi.aws.com")


def test_things_of_two_kinds_that_are_spelt_alike_are_two() -> None:
    needs: list[Need] = [PeerNeed("shop", "db"), PodNeed("shop", "db"), NodeNeed("shop", "db"), TaintNeed("shop")]
    found = [set(keys_of(need)) for need in needs]
    assert all(one.isdisjoint(other) for one, other in itertools.combinations(found, 2))
    assert len({PeerNeed("shop", "db"), PodNeed("shop", "db")}) == 2


@pytest.mark.parametrize(
    ("service", "owner", "keys"),
    [
        (CSI, "DaemonSet", [AgentKey("n", CSI), AgentKey("n", ServiceName(ServiceKind.CSI))]),
        (CSI, "Deployment", [ClusterNeed(CSI)]),
        (
            ServiceName(ServiceKind.STORAGE, "ceph"),
            "Deployment",
            [
                ClusterNeed(ServiceName(ServiceKind.STORAGE, "ceph/shop")),
                ClusterNeed(ServiceName(ServiceKind.STORAGE, "ceph")),
            ],
        ),
    ],
)
def test_a_service_is_given_to_a_node_or_to_the_cluster(service: ServiceName, owner: str, keys: list[object]) -> None:
    case = Case("shop", "one", "uid", Owner(owner, "one"), "", "n", (), ())
    assert list(served_keys(case, service)) == keys


def test_the_kind_of_a_service_says_who_gives_it() -> None:
    assert need_of("n", CSI) == AgentNeed("n", (CSI,))
    dns = ServiceName(ServiceKind.DNS, "cluster")
    assert need_of("n", dns) == ClusterNeed(dns)
    assert ServiceKind.PORT.on_node
    assert ServiceKind.PORT not in SERVICE_KINDS


def test_every_service_of_the_catalogue_has_a_kind_and_is_its_text_in_json() -> None:
    for text in built_in().served:
        name = ServiceName.of(text)
        assert (name.kind in SERVICE_KINDS, str(name), bool(name.name)) == (True, text, True)
    assert json.loads(json.dumps(plain([AgentNeed("n", (CSI,)), ClusterNeed(CSI)]))) == [
        ["agent", "n", ["csi:ebs.csi.aws.com"]],
        ["cluster", "csi:ebs.csi.aws.com"],
    ]
    with pytest.raises(ValueError, match="cis"):
        ServiceName.of("cis:ebs.csi.aws.com")


@pytest.mark.parametrize("module", [consequences, loss_keys, verdict], ids=lambda module: module.__name__)
def test_no_key_and_no_name_is_read_by_its_place_or_its_first_letters(module: object) -> None:
    source = inspect.getsource(module)  # type: ignore[arg-type]
    assert not [word for word in ("key[", ".startswith(", ".partition(", ".removeprefix(") if word in source]
