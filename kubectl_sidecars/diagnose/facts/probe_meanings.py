"""The meaning of the answer to a failed probe, in plain words."""

from __future__ import annotations

from typing import NamedTuple

from kubectl_sidecars.api import Container, HTTPGetAction, Probe
from kubectl_sidecars.diagnose.facts.probe_answers import Mismatch, ProbeAnswer
from kubectl_sidecars.patterns import on_demand


class AnswerMeaning(NamedTuple):
    """A clause on what an answer means, and the cure; both "" where it means nothing of its own."""

    words: str = ""
    advice: str = ""

    @property
    def sentence(self) -> str:
        """The clause as a sentence; "" without one."""
        return f"{self.words[0].upper()}{self.words[1:]}." if self.words else ""


SEAL_HEALTH = "/v1/sys/health"
"""Vault and OpenBao answer there by 429 for a standby, unless standbyok says otherwise (/sys/health, Vault 1.20)."""
_PASSED_ON = "/app-health/"
"""Istio's agent answers for the app there (pilot/cmd/pilot-agent/status, 1.27): the status is the agent's."""
_HTTPS_NAMES = ("https", "tls", "ssl")
_HTTPS_PORTS = frozenset({443, 4443, 6443, 8443, 9443, 10250})


_OF_MISMATCH = {
    Mismatch.PLAIN_HTTP: AnswerMeaning(
        "the port speaks plain HTTP, and the probe asks it by HTTPS", "Set scheme: HTTP in the probe."
    ),
    Mismatch.NO_HTTP: AnswerMeaning(
        "what listens at that port speaks no HTTP/1: TLS or gRPC, mostly",
        "Set scheme: HTTPS in the probe, or use a grpc probe.",
    ),
    Mismatch.NO_GRPC_HEALTH: AnswerMeaning(
        "the server has no gRPC health service (grpc.health.v1.Health)",
        "Register that service in the program, or probe another way.",
    ),
}


def meaning_of(spec: Container, probe: Probe | None, answer: ProbeAnswer) -> AnswerMeaning:
    """The meaning of the answer to a probe of that container."""
    got = probe.http_get if probe is not None else None
    if got is not None and got.path.startswith(_PASSED_ON):
        return AnswerMeaning()
    if got is not None and answer.got_status:
        return _of_status(spec, got, answer.got_status)
    if answer.mismatch is not None:
        return _OF_MISMATCH[answer.mismatch]
    if answer.refused_port:
        return _refused(spec, answer.refused_port, _host(probe) if probe is not None else "")
    return _NO_SPACE if _FULL().search(answer.text) else AnswerMeaning()


_FULL = on_demand(r"Active Alarm\(s\): NOSPACE|mvcc: database space exceeded")
_NO_SPACE = AnswerMeaning(
    "etcd has used up its space quota, and takes no more writes", "Compact and defragment etcd, then disarm its alarm."
)
"""What `etcdctl endpoint health` says (etcdctl/ctlv3/command/ep_command.go, v3.5)."""


def _host(probe: Probe) -> str:
    """The host that the probe asks where that is not the pod's own address."""
    action = probe.http_get or probe.tcp_socket
    return action.host if action is not None else ""


def _of_status(spec: Container, got: HTTPGetAction, status: int) -> AnswerMeaning:
    path = got.path or "/"
    match status:
        case 401 | 403:
            return AnswerMeaning(
                f"the server wants credentials for {path} ({status}); a probe has those of its httpHeaders alone",
                "Let that path be read without a login, or probe a path that needs none.",
            )
        case 404:
            return AnswerMeaning(f"the server has no path {path} (404)", "Correct the path of the probe.")
        case 405:
            return AnswerMeaning(f"the server does not allow GET of {path} (405)", "Probe a path that allows GET.")
        case 400:
            return _bad_request(spec, got)
        case 429 if path.startswith(SEAL_HEALTH):
            return AnswerMeaning("it is a standby, and the path does not say standbyok=true (429)")
        case 429:
            return AnswerMeaning(
                "the server limits how often it may be asked (429)", "Exempt the probe from that limit."
            )
        case _ if status >= 500:
            return AnswerMeaning(f"the program itself answers that it is not well ({status})")
    return AnswerMeaning()


def _bad_request(spec: Container, got: HTTPGetAction) -> AnswerMeaning:
    """Go's server answers plain HTTP at a port with TLS by 400 (net/http server.go, 1.24)."""
    if got.scheme == "HTTPS":
        return AnswerMeaning()
    port = next((each for each in spec.ports if got.port in (each.container_port, each.name)), None)
    name, number = (port.name, port.container_port) if port else ("", got.port)
    named = name if any(part in name.lower() for part in _HTTPS_NAMES) else ""
    advice = "Set scheme: HTTPS in the probe."
    if named or number in _HTTPS_PORTS:
        why = f"is named {named}" if named else f"is {number}"
        return AnswerMeaning(f"the port {why}: it seems to speak HTTPS, and the probe asks in plain HTTP", advice)
    return AnswerMeaning("a port that speaks HTTPS answers plain HTTP so, and the probe asks in plain HTTP", advice)


def _refused(spec: Container, port: int, host: str) -> AnswerMeaning:
    """Nothing listens. Of a port that the container does not declare `contexts` says more."""
    if host:
        return AnswerMeaning(f"the probe asks {host}, where nothing listens at port {port}")
    declared = {each.container_port for each in spec.ports if each.protocol in ("", "TCP")}
    if declared and port not in declared:
        return AnswerMeaning()
    return AnswerMeaning(f"nothing listens at port {port} of the pod's address")
