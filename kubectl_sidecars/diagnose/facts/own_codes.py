"""Exit codes with a meaning of their own in a known container, or in a program that is known by its image."""

from __future__ import annotations

from kubectl_sidecars.api import Terminated
from kubectl_sidecars.classify.catalog import built_in
from kubectl_sidecars.classify.image import fits, parse
from kubectl_sidecars.lifecycle.assessment import Assessment


def own_code(container: Assessment, run: Terminated) -> tuple[str, str]:
    """The meaning of the run's exit code in this container, and the advice; ("", "") without one of its own.

    Applications, which the catalogue does not recognise, have theirs by the image."""
    known = container.judgement.known
    for own in known.exit_codes if known else ():
        if own.code == run.exit_code:
            return f"Exit {own.code} is its own code: {own.meaning}.", own.advice
    image = parse(container.view.spec.image)
    for program in built_in().of_applications:
        for own in program.exit_codes:
            if own.code == run.exit_code and any(fits(pattern, image) for pattern in program.images):
                return f"Exit {own.code} of {program.name}: {own.meaning}.", own.advice
    return "", ""
