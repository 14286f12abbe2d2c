"""What the user asked for, as values. Imports nothing heavy: a usage error must be fast."""

from __future__ import annotations

from kubectl_sidecars.kube.config.connection_options import ConnectionOptions
from kubectl_sidecars.kube.select.pod_query import PodQuery
from kubectl_sidecars.record import Record
from kubectl_sidecars.render.formats import BY_NAME, Format

TYPE_CHECKING = False
if TYPE_CHECKING:
    from datetime import datetime


class InspectOptions(Record):
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
    watch: bool = False
    fail_on: str = "never"
    headers: bool = True
    at: datetime | None = None
    logs: bool = True
    colour: str = "auto"
    plain: bool = False
    allow_changes: bool = False
    record: str = ""
    roles: str = ""
    debug: bool = False

    @property
    def format(self) -> Format:
        """The row of `output`."""
        return BY_NAME[self.output]

    @property
    def is_offline(self) -> bool:
        """Whether files are read in place of a cluster."""
        return self.demo or bool(self.files)

    @property
    def pods(self) -> PodQuery:
        """The pods that were asked for."""
        return PodQuery(
            words=self.words,
            namespace=self.connection.namespace,
            all_namespaces=self.all_namespaces,
            selector=self.selector,
            field_selector=self.field_selector,
        )
