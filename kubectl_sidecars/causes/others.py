"""The pods beside those of a group: what does not show a fault tells as much as what does."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from kubectl_sidecars.causes.cause import Case
from kubectl_sidecars.causes.groups import Group
from kubectl_sidecars.diagnose.words import image_tag
from kubectl_sidecars.model import Owner

Place = tuple[str, Owner]
Use = tuple[str, str]


class Fine(msgspec.Struct, frozen=True):
    """Pods without a problem, Ready or done: of the same workloads with another image, with the same, and elsewhere."""

    other_images: dict[str, int]
    same: int
    elsewhere: int

    @property
    def total(self) -> int:
        return sum(self.other_images.values()) + self.same + self.elsewhere


class Others:
    """All pods, by their workload and by the images of their containers, as far as the groups ask for them.

    Made in one pass: a cluster has many pods, and few of them are in a group.
    """

    def __init__(self, groups: Sequence[Group], cases: Sequence[Case]) -> None:
        self._of_place: dict[Place, list[Case]] = {place: [] for group in groups for place in _places(group)}
        self._fine_of_place: dict[Place, list[Case]] = {place: [] for place in self._of_place}
        self._of_use: dict[Use, int] = {_use(group): 0 for group in groups if group.image}
        self._of_both: dict[tuple[Place, Use], int] = {}
        for case in cases:
            place = (case.namespace, case.owner)
            mates = self._of_place.get(place)
            if mates is not None:
                mates.append(case)
            if not case.is_well or case.is_sick:
                continue
            if mates is not None:
                self._fine_of_place[place].append(case)
            for use in case.images:
                if use in self._of_use:
                    self._of_use[use] += 1
                    if mates is not None:
                        self._of_both[place, use] = self._of_both.get((place, use), 0) + 1

    def mates(self, case: Case) -> list[Case]:
        """All pods of the workload of a pod that is in a group, itself too."""
        return self._of_place.get((case.namespace, case.owner), [])

    def pods_of(self, group: Group) -> int:
        """How many pods the workloads of the group have."""
        return sum(len(self._of_place[place]) for place in _places(group))

    def fine(self, group: Group) -> Fine:
        container, here = _use(group)
        other, same, mine = dict[str, int](), 0, 0
        for place in _places(group):
            mine += self._of_both.get((place, (container, here)), 0)
            for case in self._fine_of_place[place]:
                image = next((image for name, image in case.images if name == container), "")
                if here and image and image != here:
                    tag = image_tag(image) or image
                    other[tag] = other.get(tag, 0) + 1
                else:
                    same += 1
        return Fine(other, same, self._of_use.get(_use(group), 0) - mine)


def _places(group: Group) -> list[Place]:
    return list(dict.fromkeys((case.namespace, case.owner) for case in group.cases if case.owner.kind))


def _use(group: Group) -> Use:
    return group.finding.container, group.image
