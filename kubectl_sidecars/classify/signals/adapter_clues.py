"""Parts of the command lines of adapters: logs, metrics, traces and other interfaces."""

from __future__ import annotations

import functools

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.evidence import Clue, clue, program, rows_of
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.reverse_proxy import LOCALHOST


@functools.cache
def adapter_clues() -> tuple[Clue, ...]:
    """Made when first asked for."""
    return rows_of(
        __name__,
        clue(
            Role.ADAPTER,
            "log-streaming",
            weights.STRONG,
            "tails a file",
            r"^(?:\S*sh -\w*c )?(?:[^;&|]*[;] *)?(?:exec )?(?:\S*/)?tail (?:[^;&|]* )?-\w*[fF]\w*\b"
            r"(?!.*/dev/null)(?![^;&]*[|])",
        ),
        clue(Role.ADAPTER, "log-streaming", weights.GOOD, "follows a log", r"--follow[= ].*\.log", "multitail"),
        clue(
            Role.ADAPTER,
            "log-rotation",
            weights.STRONG,
            "rotates logs",
            r"\blogrotate\b",
            r"^(?=.*\bfind .*log)(?=.*-(?:mtime|mmin) )(?=.*-delete\b)",
        ),
        program(
            Role.ADAPTER,
            "log-shipping",
            weights.CLEAR,
            "runs a log shipper",
            r"(?:fluentd|fluent-bit|filebeat|promtail|rsyslogd|syslog-ng|vector)\b",
        ),
        program(
            Role.ADAPTER,
            "metrics-exporter",
            weights.STRONG,
            "runs an exporter",
            r"[\w-]{1,60}[_-]exporter\b",
            r"java .*exporter\S*\.jar\b",
        ),
        clue(
            Role.ADAPTER,
            "metrics-exporter",
            weights.STRONG,
            "reads another's statistics",
            r"--(?:web\.)?telemetry[.-]path",
            r"--scrape[.\w-]*uri",
            r"--(?!spring\b)[\w.]+\.(?:uri|dsn)=\S*" + LOCALHOST,
            "--push-?gateway",
            "jmx_prometheus_httpserver",
        ),
        clue(Role.ADAPTER, "metrics-exporter", weights.WEAK, "listens as exporters do", r"--web\.listen-address"),
        program(
            Role.ADAPTER,
            "telemetry-collector",
            weights.CLEAR,
            "runs a collector",
            r"(?:otelcol\w*|jaeger-agent|zipkin|node_?agent --trace)\b",
        ),
        program(Role.ADAPTER, "log-streaming", weights.STRONG, "prints a server's log", r"vault monitor\b"),
        clue(
            Role.ADAPTER,
            "legacy-interface",
            weights.GOOD,
            "serves a legacy interface",
            r"--wsdl\b",
            r"\btn3270\b",
        ),
        clue(
            Role.ADAPTER, "format-normalising", weights.GOOD, "rewrites a format", r"--format[= ]\w+.*--output-format"
        ),
        clue(
            Role.ADAPTER,
            "protocol-conversion",
            weights.GOOD,
            "converts one interface into another",
            r"(?<!\s-)(?<!--)\b(?:protocol|grpc|soap|mqtt|modbus|format)[\w-]*-?"
            r"(?:to|2|bridge|gateway|adapter|convert\w*)\b",
        ),
    )
