"""The lines of logs: their order, the search, and the layout."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len

from kubectl_sidecars.tui.log_buffer import MOST, LogBuffer, no_match
from kubectl_sidecars.tui.log_layout import NOTE, LogEntry, LogLayout, height_of, lines_of
from kubectl_sidecars.tui.sgr import parsed
from tests.support.builders import NOW, ago


def put(*said: tuple[str, datetime | None, str], look: LogLayout) -> LogBuffer:
    text = LogBuffer(look)
    for each in said:
        text.add(*each)
    return text


def shown(text: LogBuffer) -> list[list[tuple[str, str]]]:
    return [text.line(index) for index in range(len(text))]


def plain(text: LogBuffer) -> list[str]:
    return ["".join(part for part, _ in line).strip() for line in shown(text)]


def test_logs_of_several_containers_stand_in_the_order_of_time() -> None:
    said = [("b", ago(5), "second"), ("a", ago(9), "first"), ("b", ago(1), "fourth"), ("a", ago(3), "third")]
    text = put(*said, ("a", None, "without a time stays behind what it followed"), look=LogLayout())
    assert [line.split()[0] for line in plain(text)] == ["first", "second", "third", "without", "fourth"]


def test_logs_keep_the_newest_lines() -> None:
    text = put(*(("app", ago(MOST + 10 - number), str(number)) for number in range(MOST + 10)), look=LogLayout())
    assert len(shown(text)) == len(text.entries) <= MOST
    assert plain(text)[-1] == str(MOST + 9)


@pytest.mark.parametrize("alone", [False, True])
def test_a_search_marks_what_was_found_and_can_keep_the_matching_lines_alone(alone: bool) -> None:
    said = [("app", ago(2), "GET /health 200"), ("app", ago(1), "Error: connection Refused: refused")]
    look = LogLayout(("app", "db"), "refused", 100, only_matches=alone)
    text = put(*said, (NOTE, ago(0), "refused by us"), look=look)
    assert len(shown(text)) == 3 - alone
    assert [part for part, tone in shown(text)[-2] if tone == "match"] == ["Refused", "refused"]
    assert plain(text)[-2].endswith("Error: connection Refused: refused")


def test_a_muted_container_is_not_shown_and_not_found() -> None:
    said = [("app", ago(2), "one"), ("mesh", ago(1), "one"), ("app", ago(0), "two")]
    text = put(*said, look=LogLayout(("app", "mesh"), muted=frozenset({"mesh"})))
    assert [line.split() for line in plain(text)] == [["app", "one"], ["app", "two"]]
    assert text.find(lambda entry: entry.text == "one", -1, -1) is text.entries[0]
    assert text.counts() == {"app": 2, "mesh": 1}


@given(st.lists(st.booleans(), max_size=9), st.integers(-9, 9), st.sampled_from([1, -1]))
def test_the_next_one_is_looked_for_from_a_place_and_round_the_end(hits: list[bool], start: int, step: int) -> None:
    text = put(*(("app", None, "hit" if hit else "miss") for hit in hits), look=LogLayout())
    found = text.find(lambda entry: entry.text == "hit", start, step)
    order = [(start + step * distance) % len(hits) for distance in range(len(hits))]
    wanted = next((at for at in order if hits[at]), None)
    assert found is (None if wanted is None else text.entries[wanted])


def test_long_lines_are_wrapped_or_cut_and_then_shown_from_a_column_on() -> None:
    text = put(("app", None, "".join(f"{number:<10}" for number in range(30))), look=LogLayout(width=41))
    assert "".join(part for line in shown(text) for part, _ in line).replace(" ", "") == "".join(map(str, range(30)))
    assert len(shown(text)) > 7
    text.lay_out(LogLayout(width=41, wrap=False, left=100))
    assert [line[:11] for line in plain(text)] == ["10        1"]


def test_colours_are_kept_and_the_search_goes_over_them() -> None:
    said = "\x1b[31mred err\x1b[1mor\x1b[0m and \x1b[2J more"
    text = put(("app", None, said), look=LogLayout(search="error and"))
    assert shown(text)[0][1:] == [
        ("red ", "sgr:color(1)"),
        ("err", "match"),
        ("or", "match"),
        (" and", "match"),
        (r" \x1b[2J more", "plain"),
    ]


def test_a_search_that_finds_nothing_says_among_how_many() -> None:
    text = put(("app", ago(1), "one"), look=LogLayout(search="\x1bzebra"))
    assert no_match(text) == r"'\x1bzebra' matches none of 1 line: esc ends the search"


def test_tabs_are_spaces_and_wide_letters_are_all_shown() -> None:
    text = put(("app", None, "\tat com.shop.Orders"), ("app", None, "数据库连接失败" * 10), look=LogLayout(width=40))
    assert "".join(part for part, _ in shown(text)[0]) == " " * 9 + "at com.shop.Orders"
    assert "".join(plain(text)[1:]) == "数据库连接失败" * 10
    assert all(cell_len("".join(part for part, _ in line)) <= 40 for line in shown(text))


SAID = st.tuples(st.sampled_from("ab"), st.integers(0, 9).map(ago), st.text("xy \n\t\x1b", max_size=60))


LAYOUTS = st.builds(
    LogLayout,
    names=st.just(("a", "b")),
    search=st.sampled_from(["", "x", "yy"]),
    width=st.sampled_from([20, 33, 120]),
    only_matches=st.booleans(),
    wrap=st.booleans(),
    muted=st.sampled_from([frozenset[str](), frozenset({"a"})]),
)


@given(st.lists(SAID, max_size=30), LAYOUTS)
def test_lines_that_came_one_by_one_are_those_of_the_whole(
    said: list[tuple[str, datetime, str]], look: LogLayout
) -> None:
    grown, whole = put(*said, look=look), put(*said, look=LogLayout())
    whole.lay_out(look)
    assert shown(grown) == shown(whole)
    for index in range(len(shown(grown))):
        assert grown.index(grown.position(index)) == index


@example("\U0001f3fb", "", 20, NOTE)  # nothing in it has a width of its own
@given(st.text(max_size=300), st.sampled_from(["", "a", "é"]), st.integers(20, 200), st.sampled_from([NOTE, "app"]))
def test_the_height_of_an_entry_is_that_of_its_lines(text: str, sought: str, width: int, container: str) -> None:
    look, entry = (
        LogLayout(("app", "istio-proxy"), sought, width, only_matches=True),
        LogEntry(NOW, container, *parsed(text)),
    )
    lines = lines_of(entry, look)
    assert height_of(entry, look) == len(lines)
    if lines:
        margin = look.margin
        assert "".join("".join(part for part, _ in line)[margin:] for line in lines) == entry.text
        assert all(cell_len("".join(part for part, _ in line)) <= margin + look.room for line in lines)
