"""What every command's line has in common: kubectl's connection flags, and its way to refuse."""

from __future__ import annotations

import argparse

from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import NoReturn

REQUESTS_LOGGED = 6
"""The -v from which on kubectl logs each request (client-go transport/round_trippers.go, v0.35)."""
WIDTH = 100
"""Columns of the help: add_argument checks each flag with a formatter, and each would ask the terminal anew."""


class _Formatter(argparse.RawDescriptionHelpFormatter):
    """With `Usage:` on a line of its own, as kubectl has it."""

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Usage:\n  " if prefix is None else prefix)


def formatter(prog: str) -> argparse.HelpFormatter:
    return _Formatter(prog, max_help_position=32, width=WIDTH)


_BOOLEANS = {
    **dict.fromkeys(("1", "t", "T", "TRUE", "true", "True"), True),
    **dict.fromkeys(("0", "f", "F", "FALSE", "false", "False"), False),
}
"""What pflag takes for a switch's value (strconv.ParseBool)."""


class Parser(argparse.ArgumentParser):
    """argparse with kubectl's way to refuse, in kubectl's words (pflag v1.0, kubectl v1.35)."""

    _words: Sequence[str] = ()

    def read(self, argv: Sequence[str]) -> argparse.Namespace:
        """What was given, flags and words in any order. Raises UsageError."""
        self._words = argv
        words = [word for each in argv if (word := self._switched(each)) is not None]
        return self.parse_intermixed_args([_pflag_style(word) for word in words])

    def error(self, message: str) -> NoReturn:
        raise UsageError(f"{_kubectl_words(message, self._words)}\nSee '{self.prog} --help' for usage.")

    def _switched(self, word: str) -> str | None:
        """`--watch=true` is `--watch`, as to pflag; one that is switched off is as if it were not there: None."""
        flag, equals, value = word.partition("=")
        action = self._option_string_actions.get(flag)
        if not equals or action is None or action.nargs != 0:
            return word
        if value not in _BOOLEANS:
            self.error(f'invalid argument "{value}" for "{flag}" flag: must be true or false')
        return flag if _BOOLEANS[value] else None

    def _check_value(self, action: argparse.Action, value: object) -> None:
        if action.choices is None or value in action.choices:
            return
        allowed = ", ".join(map(str, action.choices))
        flag = action.option_strings[-1] if action.option_strings else str(action.metavar)
        if flag == "--output":
            said = f'unable to match a printer suitable for the output format "{value}", allowed formats are: {allowed}'
        else:
            said = f'invalid argument "{value}" for "{flag}" flag: must be one of {allowed}'
        self.error(said)


def _pflag_style(word: str) -> str:
    """`-n=shop` is what pflag takes for `-n shop`; argparse would keep the equals sign."""
    return word[:2] + word[3:] if len(word) > 2 and word[0] == "-" != word[1] and word[2] == "=" else word


def _kubectl_words(message: str, argv: Sequence[str]) -> str:
    """What argparse says of these words in the words of pflag."""
    names, _, problem = message.removeprefix("argument ").partition(": ")
    flags = names.split("/")
    if problem.startswith("expected one argument"):
        short = flags[0] if flags[0] in argv and flags[-1] not in argv else ""
        return f"flag needs an argument: {f'{short[1]!r} in {short}' if short else flags[-1]}"
    if problem.startswith("invalid int value: "):
        value = problem.partition(": ")[2].strip("'")
        return f'invalid argument "{value}" for "{", ".join(flags)}" flag: must be a number'
    unknown = message.removeprefix("unrecognized arguments: ").split()
    if message.startswith("unrecognized arguments: ") and unknown:
        flag = next((word for word in unknown if word.startswith("-")), unknown[0]).partition("=")[0]
        if flag.startswith("-") and not flag.startswith("--"):
            return f"unknown shorthand flag: {flag[1:2]!r} in {flag}"
        return f"unknown flag: {flag}" if flag.startswith("-") else f'unknown argument "{flag}"'
    return message


def connection_flags(parser: argparse.ArgumentParser) -> None:
    """kubectl's own connection flags, by cli-runtime's names."""
    group = parser.add_argument_group("Connection (as kubectl's)")
    add = group.add_argument
    add("-n", "--namespace", default="", metavar="NAMESPACE", help="namespace; default: the context's own")
    add("--kubeconfig", default="", metavar="FILE", help="path of the kubeconfig; default: $KUBECONFIG")
    add("--context", default="", metavar="NAME", help="kubeconfig context to use")
    add("--cluster", default="", metavar="NAME", help="kubeconfig cluster to use")
    add("--user", default="", metavar="NAME", help="kubeconfig user to use")
    add("-s", "--server", default="", metavar="URL", help="address and port of the API server")
    add("--token", default="", metavar="TOKEN", help="bearer token for the API server")
    add("--as", dest="as_", default="", metavar="USER", help="user to impersonate")
    add("--as-group", dest="as_groups", action="append", default=[], metavar="GROUP", help="group to impersonate")
    add("--as-uid", default="", metavar="UID", help="uid to impersonate")
    add("--as-user-extra", action="append", default=[], metavar="KEY=VALUE", help="more of the user to impersonate")
    add("--username", default="", metavar="NAME", help="name for basic authentication")
    add("--password", default="", metavar="PASSWORD", help="password for basic authentication")
    add("--certificate-authority", default="", metavar="FILE", help="certificate of the authority")
    add("--client-certificate", default="", metavar="FILE", help="client certificate for TLS")
    add("--client-key", default="", metavar="FILE", help="client key for TLS")
    add("--insecure-skip-tls-verify", action="store_true", help="do not check the server's certificate")
    add("--tls-server-name", default="", metavar="NAME", help="name to check the server's certificate against")
    add("--request-timeout", default="0", metavar="TIME", help="give up a request after it (1s, 2m; 0: never)")
    add("--disable-compression", action="store_true", help="ask the server for answers as they are, not as gzip")
    add("--cache-dir", default="", metavar="DIR", help="taken as kubectl takes it; nothing is cached")
    add("--match-server-version", action="store_true", help="taken as kubectl takes it; every server version will do")
    add(
        "-v", "--v", type=int, default=0, metavar="LEVEL", help="from 6 on, say each request on stderr, as kubectl does"
    )


def connection(given: argparse.Namespace) -> ConnectionOptions:
    return ConnectionOptions(
        kubeconfig=given.kubeconfig,
        context=given.context,
        cluster=given.cluster,
        user=given.user,
        namespace=given.namespace,
        server=given.server,
        token=given.token,
        as_=given.as_,
        as_groups=tuple(given.as_groups),
        as_uid=given.as_uid,
        as_user_extra=tuple(given.as_user_extra),
        username=given.username,
        password=given.password,
        certificate_authority=given.certificate_authority,
        client_certificate=given.client_certificate,
        client_key=given.client_key,
        insecure_skip_tls_verify=given.insecure_skip_tls_verify,
        tls_server_name=given.tls_server_name,
        request_timeout=given.request_timeout,
        disable_compression=given.disable_compression,
        debug=getattr(given, "debug", False) or given.v >= REQUESTS_LOGGED,
    )
