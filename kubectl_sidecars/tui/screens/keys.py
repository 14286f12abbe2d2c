"""The keys of every screen that shows data: k9s' own where k9s has one."""

from __future__ import annotations

from textual.binding import Binding, BindingType

VIEWS = ("findings", "events", "logs", "yaml", "explain")
"""What 1 to 5 show of a pod."""

KEYS: list[BindingType] = [
    Binding("slash", "filter", "Filter", key_display="/", id="filter",
            tooltip="Filter, or search in logs"),
    Binding("colon", "command", "Command", key_display=":", id="command", show=False,
            tooltip=":ns :ctx :sort :q and more"),
    Binding("l", "view('logs')", "Logs", id="logs", tooltip="Logs of the pod's containers"),
    Binding("p", "previous", "Previous", id="previous", tooltip="Logs of the run before the last restart"),
    Binding("y", "view('yaml')", "YAML", id="yaml", tooltip="The pod as YAML"),
    Binding("e", "view('events')", "Events", id="events", tooltip="What happened, in order"),
    Binding("x", "view('explain')", "Explain", id="explain", tooltip="What each container is for, and how we know"),
    Binding("n", "namespace", "Namespace", id="namespace", tooltip="Another namespace"),
    Binding("0", "everywhere", "All namespaces", id="everywhere", tooltip="Pods of all namespaces", show=False),
    Binding("c", "context", "Context", id="context", tooltip="Another context of the kubeconfig"),
    Binding("s", "change('shell')", "Shell", id="shell", tooltip="A shell in the container (kubectl exec)"),
    Binding("D", "change('debug')", "Debug", id="debug", tooltip="A debug container beside it (kubectl debug)"),
    Binding("ctrl+d", "change('delete')", "Delete", id="delete", tooltip="Delete the pod (kubectl delete)"),
    Binding(
        "r", "change('restart')", "Restart", id="restart", tooltip="Restart its workload (kubectl rollout restart)"
    ),
    *(
        Binding(str(number), f"numbered('{name}')", name, show=False, id=f"view{number}", tooltip=f"The pod's {name}")
        for number, name in enumerate(VIEWS, 1)
    ),
    Binding("tab", "app.focus_next", "Next pane", show=False),
    Binding("shift+tab", "app.focus_previous", "Previous pane", show=False),
]  # fmt: skip
