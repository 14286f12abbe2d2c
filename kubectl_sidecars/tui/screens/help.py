"""All keys that apply, with what they do; and what the signs mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.screen import Screen

from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.lifecycle.assessment import Stage
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.tui.filters import KEYS
from kubectl_sidecars.tui.pod_table import GLYPHS, MARK
from kubectl_sidecars.tui.screens.dialogs import Dialog
from kubectl_sidecars.tui.view.timeline import LEGEND
from kubectl_sidecars.tui.view.wrapping import wrapped
from kubectl_sidecars.tui.widgets.lines import Lines

NARROW = 40


class HelpScreen(Dialog):
    """Made from the bindings themselves, so that it cannot be wrong."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("q,question_mark", "leave", "Back", show=False)]

    def __init__(self, behind: Screen[object]) -> None:
        super().__init__()
        self._behind = behind

    def compose(self) -> ComposeResult:
        keys: dict[str, tuple[str, str]] = {}
        for each in self._behind.active_bindings.values():
            binding = each.binding
            if each.enabled and binding.tooltip and binding.id:
                shown = binding.key_display or self.app.get_key_display(binding)
                keys.setdefault(binding.id, (shown, binding.tooltip))
        rows = [*keys.values(), ("j k ↑ ↓", "up, down; g G first, last; tab next pane")]
        with Vertical(classes="box"):
            yield Lines(lambda width: [*beside(rows, width, Tone.NOTICE), [], *beside(signs(), width, Tone.MUTED)])


def beside(rows: Iterable[tuple[str, str]], width: int, tone: Tone) -> Iterator[list[Cell]]:
    """What, and the words for it in a column of their own; below it where there is no room for two."""
    margin = 11 if width >= NARROW else 3
    for name, text in rows:
        lines = wrapped(text, width - margin - 2)
        fits = len(name) < margin - 1
        if not fits:
            yield [(f" {name}", tone)]
        for number, line in enumerate(lines):
            yield [(f" {name if number == 0 and fits else ''}".ljust(margin), tone), (line, Tone.PLAIN)]


def signs() -> list[tuple[str, str]]:
    """What stands for what."""
    stages = "  ".join(f"{GLYPHS[stage]} {stage.value}" for stage in Stage)
    filters = f"words of the name, {': '.join(KEYS)}: with words after it, ! for not"
    severities = "  ".join(f"{MARK[each]} {each.value}" for each in (Severity.CRITICAL, Severity.WARNING))
    return [("Severity", severities), ("Stages", stages), ("Time line", LEGEND), ("Filters", filters)]
