"""The options of `inspect`: what the user asked for, as values."""

from __future__ import annotations

from typing import NamedTuple

from kubectl_sidecars.cli.parser.connection import connection
from kubectl_sidecars.cli.parser.inspect_flags import INSPECT
from kubectl_sidecars.cli.parser.parse import Arguments, parse
from kubectl_sidecars.cli.program import program
from kubectl_sidecars.errors import UsageError
from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.select.pod_query import PodQuery
from kubectl_sidecars.render import sort_keys
from kubectl_sidecars.render.formats import BY_NAME, Format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime


class InspectOptions(NamedTuple):
    """The flags of `kubectl sidecars inspect`, each under its own name."""

    connection: ConnectionOptions = ConnectionOptions()
    words: tuple[str, ...] = ()
    all_namespaces: bool = False
    selector: str = ""
    field_selector: str = ""
    container_types: tuple[str, ...] = ()
    problems: bool = False
    sort_by: str = ""
    files: tuple[str, ...] = ()
    demo: bool = False
    output: str = ""
    cursor: int = 1
    watch: bool = False
    fail_on: str = "never"
    headers: bool = True
    at: datetime | None = None
    logs: bool = True
    colour: str = "auto"
    plain: bool = False
    allow_changes: bool = False
    debug_image: str = ""
    record: str = ""
    redact: bool | None = None
    """None: as the format has it."""
    roles: str = ""
    suppress: str = ""
    debug: bool = False

    @property
    def format(self) -> Format:
        """The row of `output`."""
        return BY_NAME[self.output]

    @property
    def keeps_no_secrets(self) -> bool:
        """True if files that are written for others have no secrets: without --no-redact."""
        return self.redact is not False

    @property
    def is_redacted(self) -> bool:
        """True if secrets are removed from what is printed."""
        return self.format.is_for_others if self.redact is None else self.redact

    @property
    def is_offline(self) -> bool:
        """True if files are read, not a cluster."""
        return self.demo or bool(self.files)

    @property
    def pods(self) -> PodQuery:
        """The query for the pods that were asked for."""
        return PodQuery(
            words=self.words,
            namespace=self.connection.namespace,
            all_namespaces=self.all_namespaces,
            selector=self.selector,
            field_selector=self.field_selector,
        )


def inspect_options(argv: Sequence[str]) -> InspectOptions:
    """The options of an `inspect` command line. Raises UsageError."""
    return options_of(parse(INSPECT, argv, f"{program()} inspect"))


def options_of(given: Arguments) -> InspectOptions:
    """The options of the parsed arguments of `inspect`. Raises UsageError for values that do not fit."""
    options = InspectOptions(
        connection=connection(given),
        words=given.words,
        all_namespaces=given.is_on("all_namespaces"),
        selector=given.text("selector"),
        field_selector=given.text("field_selector"),
        container_types=given.texts("container_type"),
        problems=given.is_on("problems"),
        sort_by=_sort_name(given.text("sort_by")),
        files=given.texts("filename"),
        demo=given.is_on("demo"),
        output=given.text("output"),
        cursor=given.number("cursor"),
        watch=given.is_on("watch"),
        fail_on=given.text("fail_on"),
        headers=not given.is_on("no_headers"),
        at=_time(given.text("at")),
        logs=not given.is_on("no_logs"),
        colour=given.text("color"),
        plain=given.is_on("plain"),
        allow_changes=given.is_on("allow_changes"),
        debug_image=given.text("debug_image"),
        record=given.text("record"),
        redact=_redact(given),
        roles=given.text("roles"),
        suppress=given.text("suppress"),
        debug=given.is_on("debug"),
    )
    if options.demo and options.files:
        raise UsageError("--demo and -f exclude each other: the demo is a recording of its own")
    if options.record and not options.watch and not options.is_offline:
        raise UsageError("--record needs --watch: a recording holds what a watch receives")
    if options.format.has_workloads and options.watch:
        raise UsageError(f"-o {options.output} has no --watch: :wl on the screen shows it as it changes")
    if options.format.has_workloads and options.sort_by:
        raise UsageError(f"-o {options.output} is sorted worst first: --sort-by is for pods")
    return options


def _redact(given: Arguments) -> bool | None:
    """True for --redact, False for --no-redact, None without them. Raises UsageError for both."""
    yes, no = given.is_on("redact"), given.is_on("no_redact")
    if yes and no:
        raise UsageError("--redact and --no-redact exclude each other")
    return yes if yes or no else None


def _sort_name(text: str) -> str:
    """The name of the key to sort by, "" for none. Raises UsageError if there is no such key."""
    key = sort_keys.sort_key(text)
    if key is None and text:
        raise UsageError(f"cannot sort by {text!r}: use one of {', '.join(sort_keys.BY_NAME)}")
    return key.name if key else ""


def _time(text: str) -> datetime | None:
    """The time of --at, UTC if it names no zone; None for "". Raises UsageError if it is not a time."""
    if not text:
        return None
    from datetime import UTC, datetime  # noqa: PLC0415 - rarely needed

    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"--at {text!r} is not a time: write it as 2026-11-23T02:07:14Z") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
