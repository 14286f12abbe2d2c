"""A single report, of a cluster or of files."""

from __future__ import annotations

from contextlib import ExitStack
from typing import TYPE_CHECKING

import msgspec

from kubectl_sidecars.api import Pod
from kubectl_sidecars.cli.own_roles import index
from kubectl_sidecars.cli.own_suppressions import suppressions
from kubectl_sidecars.cli.parser.options import InspectOptions
from kubectl_sidecars.cli.streams import Streams
from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.snapshot import Snapshot

if TYPE_CHECKING:
    from kubectl_sidecars.kube.fetch import Fetched
    from kubectl_sidecars.kube.http.client import Client
    from kubectl_sidecars.report import Report


def one_pod(name: str, options: InspectOptions, streams: Streams) -> tuple[Pod, Snapshot]:
    """The pod of that name with the Services around it, from the files or the cluster.

    Raises UsageError if there is no such pod.
    """
    options = options._replace(words=(f"pod/{name}",))
    if options.is_offline:
        snapshot = _loaded(options, streams)
        return next(iter(snapshot.pods.values())), snapshot
    from kubectl_sidecars.kube.fetch import fetch  # noqa: PLC0415
    from kubectl_sidecars.kube.http.client import connect  # noqa: PLC0415 - not needed for a file
    from kubectl_sidecars.kube.read.resources import SERVICES  # noqa: PLC0415
    from kubectl_sidecars.kube.select.pod_selection import select  # noqa: PLC0415

    with connect(options.connection) as client:
        fetched = fetch(client, select(client, options.pods), (SERVICES,))
        pod = next(fetched.pods, None)
    if pod is None:
        raise fetched.pods_error or ClusterError(f"pod {name} cannot be read")
    return pod, fetched.related


def offline_report(options: InspectOptions, streams: Streams) -> Report:
    """The report of files, a recording or the demo. Raises UsageError if they cannot be read."""
    from kubectl_sidecars.cli.inspect.narrowing import narrowed  # noqa: PLC0415 - see live_report
    from kubectl_sidecars.report import inspect  # noqa: PLC0415

    snapshot = _loaded(options, streams)
    report = inspect(
        snapshot,
        roles=index(options.roles),
        brief=is_brief(options),
        bare=is_bare(options),
        suppressions=suppressions(options.suppress),
    )
    return narrowed(_with_workloads(report, snapshot, options), options)


def _with_workloads(report: Report, around: Snapshot, options: InspectOptions) -> Report:
    """The report with its workloads, if the format shows them."""
    if not options.format.has_workloads:
        return report
    from kubectl_sidecars.workloads.rows import with_workloads  # noqa: PLC0415 - one format needs it

    return with_workloads(report, around)


def _loaded(options: InspectOptions, streams: Streams) -> Snapshot:
    """The snapshot of the files with the pods that were asked for."""
    from kubectl_sidecars.cli.inspect.offline import loaded_files  # noqa: PLC0415 - not needed for a cluster
    from kubectl_sidecars.files.selection import chosen  # noqa: PLC0415

    with ExitStack() as resources:
        loaded = loaded_files(options, streams, resources)
    return chosen(loaded.snapshot, options.pods)


def is_brief(options: InspectOptions) -> bool:
    """True if no container is shown or asked for, and neither causes nor advice count."""
    return is_bare(options) and not options.format.has_causes and options.fail_on == "never"


def is_bare(options: InspectOptions) -> bool:
    """True if no container is shown or asked for."""
    return not options.format.has_containers and not options.container_types


def live_report(options: InspectOptions, streams: Streams) -> tuple[Report, bool]:
    """The report of a cluster, and True if every named object exists. Names of missing objects go to stderr.

    Raises ClusterError if the pods cannot be read. Anything else that is forbidden is listed in `Report.denied`.
    The modules that make a report, a third of all, are imported while the server answers.
    """
    roles, suppressed = index(options.roles), suppressions(options.suppress)
    from kubectl_sidecars.background import Task  # noqa: PLC0415
    from kubectl_sidecars.kube.fetch import RELATED, fetch  # noqa: PLC0415 - not needed for a file
    from kubectl_sidecars.kube.http.client import connect  # noqa: PLC0415
    from kubectl_sidecars.kube.read.resources import WORKLOADS  # noqa: PLC0415
    from kubectl_sidecars.kube.read.version import server_version  # noqa: PLC0415
    from kubectl_sidecars.kube.select.pod_selection import select  # noqa: PLC0415

    related = (*RELATED, *WORKLOADS) if options.format.has_workloads else RELATED
    with connect(options.connection, say=streams.say) as client:
        reading = Task(lambda: (fetch(client, select(client, options.pods), related), server_version(client)))
        from kubectl_sidecars.cli.inspect.narrowing import narrowed  # noqa: PLC0415
        from kubectl_sidecars.report import inspect  # noqa: PLC0415

        fetched, version = reading.result()
        around = _around(fetched, version, options)
        report = inspect(
            around,
            fetched.pods,
            roles=roles,
            brief=is_brief(options),
            bare=is_bare(options),
            suppressions=suppressed,
        )
        if fetched.pods_error and not report.pods:
            raise fetched.pods_error
        denied, undecodable = tuple(fetched.denied), tuple(fetched.undecodable)
        report = _with_workloads(report, around, options)
        report = narrowed(msgspec.structs.replace(report, denied=denied, undecodable=undecodable), options)
        for missing in fetched.missing:
            streams.say(str(missing))
        return _with_more(client, report, options), not fetched.missing


def _around(fetched: Fetched, version: str, options: InspectOptions) -> Snapshot:
    """The snapshot around the pods, at the time that was asked for, with its namespace and the server's version."""
    namespace = fetched.selection.namespace
    source = msgspec.structs.replace(fetched.related.source, namespace=namespace, server_version=version)
    return msgspec.structs.replace(fetched.related, source=source, taken_at=options.at or fetched.related.taken_at)


def _with_more(client: Client, report: Report, options: InspectOptions) -> Report:
    """The report with what the cluster is asked about its causes: revisions to go back to, and last lines of logs."""
    if options.format.has_causes and any(cause.revisions for cause in report.causes):
        from kubectl_sidecars.cli.rollbacks import Rollbacks  # noqa: PLC0415 - few reports have such a cause

        report = Rollbacks(client).added(report)
    if options.logs and options.format.has_causes and not options.format.has_workloads:
        from kubectl_sidecars.cli.last_words import with_log_excerpts  # noqa: PLC0415 - a table has no place for them

        report = with_log_excerpts(client, report)
    return report
