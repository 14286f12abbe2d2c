"""The peers of a group: pods of the same workloads, or with the same helper, that do not show its fault."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

import msgspec

from kubectl_sidecars.api import Event, ReplicaSet
from kubectl_sidecars.cached import cached_property
from kubectl_sidecars.causes.cause import Case
from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.causes.makers import troubled
from kubectl_sidecars.causes.owner_index import Name
from kubectl_sidecars.diagnose.phrasing.words import image_tag
from kubectl_sidecars.model import WorkloadKey, controller
from kubectl_sidecars.snapshot import Snapshot

Images = tuple[tuple[str, str], ...]


class WellPeers(msgspec.Struct, frozen=True):
    """Numbers of the peers that are well: without a problem, and Ready or done.

    Of the same workloads: by the tag of their image if it is another one, else of other revisions, else of the same
    one. `elsewhere` are pods of other workloads that run the same helper. It is counted for helpers of the catalogue
    only: other images of one name may be used for different things.
    """

    other_images: dict[str, int]
    other_revisions: int
    same: int
    elsewhere: int

    @property
    def total(self) -> int:
        """All of them."""
        return sum(self.other_images.values()) + self.other_revisions + self.same + self.elsewhere


class Peers:
    """The pods of a snapshot, indexed by workload and by image, for the workloads of the groups only.

    Made in one pass: a cluster has many pods, and few of them are in a group. Those that are well are counted by their
    images as a whole, which the pods of a template share.
    """

    def __init__(self, groups: Sequence[Group], cases: Sequence[Case], around: Snapshot) -> None:
        self._around = around
        self._of_place: dict[WorkloadKey, list[Case]] = {place: [] for group in groups for place in group.places}
        self._fine_of_place: dict[WorkloadKey, Counter[tuple[str, Images]]] = {
            place: Counter() for place in self._of_place
        }
        self._fine = [case for case in cases if case.is_well and not (case.findings and case.is_sick)]
        for case in cases:
            mates = self._of_place.get((case.namespace, case.owner))
            if mates is not None:
                mates.append(case)
        for case in self._fine:
            count = self._fine_of_place.get((case.namespace, case.owner))
            if count is not None:
                count[case.revision, case.images] += 1

    def mates(self, case: Case) -> list[Case]:
        """All pods of the workload of a pod that is in a group, with the pod itself."""
        return self._of_place.get((case.namespace, case.owner), [])

    def pods_of(self, group: Group) -> int:
        """The number of pods of the group's workloads."""
        return sum(len(self._of_place[place]) for place in group.places)

    def replica_sets(self, case: Case) -> list[ReplicaSet]:
        """The ReplicaSets of the Deployment that owns a pod."""
        return self._sets.get((case.namespace, case.owner.name), [])

    def fine(self, group: Group) -> WellPeers:
        """The peers of a group that are well."""
        container, own_image = group.finding.container, group.image
        revisions = {case.revision for case in group.cases}
        other_images, other_revisions, same, own_uses = dict[str, int](), 0, 0, 0
        for place in group.places:
            for (revision, images), count in self._fine_of_place[place].items():
                image = next((image for name, image in images if name == container), "")
                own_uses += count if image == own_image else 0
                if own_image and image and image != own_image:
                    tag = image_tag(image) or image
                    other_images[tag] = other_images.get(tag, 0) + count
                elif revision in revisions:
                    same += count
                else:
                    other_revisions += count
        known = own_image and group.trait is not None and group.trait.is_known
        return WellPeers(
            other_images, other_revisions, same, self._uses.get((container, own_image), 0) - own_uses if known else 0
        )

    @cached_property
    def warnings_of_makers(self) -> Mapping[Name, Event]:
        """The last event about each object from which others are made, where that is a warning."""
        return troubled(self._around.events.values())

    @cached_property
    def _uses(self) -> Counter[tuple[str, str]]:
        """The number of pods that are well, by name and image of each of their containers."""
        found: Counter[tuple[str, str]] = Counter()
        for images, count in Counter([case.images for case in self._fine]).items():
            for use in dict.fromkeys(images):
                found[use] += count
        return found

    @cached_property
    def _sets(self) -> dict[tuple[str, str], list[ReplicaSet]]:
        found: dict[tuple[str, str], list[ReplicaSet]] = {}
        for replica_set in self._around.replica_sets.values():
            above = controller(replica_set.metadata)
            if above is not None and above.kind == "Deployment":
                found.setdefault((replica_set.metadata.namespace, above.name), []).append(replica_set)
        return found
