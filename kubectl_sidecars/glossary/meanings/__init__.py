"""The texts of `explain`: the meaning, the usual cause and the cure of each word; one module for each subject"
" (Kubernetes v1.37)."""

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
    "Containers that end and are restarted": RESTARTS,
    "Images": IMAGES,
    "Objects, keys, users and volumes": OBJECTS,
    "Pods that wait for a node": SCHEDULING,
    "Before the first container": SANDBOX,
    "Init containers and gates": STARTUP,
    "Pods that run": RUNNING,
    "Jobs": JOBS,
    "Pods that terminate": ENDING,
    "Nodes": NODES,
    "Pods that their node refuses": REFUSED,
    "Pods that are never created": OWNERS,
    "Advice": ADVICE,
}
"""The reasons of findings, and the words of STATUS, of container states and of events, by subject."""
WORDS: dict[str, Meaning] = {word: meaning for words in SUBJECTS.values() for word, meaning in words.items()}
