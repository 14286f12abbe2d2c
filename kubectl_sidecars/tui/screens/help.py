"""The help: the keys that work on this screen, the commands, and what marks and filters mean."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import Screen

from kubectl_sidecars.diagnose import Severity
from kubectl_sidecars.lifecycle.assessment import Stage
from kubectl_sidecars.render.tones import Cell, Tone
from kubectl_sidecars.tui.commands import COMMANDS
from kubectl_sidecars.tui.filters import KEYS
from kubectl_sidecars.tui.keys import MOVING, Where, bindings
from kubectl_sidecars.tui.pod_table import GLYPHS, MARK
from kubectl_sidecars.tui.screens.dialogs import Dialog
from kubectl_sidecars.tui.view.timeline import LEGEND
from kubectl_sidecars.tui.view.wrapping import wrapped
from kubectl_sidecars.tui.widgets.lines import Lines

NARROW = 40
GATES = "│ open  ╪ closed: the next container waits"


class HelpScreen(Dialog):
    """Made from the active bindings of the screen behind it, so that it lists the keys that work there. Keys with the
    same words are one row."""

    BINDINGS = bindings(Where.HELP)

    def __init__(self, behind: Screen[object]) -> None:
        super().__init__()
        self._behind = behind

    def compose(self) -> ComposeResult:
        rows: dict[str, list[str]] = {MOVING[1]: [MOVING[0]]}
        for active in self._behind.active_bindings.values():
            binding = active.binding
            if active.enabled and binding.tooltip and binding.id:
                shown = binding.key_display or self.app.get_key_display(binding)
                keys = rows.setdefault(binding.tooltip, [])
                keys += [shown] if shown not in keys else []
        lines = [(" ".join(keys), text) for text, keys in rows.items()]
        with Vertical(classes="box"):
            yield Lines(lambda width: [*beside(lines, width, Tone.NOTICE), [], *beside(signs(), width, Tone.MUTED)])


def beside(rows: Iterable[tuple[str, str]], width: int, tone: Tone) -> Iterator[list[Cell]]:
    """Lines of names in `tone` with their texts in a column beside them; below them where there is no room."""
    margin = 11 if width >= NARROW else 3
    for name, text in rows:
        lines = wrapped(text, width - margin - 2)
        fits = len(name) < margin - 1
        if not fits:
            yield [(f" {name}", tone)]
        for number, line in enumerate(lines):
            yield [(f" {name if number == 0 and fits else ''}".ljust(margin), tone), (line, Tone.PLAIN)]


def signs() -> list[tuple[str, str]]:
    """The marks, the commands and the filters, each with what it means."""
    stages = "  ".join(f"{GLYPHS[stage]} {stage.value}" for stage in Stage)
    severities = "  ".join(f"{MARK[severity]} {severity.value}" for severity in (Severity.CRITICAL, Severity.WARNING))
    commands = "\n".join(f":{' '.join((command.name, *command.aliases))}  {command.help}" for command in COMMANDS)
    filters = f"words of the row, or KEY:TEXT; the keys are {', '.join(KEYS)}. ! before a word means not"
    return [
        ("Severity", severities),
        ("Stages", stages),
        ("Gates", GATES),
        ("Time line", LEGEND),
        ("Commands", commands),
        ("Filters", filters),
    ]
