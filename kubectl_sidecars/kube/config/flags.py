"""kubectl's connection flags: one row for each, from which all else about them is computed.

The parser, the table of completion, the kubectl commands for the same cluster and the connection to another context
read these rows. Imports nothing, not even typing: completion reads them too.
"""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from kubectl_sidecars.kube.config.connection_options import ConnectionOptions


class ConnectionFlag:
    """One flag: a row of the table."""

    __slots__ = (
        "default", "for_kubectl", "for_other_context", "help", "is_ignored", "name", "option", "short", "value",
    )  # fmt: skip

    def __init__(  # noqa: PLR0913 - the columns of a table
        self,
        *,
        name: str,
        help: str,  # noqa: A002 - the word for it
        value: str = "",
        short: str = "",
        field: str = "",
        default: object = None,
        is_ignored: bool = False,
        for_kubectl: bool = False,
        for_other_context: bool = False,
    ) -> None:
        self.name = name
        self.help = help
        self.value = value
        """The placeholder of its value in the help; empty for a switch."""
        self.short = short
        self.option = field or name.removeprefix("--").replace("-", "_")
        """The name of its field in ConnectionOptions; for an ignored flag, of what the parser keeps."""
        self.default = ("" if value else False) if default is None else default
        """Where the flag is not given: a text, False for a switch, () for a flag that may be repeated."""
        self.is_ignored = is_ignored
        """True for what is accepted as kubectl does, and has no field."""
        self.for_kubectl = for_kubectl
        """True where a kubectl command for the same cluster gets it too."""
        self.for_other_context = for_other_context
        """True where it still holds after a switch to another context.

        Flags that name a server or a login belong to the context that they were given for. The impersonated user
        stays: a switch of context must not give anybody more rights.
        """


FLAGS = (
    ConnectionFlag(
        name="--namespace", short="-n", value="NAMESPACE", help="namespace; default: the context's own",
    ),
    ConnectionFlag(
        name="--kubeconfig", value="FILE", help="path of the kubeconfig; default: $KUBECONFIG",
        for_kubectl=True, for_other_context=True,
    ),
    ConnectionFlag(name="--context", value="NAME", help="kubeconfig context to use", for_kubectl=True),
    ConnectionFlag(name="--cluster", value="NAME", help="kubeconfig cluster to use", for_kubectl=True),
    ConnectionFlag(name="--user", value="NAME", help="kubeconfig user to use", for_kubectl=True),
    ConnectionFlag(
        name="--server", short="-s", value="URL", help="address and port of the API server", for_kubectl=True,
    ),
    ConnectionFlag(name="--token", value="TOKEN", help="bearer token for the API server"),
    ConnectionFlag(
        name="--as", field="as_", value="USER", help="user to impersonate", for_kubectl=True, for_other_context=True,
    ),
    ConnectionFlag(
        name="--as-group", field="as_groups", value="GROUP", default=(), help="group to impersonate",
        for_kubectl=True, for_other_context=True,
    ),
    ConnectionFlag(
        name="--as-uid", value="UID", help="uid to impersonate", for_kubectl=True, for_other_context=True,
    ),
    ConnectionFlag(
        name="--as-user-extra", value="KEY=VALUE", default=(), help="extra attribute of the user to impersonate",
        for_kubectl=True, for_other_context=True,
    ),
    ConnectionFlag(name="--username", value="NAME", help="name for basic authentication", for_kubectl=True),
    ConnectionFlag(name="--password", value="PASSWORD", help="password for basic authentication"),
    ConnectionFlag(
        name="--certificate-authority", value="FILE", help="certificate of the authority", for_kubectl=True,
    ),
    ConnectionFlag(name="--client-certificate", value="FILE", help="client certificate for TLS", for_kubectl=True),
    ConnectionFlag(name="--client-key", value="FILE", help="client key for TLS", for_kubectl=True),
    ConnectionFlag(
        name="--insecure-skip-tls-verify", help="do not check the server's certificate", for_kubectl=True,
    ),
    ConnectionFlag(
        name="--tls-server-name", value="NAME", help="name to check the server's certificate against",
        for_kubectl=True,
    ),
    ConnectionFlag(
        name="--request-timeout", value="TIME", default="0",
        help="give up a request after this time (1s, 2m; 0: never)",
        for_other_context=True,
    ),
    ConnectionFlag(
        name="--disable-compression", help="ask the server for uncompressed responses",
        for_kubectl=True, for_other_context=True,
    ),
    ConnectionFlag(name="--cache-dir", value="DIR", help="accepted for kubectl; nothing is cached", is_ignored=True),
    ConnectionFlag(
        name="--match-server-version", help="accepted for kubectl; every server version will do", is_ignored=True,
    ),
)  # fmt: skip


def connection_options(given: Mapping[str, object], *, debug: bool) -> ConnectionOptions:
    """ConnectionOptions from the parsed flags, each under the name of its option."""
    from kubectl_sidecars.kube.config.connection_options import ConnectionOptions  # noqa: PLC0415

    values = {flag.option: given[flag.option] for flag in FLAGS if not flag.is_ignored}
    return ConnectionOptions(**values, debug=debug)  # type: ignore[arg-type]


def for_scope(options: ConnectionOptions, context: str, namespace: str) -> ConnectionOptions:
    """The same connection to a namespace of a context; see `ConnectionFlag.for_other_context`."""
    if context == options.context:
        return options._replace(namespace=namespace)
    from kubectl_sidecars.kube.config.connection_options import ConnectionOptions  # noqa: PLC0415

    kept = {flag.option: getattr(options, flag.option) for flag in FLAGS if flag.for_other_context}
    return ConnectionOptions(**kept, context=context, namespace=namespace, debug=options.debug)


def kubectl_command(options: ConnectionOptions, context: str) -> tuple[str, ...]:
    """The first words of every kubectl command for the same cluster, `kubectl` and its flags.

    Empty with a token or a password, which neither a screen nor a list of processes may show.
    """
    if options.token or options.password:
        return ()
    flags = (flag for flag in FLAGS if flag.for_kubectl)
    options = options._replace(context=context, server=_without_login(options.server))
    return ("kubectl", *(word for flag in flags for word in _words(flag.name, getattr(options, flag.option))))


def _words(name: str, value: object) -> Iterator[str]:
    if isinstance(value, tuple):
        yield from (f"{name}={item}" for item in value)
    elif value:
        yield f"{name}={'true' if value is True else value}"


def _without_login(server: str) -> str:
    if "@" not in server:
        return server
    from kubectl_sidecars.kube.urls import base  # noqa: PLC0415 - loads urllib.parse

    return base(server if "://" in server else f"https://{server}")
