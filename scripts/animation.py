"""The README's animation: the real program in a real terminal (tmux), key by key, as one SVG without scripts or fonts.

python scripts/animation.py [FILE]        docs/tour.svg by default; needs tmux
"""

from __future__ import annotations

import html
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple, Self

from rich.ansi import AnsiDecoder
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.terminal_theme import MONOKAI

ROOT = Path(__file__).parent.parent
WIDTH, HEIGHT = 100, 30
CELL, LINE = 8.4, 17
"""Pixels of a character: 100 columns fill the width of a README."""
PAPER, INK = "#14161d", "#e0e0e0"


class Step(NamedTuple):
    """Keys to press, the text that shows that they were obeyed, and the seconds for which it is shown."""

    keys: tuple[str, ...]
    shows: str
    seconds: float


STEPS = (
    Step((), "causes, worst first", 3.5),
    Step(("Tab", "Down"), "describe pod -n start-blocked unschedulable", 2.5),
    Step(("/", *"sidecar-gate"), "sidecar-gate", 1.0),
    Step(("Enter",), "/sidecar-gate", 1.0),
    Step(("Enter",), "waiting for vault-agent", 5.0),
    Step(("x",), "secret agent", 4.0),
)


class Terminal:
    """The program in a tmux of its own; ended with it."""

    def __init__(self) -> None:
        program = f"env TERM=xterm-256color COLORTERM=truecolor {sys.executable} -m kubectl_sidecars inspect --demo"
        self.tmux("new-session", "-d", "-x", str(WIDTH), "-y", str(HEIGHT), "-c", str(ROOT), program)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.tmux("kill-server")

    def tmux(self, *words: str) -> str:
        done = subprocess.run(["tmux", "-L", "sidecars-tour", *words], capture_output=True, text=True, check=True)
        return done.stdout

    def shown(self, text: str) -> str:
        """The screen with its colours, once the text is on it and it has come to rest."""
        before = ""
        for _ in range(300):
            time.sleep(0.2)
            now = self.tmux("capture-pane", "-p", "-e")
            if now == before and text in self.tmux("capture-pane", "-p"):
                return now
            before = now
        raise SystemExit(f"the screen never showed {text!r}:\n{before}")


def frames() -> Iterator[tuple[str, float]]:
    """Each screen with the seconds for which it is shown."""
    with Terminal() as terminal:
        for step in STEPS:
            for key in step.keys:
                terminal.tmux("send-keys", key)
                time.sleep(0.3)
            yield terminal.shown(step.shows), step.seconds


def drawn(screen: str, console: Console) -> Iterator[str]:
    """The screen's lines as texts of an SVG."""
    for row, line in enumerate(AnsiDecoder().decode(screen)):
        column, style = 0, Style()
        for segment in Segment.simplify(console.render(line, console.options.update(no_wrap=True))):
            text = segment.text.rstrip("\n")
            if text:
                style = segment.style or Style()
                yield from _piece(text, style, column, row)
                column += len(text)
        yield from _piece(" " * (WIDTH - column), style, column, row)  # tmux leaves out the blanks at a line's end


def _piece(text: str, style: Style, column: int, row: int) -> Iterator[str]:
    ink = _colour(style.color, INK, foreground=True)
    paper = _colour(style.bgcolor, PAPER, foreground=False)
    if style.reverse:
        ink, paper = paper, ink
    y, words = row * LINE, text.strip()
    if paper != PAPER and text:
        x, wide = column * CELL, len(text) * CELL
        yield f'<rect x="{x:.1f}" y="{y}" width="{wide + 0.3:.1f}" height="{LINE}" fill="{paper}"/>'
    if words:
        x, wide = (column + len(text) - len(text.lstrip())) * CELL, len(words) * CELL
        weight = ' font-weight="bold"' if style.bold else ""
        opacity = ' opacity="0.6"' if style.dim else ""
        shown = html.escape(words).replace(" ", "\N{NO-BREAK SPACE}")
        yield (
            f'<text x="{x:.1f}" y="{y + 13}" textLength="{wide:.1f}" lengthAdjust="spacingAndGlyphs"'
            f' fill="{ink}"{weight}{opacity}>{shown}</text>'
        )


def _colour(colour: object, default: str, *, foreground: bool) -> str:
    if colour is None or colour.is_default:  # type: ignore[attr-defined]
        return default
    return colour.get_truecolor(MONOKAI, foreground=foreground).hex  # type: ignore[attr-defined,no-any-return]


def animation() -> str:
    """The SVG: every screen in a group, shown in its turn, for ever."""
    console = Console(width=WIDTH * 2, color_system="truecolor", force_terminal=True, legacy_windows=False)
    taken = list(frames())
    whole = sum(seconds for _, seconds in taken)
    styles = ["text{font:14px ui-monospace,Menlo,Consolas,monospace;white-space:pre}"]
    groups, begun = [], 0.0
    for number, (screen, seconds) in enumerate(taken):
        styles += _shown(f"f{number}", 100 * begun / whole, 100 * (begun + seconds) / whole, whole)
        begun += seconds
        groups.append(f'<g id="f{number}">{"".join(drawn(screen, console))}</g>')
    width, height = WIDTH * CELL + 16, HEIGHT * LINE + 16
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-8 -8 {width:.0f} {height}" width="{width:.0f}">'
        f"<title>kubectl sidecars inspect</title><style>{''.join(styles)}</style>"
        f'<rect x="-8" y="-8" width="{width:.0f}" height="{height}" rx="6" fill="{PAPER}"/>{"".join(groups)}</svg>\n'
    )


def _shown(name: str, begin: float, end: float, seconds: float) -> Iterator[str]:
    """The style of a group that is shown from `begin` to `end`, in percent of the seconds of a round."""
    before = f"0%,{begin:.2f}%{{visibility:hidden}}" if begin else ""
    after = f"{end + 0.01:.2f}%,100%{{visibility:hidden}}" if round(end) < 100 else ""
    yield f"@keyframes {name}{{{before}{begin + 0.01:.2f}%,{end:.2f}%{{visibility:visible}}{after}}}"
    still = "visibility:hidden;" if begin else ""  # what does not animate shows the first screen alone
    yield f"#{name}{{{still}animation:{name} {seconds:.1f}s step-end infinite}}"


def main() -> int:
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "tour.svg"
    path.write_text(animation(), encoding="utf-8")
    print(path)
    return 0


if __name__ == "__main__":
    sys.exit(main())
