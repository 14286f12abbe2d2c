"""Exit codes with a meaning of their own in a known container, or in a program that is known by its image."""

from __future__ import annotations

from typing import NamedTuple

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.lifecycle.assessment import Assessment


def own_code(container: Assessment, run: Terminated) -> tuple[str, str]:
    """The meaning of the run's exit code in this container, and the advice; ("", "") without one of its own."""
    known = container.judgement.known
    for own in known.exit_codes if known else ():
        if own.code == run.exit_code:
            return f"Exit {own.code} is its own code: {own.meaning}.", own.advice
    name = container.view.spec.image.partition("@")[0].rpartition("/")[2].partition(":")[0]
    for program in _PROGRAMS:
        if program.code == run.exit_code and name.startswith(program.images):
            return f"{program.meaning}.", program.advice
    return "", ""


class _Code(NamedTuple):
    """The code of a program: `images` are beginnings of the last part of its image's name."""

    images: tuple[str, ...]
    code: int
    meaning: str
    advice: str


_PROGRAMS = (
    # elasticsearch BootstrapChecks and ExitCodes.CONFIG, v8; opensearch likewise
    _Code(
        ("elasticsearch", "opensearch"),
        78,
        "Exit 78 means a wrong setting, mostly bootstrap checks that failed: vm.max_map_count of its node",
        "Set vm.max_map_count=262144 on the nodes, in an init container with privileges, or by the operator.",
    ),
    # MongoDB manual, production notes: x86_64 needs AVX since 5.0
    _Code(
        ("mongo",),
        132,
        "MongoDB 5.0 and later need AVX, an instruction that the CPU of its node or virtual machine may lack",
        "Choose nodes whose CPU has AVX (type host in virtual machines), or MongoDB 4.4.",
    ),
    # MongoDB manual, exit codes and statuses, v8
    _Code(
        ("mongo",),
        62,
        "Exit 62 means that its data files are of a version that this MongoDB cannot read",
        "Go back to the version that wrote them; then upgrade one release at a time, with featureCompatibilityVersion"
        " set at each.",
    ),
    _Code(
        ("mongo",),
        48,
        "Exit 48 means that its port or socket is in use",
        "Find what else listens there, in this pod or, with hostNetwork, on the node.",
    ),
    # postgres: huge_pages=try and hugetlb limits, docker-library/postgres #451
    _Code(
        ("postgres",),
        135,
        "PostgreSQL dies of SIGBUS mostly when its node has huge pages of which the container may use none",
        "Give it a limit of hugepages-2Mi, or set huge_pages = off.",
    ),
)
"""Codes of programs that are what a pod is for: the catalogue holds helpers."""
