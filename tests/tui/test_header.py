"""The header's lines."""

from __future__ import annotations

import msgspec
import pytest
from rich.cells import cell_len

from kubectl_sidecars.feed import (
    Scope,
    SyncPhase,
    SyncState,
)
from kubectl_sidecars.render.tones import Tone
from kubectl_sidecars.snapshot import Snapshot, Undecodable
from kubectl_sidecars.tui.pod_list import (
    ListQuery,
    PodListModel,
    Summary,
)
from kubectl_sidecars.tui.view.header import header, spread
from tests.support.builders import NOW
from tests.support.screens import LIVE, demo, inspected


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


@pytest.mark.parametrize("width", [12, 31, 32, 80])
def test_wide_letters_of_a_context_do_not_push_the_state_off_the_line(width: int) -> None:
    cells = spread(
        [(" context ", Tone.MUTED), ("ctx-日本語-東京", Tone.STRONG)], [("live", Tone.OK), (" ", Tone.PLAIN)], width
    )
    assert cell_len("".join(text for text, _ in cells)) == width
