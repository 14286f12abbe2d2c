"""The last lines of logs beside verdicts: read for what is shown, and again only where they may have changed."""

from __future__ import annotations

import msgspec

from kubectl_sidecars.snapshot import Snapshot
from kubectl_sidecars.tui.excerpts import AGAIN
from kubectl_sidecars.tui.widgets.causes import CauseList
from tests.support.builders import ago, crashing, pod, snapshot, terminated
from tests.support.logs import Logs, feed_with, shows
from tests.support.screens import Script, console, open_pod, opened, part, press, text_of, until


def crashed(restarts: int) -> Snapshot:
    return snapshot(pod([crashing("app", terminated(3), restarts=restarts)]))


async def test_the_last_words_of_the_selected_cause_stand_below_it_without_a_key() -> None:
    async with opened(feed_with(Logs(linkerd_proxy=["start", "thread panicked: expired"]), part("fleet"))) as pilot:
        await until(pilot, lambda: shows(pilot, 'log   "thread panicked: expired"'))


async def test_another_cause_that_is_selected_shows_its_own() -> None:
    logs = Logs(linkerd_proxy=["thread panicked"], report=["error: no rows"])
    async with opened(feed_with(logs, part("fleet", "jobs"))) as pilot:
        causes = pilot.app.screen.query_one(CauseList)
        causes.focus()
        await press(pilot, "j")
        await until(pilot, lambda: shows(pilot, '"error: no rows"'))
        assert not shows(pilot, "thread panicked")


async def test_a_log_is_read_once_for_each_run() -> None:
    logs = Logs(app=["panic: x"])
    script = Script(logs=logs)
    script.say(crashed(1))
    async with opened(script.feed) as pilot:
        await until(pilot, lambda: shows(pilot, '"panic: x"'))
        for _ in range(3):
            console(pilot).tick()
        later = msgspec.structs.replace(crashed(1), taken_at=ago(-100))
        script.say(later)
        await until(pilot, lambda: console(pilot).state.inspected.snapshot is later)
        assert logs.excerpts == [("app", True)]
        logs.lines["app"] = ["panic: y"]
        script.say(crashed(2))
        await until(pilot, lambda: shows(pilot, '"panic: y"'))
        assert logs.excerpts == [("app", True)] * 2


async def test_the_log_of_a_container_that_runs_is_read_again_after_some_time() -> None:
    """It may have said more meanwhile."""
    whole = part("start-blocked")
    pods = {uid: pod for uid, pod in whole.pods.items() if pod.metadata.name == "readiness-of-native-sidecar"}
    failing = msgspec.structs.replace(whole, pods=pods)
    logs = Logs(dapr=["one"])
    script = Script(logs=logs)
    script.say(failing)
    async with opened(script.feed) as pilot:
        await until(pilot, lambda: shows(pilot, '"one"'))
        logs.lines["dapr"] = ["one", "two"]
        script.say(msgspec.structs.replace(failing, taken_at=failing.taken_at + AGAIN))
        await until(pilot, lambda: shows(pilot, '"two"'))
        assert logs.excerpts == [("dapr", False)] * 2


async def test_a_log_that_is_denied_says_so_and_is_asked_for_again_later() -> None:
    script = Script(logs=Logs())
    sick = snapshot(pod([crashing("forbidden", terminated(3))]))
    script.say(sick)
    async with opened(script.feed) as pilot:
        await until(pilot, lambda: shows(pilot, "log   cannot be read: pods/log is forbidden"))


async def test_nothing_is_read_where_there_are_no_logs() -> None:
    script = Script()
    script.say(crashed(1))
    async with opened(script.feed) as pilot:
        assert "log  " not in text_of(console(pilot))


async def test_what_a_log_says_is_escaped() -> None:
    async with opened(feed_with(Logs(app=["error \x1b[31m[bold]\u202ex"]), crashed(1))) as pilot:
        await until(pilot, lambda: shows(pilot, 'log   "error'))
        assert not set(text_of(console(pilot))) & set("\x1b\u202e")


async def test_the_free_lines_of_a_pod_show_the_end_of_the_log_at_fault() -> None:
    words = [*(f"line {number}" for number in range(50)), "error renewing token: permission denied"]
    async with opened(feed_with(Logs(vault_agent=words), part("start-blocked")), (120, 50)) as pilot:
        await open_pod(pilot, "native-sidecar-gate")
        await until(pilot, lambda: shows(pilot, " Log of vault-agent, previous run"))
        text = text_of(console(pilot))
        assert 'log   "error renewing token: permission denied"' in text
        lines = text.splitlines()
        assert lines[-2].strip() == words[-1]
        assert lines[-3].strip() == words[-2]
        assert "line 30" in text


async def test_without_a_log_the_free_lines_show_the_last_events_whole() -> None:
    async with opened(feed_with(Logs(), part("start-blocked")), (120, 40)) as pilot:
        await open_pod(pilot, "volume-missing")
        await until(pilot, lambda: shows(pilot, " Last events  2 shows all"))
        below = text_of(console(pilot)).partition(" Last events")[2].splitlines()[1:-1]
        assert any("FailedMount" in line for line in below)
        free = len(below)
    async with opened(feed_with(Logs(), part("start-blocked")), (120, 40 - free - 1)) as pilot:
        await open_pod(pilot, "volume-missing")
        await until(pilot, lambda: shows(pilot, "settings-that-do-not-exist"))
        assert "Last events" not in text_of(console(pilot))


async def test_a_log_of_one_line_is_shown_once() -> None:
    """The verdict quotes it."""
    logs = Logs(vault_agent=["error renewing token: permission denied"])
    async with opened(feed_with(logs, part("start-blocked")), (120, 50)) as pilot:
        await open_pod(pilot, "native-sidecar-gate")
        await until(pilot, lambda: shows(pilot, 'log   "error renewing token: permission denied"'))
        assert "Log of vault-agent" not in text_of(console(pilot))


async def test_the_last_lines_of_a_log_are_below_the_findings_where_no_line_is_free() -> None:
    async with opened(feed_with(Logs(vault_agent=["a", "b", "c"]), part("start-blocked")), (60, 16)) as pilot:
        await open_pod(pilot, "native-sidecar-gate")
        await press(pilot, "1", "G")
        await until(pilot, lambda: shows(pilot, " Log of vault-agent"))
        assert text_of(console(pilot)).splitlines()[-2].split() == ["c"]
