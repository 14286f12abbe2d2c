"""A List of pods with a file of labels for their containers, and how well classification does on them.

Each line of the labels names a container (`object` is NAMESPACE/POD) and has in `accept` what it may be called: tasks
for an init container (`type` is init), roles for the others. `known` is true for an image of the catalogue.
"""

from __future__ import annotations

import gzip
import io
from pathlib import Path
from typing import NamedTuple

import msgspec

from kubectl_sidecars import files
from kubectl_sidecars.api import Pod
from kubectl_sidecars.classify import Confidence, Judgement, classify
from kubectl_sidecars.model import containers


class Label(msgspec.Struct, frozen=True):
    """One line of the labels."""

    object: str
    container: str
    type: str
    accept: tuple[str, ...]
    known: bool


class Answer(NamedTuple):
    """A label and what classification says."""

    label: Label
    said: Judgement

    @property
    def text(self) -> str:
        return self.said.task if self.label.type == "init" else self.said.role

    @property
    def is_right(self) -> bool:
        return self.text in self.label.accept

    @property
    def is_surely_wrong(self) -> bool:
        return not self.is_right and self.said.confidence is Confidence.HIGH


def pods(path: Path) -> tuple[Pod, ...]:
    """The pods of a v1 List; a file whose name ends in .gz is unpacked."""
    data = path.read_bytes()
    stream = io.BytesIO(gzip.decompress(data) if path.suffix == ".gz" else data)
    return tuple(files.load(["-"], stream).snapshot.pods.values())


def answers(pods_file: Path, labels_file: Path) -> list[Answer]:
    """The answer to each label, in the order of the labels. Raises KeyError for a container that no pod has."""
    said = {
        (f"{pod.metadata.namespace}/{pod.metadata.name}", view.name): judgement
        for pod in pods(pods_file)
        for view, judgement in zip(containers(pod), classify(pod, containers(pod)), strict=True)
    }
    labels = [msgspec.json.decode(line, type=Label) for line in labels_file.read_bytes().splitlines()]
    return [Answer(label, said[label.object, label.container]) for label in labels]
