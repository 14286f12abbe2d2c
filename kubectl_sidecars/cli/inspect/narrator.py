"""Says on stderr what a watch does not print: outages, missing rights, objects that could not be read; each once."""

from __future__ import annotations

from kubectl_sidecars.cli.output import MOST_NAMED
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.feed import SyncPhase, SyncState
from kubectl_sidecars.render.words import unread
from kubectl_sidecars.snapshot import Denied, Snapshot, Undecodable


class Narrator:
    """Compares each update with what was said before. `begin` is called with the first report, which says its own."""

    def __init__(self, streams: Streams) -> None:
        self.streams = streams
        self.has_begun = False
        self._outage: set[str] = set()
        """The lines about the present outage, "" before the first."""
        self._denied: dict[str, Denied] = {}
        self._named = 0

    def begin(self, snapshot: Snapshot) -> None:
        """Notes what the warnings of the first report have said."""
        self.has_begun = True
        self._denied = {denied.what: denied for denied in snapshot.denied}
        self._named = len(snapshot.undecodable)

    def follow(self, sync: SyncState, snapshot: Snapshot) -> None:
        """Says what is new. Raises the error of a server that has no pods for us before anything was printed."""
        if not self.has_begun and sync.phase in (SyncPhase.NO_DATA, SyncPhase.DENIED):
            raise sync.error
        self._say_sync(sync)
        if self.has_begun and sync.phase is not SyncPhase.DENIED:
            self._say_denied({denied.what: denied for denied in snapshot.denied})
            self._say_undecodable(snapshot.undecodable)

    def _say_sync(self, sync: SyncState) -> None:
        if sync.phase in (SyncPhase.STALE, SyncPhase.NO_DATA, SyncPhase.DENIED):
            line = f"warning: what is printed may be old: {sync.error}; {sync.next_try}"
            if line not in self._outage:
                self._outage.add(line)
                self.streams.say(line)
        elif sync.phase is SyncPhase.LIVE and self._outage:
            self._outage.clear()
            self.streams.say("the connection is back")

    def _say_denied(self, denied: dict[str, Denied]) -> None:
        for what in denied.keys() - self._denied.keys():
            self.streams.say(f"warning: without {what} the report may miss causes ({denied[what].why})")
        for what in self._denied.keys() - denied.keys():
            self.streams.say(f"{what} can be read again")
        self._denied = denied

    def _say_undecodable(self, undecodable: tuple[Undecodable, ...]) -> None:
        for problem in undecodable[self._named : MOST_NAMED]:
            self.streams.say(f"warning: {unread(problem)}")
        if len(undecodable) > max(self._named, MOST_NAMED) and self._named <= MOST_NAMED:
            self.streams.say("warning: more objects could not be read in full: see undecodable in -o json")
        self._named = max(self._named, len(undecodable))
