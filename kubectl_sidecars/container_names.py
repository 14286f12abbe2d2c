"""Names of containers as they read in sentences.

`never waits for app` has to be read twice. So a name that a reader takes for a word of the sentence is marked:
``container `never` waits for app``. The name of a thing without an article (`app`, `proxy`, `report`) is taken for a
name. Columns, headings, commands and field paths have the bare name.
"""

from __future__ import annotations

from collections.abc import Iterable

from kubectl_sidecars.sentences import MOST_LISTED, listed

_SMALL = """
a all always an and any as at bad before behind best both broken but by dead down each else empty extra fast final
fine first for free from gone good healthy here i in invalid it its last late later local long more most never new
next no none not nothing null of off ok old on once one only open or other out over past previous prior quick ready
real same second short single slow so some still that the then there third this three to too two up well when with
"""
"""Small words, order and quality."""

_KUBERNETES = """
args cluster command completed container containers crash crashed created default done ended ephemeral error event
events evicted exited failed false health host image images init initialised initialized job killed kubelet limit
limits liveness logs main missing namespace node oom pending pod pods port ports probe readiness request requests
restarted restarts running secret service services sidecar sidecars signal started starting startup state status
stopped stopping succeeded success terminated terminating true unknown volume volumes waiting
"""
"""Kubernetes' own words."""

_VERBS = """
add apply ask block change check clean cleanup copy create delete do end exit exits fail fails fetch fix get go help
hold install is keep kill load make mount move needs patch pause prepare print pull put read reload remove reset
restart run runs save send set setup show sleep start starts stay step stop stops take task test try update use wait
waits was watch work write
"""
"""Verbs of every day."""

_WORDS = frozenset(f"{_SMALL} {_KUBERNETES} {_VERBS}".split())
"""Words that no reader takes for the name of a container, in the forms that a name may have."""

_NOUN = "container `"


def called(name: str) -> str:
    """`checkout`, and ``container `never` `` for a name that reads as a word or a number; "" for ""."""
    return f"{_NOUN}{name}`" if is_word(name) else name


def all_called(names: Iterable[str], *, more: int = 0) -> str:
    """`web, log and db` of several containers, as `listed` joins them; ``containers `init` and `main` `` where all are
    marked."""
    every = names if isinstance(names, list | tuple) else list(names)
    first = every[:MOST_LISTED]
    more = max(more, 0) + len(every) - len(first)
    if len(every) > 1 and all(map(is_word, first)):
        return f"containers {listed([f'`{name}`' for name in first], more=more)}"
    return listed(map(called, first), more=more)


def begun(sentence: str) -> str:
    """The sentence, with a capital if it begins with the word "container": names keep their small letter."""
    return f"C{sentence[1:]}" if sentence.startswith((_NOUN, "containers `")) else sentence


def is_word(name: str) -> bool:
    """True for a name, or a tag, that a reader takes for a word of the sentence or a number."""
    return name in _WORDS or name.isdecimal()
