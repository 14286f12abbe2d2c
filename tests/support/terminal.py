"""Runs a command line in this process, with its streams as values."""

from __future__ import annotations

import io
from typing import NamedTuple

from kubectl_sidecars.cli import main
from kubectl_sidecars.cli.streams import Streams


class Ran(NamedTuple):
    """What a user sees of a command."""

    status: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        return self.out.splitlines()


def run(*argv: str, stdin: bytes = b"") -> Ran:
    out, err = io.StringIO(), io.StringIO()
    status = main(argv, Streams(out, err, io.TextIOWrapper(io.BytesIO(stdin))))
    return Ran(status, out.getvalue(), err.getvalue())
