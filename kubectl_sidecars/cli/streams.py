"""Where output goes: stdout is data, stderr is narration."""

from __future__ import annotations

import os
import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TextIO

from kubectl_sidecars.plain import visible


@dataclass(frozen=True)
class Streams:
    """The process's three, or a test's."""

    out: TextIO = field(default_factory=lambda: sys.stdout)
    err: TextIO = field(default_factory=lambda: sys.stderr)
    stdin: TextIO = field(default_factory=lambda: sys.stdin)

    def lines(self, lines: Iterable[str]) -> None:
        """Data. Each line was made safe where it was made."""
        self.out.writelines(f"{line}\n" for line in lines)

    def say(self, text: str) -> None:
        """Narration: one line a call, made safe here. A sentence of ours may hold a line end; a cluster's may not."""
        for line in text.split("\n"):
            self.err.write(f"{visible(line)}\n")

    @property
    def is_terminal(self) -> bool:
        """Whether a person sits at both ends."""
        return self.out.isatty() and self.stdin.isatty()

    def coloured(self, wish: str) -> bool:
        """--color, then NO_COLOR (no-color.org), then whether out is a terminal that knows colours."""
        if wish != "auto":
            return wish == "always"
        return self.out.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"

    @property
    def width(self) -> int:
        """Columns to wrap sentences at; 120 where no terminal says otherwise."""
        return shutil.get_terminal_size((120, 24)).columns if self.out.isatty() else 120
