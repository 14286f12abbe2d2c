"""Explains the words of kubectl, offline: `CrashLoopBackOff`, `Init:0/2`, `exit/137`, `SIGTERM`."""

from __future__ import annotations

import re

from kubectl_sidecars.glossary.meanings import (
    CODES,
    WORDS,
    Meaning,
)
from kubectl_sidecars.glossary.meanings.codes import LAST_WORDS
from kubectl_sidecars.glossary.meanings.refused import no_room
from kubectl_sidecars.lifecycle.exits import SIGNAL_BASE, SIGNALS, meaning

_EXIT = re.compile(r"(?:exit(?:[/: -]|code[/: ]?)|exitcode:)?(-?\d{1,4})", re.IGNORECASE)
_PLACE = re.compile(r"init:(\d{1,4})/(\d{1,4})", re.IGNORECASE)
_SIGNAL = re.compile(r"(?:sig(?:nal[:/ ]?)?)(\w+)", re.IGNORECASE)
_OUT_OF = re.compile(r"outof([\w.-]+/[\w.-]+)", re.IGNORECASE)
"""OutOfnvidia.com/gpu: a resource of a device plugin."""
_BY_LOWER = {word.lower(): word for word in WORDS}


def known() -> tuple[str, ...]:
    """The words with an entry. Exit codes, signals and Init:N/M are explained too, and are not among them."""
    return tuple(WORDS)


def explain(word: str) -> Meaning | None:
    """The meaning of a word, upper and lower case alike; None if the word is not known."""
    text = word.strip()
    if found := _PLACE.fullmatch(text):
        return _place(int(found[1]), int(found[2]))
    if found := _EXIT.fullmatch(text):
        return _exit(int(found[1]))
    if text.lower() in _BY_LOWER:
        return WORDS[_BY_LOWER[text.lower()]]
    if text.lower().startswith("init:"):
        return _init(text[len("init:") :])
    if found := _OUT_OF.fullmatch(text):
        return no_room(f"does not have enough {found[1]} left")
    if found := _SIGNAL.fullmatch(text):
        return _signal(found[1])
    return None


def _place(passed: int, total: int) -> Meaning | None:
    if passed > total or total == 0:
        return None
    waits = f"Entry {passed + 1} of {total} has not passed" if passed < total else "All entries have passed"
    return Meaning(
        f"{passed} of {total} entries of spec.initContainers have passed. They start one after the other, in the"
        f" order of the spec. {waits}. An init container passes when it exits with 0; a native sidecar (restartPolicy:"
        " Always) passes when it runs and its startup probe and postStart hook have succeeded, and then keeps running."
        " Readiness does not delay the next entry. kubectl counts started sidecars as passed.",
        "For some time this is normal. If it takes longer: an init container that waits or is slow, or a native sidecar"
        " whose startup probe does not pass.",
        "Find out which entry it is (`kubectl describe pod POD`) and what it does: `kubectl logs POD -c NAME`.",
    )


_LOST = Meaning(
    "its end was not recorded: containerd reports 255 with reason Unknown after a restart in which it lost the task."
    " This is not the Unknown of a pod, which means that the node does not report.",
    *CODES[255][1:],
)


def _init(rest: str) -> Meaning | None:
    inner = (_LOST if rest.lower() == "unknown" else explain(rest)) if rest else None
    if inner is None:
        return None
    text = (
        f"An entry of spec.initContainers shows {rest}. If no main container has started yet, they wait for it. If they"
        " have, it is a native sidecar that went down later, and the app keeps running: kubectl prints the same word"
        " for"
        f" both. {rest}: {inner.text}"
    )
    return inner._replace(text=text)


def _exit(code: int) -> Meaning:
    found = CODES.get(code)
    if found is not None:
        return found._replace(text=f"Exit {code}: {found.text}.")
    number, words = code - SIGNAL_BASE, meaning(code)
    if number in SIGNALS:
        words = f"ended by {SIGNALS[number]} (signal {number}); shells report the end by signal n as 128+n"
    words = words or "defined by the program: see its documentation or its log"
    return Meaning(f"Exit {code}: {words}.", cure=LAST_WORDS)


def _signal(name: str) -> Meaning | None:
    numbers = {words.removeprefix("SIG").lower(): number for number, words in SIGNALS.items()}
    number = int(name) if name.isdecimal() and len(name) < 4 else numbers.get(name.lower(), 0)
    if number not in SIGNALS:
        return None
    code, died = SIGNAL_BASE + number, _exit(SIGNAL_BASE + number)
    text = f"{SIGNALS[number]} is signal {number}; kubectl shows the end by it as exit code {code}. {died.text}"
    return died._replace(text=text)
