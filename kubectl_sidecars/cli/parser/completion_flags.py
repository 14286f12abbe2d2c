"""The command line of `completion`."""

from __future__ import annotations

from kubectl_sidecars.cli.parser.flag import HELP, Command, Flag

PROGRAM = "kubectl-sidecars"
ACTIONS = {
    "install": "Write the completion file of kubectl sidecars beside the program",
    "uninstall": "Remove it again",
}
SHELLS = """\
Completion of kubectl itself must be on (kubectl 1.26 or later), once for each shell:
  bash   source <(kubectl completion bash)         # in ~/.bashrc, after bash-completion
  zsh    source <(kubectl completion zsh)          # in ~/.zshrc, after compinit
  fish   kubectl completion fish | source          # in ~/.config/fish/config.fish
"""
EXAMPLES = f"""\
{SHELLS}
Examples:
  # Installed by krew: once
  kubectl sidecars completion install

  # Before `kubectl krew uninstall sidecars`
  kubectl sidecars completion uninstall
"""
COMPLETION = Command(
    "completion",
    "install|uninstall",
    description="Let TAB complete kubectl sidecars: its flags, namespaces, contexts, pods and containers.",
    groups=(
        (
            "Where",
            (
                Flag("--dir", value="DIR", text=f"folder on PATH to use; default: that of {PROGRAM}"),
                Flag("--debug", text="print where an error came from"),
                HELP,
            ),
        ),
    ),
    epilog=EXAMPLES,
)
