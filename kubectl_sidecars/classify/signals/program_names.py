"""The names of the programs and scripts that simple commands run."""

from __future__ import annotations

import itertools

from kubectl_sidecars.patterns import on_demand

_SCRIPTS = (".sh", ".bash", ".py", ".rb", ".js", ".mjs", ".ts", ".pl", ".php")
_MOST_WORDS = 6
"""Words of a simple command in which the script that it runs is looked for."""
_MOST_SUB_COMMANDS = 2
UTILITY = on_demand(
    r"(?:echo|printf|cat|cp|mv|ln|ls|cd|rm|test|\[+|mkdir|chmod|chown|chgrp|touch|sed|grep|awk|cut|head|tail|sleep|set|exit"
    r"|wait|flock|umask|shopt|export|source|\.|trap|find|curl|wget|nc|if|for|case|local|return|read|install|tar|tee|date|env|true|false)"
    r"(?:\s|$)"
)
"""Programs whose names and arguments tell no task by themselves."""
_INTERPRETER = on_demand(r"(?:ba|da|a|k|z)?sh|python[\d.]*|node|ruby|perl|php")
_SUB_COMMAND = on_demand(r"[a-z][\w:-]*")
NO_PROGRAM = on_demand(
    r"-|[A-Z][A-Z\d]*_[A-Z\d_]+\b|[A-Z]+$|process\.env\b|function |[A-Za-z_]\w*=|[\w.\[\]\"']+ = "
    r"|(?:import|from|def|class|with|print) "
)
"""Beginnings of steps that run nothing: options, the head of a function, an assignment, lines of scripts, variables."""
_HUMP = on_demand(r"(?<=[a-z])(?=[A-Z])")
"""Between the words of a name like initVolumeData."""


def called(step: str) -> str:
    """The names of the program or script of a simple command and of its sub-commands."""
    program, *rest = step.split(" ")[:_MOST_WORDS]
    if rest and _INTERPRETER().fullmatch(program):
        if rest[0] == "-m" and len(rest) > 1:
            module, _, sub_commands = called(" ".join(rest[1:])).partition(" ")
            return sub_commands.replace(" ", "-") or module
        script = next((word for word in rest if word.endswith(_SCRIPTS)), "")
        return _HUMP().sub("-", script.rpartition("/")[2].rpartition(".")[0])
    if program.endswith(_SCRIPTS):
        return _HUMP().sub("-", program.rpartition(".")[0])
    return " ".join((program, *itertools.takewhile(_SUB_COMMAND().fullmatch, rest[:_MOST_SUB_COMMANDS])))
