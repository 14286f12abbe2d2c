"""All keys that apply, with what they do; and what the signs mean."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen

from kubectl_sidecars.lifecycle.life import Stage
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.tui.filters import KEYS
from kubectl_sidecars.tui.lines.bars import LEGEND
from kubectl_sidecars.tui.lines.wrapping import wrapped
from kubectl_sidecars.tui.rows import GLYPHS
from kubectl_sidecars.tui.screens.dialogs import Dialog
from kubectl_sidecars.tui.widgets.lines import Line, Lines


class HelpScreen(Dialog):
    """Made from the bindings themselves, so that it cannot be wrong."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,question_mark", "leave", "Back", show=False)]

    def __init__(self, behind: Screen[object]) -> None:
        super().__init__()
        self._behind = behind

    def compose(self) -> ComposeResult:
        active = list(self._behind.active_bindings.values())
        keys: list[Line] = []
        seen: set[str] = set()
        for each in active:
            binding = each.binding
            if each.enabled and binding.tooltip and binding.id and binding.id not in seen:
                seen.add(binding.id)
                key = binding.key_display or self.app.get_key_display(binding)
                keys.append([(f" {key:<10}", Tone.NOTICE), (binding.tooltip, Tone.PLAIN)])
        with Vertical(classes="box"):
            yield Lines(lambda width: [*keys, *signs(width)])


def signs(width: int) -> list[list[Cell]]:
    """What stands for what."""
    stages = "  ".join(f"{GLYPHS[stage]} {stage.value}" for stage in Stage)
    filters = f"words of the name, {': '.join(KEYS)}: with words after it, ! for not"
    lines: list[list[Cell]] = [
        [(" j k ↑ ↓   ", Tone.NOTICE), ("up, down; g G first, last; tab next pane", Tone.PLAIN)],
        [],
    ]
    for name, text in (("Stages", stages), ("Time line", LEGEND), ("Filters", filters)):
        for number, line in enumerate(wrapped(text, width - 13)):
            lines.append([(f" {name if number == 0 else '':<10}", Tone.MUTED), (line, Tone.PLAIN)])
    return lines
