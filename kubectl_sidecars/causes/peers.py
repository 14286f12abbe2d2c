"""The pods beside those of a group: what does not show a fault tells as much as what does."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cached_property

import msgspec

from kubectl_sidecars.api import ReplicaSet
from kubectl_sidecars.causes.cause import Case
from kubectl_sidecars.causes.groups import Group, Place
from kubectl_sidecars.diagnose.phrasing.words import image_tag
from kubectl_sidecars.model import controller
from kubectl_sidecars.snapshot import Snapshot

Images = tuple[tuple[str, str], ...]


class Fine(msgspec.Struct, frozen=True):
    """Pods without a problem, Ready or done: of the same workloads with another image, of another revision, else, and
    elsewhere those with the same helper of the catalogue: what any other image is used for, its name does not tell."""

    other_images: dict[str, int]
    other_revisions: int
    same: int
    elsewhere: int

    @property
    def total(self) -> int:
        return sum(self.other_images.values()) + self.other_revisions + self.same + self.elsewhere


class Others:
    """All pods, by their workload and by the images of their containers, as far as the groups ask for them.

    Made in one pass: a cluster has many pods, and few of them are in a group. Those that are well are counted by their
    images as a whole, which the pods of a template share.
    """

    def __init__(self, groups: Sequence[Group], cases: Sequence[Case], around: Snapshot) -> None:
        self._around = around
        self._of_place: dict[Place, list[Case]] = {place: [] for group in groups for place in group.places}
        self._fine_of_place: dict[Place, Counter[tuple[str, Images]]] = {place: Counter() for place in self._of_place}
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
        """All pods of the workload of a pod that is in a group, itself too."""
        return self._of_place.get((case.namespace, case.owner), [])

    def pods_of(self, group: Group) -> int:
        """How many pods the workloads of the group have."""
        return sum(len(self._of_place[place]) for place in group.places)

    def replica_sets(self, case: Case) -> list[ReplicaSet]:
        """Those of the Deployment of a pod."""
        return self._sets.get((case.namespace, case.owner.name), [])

    def fine(self, group: Group) -> Fine:
        container, here = group.finding.container, group.image
        revisions = {case.revision for case in group.cases}
        other, elder, same, mine = dict[str, int](), 0, 0, 0
        for place in group.places:
            for (revision, images), count in self._fine_of_place[place].items():
                image = next((image for name, image in images if name == container), "")
                mine += count if image == here else 0
                if here and image and image != here:
                    tag = image_tag(image) or image
                    other[tag] = other.get(tag, 0) + count
                elif revision in revisions:
                    same += count
                else:
                    elder += count
        known = here and group.trait is not None and group.trait.is_known
        return Fine(other, elder, same, self._uses.get((container, here), 0) - mine if known else 0)

    @cached_property
    def _uses(self) -> Counter[tuple[str, str]]:
        """How many pods that are well have a container of that name and image."""
        found: Counter[tuple[str, str]] = Counter()
        for images, count in Counter([case.images for case in self._fine]).items():
            for use in dict.fromkeys(images):
                found[use] += count
        return found

    @cached_property
    def _sets(self) -> dict[tuple[str, str], list[ReplicaSet]]:
        found: dict[tuple[str, str], list[ReplicaSet]] = {}
        for each in self._around.replica_sets.values():
            above = controller(each.metadata)
            if above is not None and above.kind == "Deployment":
                found.setdefault((each.metadata.namespace, above.name), []).append(each)
        return found
