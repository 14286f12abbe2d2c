"""Names that only the cluster or the kubeconfig knows, asked of kubectl's own completion.

It logs in as the user does and answers in 60 ms; our own client would take longer to load.
"""

from __future__ import annotations

from kubectl_sidecars.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PATIENCE = 4.0
"""Seconds that a person waits after TAB; kubectl itself gives up its request one second before."""


class Kubectl(Record):
    """kubectl as it is found on PATH."""

    environ: Mapping[str, str]
    program: str = "kubectl"

    def names(self, words: Sequence[str], connection: Sequence[str], word: str) -> tuple[str, ...]:
        """What kubectl would offer after `kubectl WORDS`, in place of `word`; nothing when it cannot tell.

        kubectl takes no flags before `__complete`, so those of the connection follow its words.
        """
        import subprocess  # noqa: PLC0415 - 8 ms that flags and fixed values do not need

        command = [self.program, "__complete", *words, *connection, "--request-timeout=3s"]
        if words and words[-1].startswith("-"):  # the flag whose value is asked for stays next to it
            command = [self.program, "__complete", *words[:-1], *connection, "--request-timeout=3s", words[-1]]
        try:
            done = subprocess.run(
                [*command, word],
                env=dict(self.environ),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                timeout=PATIENCE,
                check=False,
            )
        except (OSError, ValueError, subprocess.TimeoutExpired):
            return ()
        lines = done.stdout.decode("utf-8", "replace").splitlines()
        return tuple(line for line in lines if line and not line.startswith((":", "_activeHelp_")))
