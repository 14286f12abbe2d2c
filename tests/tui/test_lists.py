"""What is listed, in which order and columns: pure functions, values in and values out."""

from __future__ import annotations

import random

import msgspec
import pytest
from rich.cells import cell_len

from kubectl_sidecars.feed import (
    Scope,
    SyncPhase,
    SyncState,
)
from kubectl_sidecars.render.sort_keys import ON_SCREEN
from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.render.words import problems
from kubectl_sidecars.report import PodReport
from kubectl_sidecars.report.live import Inspected, follow
from kubectl_sidecars.snapshot import Snapshot, Undecodable
from kubectl_sidecars.tui.commands import BY_WORD, COMMANDS, find
from kubectl_sidecars.tui.filters import KEYS as FILTER_KEYS
from kubectl_sidecars.tui.filters import matcher, unknown_key
from kubectl_sidecars.tui.kubectl_actions import (
    ACTIONS,
    command_line,
    fitting_container,
)
from kubectl_sidecars.tui.pod_list import (
    ListQuery,
    PodListModel,
    Summary,
)
from kubectl_sidecars.tui.pod_table import (
    COLUMNS,
    GAP,
    RESTARTS,
    FittedColumn,
    cut_end,
    cut_middle,
    fit,
    natural_widths,
    row,
)
from kubectl_sidecars.tui.terminal.first_frame import ENTER, first_frame
from kubectl_sidecars.tui.view.causes import CauseLines
from kubectl_sidecars.tui.view.events import event_lines
from kubectl_sidecars.tui.view.header import header, spread
from kubectl_sidecars.tui.view.pod import inspect_with_timeline
from kubectl_sidecars.tui.widgets.key_bar import FooterKey, with_room
from kubectl_sidecars.tui.widgets.tabs import fitting
from tests.support.builders import NOW, ago, container, crashing, pod, running, sidecar, snapshot, terminated
from tests.support.screens import LIVE, demo


def inspected() -> Inspected:
    return follow(Inspected(), demo())


def names(view_order: tuple[str, ...], known: Inspected) -> list[str]:
    return [known.pods[uid][0].name for uid in view_order]


def report_of(name: str) -> PodReport:
    return next(report for report, _ in inspected().pods.values() if report.name == name)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("gate", ["native-sidecar-gate", "scheduling-gated"]),
        ("GATE !sched", ["native-sidecar-gate"]),
        ("ns:fleet orders", ["orders-0", "orders-1"]),
        ("reason:schedulinggated,invalidimagename", ["image-names", "scheduling-gated"]),
        ("role:init ns:healthy", ["healthy-config-helper", "healthy-native-sidecar"]),
        ("image:vault", ["native-sidecar-gate"]),
        ("node:nowhere", []),
        ("type:sidecar ns:restarts", ["crash-app-exit-3", "oom-native-log-shipper"]),
        ("owner:statefulset", ["orders-0", "orders-1"]),
        ("no:such:key", []),
    ],
)
def test_words_and_keys_narrow_the_list(text: str, expected: list[str]) -> None:
    matches = matcher(text)
    assert matches is not None
    found = [report.name for report, _ in inspected().pods.values() if matches(report)]
    assert sorted(found) == expected


@pytest.mark.parametrize("text", ["", "  ", "!"])
def test_an_empty_filter_is_none(text: str) -> None:
    assert matcher(text) is None


@pytest.mark.parametrize("key", ON_SCREEN)
def test_equals_stand_by_namespace_and_name_and_reverse_turns_all_round(key: str) -> None:
    known = inspected()
    forward = PodListModel().arrange(known, ListQuery(sort=key)).order
    reports = [known.pods[uid][0] for uid in forward]
    assert reports == sorted(reports, key=lambda each: (ON_SCREEN[key](each), each.namespace, each.name))
    assert PodListModel().arrange(known, ListQuery(sort=key, reverse=True)).order == forward[::-1]


def test_a_desk_that_saw_every_change_says_what_a_fresh_one_says() -> None:
    """Pods come, change, no longer match, and go; incremental is the same as from scratch."""
    chance = random.Random(7)
    whole = demo()
    uids = list(whole.pods)
    model, known = PodListModel(), Inspected()
    queries = [ListQuery(filter="!orders", sort="restarts"), ListQuery(), ListQuery(sort="age", reverse=True)]
    for step in range(30):
        pods = {uid: whole.pods[uid] for uid in uids if chance.random() < 0.8}
        for uid in chance.sample(list(pods), 3):
            meta = msgspec.structs.replace(pods[uid].metadata, name=f"renamed-{step}-{chance.randrange(9)}")
            pods[uid] = msgspec.structs.replace(pods[uid], metadata=meta)
        known = follow(known, msgspec.structs.replace(whole, pods=pods))
        query = queries[step // 10]
        seen, fresh = model.arrange(known, query), PodListModel().arrange(known, query)
        assert seen.order == fresh.order
        again = PodListModel()
        again.arrange(known, query)
        assert +model.counts.pods == +again.counts.pods
        assert +model.counts.roles == +again.counts.roles
        assert all(mine >= needed for mine, needed in zip(seen.widths, fresh.widths, strict=True))


def test_a_cause_narrows_to_its_pods() -> None:
    known = inspected()
    only = frozenset({("fleet", "orders-0"), ("healthy", "healthy-adapters")})
    assert sorted(names(PodListModel().arrange(known, ListQuery(only=only)).order, known)) == [
        "healthy-adapters",
        "orders-0",
    ]


def test_the_summary_counts_each_pod_once_and_each_container_by_role() -> None:
    known = inspected()
    model = PodListModel()
    model.arrange(known, ListQuery(filter="orders"))
    summary = model.counts.summary(known, fold=True)
    assert sum(summary.pods.values()) == len(known.pods)
    assert sum(summary.roles.values()) == sum(len(report.containers) for report, _ in known.pods.values())
    assert summary.causes == known.report().causes
    assert summary.is_whole


def test_causes_wait_their_turn_and_are_known_to_be_old() -> None:
    known, model = inspected(), PodListModel()
    model.arrange(known, ListQuery())
    assert not model.counts.summary(known, fold=False).is_whole
    whole = model.counts.summary(known, fold=True)
    pods = {uid: pod for uid, pod in demo().pods.items() if pod.metadata.namespace != "fleet"}
    fewer = follow(known, msgspec.structs.replace(demo(), pods=pods))
    model.arrange(fewer, ListQuery())
    late = model.counts.summary(fewer, fold=False)
    assert late.causes == whole.causes
    assert sum(late.pods.values()) == len(pods)
    assert not late.is_whole
    assert model.counts.summary(fewer, fold=True).causes == fewer.report().causes


@pytest.mark.parametrize("wide", [False, True])
def test_columns_never_need_more_than_the_screen_and_the_name_always_stays(wide: bool) -> None:
    for total in range(1, 240):
        fitted = fit((18, 40, 5, 26, 14, 6, 4, 30, 12, 0), total, wide=wide, namespace=True)
        assert any(COLUMNS[each.index].title == "NAME" for each in fitted), total
        assert [each.index for each in fitted] == sorted(each.index for each in fitted), total
        assert sum(each.width for each in fitted) + GAP * len(fitted) <= max(total, 1 + GAP), total


def test_where_there_is_no_room_for_how_long_ago_the_count_of_restarts_stands_alone() -> None:
    known = inspected()
    now = known.snapshot.taken_at
    uid = next(uid for uid, (report, _) in known.pods.items() if report.restarts == "5 (2m5s ago)")
    report, spec = known.pods[uid][0], known.snapshot.pods[uid]
    cells = [row(report, spec, (FittedColumn(RESTARTS, width),), now)[1][0].strip() for width in (8, 12)]
    assert cells == ["5", "5 (2m5s ago)"]


def test_a_row_is_as_wide_as_its_columns_whatever_the_name() -> None:
    hostile = pod([container("app")], name="x" * 300 + "\x1b[31m[bold]")
    report = follow(Inspected(), snapshot(hostile)).report().pods[0]
    fitted = fit(natural_widths(report), 80, wide=False, namespace=True)
    cells = row(report, hostile, fitted, NOW)
    assert "\x1b" not in "".join(text for text, _ in cells)
    assert sum(len(text) for text, _ in cells) == sum(each.width + GAP for each in fitted) + 2


def test_ages_and_restarts_are_counted_from_now_not_from_the_report() -> None:
    made = {"creation_timestamp": ago(3600)}
    sick = pod([crashing("app", terminated(1, at=60), restarts=3)], meta=made)
    report = follow(Inspected(), snapshot(sick)).report().pods[0]
    fitted = fit(natural_widths(report), 150, wide=False, namespace=False)
    text = "".join(text for text, _ in row(report, sick, fitted, ago(-600)))
    assert "3 (11m ago)" in text
    assert "70m" in text


def test_names_are_cut_where_pods_of_one_workload_are_alike() -> None:
    assert cut_middle("storefront-5998985b94-cqw4p", 20) == "storefront-59…-cqw4p"
    assert cut_middle("short", 20) == "short"
    assert cut_end("storefront", 5) == "stor…"
    assert cut_end("storefront", 0) == "…"


@pytest.mark.parametrize(("width", "height"), [(80, 24), (20, 10), (160, 50), (1, 1)])
def test_the_frame_never_is_larger_than_the_terminal(width: int, height: int) -> None:
    lines = (
        first_frame(width, height, "kubectl sidecars \x1b[2J").removeprefix(ENTER).removesuffix("\x1b[H").split("\r\n")
    )
    assert len(lines) == height
    assert all(len(line) <= width and "\x1b" not in line for line in lines)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ns shop", ("namespace", "shop")),
        ("CTX prod-eu", ("context", "prod-eu")),
        ("q", ("quit", "")),
        (" sort  age ", ("sort", "age")),
        ("make coffee", ("", "coffee")),
        ("", ("", "")),
    ],
)
def test_commands_are_k9s_words(text: str, expected: tuple[str, str]) -> None:
    command, argument = find(text)
    assert (command.name if command else "", argument) == expected


def test_no_word_is_of_two_commands() -> None:
    assert len(BY_WORD) == sum(1 + len(command.aliases) for command in COMMANDS)


def test_changes_are_kubectls_words_quoted_as_they_would_be_typed() -> None:
    report = report_of("orders-0")
    typed = {
        name: command_line(action.command(("kubectl", "--context=it's"), report, "orders"))
        for name, action in ACTIONS.items()
    }
    begin = """kubectl '--context=it'"'"'s' """
    assert typed["delete"] == f"{begin}delete pod -n fleet orders-0"
    assert typed["restart"] == f"{begin}rollout restart -n fleet statefulset/orders"
    assert typed["shell"].startswith(f"{begin}exec -it -n fleet orders-0 -c orders -- sh -c ")
    assert typed["debug"].endswith("orders-0 --image=busybox:1.37 --target=orders")


def test_a_shell_opens_in_the_container_asked_for_else_in_the_main_one_that_runs() -> None:
    both = pod([container("app"), container("helper")], [sidecar("mesh", running())])
    report = follow(Inspected(), snapshot(both)).report().pods[0]
    assert fitting_container(report, "helper") == "helper"
    assert fitting_container(report, "gone") in {"app", "helper"}


# What gives way where there is little room --------------------------------------------------------

KEYS = [
    FooterKey("enter", "⏎", "Open"), FooterKey("l", "l", "Logs"), FooterKey("n", "n", "Namespace"),
    FooterKey("escape", "esc", "Back", 1), FooterKey("question_mark", "?", "Help", 2), FooterKey("q", "q", "Quit", 3),
]  # fmt: skip


@pytest.mark.parametrize(
    ("width", "expected"),
    [(100, "⏎ l n esc ? q"), (42, "⏎ l esc ? q"), (20, "esc ?"), (10, "esc"), (5, "")],
)
def test_the_way_back_and_the_help_stay_in_the_last_line(width: int, expected: str) -> None:
    assert " ".join(key.shown for key in with_room(KEYS, width)) == expected


@pytest.mark.parametrize("context", ["prod", "arn:aws:eks:eu-west-1:123456789012:cluster/prod-blue-0001"])
def test_the_header_is_never_wider_than_the_screen_and_names_the_namespace(context: str) -> None:
    place, known = Scope(context, "payments"), inspected()
    model = PodListModel()
    model.arrange(known, ListQuery())
    summary = model.counts.summary(known, fold=True)
    for width in range(1, 200):
        lines = ["".join(text for text, _ in line) for line in header(place, demo(), LIVE, summary, NOW, width)]
        if width >= 20:
            assert all(len(line.rstrip()) <= width for line in lines), width
            assert "payments" in lines[0]
            assert lines[0].rstrip().endswith("live")
            assert "critical" in lines[1]
        if width >= 40:
            assert context[:3] in lines[0]
            assert context[-3:] in lines[0]


def test_the_header_names_what_could_not_be_read() -> None:
    broken = [Undecodable("Pod", "shop", name, "Expected `int`, got `str`\x1b") for name in ("web", "db", "api")]
    snapshot = msgspec.structs.replace(demo(), undecodable=tuple(broken))
    lines = list(header(Scope("", ""), snapshot, SyncState(SyncPhase.REPLAY), Summary(), NOW, 150))
    assert "".join(text for text, _ in lines[-1]) == (
        " Pod shop/web could not be read in full: Expected `int`, got `str`\\x1b; 2 more"
    )


@pytest.mark.parametrize("width", [30, 150])
def test_a_list_without_objects_has_no_time(width: int) -> None:
    first = next(iter(header(Scope("", "empty.json"), Snapshot(), SyncState(SyncPhase.REPLAY), Summary(), NOW, width)))
    assert "".join(text for text, _ in first).rstrip().endswith("recorded")


def test_the_titles_of_the_views_shrink_to_numbers() -> None:
    titles = ["Findings 2", "Events 11", "Logs, previous run", "YAML", "Explain"]
    assert fitting(titles, 0, 100) == titles
    assert fitting(titles, 0, 45) == ["Fin", "Eve", "Log", "YAM", "Exp"]
    assert fitting(titles, 1, 20) == ["", "Eve", "", "", ""]


@pytest.mark.parametrize("width", [20, 40, 80, 150])
def test_a_moments_text_has_room_to_be_read(width: int) -> None:
    """Beside when and what where there is room, else below it."""
    crashing = next(pod for pod in demo().pods.values() if pod.metadata.name == "crash-app-exit-3")
    _, life = inspect_with_timeline(crashing, demo(), None)
    lines = ["".join(text for text, _ in line).rstrip() for line in event_lines(life, demo().taken_at, width)]
    texts = " ".join(" ".join(lines).split())
    assert "already present on machine" in texts
    assert "started" in texts
    if width >= 40:
        assert all(len(line) <= max(width, 60) for line in lines)


@pytest.mark.parametrize("width", [60, 80, 119, 120, 140, 200])
def test_the_title_of_the_chosen_cause_can_be_read_to_its_end(width: int) -> None:
    """In its own line, or below it where it was cut off there."""
    causes = inspected().report().causes
    assert causes
    for chosen, cause in enumerate(causes):
        lines = CauseLines(causes, chosen, NOW, width)
        shown = [
            "".join(text for text, _ in line) for line in map(lines.__getitem__, range(lines.first, lines.last + 1))
        ]
        title = " ".join(cause.title.split())
        assert title in shown[0] or title in " ".join(" ".join(shown[1:]).split())


@pytest.mark.parametrize("width", [12, 31, 32, 80])
def test_wide_letters_of_a_context_do_not_push_the_state_off_the_line(width: int) -> None:
    cells = spread(
        [(" context ", Tone.MUTED), ("ctx-日本語-東京", Tone.STRONG)], [("live", Tone.OK), (" ", Tone.PLAIN)], width
    )
    assert cell_len("".join(text for text, _ in cells)) == width


def test_a_filter_key_that_does_not_exist_is_named_with_those_that_do() -> None:
    assert unknown_key("role:main !sev:critical") == f"'sev' is not a key; the keys are {', '.join(FILTER_KEYS)}."
    assert unknown_key("shop !role:main status:crash") == ""


def test_what_the_header_counts_as_well_is_found_as_such() -> None:
    pods = [pod for pod, _ in follow(Inspected(), demo()).pods.values()]
    wanted = matcher("severity:well")
    assert wanted is not None
    assert {pod.name for pod in pods if wanted(pod)} == {pod.name for pod in pods if not problems(pod)} != set()
