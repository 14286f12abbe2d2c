"""The overview: the causes above, the pods below."""

from __future__ import annotations

import operator
from collections.abc import Sequence

import msgspec
from textual.app import ComposeResult

from kubectl_sidecars.causes.acknowledged import open_causes
from kubectl_sidecars.causes.cause import Cause
from kubectl_sidecars.feed import SyncPhase
from kubectl_sidecars.render.sort_keys import ON_SCREEN
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.tui.controller import Controller
from kubectl_sidecars.tui.keys import Where, bindings
from kubectl_sidecars.tui.pod_list import shown_causes
from kubectl_sidecars.tui.screens.base import DataScreen
from kubectl_sidecars.tui.screens.titles import causes_title, empty_notice, pods_title
from kubectl_sidecars.tui.state import AppState
from kubectl_sidecars.tui.view.causes import CauseLook
from kubectl_sidecars.tui.widgets.causes import CauseList
from kubectl_sidecars.tui.widgets.lines import Bar
from kubectl_sidecars.tui.widgets.pods import Heading, PodList
from kubectl_sidecars.tui.widgets.prompt import Prompt

SHARE = 0.45
"""Of the lines for causes and pods, those that the causes may have in any case."""


class Overview(DataScreen):
    """Enter opens a cause or a pod; esc clears the filter."""

    AUTO_FOCUS = "#pods"
    BINDINGS = bindings(Where.OVERVIEW)

    def __init__(self, controller: Controller) -> None:
        super().__init__(controller)
        self._opens_pod = controller.settings.opens_pod

    _made_of: tuple[object, ...] = ()
    """The values from which the causes that are shown were made: ten thousand listed pods take 10 ms."""

    def compose_body(self) -> ComposeResult:
        yield Bar(id="causes-title", classes="title")
        yield CauseList(id="causes")
        yield Bar(id="pods-title", classes="title")
        heading = Heading(id="pods-heading", classes="title")
        yield heading
        yield PodList(heading, id="pods")

    def show_state(self, state: AppState) -> None:
        """Shows another state: causes, pods and their titles."""
        super().show_state(state)
        causes = self._shown_causes(state)
        self._show_causes(causes, state)
        self.query_one("#causes-title", Bar).show(lambda _width: [causes_title(state, len(causes))])
        self.query_one("#pods-title", Bar).show(lambda _width: [pods_title(state)])
        pods = self.query_one("#pods", PodList)
        namespace = not state.scope.namespace
        had_pods = bool(pods.selected)
        before, pods.notice = pods.notice, empty_notice(state, is_part=self.controller.feed.named is not None)
        if before != pods.notice:
            pods.refresh()
        if pods.list_view is not state.list_view or pods.wide != state.wide or pods.namespace != namespace:
            pods.show(state.list_view, state.now, wide=state.wide, namespace=namespace)
        else:
            pods.tick(state.now)
        if had_pods != bool(pods.selected):
            self.refresh_bindings()
        if state.sync.phase is SyncPhase.LIVE and not state.inspected.pods:
            self.controller.scopes.verify()
        if self._opens_pod and pods.selected and state.sync.phase is not SyncPhase.LOADING:
            self._opens_pod = False
            self.open("")

    def _shown_causes(self, state: AppState) -> Sequence[Cause]:
        """The causes that the filter leaves; the same object while they are the same, so that nothing is drawn."""
        before = self.query_one("#causes", CauseList).causes
        made_of = (state.summary.causes, state.list_view, state.acknowledged)
        if self._made_of and all(map(operator.is_, made_of, self._made_of)):
            return before
        self._made_of = made_of
        causes = open_causes(shown_causes(state.summary.causes, state.list_view), state.acknowledged)
        is_same = len(before) == len(causes) and all(map(operator.is_, before, causes))
        return before if is_same else causes

    def on_resize(self) -> None:
        if self.is_whole:
            self._show_causes(self.query_one("#causes", CauseList).causes, self.controller.state)

    def _show_causes(self, causes: Sequence[Cause], state: AppState) -> None:
        """Shows the causes, with the last words of the selected one."""
        namespace, room = not state.scope.namespace, self._room_of_causes(state)

        def look_of(cause: Cause | None) -> CauseLook:
            log = cause.log if cause and self.controller.feed.logs is not None else None
            if log is not None:
                self.controller.want_log(log)
            excerpt = state.excerpts.get(log) if log else None
            return CauseLook(namespace, excerpt, log is not None and excerpt is None, room)

        self.query_one("#causes", CauseList).show_causes(causes, state.now, look_of)

    def _room_of_causes(self, state: AppState) -> int:
        """Lines for the causes: all that the pods do not need, and at least SHARE of those for both."""
        header = self.query_one("#header", Bar).count()
        both = max(0, self.size.height - header - len(self.query(".title")) - 1)
        return max(2, round(both * SHARE), both - max(1, len(state.list_view.order)))

    def on_cause_list_selected(self) -> None:
        self._show_causes(self.query_one("#causes", CauseList).causes, self.controller.state)

    def selected(self) -> tuple[str, PodReport] | None:
        """The pod under the cursor; if the causes have the keys, the first pod of the selected cause."""
        causes = self.query_one("#causes", CauseList)
        if causes.has_focus and causes.selected:
            return next(iter(self._pods_of(causes.selected)), None)
        pods = self.query_one("#pods", PodList)
        report = pods.report_of(pods.selected)
        return (pods.selected, report) if report else None

    def _pods_of(self, cause: Cause) -> list[tuple[str, PodReport]]:
        """The pods of the cause that still exist, in its order, with their uids."""
        order = {(pod.namespace, pod.name): index for index, pod in enumerate(cause.pods)}
        pods = self.controller.state.inspected.pods.items()
        existing = [(uid, pod) for uid, (pod, _) in pods if (pod.namespace, pod.name) in order]
        return sorted(existing, key=lambda item: order[item[1].namespace, item[1].name])

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """True if the key's action applies now."""
        if action == "all_pods":
            return self.controller.state.query.is_narrowed
        if action == "acknowledge":
            causes = self.query_one_optional("#causes", CauseList)
            return causes is not None and causes.selected is not None
        return super().check_action(action, parameters)

    def on_pod_list_opened(self) -> None:
        self.open("")

    def on_cause_list_opened(self, message: CauseList.Opened) -> None:
        """Lists the pods of the cause; a single pod is opened."""
        pods = self._pods_of(message.cause)
        if not pods:
            self.controller.say("this cause has no pod that could be listed", severity="warning")
            return
        if len(pods) == 1:
            self._show_pod(pods[0][0], "")
            return
        only = frozenset((pod.namespace, pod.name) for pod in message.cause.pods)
        self.controller.list_pods(msgspec.structs.replace(self.controller.state.query.of_all(), only=only))
        self.query_one("#pods").focus()
        self.refresh_bindings()

    def open(self, tab: str, *, previous: bool = False, command: tuple[str, ...] = ()) -> None:
        """Opens the selected pod at this tab, "" for the one that fits the pod; with `command` it shows its output."""
        selected = self.selected()
        if selected:
            self._show_pod(selected[0], tab, previous=previous, command=command)

    def _show_pod(self, uid: str, tab: str, *, previous: bool = False, command: tuple[str, ...] = ()) -> None:
        from kubectl_sidecars.tui.screens.pod import PodScreen  # noqa: PLC0415 - not before the first rows

        self.app.push_screen(PodScreen(self.controller, uid, tab, previous=previous, command=command))

    def verdict(self) -> str:
        """The command of the selected cause if the causes have the keys, else that of the selected pod."""
        causes = self.query_one("#causes", CauseList)
        return causes.selected.next_command if causes.has_focus and causes.selected else super().verdict()

    def show_output(self, words: tuple[str, ...]) -> None:
        """Opens the selected pod with the output of a command."""
        self.open("describe", command=words)

    def action_show_tab(self, name: str) -> None:
        self.open(name)

    def action_previous(self) -> None:
        self.open("logs", previous=True)

    def action_filter(self) -> None:
        self.query_one(Prompt).open("/", self.controller.state.query.filter)

    def action_sort(self) -> None:
        keys = list(ON_SCREEN)
        self.controller.sort_by(keys[(keys.index(self.controller.state.query.sort) + 1) % len(keys)])

    def action_sort_by(self, key: str) -> None:
        self.controller.sort_by(key)

    def action_reverse(self) -> None:
        self.controller.sort_by(self.controller.state.query.sort)

    def on_heading_clicked(self, message: Heading.Clicked) -> None:
        """Sorts by the column; by the same one again, in the other direction."""
        self.controller.sort_by(message.sort)

    def action_acknowledge(self) -> None:
        """Hides the cause that is selected: the one with its details below it."""
        cause = self.query_one("#causes", CauseList).selected
        if cause:
            self.controller.hidden.hide(cause)

    def action_hidden(self) -> None:
        self.controller.hidden.choose()

    def action_all_pods(self) -> None:
        self.controller.list_pods(self.controller.state.query.of_all())
        self.refresh_bindings()

    def typed(self, text: str) -> None:
        """Filters by what is in the prompt now; a filter brings the key that clears it."""
        super().typed(text)
        self.refresh_bindings()
