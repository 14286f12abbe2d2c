"""The line of a log, or of a termination message, that tells why a program ended."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import msgspec

from kubectl_sidecars.diagnose.phrasing.quotes import LONGEST, quoted, shortened, without_trailer
from kubectl_sidecars.escape import without_colours
from kubectl_sidecars.patterns import on_demand

_ERROR = on_demand(
    r"\b(error|err|fatal|panic\w*|exception|traceback|critical|fail\w*|refused|denied|cannot|can't|unable|not found"
    r"|no such|invalid|expired|timed? ?out|timeout|unknown|missing|killed|abort\w*|segfault|unauthorized|forbidden"
    r"|not permitted|no space left|read-only file system|quota exceeded|in use|too low|too many)\b"
    r"|(?-i:[a-z](?:Error|Exception)\b)",
    re.IGNORECASE,
)
_STAMP = on_demand(
    r"^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d+)?(?:Z|[+-]\d\d:?\d\d)?\]?\s+(?:[A-Z]{3,4} \[\d+\]\s+)?"
    r"|^\d+:[A-Z] \d\d \w{3} \d{4} \d\d:\d\d:\d\d\.\d+ [*#.-]\s+"
)
"""The time at the beginning of a line; PostgreSQL puts its process behind it, Redis process and level around it."""
_DEADLY = on_demand(
    r"\b(?:panic|PANIC): |\bFATAL\b|\bfatal error: |\bCaused by: |\bruntime error: |^Traceback "
    r"|^(?:[a-z]\w*\.){2,}[A-Z]\w*: |\bUnhandled exception\b|^ ?---> "
)
"""Begins the words of a program that dies: Go's runtime, PostgreSQL and log4j, the JVM, Python, .NET."""
_USAGE = on_demand(
    r"(?:usage|options|flags|available commands|examples?)\b:?\s*$|usage: |usage of .{1,200}:\s*$"
    r"|(?:try|run|see|use) .{0,80}(?:--?help|-h)\b",
    re.IGNORECASE,
)
"""Begins what a program prints after the error, when its arguments are wrong (getopt, cobra, argparse, click)."""
_BEFORE_USAGE = 5
"""Lines before a usage text in which its error is looked for."""
_FRAME = on_demand(
    r"at [\w$.<>/]+\(|at \S+ \(?\S+:\d+|\.\.\. \d+ (?:more|common frames)|goroutine \d+ \[|[\w./*()]+\(.{0,200}\)$"
    r"|File \".{0,200}\", line \d+|\S+\.(?:go|rs|c|cc|py|rb|js|ts):\d+|created by |exit status \d+$|note: run with"
    r"|=[A-Z ]{4,20} REPORT==== .{0,40} ===$"
    r"|\[signal SIG|stack backtrace:|\d+: 0x[0-9a-f]+|r[a-z0-9]{1,2}\s+0x[0-9a-f]+$"
)
"""A line of a stack: JVM, Node.js, Go, Python, Rust, the registers of a Go crash, the heading of an Erlang report."""


def telling_line(log: str) -> str:
    """The last line that tells why the program ended, without its time stamp, its blanks single, cut in the middle.

    Usage text and the lines of a stack follow the error. Before a usage text it is the error near it; else the last
    line that a dying program begins with, else the last that looks like an error and says more than that it ends, else
    the last line; "" for no log."""
    return shortened(_telling(log))


def telling_words(message: str) -> str:
    """A termination message that is one message, whole; of the end of a log the line that tells."""
    return _telling(message) if _is_log(message) else unwrapped(message.strip())


def errors_before(message: str) -> tuple[str, ...]:
    """The lines of a log that look like errors and may have led to the one that tells why the program ended, the
    nearest first; () for a message that is one message."""
    if not _is_log(message):
        return ()
    lines, last = _lines(message), _telling_raw(message)
    errors = [index for index, line in enumerate(lines) if _ERROR().search(line) and not _FRAME().match(line)]
    at = next((index for index in reversed(errors) if lines[index] in last), -1)
    return tuple(unwrapped(lines[index]) for index in _led_to(at, errors))


def unwrapped(line: str) -> str:
    """`cannot start: no right` of a line in JSON or logfmt that has a message, an error, or both; other lines as they
    are."""
    if line.startswith("{") and line.endswith("}"):
        fields = _fields_of_json(line)
    elif "level=" in line:
        fields = {name: _QUOTE().sub(r"\1", text) for name, text in _LOGFMT().findall(line)}
    else:
        return line
    words = [next((fields[name] for name in names if fields.get(name)), "") for names in (_SAYS, _WHY)]
    found = ": ".join(dict.fromkeys(word.strip() for word in words if word))
    return " ".join(found.split()) or line


_SAYS = ("msg", "message")
_WHY = ("error", "err", "exception")
_LOGFMT = on_demand(r'(?:^|\s)(msg|message|error|err|exception)="((?:[^"\\]|\\.)*)"')
_QUOTE = on_demand(r'\\(["\\])')


def _fields_of_json(line: str) -> dict[str, str]:
    """The texts of a JSON object by their names; {} for anything else."""
    try:
        fields = msgspec.json.decode(line)
    except msgspec.DecodeError:
        return {}
    if not isinstance(fields, dict):
        return {}
    more = fields.get("data")  # the logs of Cloud Foundry's lager and of Concourse have the error there
    fields = {**more, **fields} if isinstance(more, dict) else fields
    return {name: text for name, text in fields.items() if isinstance(text, str)}


def _telling(log: str) -> str:
    return without_trailer(unwrapped(_telling_raw(log)))


def _telling_raw(log: str) -> str:
    lines = _lines(log)
    usage = next((index for index, line in enumerate(lines) if _USAGE().match(line)), None)
    if usage:
        before = lines[max(0, usage - _BEFORE_USAGE) : usage]
        return next(filter(_ERROR().search, before), before[-1])
    candidates = [line for line in lines if not _FRAME().match(line)] or lines
    found = next((line for line in reversed(candidates) if _DEADLY().search(line)), "") or _last_error(candidates)
    if found:
        return _with_detail(candidates, _of_above(candidates, _with_exception(candidates, found)))
    return candidates[-1] if candidates else ""


def _lines(log: str) -> list[str]:
    """The lines of a log that are not empty, without colours and time stamps, their blanks single."""
    lines = (_STAMP().sub("", " ".join(each.split())) for each in without_colours(log).splitlines())
    return [line for line in lines if line]


def _last_error(lines: Sequence[str]) -> str:
    """The last line that looks like an error; where that is a farewell, the first of the errors that led to it."""
    errors = [index for index, line in enumerate(lines) if _ERROR().search(line)]
    if not errors or not _is_farewell(lines[errors[-1]]):
        return lines[errors[-1]] if errors else ""
    first = errors[-1]
    for index in _led_to(first, errors):
        first = first if _is_farewell(lines[index]) else index
    return lines[first]


_APART = 5
"""Lines from one error to the next of those that follow from each other: programs explain between them."""


def _led_to(last: int, errors: Sequence[int]) -> Iterator[int]:
    """The places of the errors from which the one at the last place follows, the nearest first."""
    for index in reversed(errors):
        if last - index > _APART:
            return
        if index < last:
            yield index
            last = index


_BESIDE = on_demand(r"\[[^\]]*\]|\([^)]*\)|\b(?:error|err|fatal|critical|level=\w+)\b:?|^\d+\b", re.IGNORECASE)
_FAREWELL = on_demand(
    r"(?:[\w/.-]+ ){0,4}(?:abort(?:ing|ed)?|exit(?:ing|ed)?(?: with)?(?: (?:exit )?(?:status|code):? ?\d+)?"
    r"|quit(?:ting)?|shut(?:ting)? ?down|terminat(?:ing|ed)|stopp(?:ing|ed)|(?:startup|start|initiali[sz]ation) failed)"
    r"(?: [\w/.-]+){0,2}\W*",
    re.IGNORECASE,
)


_WAITED = on_demand(r"caches? to (?:be )?sync|\bwait for cache\b|\bcache did not sync\b", re.IGNORECASE)
"""What a controller says when it has waited for its watches without result: why they fail is in the lines before."""


def _is_farewell(line: str) -> bool:
    """True if a line says no more than that the program ends, or that a wait had no result."""
    if _WAITED().search(line):
        return True
    return _FAREWELL().fullmatch(" ".join(_BESIDE().sub(" ", line).split())) is not None


def looks_like_an_error(line: str) -> bool:
    """True if a line of a log has a word of an error; it need not be the one of which a program died."""
    return _ERROR().search(line) is not None


def _with_exception(lines: Sequence[str], line: str) -> str:
    """The line, or the last one where it only announces it: Python names the exception after the stack."""
    return lines[-1] if line.startswith("Traceback ") else line


_ABOVE = on_demand(r"\b(?:see|check|look at) (?:the )?(?:\w+ )?(?:stack ?trace|above|traceback)\b", re.IGNORECASE)
_NAMED = on_demand(r"\b\w*(?:Error|Exception): \S")


def _of_above(lines: Sequence[str], line: str) -> str:
    """The line, or the exception before it where it only points to that: vLLM and Ray end so."""
    if not _ABOVE().search(line):
        return line
    before = (each for each in reversed(lines[: lines.index(line)]) if _NAMED().search(each))
    return next((each for each in before if not _ABOVE().search(each)), line)


def _with_detail(lines: Sequence[str], line: str) -> str:
    """The line, with what PostgreSQL says in the next one: the FATAL line alone is often no more than a heading."""
    following = lines[lines.index(line) + 1 :][:1]
    return f"{line} {following[0]}" if following and following[0].startswith("DETAIL: ") else line


def quoted_end(message: str) -> str:
    """A termination message in back quotes: whole where it is short, else its telling line. It may be the last 80
    lines of a log (terminationMessagePolicy: FallbackToLogsOnError)."""
    return quoted(telling_words(message))


def _is_log(message: str) -> bool:
    return len(message) > LONGEST and "\n" in message.strip()
