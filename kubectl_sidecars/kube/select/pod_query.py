"""The pods that a command line asks for. Imports nothing heavy: a usage error must be fast."""

from __future__ import annotations

from typing import NamedTuple


class PodQuery(NamedTuple):
    """Names, namespace and selectors of pods, as kubectl takes them.

    `namespace` is that of -n, "" if it was not given. `words` are POD, TYPE/NAME or TYPE NAME.
    """

    words: tuple[str, ...] = ()
    namespace: str = ""
    all_namespaces: bool = False
    selector: str = ""
    field_selector: str = ""
