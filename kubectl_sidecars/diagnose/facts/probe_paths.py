"""Probes that a proxy passes on to the app: when one fails, the app may be the one that does not answer."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from kubectl_sidecars.api import Probe, Running
from kubectl_sidecars.diagnose.facts.local_addresses import command_line, probed_port
from kubectl_sidecars.diagnose.facts.pod_map import pod_map
from kubectl_sidecars.diagnose.subject import Subject
from kubectl_sidecars.lifecycle.assessment import Assessment
from kubectl_sidecars.patterns import on_demand

KNATIVE = "SERVING_READINESS_PROBE"
"""The variable in which Knative's queue-proxy gets the app's readiness probe (knative/serving pkg/queue/readiness)."""
ISTIO = "ISTIO_KUBE_APP_PROBERS"
"""The variable in which pilot-agent gets the probes of the apps, by path (istio/istio pkg/kube/inject, v1.27)."""
REWRITTEN = on_demand(r"/app-health/([^/]{1,63})/(?:readyz|livez|startupz)")
"""The path to which Istio's injector rewrites the probe of a container."""
_APP_PORT = on_demand(r"--app-port[ =](\d{1,5})\b")
_PORT = on_demand(r'"port"\s*:\s*"?(\d{1,5})')


class Behind(msgspec.Struct, frozen=True, gc=False):
    """The container that a proxy's probe asks in the end, at which port, and where that is written."""

    app: Assessment
    port: int
    where: str


def app_behind(subject: Subject, proxy: Assessment) -> Behind | None:
    """The app whose answer makes the proxy ready; None for a proxy that is ready by itself, or an app that is down."""
    for port, where in _asked(proxy):
        app = _app(subject, proxy, port)
        if app is not None and isinstance(app.view.state, Running):
            return Behind(app, port, where)
    return None


def _asked(proxy: Assessment) -> Iterator[tuple[int, str]]:
    values = {each.name: each.value for each in proxy.view.spec.env}
    found = _PORT().search(values.get(KNATIVE, "")) if KNATIVE in values else None
    if found:
        yield int(found[1]), f"variable {KNATIVE}"
    elif KNATIVE in values and values.get("USER_PORT", "").isdecimal():
        yield int(values["USER_PORT"]), "variable USER_PORT"
    if proxy.judgement.entry == "daprd":
        option = _APP_PORT().search(command_line(proxy.view.spec))
        if option:
            yield int(option[1]), "--app-port"


def _app(subject: Subject, proxy: Assessment, port: int) -> Assessment | None:
    """The container that declares the port; else the only one that is no helper."""
    server = pod_map(subject).server(port, proxy.name)
    if server is not None:
        return server.container
    apps = [each for each in subject.mains if each is not proxy and not each.judgement.is_helper]
    return apps[0] if len(apps) == 1 else None


def rewritten(subject: Subject, container: Assessment, probe: Probe) -> tuple[Assessment, int] | None:
    """Istio's proxy, through which the probe of a container goes, and the port that it asks of the container, 0 where
    that is not known; None for a probe that asks the container itself."""
    path = probe.http_get.path if probe.http_get else ""
    if not REWRITTEN().fullmatch(path):
        return None
    proxy = pod_map(subject).server(probed_port(container.view.spec, probe), container.name)
    if proxy is None:
        return None
    probers = next((each.value for each in proxy.container.view.spec.env if each.name == ISTIO), "")
    _, at, rest = probers.partition(f'"{path}"')
    found = _PORT().search(rest[:300]) if at else None
    return proxy.container, int(found[1]) if found else 0
