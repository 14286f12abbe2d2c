"""Objects as no API server sends them: real pods with damage."""

from __future__ import annotations

from typing import Any

import msgspec
from hypothesis import strategies as st

from tests import material

HOSTILE_TEXT = st.one_of(
    st.text("aZ0 .:/\n\u00e9\U0001f600", max_size=20),
    st.sampled_from(["\x1b[2J", "[bold]", "\u202e", "1e400", "\x00", "-1"]),
)
ANYTHING = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(allow_nan=False), HOSTILE_TEXT),
    lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(HOSTILE_TEXT, inner, max_size=3)),
    max_leaves=5,
)


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
