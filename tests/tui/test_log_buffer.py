"""The lines of logs: their order, the search, and the layout."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from kubectl_sidecars.tui.log_buffer import (
    MOST,
    NOTE,
    LogBuffer,
    LogEntry,
    LogLayout,
    height_of,
    lines_of,
    no_match,
)
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


def test_a_search_keeps_matching_lines_and_marks_what_was_found() -> None:
    said = [("app", ago(2), "GET /health 200"), ("app", ago(1), "Error: connection Refused: refused")]
    text = put(*said, (NOTE, ago(0), "refused by us"), look=LogLayout(("app", "db"), "refused", 100))
    assert len(shown(text)) == 2
    assert [part for part, tone in shown(text)[0] if tone == "match"] == ["Refused", "refused"]
    assert plain(text)[0].endswith("Error: connection Refused: refused")


def test_a_search_that_finds_nothing_says_among_how_many() -> None:
    text = put(("app", ago(1), "one"), look=LogLayout(search="\x1bzebra"))
    assert no_match(text) == r"'\x1bzebra' matches none of 1 line: esc shows all"


def test_tabs_are_spaces_and_wide_letters_are_all_shown() -> None:
    text = put(("app", None, "\tat com.shop.Orders"), ("app", None, "数据库连接失败" * 10), look=LogLayout(width=40))
    assert "".join(part for part, _ in shown(text)[0]) == " " * 9 + "at com.shop.Orders"
    assert "".join(plain(text)[1:]) == "数据库连接失败" * 10
    assert all(cell_len("".join(part for part, _ in line)) <= 40 for line in shown(text))


SAID = st.tuples(st.sampled_from("ab"), st.integers(0, 9).map(ago), st.text("xy \n\t\x1b", max_size=60))


@given(st.lists(SAID, max_size=30), st.sampled_from(["", "x", "yy"]), st.sampled_from([20, 33, 120]))
def test_lines_that_came_one_by_one_are_those_of_the_whole(
    said: list[tuple[str, datetime, str]], sought: str, width: int
) -> None:
    look = LogLayout(("a", "b"), sought, width)
    grown, whole = put(*said, look=look), put(*said, look=LogLayout())
    whole.lay_out(look)
    assert shown(grown) == shown(whole)
    for index in range(len(shown(grown))):
        assert grown.index(grown.position(index)) == index


@given(st.text(max_size=300), st.sampled_from(["", "a", "é"]), st.integers(20, 200), st.sampled_from([NOTE, "app"]))
def test_the_height_of_an_entry_is_that_of_its_lines(text: str, sought: str, width: int, container: str) -> None:
    look, entry = LogLayout(("app", "istio-proxy"), sought, width), LogEntry(NOW, container, text)
    assert height_of(entry, look) == len(lines_of(entry, look))
