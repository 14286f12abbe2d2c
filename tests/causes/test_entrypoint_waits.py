"""Init containers that run kubernetes-entrypoint: whom they wait for, and what of that is in trouble."""

from __future__ import annotations

from typing import Any

import pytest

from kubectl_sidecars.api import EnvVar, EnvVarSource, ObjectFieldSelector, Pod
from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.diagnose.needs import Need, OwnerNeed, PeerNeed, PodNeed
from kubectl_sidecars.diagnose.reasons import Reason
from tests.causes.test_consequences import service, told
from tests.support.builders import (
    condition,
    conditions,
    container,
    crashing,
    job,
    only,
    owned_by,
    pod,
    running,
    terminated,
    waiting,
)

IMAGE = "mirror.example.com/airshipit/kubernetes-entrypoint:v1.0.0"
OF_POD = EnvVarSource(field_ref=ObjectFieldSelector(field_path="metadata.namespace"))
DOWNWARD = (EnvVar(name="POD_NAME", value_from=OF_POD), EnvVar(name="NAMESPACE", value_from=OF_POD))


def waits(
    named: dict[str, str],
    *around: EnvVar,
    name: str = "barbican",
    image: str = IMAGE,
    words: tuple[str, ...] = ("kubernetes-entrypoint",),
) -> Pod:
    """A pod of OpenStack-Helm's kind, whose first init container waits: SERVICE in `named` is DEPENDENCY_SERVICE."""
    variables = (EnvVar(name=f"DEPENDENCY_{key}", value=value) for key, value in named.items())
    env = (*(around or DOWNWARD), *variables, EnvVar(name="COMMAND", value="echo done"))
    init = container("init", running(7200), image=image, command=words, env=env)
    return pod(
        [container("api", waiting("PodInitializing"))],
        [init],
        name=f"{name}-0",
        phase="Pending",
        conditions=conditions(condition("Initialized", "False"), condition("Ready", "False")),
        meta=owned_by("StatefulSet", name),
    )


@pytest.mark.parametrize(
    ("named", "says", "needs"),
    [
        ({"SERVICE": "rabbit"}, "goes on when Service rabbit is there", [PeerNeed("demo", "rabbit")]),
        (
            {"SERVICE": "db:maria,rabbit"},
            "Service maria of namespace db and Service rabbit are all there",
            [PeerNeed("db", "maria"), PeerNeed("demo", "rabbit")],
        ),
        (
            {"JOBS": "keys-sync,db:seed"},
            "the work of Job/keys-sync and the work of Job/seed of namespace db are all there",
            [OwnerNeed("demo", "Job", "keys-sync"), OwnerNeed("db", "Job", "seed")],
        ),
        (
            {"JOBS": "unread", "JOBS_JSON": '[{"name": "keys-sync"}, {"labels": {"fills": "it"}, "namespace": "db"}]'},
            "the work of Job/keys-sync and that of the Jobs with fills=it of namespace db are all there",
            [OwnerNeed("demo", "Job", "keys-sync")],
        ),
        (
            {"DAEMONSET": "vswitch"},
            "the pod of DaemonSet/vswitch on its node is there",
            [OwnerNeed("demo", "DaemonSet", "vswitch", "node-1")],
        ),
        (
            {"POD_JSON": '[{"labels": {"app": "switch"}, "requireSameNode": true}]'},
            "a Ready pod with app=switch on its node is there",
            [PodNeed("demo", "switch-1")],
        ),
        ({"POD_JSON": '[{"labels": {"app": "switch"}}]'}, "a Ready pod with app=switch is there", []),
        ({"CONTAINER": "libvirt"}, "container libvirt of its pod is there", []),
        ({"SOCKET": "/run/ovs.sock"}, "the file /run/ovs.sock is there", []),
        (
            {"CUSTOM_RESOURCE": '[{"apiVersion": "m/v1", "kind": "Galera", "name": "maria", "fields": []}]'},
            "the wanted state of Galera/maria is there",
            [],
        ),
        (
            {"SERVICE": "a,b,c,d,e,f"},
            "Service a, Service b, Service c, Service d, Service e and 1 more are all there",
            [PeerNeed("demo", name) for name in "abcdef"],
        ),
    ],
)  # fmt: skip
def test_whom_it_waits_for_is_read_from_its_variables(named: dict[str, str], says: str, needs: list[Need]) -> None:
    others = [
        pod([container("vswitchd")], name=f"switch-{number}", meta=meta | {"labels": {"app": "switch"}}, spec=spec)
        for number, meta, spec in (
            (1, owned_by("DaemonSet", "switch"), {}),
            (2, owned_by("DaemonSet", "switch"), {"node_name": "node-2"}),
        )
    ]
    found = only(waits(named), *others)
    assert found.reason is Reason.INIT_WAITS
    assert says in found.explanation
    assert [*found.needs] == needs


@pytest.mark.parametrize(
    ("around", "needs"),
    [
        ((EnvVar(name="NAMESPACE", value="cloud"),), [PeerNeed("cloud", "rabbit")]),
        ((EnvVar(name="INTERFACE_NAME", value="eth0"),), [PeerNeed("default", "rabbit")]),
    ],
    ids=["a namespace of its own", "none given"],
)
def test_names_without_a_namespace_are_of_the_one_that_it_is_given(
    around: tuple[EnvVar, ...], needs: list[Need]
) -> None:
    """Without POD_NAME it passes over DaemonSets and pods."""
    named = {"SERVICE": "rabbit", "DAEMONSET": "vswitch", "POD_JSON": '[{"labels": {"a": "b"}}]'}
    found = only(waits(named, *around))
    assert [*found.needs] == needs
    assert "DaemonSet" not in found.explanation


@pytest.mark.parametrize(
    "named",
    [
        {},
        {"SERVICE": " "},
        {"SERVICE": ":rabbit,a:b:c"},
        {"JOBS_JSON": "[{"},
        {"JOBS_JSON": '[{"name": 1}]'},
        {"NET": "1"},
    ],
)
def test_variables_that_name_nobody_say_nothing(named: dict[str, str]) -> None:
    found = only(waits(named))
    assert "goes on when" not in found.explanation
    assert found.needs == ()


@pytest.mark.parametrize(
    ("image", "words", "says"),
    [
        ("app:1", ("/app/migrate",), False),
        (IMAGE, ("/scripts/write-clouds.sh",), False),
        (IMAGE, (), True),
        ("nova:2024.2", ("/bin/sh", "-c", "exec kubernetes-entrypoint"), True),
    ],
)
def test_only_a_container_that_runs_the_program_waits_so(image: str, words: tuple[str, ...], says: bool) -> None:
    found = only(waits({"SERVICE": "rabbit"}, image=image, words=words))
    assert ("goes on when" in found.explanation) == says


def broken(name: str, kind: str = "Deployment", *, up: bool = False, node: str = "node-1", **labels: str) -> Pod:
    main = container(name) if up else crashing(name, terminated(1))
    return pod(
        [main],
        name=f"{name}-{node}-{'up' if up else 'down'}",
        conditions=conditions() if up else (),
        spec={"node_name": node},
        meta=owned_by(kind, name) | {"labels": labels},
    )


def follows(causes: tuple[Cause, ...]) -> list[str]:
    (cause,) = causes
    return [each.name for consequence in cause.consequences for each in consequence.pods]


RABBIT = service("rabbit", app="rabbit")


@pytest.mark.parametrize(
    ("named", "around"),
    [
        ({"SERVICE": "rabbit,other"}, [RABBIT, broken("rabbit", app="rabbit")]),
        ({"JOBS": "keys-sync,other"}, [broken("keys-sync", "Job")]),
        ({"JOBS": "report"}, [job("report", condition("Failed", reason="BackoffLimitExceeded", since=600))]),
        (
            {"DAEMONSET": "vswitch"},
            [broken("vswitch", "DaemonSet"), broken("vswitch", "DaemonSet", up=True, node="n2")],
        ),
        (
            {"POD_JSON": '[{"labels": {"app": "ovs"}, "requireSameNode": true}]'},
            [broken("ovs", "DaemonSet", app="ovs"), broken("ovs", "DaemonSet", up=True, node="n2", app="ovs")],
        ),
    ],
    ids=["Service", "Job", "Job without pods", "DaemonSet", "pod of its node"],
)
def test_it_follows_from_what_it_waits_for(named: dict[str, str], around: list[Any]) -> None:
    assert follows(told(waits(named), *around)) == ["barbican-0"]


@pytest.mark.parametrize(
    ("named", "around"),
    [
        ({"SERVICE": "rabbit"}, [RABBIT, broken("rabbit", app="rabbit"), broken("rabbit", up=True, app="rabbit")]),
        ({"SERVICE": "rabbit"}, [RABBIT, broken("other", app="other")]),
        ({"JOBS": "keys-sync"}, [broken("keys-sync", "Job"), broken("keys-sync", "Job", up=True)]),
        ({"JOBS": "keys-sync"}, [broken("keys-sync", "CronJob")]),
        ({"DAEMONSET": "vswitch"}, [broken("vswitch", "DaemonSet", node="n2")]),
        ({"JOBS": "db:report"}, [job("report", condition("Failed", reason="BackoffLimitExceeded", since=600))]),
    ],
    ids=[
        "another pod serves",
        "another Service",
        "a pod does the work",
        "another kind",
        "elsewhere",
        "another namespace",
    ],
)
def test_it_stands_for_itself_where_that_is_well_or_another(named: dict[str, str], around: list[Any]) -> None:
    causes = told(waits(named), *around)
    assert not any(cause.consequences for cause in causes)
    assert "barbican-0" in [each.name for cause in causes for each in cause.pods]


def test_pods_that_wait_for_the_same_are_one_cause_and_for_another_thing_are_not() -> None:
    """Their commands are the same whatever they wait for."""
    rabbit, maria = {"SERVICE": "rabbit"}, {"SERVICE": "maria", "JOBS": "seed"}
    causes = told(waits(rabbit), waits(rabbit, name="glance"), waits(maria, name="heat"))
    assert sorted(len(cause.pods) for cause in causes) == [1, 2]
