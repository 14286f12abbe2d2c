"""Objects as no API server sends them: real pods with damage."""

from __future__ import annotations

import re
from typing import Any

import msgspec
from hypothesis import strategies as st

from tests.support import material

HOSTILE_TEXT = st.one_of(
    st.text("aZ0 .:/\n\u00e9\U0001f600", max_size=20),
    st.sampled_from(["\x1b[2J", "[bold]", "\u202e", "1e400", "\x00", "-1"]),
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False), HOSTILE_TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(HOSTILE_TEXT, inner, max_size=3)),
    max_leaves=5,
)


NUMBERS = st.sampled_from([-(2**63), -(2**31), -1, 0, 2**31, 10**11, 2**63 - 1])
TIMES = st.sampled_from(["0001-01-01T00:00:00Z", "0001-01-01T00:00:01Z", "9999-12-31T23:59:59Z"])
TIME = re.compile(r"\d{4}-\d\d-\d\dT")


def places(value: Any) -> list[tuple[Any, str | int]]:
    """Every member of every object and list within: what holds it, and under what name or number."""
    if isinstance(value, dict):
        here: list[tuple[Any, str | int]] = [(value, name) for name in value]
    else:
        here = [(value, number) for number in range(len(value))] if isinstance(value, list) else []
    return here + [deeper for holder, step in here for deeper in places(holder[step])]


@st.composite
def damaged_pods(draw: st.DrawFn) -> dict[str, Any]:
    """A real pod of which up to six members were deleted, set to null, or replaced by anything."""
    pod: dict[str, Any] = msgspec.json.decode(draw(st.sampled_from(material.demo_pods())))
    for _ in range(draw(st.integers(1, 6))):
        found = places(pod)
        holder, step = found[draw(st.integers(0, len(found) - 1))]
        how = draw(st.sampled_from(["delete", "null", "replace"]))
        if how == "delete":
            del holder[step]
        else:
            holder[step] = None if how == "null" else draw(ANYTHING)
        if not pod:
            break
    return pod


@st.composite
def stretched_pods(draw: st.DrawFn) -> dict[str, Any]:
    """A real pod some of whose numbers and times lie at the ends of what a status can hold."""
    pod: dict[str, Any] = msgspec.json.decode(draw(st.sampled_from(material.demo_pods())))
    found = [(holder, step) for holder, step in places(pod["status"]) if isinstance(holder[step], int | str)]
    found += [(pod["metadata"], name) for name in pod["metadata"] if name.startswith(("creation", "deletion"))]
    found += [each for each in places(pod["spec"]) if str(each[1]).endswith("Seconds")]
    for holder, step in draw(st.lists(st.sampled_from(found), min_size=1, max_size=12)):
        value = holder[step]
        if isinstance(value, str):
            holder[step] = draw(TIMES) if TIME.match(value) else value.replace("back-off ", "back-off 999999999h")
        elif not isinstance(value, bool):
            holder[step] = draw(NUMBERS)
    return pod
