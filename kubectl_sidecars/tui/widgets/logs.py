"""The logs of a pod's containers: the keys that search them and go through them."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len

from kubectl_sidecars.diagnose.phrasing.last_words import looks_like_an_error
from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.tui.keys import Where, bindings
from kubectl_sidecars.tui.log_buffer import LogPosition, no_lines, no_match
from kubectl_sidecars.tui.log_layout import LogEntry
from kubectl_sidecars.tui.looks import CURSOR
from kubectl_sidecars.tui.widgets.followed_log import FollowedLog
from kubectl_sidecars.tui.widgets.lines import TonedLine

SEEN_ABOVE = 3
"""A line that is jumped to has this part of the screen above it."""


class LogView(FollowedLog):
    """Searches, jumps to matches and errors, mutes containers, and shows long lines wrapped or cut."""

    BINDINGS = bindings(Where.LOGS)

    def check_action(self, action: str, _parameters: tuple[object, ...]) -> bool | None:
        """True if the key's action applies now."""
        match action:
            case "match" | "only_matches":
                return bool(self.search)
            case "shift":
                return not self.buffer.layout.wrap
            case _:
                return True

    def search_for(self, text: str) -> None:
        """Marks the text, and shows the last line that has it if none is in sight; "" ends the search."""
        if text == self.search:
            return
        changes = {} if text else {"only_matches": False}
        self._lay_out(search=text, **changes)
        matches = self.buffer.layout.matches
        if not text or self._jumped_to is None or not matches(self._jumped_to):
            self._jumped_to = None
            if text and not any(map(matches, self._in_sight())):
                self._jump(self.buffer.find(matches, -1, -1))
        self.refresh()

    def _in_sight(self) -> Iterator[LogEntry]:
        first = self.scroll_offset.y
        yield from map(self.buffer.entry, range(first, min(first + self.size.height, len(self.buffer))))

    def match_number(self) -> str:
        """`3 of 12` of the match that was jumped to, `12 matches` before; "" without a search."""
        if not self.search:
            return ""
        matching = self.buffer.matching()
        at = next((number for number, entry in enumerate(matching, 1) if entry is self._jumped_to), 0)
        return f"{at} of {len(matching)}" if at else f"{len(matching)} match{'' if len(matching) == 1 else 'es'}"

    def action_match(self, step: int) -> None:
        """Shows the next match, or with -1 the one before: of the last one, else of what is in sight."""
        before = self._jumped_to or next(self._in_sight(), None)
        start = 0 if before is None else self.buffer.index_of(before)
        is_after = self._jumped_to is not None or step < 0
        self._jump(self.buffer.find(self.buffer.layout.matches, start + step * is_after, step))

    def action_error(self) -> None:
        """Shows the first line that looks like an error; from such a line the next one."""
        before = self._jumped_to
        is_error = before is not None and looks_like_an_error(before.text)
        start = self.buffer.index_of(before) + 1 if before is not None and is_error else 0
        found = self.buffer.find(lambda entry: looks_like_an_error(entry.text), start, 1)
        if found is None:
            self.app.notify("no line looks like an error", severity="warning", markup=False)
        self._jump(found)

    def _jump(self, entry: LogEntry | None) -> None:
        """Shows an entry with some lines above it, and marks it; new lines do not move it away."""
        if entry is None:
            return
        self._jumped_to, self.follow = entry, False
        line = self.buffer.index(LogPosition(entry))
        self.scroll_to(y=max(0, line - self.size.height // SEEN_ABOVE), animate=False, force=True)
        self.refresh()
        self.post_message(self.Moved())

    def highlight(self, index: int) -> str:
        """The line that was jumped to."""
        is_it = self._jumped_to is not None and self.buffer.entry(index) is self._jumped_to
        return CURSOR if is_it else ""

    def action_only_matches(self) -> None:
        self._lay_out(only_matches=not self.buffer.layout.only_matches)

    def action_wrap(self) -> None:
        self._lay_out(wrap=not self.buffer.layout.wrap, left=0)

    def action_shift(self, step: int) -> None:
        """Moves sideways by half of the screen, as less does."""
        layout = self.buffer.layout
        longest = max((cell_len(entry.text) for entry in self._in_sight()), default=0)
        most = max(0, longest - layout.room)
        self._lay_out(left=max(0, min(most, layout.left + step * (layout.room // 2))))

    @property
    def muted(self) -> frozenset[str]:
        """The containers whose lines are hidden."""
        return self.buffer.layout.muted

    def mute(self, name: str) -> None:
        """Hides the lines of a container, or shows them again."""
        self._lay_out(muted=self.muted ^ {name})

    def blank(self, y: int, _width: int) -> TonedLine:
        """The notice of an empty list, on the second row."""
        if y != 1 or len(self.buffer):
            return ()
        shown = [name for name in self.buffer.layout.names if name not in self.muted]
        if self.buffer.layout.only_matches and self.buffer.entries:
            return ((f"  {no_match(self.buffer)}", Tone.MUTED),)
        if not self.buffer.layout.names:
            return ()
        if not shown:
            return (("  All containers are muted: m shows one again.", Tone.MUTED),)
        return ((f"  {no_lines(shown, is_read=self._unread.isdisjoint(shown))}", Tone.MUTED),)
