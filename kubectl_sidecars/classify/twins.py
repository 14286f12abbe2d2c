"""Containers of one pod that run the same image, counted once for the pod."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from kubectl_sidecars.classify.facts import PodFacts


class Twins:
    """Containers by position. Equal are those that run the same command of the same image on ports of their own: they
    have the same role."""

    def __init__(self, facts: PodFacts) -> None:
        self._commands = [
            (twin, spec.type, spec.command, spec.args)
            for twin, spec in zip(facts.twins, facts.containers, strict=False)  # empty where no two have one repository
        ]
        self._ports = [frozenset(port.container_port for port in spec.ports) for spec in facts.containers]
        self._of_image = Counter(facts.twins)
        self._of_command = Counter(self._commands)
        self._of_ports = Counter(zip(self._commands, self._ports, strict=False))

    def equals(self, position: int) -> int:
        """The number of containers that are equal to the one at this position."""
        if not self._commands:
            return 0
        command = self._commands[position]
        return self._of_command[command] - self._of_ports[command, self._ports[position]]

    def has_others(self, position: int) -> bool:
        """True if another container runs the same image and is not equal."""
        if not self._commands:
            return False
        return self._of_image[self._commands[position][0]] - 1 > self.equals(position)

    def equal_to_any(self, positions: Iterable[int]) -> set[int]:
        """The positions of the containers that are equal to one of these."""
        if not self._commands:
            return set()
        wanted: dict[object, set[frozenset[int]]] = {}
        for position in positions:
            wanted.setdefault(self._commands[position], set()).add(self._ports[position])
        return {
            position
            for position, command in enumerate(self._commands)
            if wanted.get(command, set()) - {self._ports[position]}
        }
