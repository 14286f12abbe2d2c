"""Every key of the screen, one row a key: bindings, help and footer are made from these rows.

A new key is a row here and an `action_` method where its row says that the key works.
"""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple

from textual.binding import Binding, BindingType

TABS = ("findings", "events", "logs", "yaml", "explain", "describe")
"""The tabs of a pod's screen, which the keys 1 to 6 show."""
SORTS = {
    "N": "name",
    "P": "namespace",
    "R": "ready",
    "S": "status",
    "T": "restarts",
    "A": "age",
    "O": "node",
    "W": "owner",
    "F": "severity",
}
"""The sort key of each letter; k9s' own where k9s has the column."""
MOVING = ("j k ↑ ↓", "Up, down; g G first, last; tab next pane")
"""Keys and help of moving, which every list shares."""


class Where(StrEnum):
    """The screen or widget that has the key's action."""

    APP = "app"
    DATA = "data"
    """Both screens that show data: the overview and a pod."""
    OVERVIEW = "overview"
    POD = "pod"
    PODS = "pods"
    CAUSES = "causes"
    CONTAINERS = "containers"
    WORKLOADS = "workloads"
    WORKLOAD_ROWS = "workload rows"
    LINES = "lines"
    """Every list that scrolls."""
    LOGS = "logs"
    TEXT = "text"
    """The tabs of a pod but its logs."""
    PROMPT = "prompt"
    DIALOG = "dialog"
    HELP = "help"
    CHOOSE = "choose"
    CONFIRM = "confirm"


class Key(NamedTuple):
    """One row: where it works, the keys by Textual's names, the action, and the words for footer and help."""

    where: Where
    keys: str
    """Several are separated by commas."""
    action: str
    label: str = ""
    """The word in the footer; "" keeps the key out of it."""
    help: str = ""
    """The line in the help; "" keeps the key out of it."""
    display: str = ""
    """How the key is written, where Textual would write it otherwise."""
    rank: int = 0
    """Its place among the keys that stay in a narrow footer, 1 first; 0 for a key that gives way."""
    is_first: bool = False
    """True for a key that the app takes before any widget sees it."""
    is_early: bool = False
    """True for a key of a screen that acts on no list: it works before there are data."""
    changes: bool = False
    """True for a key that changes the cluster."""

    @property
    def tip(self) -> str:
        """The line in the help, with what the key needs."""
        return f"{self.help}; needs --allow-changes" if self.changes else self.help

    @property
    def id(self) -> str:
        """The id of its binding; the same for two actions of one key, of which one works at a time."""
        return f"{self.where}.{self.keys}"


KEYS = (
    Key(Where.APP, "question_mark", "help", "Help", "Show all keys", display="?", rank=3),
    Key(Where.APP, "w", "wide", "", "More or fewer columns; for a pod, its time line"),
    Key(Where.APP, "t", "theme", "", "Next theme: dark, light, the terminal's own colours"),
    Key(Where.APP, "ctrl+s", "save", "", "Save the screen as SVG, or the report as Markdown"),
    Key(Where.APP, "q", "quit", "Quit", "Quit", rank=4),
    Key(Where.APP, "ctrl+c", "interrupt", "", "Quit with exit status 130", is_first=True),
    Key(Where.APP, "ctrl+z", "suspend_process", "", "Suspend to the shell; fg resumes", is_first=True),
    Key(Where.DATA, "slash", "filter", "Filter", "Filter the list", display="/",
        is_early=True),
    Key(Where.DATA, "colon", "command", "", "Type a command, such as :ns, :ctx, :sort or :q", display=":",
        is_early=True),
    Key(Where.DATA, "l", "show_tab('logs')", "Logs", "Logs of the pod's containers"),
    Key(Where.DATA, "p", "previous", "Previous", "Logs of the run before the last restart"),
    Key(Where.DATA, "y", "show_tab('yaml')", "YAML", "The pod as YAML"),
    Key(Where.DATA, "e", "show_tab('events')", "Events", "Events and status changes, oldest first"),
    Key(Where.DATA, "x", "show_tab('explain')", "Explain", "Role of each container, with its evidence"),
    Key(Where.DATA, "n", "namespace", "Namespace", "Choose another namespace", is_early=True),
    Key(Where.DATA, "0", "all_namespaces", "", "Pods of all namespaces", is_early=True),
    Key(Where.DATA, "c", "context", "Context", "Choose another context of the kubeconfig", is_early=True),
    Key(Where.DATA, "ctrl+r", "retry", "Try again", "Ask a server at once that did not answer", is_early=True),
    Key(Where.DATA, "d", "show_tab('describe')", "Describe", "The pod as kubectl describe prints it"),
    Key(Where.DATA, "X", "run", "", "Run the command of the verdict (next, or its cure), and show what it prints"),
    Key(Where.DATA, "Y", "copy", "", "Copy the command of the verdict to the clipboard"),
    Key(Where.DATA, "r", "change('cure')", "Cure", "Undo the rollout if the older revision serves, else restart the"
        " workload", changes=True),
    Key(Where.DATA, "s", "change('shell')", "Shell", "Open a shell in a container that runs", changes=True),
    Key(Where.DATA, "D", "change('debug')", "Debug", "Add a debug container to one that runs", changes=True),
    Key(Where.DATA, "ctrl+d", "change('delete')", "Delete", "Delete the pod", changes=True),
    *(
        Key(Where.DATA, str(number), f"show_numbered_tab('{tab}')", "", f"Tabs: {', '.join(TABS)}")
        for number, tab in enumerate(TABS, 1)
    ),
    Key(Where.DATA, "tab", "app.focus_next"),
    Key(Where.DATA, "shift+tab", "app.focus_previous"),
    Key(Where.OVERVIEW, "o", "sort", "Sort", "Sort by the next column"),
    *(
        Key(Where.OVERVIEW, key, f"sort_by('{name}')", "", f"Sort by {', '.join(SORTS.values())}; again: the other way")
        for key, name in SORTS.items()
    ),
    Key(Where.OVERVIEW, "i", "reverse", "", "Turn the order round"),
    Key(Where.OVERVIEW, "a", "acknowledge", "Hide cause", "Hide the selected cause until it gets worse"),
    Key(Where.OVERVIEW, "h", "hidden", "", "Show a hidden cause again"),
    Key(Where.OVERVIEW, "escape", "all_pods", "All pods", "Clear the filter", rank=2),
    Key(Where.POD, "escape", "back", "Back", "Back to the pods", rank=1),
    Key(Where.POD, "enter", "open_container", "", "Logs of the selected container"),
    Key(Where.POD, "slash", "filter", "Search", "Search in the tab that is shown", display="/"),
    Key(Where.POD, "z", "zoom", "Zoom", "The tab on the whole screen, and back"),
    Key(Where.POD, "left_square_bracket", "turn(-1)", "", "Logs of the container before", display="["),
    Key(Where.POD, "right_square_bracket", "turn(1)", "Next container", "Logs of the next container, then of all",
        display="[ ]", rank=6),
    Key(Where.POD, "f", "pause", "Pause", "Pause the log, or follow it again", rank=5),
    Key(Where.POD, "f", "follow", "Follow", "Pause the log, or follow it again", rank=5),
    Key(Where.POD, "m", "mute", "", "Mute a container in the logs, or show it again"),
    Key(Where.LOGS, "n", "match(1)", "Next match", "Next match of the search in the log", rank=5),
    Key(Where.LOGS, "N", "match(-1)", "", "The match before"),
    Key(Where.LOGS, "ampersand", "only_matches", "", "Only the lines that match the search, or all", display="&"),
    Key(Where.LOGS, "E", "error", "First error", "First line that looks like an error; again: the next one"),
    Key(Where.LOGS, "w", "wrap", "", "Wrap long lines, or cut them; ← → then show the rest"),
    Key(Where.LOGS, "right", "shift(1)"),
    Key(Where.LOGS, "left", "shift(-1)"),
    Key(Where.TEXT, "n", "match(1)", "Next match", "Next match of the search", rank=5),
    Key(Where.TEXT, "N", "match(-1)", "", "The match before"),
    Key(Where.PODS, "enter", "open", "Open", "Open this pod"),
    Key(Where.CAUSES, "enter", "open", "Pods of this cause", "List only the pods of this cause"),
    Key(Where.CONTAINERS, "enter", "open", "Its log"),
    Key(Where.WORKLOAD_ROWS, "enter", "open", "Its pods", "List only the pods of this workload", rank=2),
    Key(Where.WORKLOADS, "escape", "back", "Back", "Back to the pods", rank=1),
    Key(Where.LINES, "j,down", "move(1)"),
    Key(Where.LINES, "k,up", "move(-1)"),
    Key(Where.LINES, "pagedown,ctrl+f", "page(1)"),
    Key(Where.LINES, "pageup,ctrl+b", "page(-1)"),
    Key(Where.LINES, "g,home", "end(-1)"),
    Key(Where.LINES, "G,end", "end(1)"),
    Key(Where.PROMPT, "escape", "leave", "Cancel"),
    Key(Where.PROMPT, "down", "keep"),
    Key(Where.PROMPT, "tab", "complete"),
    Key(Where.DIALOG, "escape", "leave"),
    Key(Where.HELP, "q,question_mark", "leave"),
    Key(Where.CHOOSE, "down", "move(1)"),
    Key(Where.CHOOSE, "up", "move(-1)"),
    Key(Where.CONFIRM, "y", "yes"),
    Key(Where.CONFIRM, "n,q", "leave"),
)  # fmt: skip
"""In the order of footer and help. The letters are k9s' own where k9s has the key."""

URGENT = frozenset(key.keys for key in KEYS if key.is_first)
"""The keys that wait for no other key."""
EARLY = frozenset(key.keys for key in KEYS if key.is_early or key.where is Where.APP)
"""The keys that work while nothing has been read."""
CHANGING = frozenset(key.action for key in KEYS if key.changes)
"""The actions that change the cluster."""
RANKS = {key.id: key.rank for key in KEYS if key.rank}
"""The rank of each key that stays in a narrow footer, by the id of its binding."""


def bindings(where: Where) -> list[BindingType]:
    """The Textual bindings of the keys that work there, in the order of the table."""
    return [
        Binding(
            key.keys,
            key.action,
            key.label,
            show=bool(key.label),
            key_display=key.display or None,
            priority=key.is_first,
            tooltip=key.tip,
            id=key.id,
        )
        for key in KEYS
        if key.where is where
    ]
