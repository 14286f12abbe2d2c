"""Options of rendering that all formats share."""

from __future__ import annotations

import msgspec

from kubectl_sidecars.render.tones import Paint, no_colour


class Style(msgspec.Struct, frozen=True):
    """The choices of the user and of the terminal that renderers read."""

    namespace: bool = True
    """True if tables have a column NAMESPACE."""
    headers: bool = True
    paint: Paint = no_colour
    width: int = 120
    """Columns at which sentences are wrapped."""
    is_watch: bool = False
    """True with --watch: more documents may follow."""
    cursor: int = 1
    """The number of the first cause that `-o brief` prints."""
    widths: tuple[int, ...] = ()
    """The least width of each column of the pod table."""
