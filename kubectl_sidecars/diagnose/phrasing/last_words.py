"""The line of a log, or of a termination message, that tells why a program ended."""

from __future__ import annotations

import re
from collections.abc import Sequence

from kubectl_sidecars.diagnose.phrasing.quotes import LONGEST, quoted, shortened
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
_DEADLY = on_demand(r"\bpanic: |\bFATAL\b|\bfatal error: |\bCaused by: |\bruntime error: |^Traceback ")
"""Begins the words of a program that dies: Go's runtime, PostgreSQL and log4j, the JVM, Python."""
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
    r"|\[signal SIG|stack backtrace:|\d+: 0x[0-9a-f]+|r[a-z0-9]{1,2}\s+0x[0-9a-f]+$"
)
"""A line of a stack: JVM, Node.js, Go, Python, Rust, and the registers of a Go crash."""


def telling_line(log: str) -> str:
    """The last line that tells why the program ended, without its time stamp, its blanks single, cut in the middle.

    Usage text and the lines of a stack follow the error. Before a usage text it is the error near it; else the last
    line that a dying program begins with, else the last that looks like an error, else the last line; "" for no log."""
    lines = [line for line in (_STAMP().sub("", " ".join(each.split())) for each in log.splitlines()) if line]
    usage = next((index for index, line in enumerate(lines) if _USAGE().match(line)), None)
    if usage:
        before = lines[max(0, usage - _BEFORE_USAGE) : usage]
        return shortened(next(filter(_ERROR().search, before), before[-1]))
    candidates = [line for line in lines if not _FRAME().match(line)] or lines
    for pattern in (_DEADLY, _ERROR):
        found = next((line for line in reversed(candidates) if pattern().search(line)), "")
        if found:
            return shortened(_with_detail(candidates, _with_exception(candidates, found)))
    return shortened(candidates[-1]) if candidates else ""


def _with_exception(lines: Sequence[str], line: str) -> str:
    """The line, or the last one where it only announces it: Python names the exception after the stack."""
    return lines[-1] if line.startswith("Traceback ") else line


def _with_detail(lines: Sequence[str], line: str) -> str:
    """The line, with what PostgreSQL says in the next one: the FATAL line alone is often no more than a heading."""
    following = lines[lines.index(line) + 1 :][:1]
    return f"{line} {following[0]}" if following and following[0].startswith("DETAIL: ") else line


def quoted_end(message: str) -> str:
    """A termination message in back quotes: whole where it is short, else its telling line. It may be the last 80
    lines of a log (terminationMessagePolicy: FallbackToLogsOnError)."""
    is_log = len(message) > LONGEST and "\n" in message.strip()
    return quoted(telling_line(message) if is_log else message)
