"""One report, of a cluster or of files."""

from __future__ import annotations

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.cli.inspect.narrowing import narrowed
from kubectl_sidecars.cli.own_roles import index
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.files.selection import chosen
from kubectl_sidecars.report import Report, inspect
from kubectl_sidecars.snapshot import Snapshot


def one_pod(name: str, options: InspectOptions, streams: Streams) -> Pod:
    """The pod of that name, from the files or the cluster. Raises UsageError where there is none."""
    options = options._replace(words=(f"pod/{name}",))
    if options.is_offline:
        return next(iter(chosen(_loaded(options, streams), options.pods).pods.values()))
    from kubectl_sidecars.kube.fetch import gather  # noqa: PLC0415
    from kubectl_sidecars.kube.http.client import connect  # noqa: PLC0415 - a file needs none of it
    from kubectl_sidecars.kube.select.pod_selection import select  # noqa: PLC0415

    with connect(options.connection) as client:
        gathered = gather(client, select(client, options.pods), ())
        pod = next(gathered.pods, None)
    if pod is None:
        raise gathered.pods_error or ClusterError(f"pod {name} cannot be read")
    return pod


def offline_report(options: InspectOptions, streams: Streams) -> Report:
    return narrowed(
        inspect(chosen(_loaded(options, streams), options.pods), roles=index(options.roles), brief=is_brief(options)),
        options,
    )


def _loaded(options: InspectOptions, streams: Streams) -> Snapshot:
    from kubectl_sidecars import files  # noqa: PLC0415 - a cluster needs none of it

    loaded = files.demo(options.at) if options.demo else files.load(options.files, streams.stdin.buffer, options.at)
    return loaded.snapshot


def is_brief(options: InspectOptions) -> bool:
    """True if no container is shown or asked for, and neither causes nor advice count."""
    return not options.format.has_containers and not options.container_types and options.fail_on == "never"


def live_report(options: InspectOptions, streams: Streams) -> tuple[Report, bool]:
    """Reads the cluster once; says whether all that was named exists.

    A cluster that forbids the pods themselves is an error; what else it forbids, a line."""
    roles = index(options.roles)
    from kubectl_sidecars.cli.last_words import heard  # noqa: PLC0415 - a file needs none of it
    from kubectl_sidecars.kube.fetch import gather  # noqa: PLC0415
    from kubectl_sidecars.kube.http.client import connect  # noqa: PLC0415
    from kubectl_sidecars.kube.read.version import server_version  # noqa: PLC0415
    from kubectl_sidecars.kube.select.pod_selection import select  # noqa: PLC0415

    with connect(options.connection) as client:
        selection = select(client, options.pods)
        gathered = gather(client, selection)
        version = server_version(client) if options.format.has_causes else ""  # a table has no place for it
        source = msgspec.structs.replace(gathered.around.source, namespace=selection.namespace, server_version=version)
        taken_at = options.at or gathered.around.taken_at
        around = msgspec.structs.replace(gathered.around, source=source, taken_at=taken_at)
        report = inspect(around, gathered.pods, roles=roles, brief=is_brief(options))
        if gathered.pods_error and not report.pods:
            raise gathered.pods_error
        denied, undecodable = tuple(gathered.denied), tuple(gathered.undecodable)
        report = narrowed(msgspec.structs.replace(report, denied=denied, undecodable=undecodable), options)
        for missing in gathered.missing:
            streams.say(str(missing))
        if options.logs and options.format.has_causes:
            report = heard(client, report)
        return report, not gathered.missing
