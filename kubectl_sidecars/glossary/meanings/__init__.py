"""The texts of `explain`: what each word means, its usual cause, the cure; one module a subject (Kubernetes v1.37)."""

from __future__ import annotations

from kubectl_sidecars.glossary.meanings.advice import ADVICE
from kubectl_sidecars.glossary.meanings.codes import CODES
from kubectl_sidecars.glossary.meanings.ending import ENDING
from kubectl_sidecars.glossary.meanings.images import IMAGES
from kubectl_sidecars.glossary.meanings.jobs import JOBS
from kubectl_sidecars.glossary.meanings.meaning import Meaning
from kubectl_sidecars.glossary.meanings.nodes import NODES
from kubectl_sidecars.glossary.meanings.objects import OBJECTS
from kubectl_sidecars.glossary.meanings.owners import OWNERS
from kubectl_sidecars.glossary.meanings.refused import REFUSED
from kubectl_sidecars.glossary.meanings.restarts import RESTARTS
from kubectl_sidecars.glossary.meanings.running import RUNNING
from kubectl_sidecars.glossary.meanings.sandbox import SANDBOX
from kubectl_sidecars.glossary.meanings.scheduling import SCHEDULING
from kubectl_sidecars.glossary.meanings.startup import STARTUP

__all__ = ["CODES", "SUBJECTS", "WORDS", "Meaning"]

SUBJECTS: dict[str, dict[str, Meaning]] = {
    "Containers that end and are started again": RESTARTS,
    "Images": IMAGES,
    "Objects, keys, users and volumes": OBJECTS,
    "Pods that wait for a node": SCHEDULING,
    "Before the first container": SANDBOX,
    "Init containers and gates": STARTUP,
    "Pods that run": RUNNING,
    "Jobs": JOBS,
    "Pods that end": ENDING,
    "Nodes": NODES,
    "Pods that their node refuses": REFUSED,
    "Pods that are never made": OWNERS,
    "Advice": ADVICE,
}
"""The words of findings, of the STATUS column, of containers' states and of events, by what they are about."""
WORDS: dict[str, Meaning] = {word: meaning for words in SUBJECTS.values() for word, meaning in words.items()}
