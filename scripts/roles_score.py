"""How well roles are recognised: accuracy and confusion on the labelled set. Run as `make roles-score`.

With --failures, what the half that may be looked at got wrong. With --list PODS LABELS, only the score of a v1 List of
pods whose containers a file labels (tests/support/labelled_list.py), and each miss.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support.labelled_list import Answer, answers
from tests.support.labelled_roles import HALVES, Score, confusion, labelled, score

KNOWN_TARGET, UNKNOWN_TARGET = 0.97, 0.85
RUNNING_TARGET, HELPERS_TARGET, TASKS_TARGET = 0.97, 0.9, 0.95


def score_list(pods: Path, labels: Path) -> int:
    """Prints the score of a List with each miss; returns 1 if a target is missed."""
    judged = answers(pods, labels)
    running = [each for each in judged if each.label.type != "init"]
    helpers = [each for each in running if "main" not in each.label.accept and not each.label.known]
    init = [each for each in judged if each.label.type == "init"]
    surely_wrong = [each for each in judged if each.is_surely_wrong]
    for each in judged:
        if not each.is_right:
            print(_miss(each))
    missed = len(surely_wrong) > 0
    for what, chosen, wanted in (
        ("running containers", running, RUNNING_TARGET),
        ("helpers of unknown images", helpers, HELPERS_TARGET),
        ("tasks of init containers", init, TASKS_TARGET),
    ):
        right = Score(sum(each.is_right for each in chosen), len(chosen))
        print(f"  {what:<46} {right}   (wanted {wanted:.0%})")
        missed |= right.share < wanted
    print(f"  {'wrong with high confidence':<46} {len(surely_wrong)}   (wanted 0)")
    return int(missed)


def _miss(answer: Answer) -> str:
    label, said = answer.label, answer.said
    wanted, why = " or ".join(label.accept) or "no task", "; ".join(said.evidence)
    named = f"{said.role} ({said.task})" if said.task else said.role
    return f"  {label.object} {label.container}: is {wanted}; said {named}, {said.confidence}: {why}"


def main() -> int:
    if "--list" in sys.argv:
        pods, labels = sys.argv[sys.argv.index("--list") + 1 :][:2]
        return score_list(Path(pods), Path(labels))
    missed = False
    for half, what in HALVES.items():
        plain, mirrored = labelled(half), labelled(half, mirrored=True)
        known, unknown = score(mirrored, known=True), score(plain, known=False)
        dangerous = sum(each.is_dangerous for each in (*plain, *mirrored))
        print(f"{half} ({what}), {len(plain)} containers")
        print(f"  images of the catalogue under mirrored names   {known}   (wanted {KNOWN_TARGET:.0%})")
        print(f"  unknown images, by heuristics                  {unknown}   (wanted {UNKNOWN_TARGET:.0%})")
        print(f"  mains called a helper with high confidence     {dangerous}   (wanted 0)")
        for kind, role in (("mains", True), ("helpers", False)):
            chosen = [each for each in plain if not each.is_init and ("main" in each.wanted) is role]
            print(f"  {kind:<46} {sum(each.is_right for each in chosen)}/{len(chosen)}")
        missed |= known.share < KNOWN_TARGET or unknown.share < UNKNOWN_TARGET or dangerous > 0
        if half == "dev" and "--failures" in sys.argv:
            for each in (*plain, *mirrored):
                if not each.is_right:
                    print(f"    {each.pod[:40]}: {each.container} is {each.wanted}, said {each.said}")
    print("\nconfusion by role (init containers by task), both halves")
    total = sum((confusion(labelled(half)) for half in HALVES), start=type(confusion(()))())
    for wanted in sorted({wanted for wanted, _ in total}):
        said = ", ".join(f"{said} {count}" for (each, said), count in total.most_common() if each == wanted)
        print(f"  {wanted:<28} {said}")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
