"""The table of what the report of a pod reads outside of the pod: a row for each thing.

What causes read is not in it: they are made of the whole snapshot each time."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from typing import NamedTuple

from kubectl_sidecars.api import Pod
from kubectl_sidecars.diagnose.facts.coming_work import has_migration_to_wait_for
from kubectl_sidecars.diagnose.facts.filling import may_fill
from kubectl_sidecars.diagnose.facts.served import may_serve_node
from kubectl_sidecars.diagnose.facts.standby_signs import tells_role
from kubectl_sidecars.object_keys import key
from kubectl_sidecars.report import other_objects, other_pods, which_pods
from kubectl_sidecars.report.differences import Change
from kubectl_sidecars.report.which_pods import OfPod


class Surrounding(NamedTuple):
    """A row of the table: something outside of a pod that its report reads."""

    name: str
    read_in: Mapping[str, tuple[str, ...]]
    """The modules that read it, by the field of the snapshot; those of diagnose/ without that name."""
    reads: OfPod
    """True for a pod whose report may read it."""
    changed: Callable[[Change], OfPod | None]
    """Of the pods that read it, those that read something else after a change: True for these. None for no pod."""
    kept: tuple[OfPod, ...] = ()
    """Each is True for a pod that others read, so that a stream keeps it."""
    one_kept: Callable[[Pod], tuple[Hashable, float] | None] | None = None
    """The group of a pod that others read, where the one of the greatest number is enough."""


SURROUNDINGS: tuple[Surrounding, ...] = (
    Surrounding(
        "whether events and nodes were read",
        {"events": ("subject",), "nodes": ("subject",)},
        which_pods.every_pod,
        other_objects.what_is_read,
    ),
    Surrounding(
        "its namespace",
        {"namespaces": ("rules.injection_missing",)},
        which_pods.every_pod,
        other_objects.namespace,
    ),
    Surrounding(
        "Services that select it",
        {"services": ("classify.service_ports",)},
        which_pods.every_pod,
        other_objects.services,
    ),
    Surrounding(
        "its owner, and others of the same owner",
        {
            "jobs": ("model", "subject", "facts.owner_status"),
            "replica_sets": ("model", "facts.owner_status", "facts.readiness_patience"),
        },
        which_pods.has_owner,
        other_objects.owner,
    ),
    Surrounding(
        "migrations of a schema",
        {"jobs": ("facts.coming_work",)},
        has_migration_to_wait_for,
        other_objects.migrations,
    ),
    Surrounding(
        "its node",
        {
            "nodes": ("subject",),
            "events": ("facts.inferred_kills", "facts.node_upkeep"),
            "jobs": ("facts.node_upkeep",),
        },
        which_pods.is_scheduled,
        other_objects.own_node,
    ),
    Surrounding(
        "its claims and their volumes",
        {
            "events": ("facts.dependencies", "facts.volume_claims"),
            "persistent_volumes": ("facts.storage_needs", "facts.volume_names", "facts.volume_places"),
        },
        which_pods.has_claims,
        other_objects.claims,
    ),
    Surrounding(
        "nodes that it may go to, and what stays there",
        {
            "nodes": (
                "facts.leaving",
                "facts.lost_devices",
                "facts.returning_nodes",
                "facts.unmet_selector",
                "facts.volume_places",
            ),
            "events": ("facts.device_words", "facts.node_upkeep"),
            "jobs": ("facts.node_upkeep",),
            "pods": ("facts.lost_devices", "facts.returning_nodes"),
        },
        which_pods.is_unscheduled,
        other_objects.nodes_to_go_to,
        kept=(may_serve_node, which_pods.holds_devices),
    ),
    Surrounding(
        "pods that fill its claims",
        {"pods": ("facts.filling",)},
        which_pods.is_unscheduled,
        other_pods.fillers,
        kept=(may_fill,),
    ),
    Surrounding(
        "room that others leave",
        {"pods": ("facts.leaving",)},
        which_pods.is_unscheduled,
        other_pods.room,
        kept=(which_pods.is_leaving, which_pods.is_unscheduled),
    ),
    Surrounding(
        "agents of its node",
        {
            "pods": (
                "facts.coming_agents",
                "facts.dead_mounts",
                "facts.entrypoint_waits",
                "facts.named_agents",
                "facts.storage_needs",
            ),
            "events": ("facts.coming_agents", "facts.dead_mounts"),
        },
        which_pods.has_trouble,
        other_pods.agents,
        kept=(may_serve_node,),
    ),
    Surrounding(  # a brief report shows no needs, so that none of these pods is kept for it
        "addresses that it names",
        {"services": ("facts.asked_peers", "facts.registry_needs"), "pods": ("facts.asked_peers",)},
        which_pods.has_trouble,
        other_pods.addresses,
    ),
    Surrounding(
        "standbys",
        {"pods": ("facts.standby",)},
        which_pods.may_stand_by,
        other_pods.standbys,
        kept=(tells_role,),
    ),
    Surrounding(
        "start times",
        {"pods": ("facts.start_times",)},
        which_pods.may_be_slow,
        other_pods.start_times,
        one_kept=which_pods.start,
    ),
    Surrounding(
        "work that others have done, or go on with",
        {"pods": ("facts.owner_status",)},
        which_pods.has_failed,
        other_pods.later_work,
        kept=(which_pods.has_done_work,),
    ),
    Surrounding(
        "the pod that takes its place",
        {"pods": ("rules.disruption",)},
        which_pods.is_moved,
        other_pods.preemptor,
        kept=(which_pods.is_unready,),
    ),
)
"""Everything outside of a pod that its report reads. tests/report/test_surroundings.py holds that it is true."""


def keeping(pods: Iterable[Pod], kept: dict[str, Pod]) -> Iterator[Pod]:
    """The pods of a stream. Those that others read are kept; of a group of which one is enough, that one."""
    greatest: dict[Hashable, tuple[float, Pod]] = {}
    for pod in pods:
        for is_kept in _KEPT:
            if is_kept(pod):
                kept[key(pod)] = pod
                break
        else:
            for group in _ONE_KEPT:
                found = group(pod)
                if found is not None and (found[0] not in greatest or greatest[found[0]][0] < found[1]):
                    greatest[found[0]] = found[1], pod
        yield pod
    kept.update((key(pod), pod) for _, pod in greatest.values())


_KEPT = tuple(dict.fromkeys(is_kept for row in SURROUNDINGS for is_kept in row.kept))
_ONE_KEPT = tuple(row.one_kept for row in SURROUNDINGS if row.one_kept is not None)
