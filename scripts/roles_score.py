"""How well roles are recognised: accuracy and confusion on the labelled set. Run as `make roles-score`.

With --failures, what the half that may be looked at got wrong.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from tests.support.labelled_roles import HALVES, confusion, labelled, score

KNOWN_TARGET, UNKNOWN_TARGET = 0.97, 0.85


def main() -> int:
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
