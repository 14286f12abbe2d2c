"""Parts of the command lines of ambassadors: proxies between the app and the network."""

from __future__ import annotations

import functools

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.evidence import Clue, clue, program, rows_of
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals.reverse_proxy import FORWARDS, LOCALHOST

_LOCAL = r"(?:127\.0\.0\.1|localhost|\[::1\]|0\.0\.0\.0)"


@functools.cache
def ambassador_clues() -> tuple[Clue, ...]:
    """Made when first asked for."""
    return rows_of(
        __name__,
        clue(
            Role.AMBASSADOR,
            "proxy",
            weights.NEARLY_SURE,
            "forwards to a local port",
            rf"{FORWARDS}[= ](?:\w+://)?{_LOCAL}:\d",
            rf"proxy_pass (?:\w+://)?{_LOCAL}",
            rf"reverse-proxy .*{_LOCAL}",
            rf"--to[= ]:?{_LOCAL}?:?\d+",
        ),
        program(Role.AMBASSADOR, "proxy", weights.STRONG, "is a proxy to the Kubernetes API", r"kubectl proxy\b"),
        clue(
            Role.AMBASSADOR,
            "proxy",
            weights.GOOD,
            "names a local port",
            rf"--?(?:target|remote|delegate)[\w-]*[= ](?:\w+://)?{LOCALHOST}:\d",
        ),
        clue(
            Role.AMBASSADOR,
            "proxy",
            weights.WEAK,
            "names a local port",
            rf"--?(?:backend|origin)[\w-]*[= ](?:\w+://)?{LOCALHOST}:\d",
        ),
        program(
            Role.AMBASSADOR,
            "tunnel",
            weights.NEARLY_SURE,
            "forwards a port",
            r"socat\b|TCP\d?-LISTEN",
            r"ssh\b.* -\w*[NLR]\w* ",
            r"(?:autossh|stunnel4?|cloudflared)\b",
            r"tunnel\b.* run\b|tunnel run",
            "kubectl port-forward",
            r"ngrok (?:http|tcp|start)|frpc -|chisel client|inlets\w* client",
        ),
        program(
            Role.AMBASSADOR,
            "proxy",
            weights.USUAL,
            "runs a proxy",
            r"(?:envoy|haproxy|nginx|traefik)\b(?: .*)?(?:-c|-f|-g|--config\S*|run)(?: |=|$)",
            r"(?:caddy|squid|mcrouter|nutcracker|tinyproxy)\b(?: .*)?(?:-c|-f|--config\S*|run)(?: |=|$)",
            r"(?:coredns|dnsmasq|unbound|dnsdist|pdns_recursor)\b",
        ),
        program(
            Role.AMBASSADOR,
            "db-proxy",
            weights.CLEAR,
            "runs a database proxy",
            r"(?:pgbouncer|pgcat|odyssey|proxysql|maxscale|mysql-?router|mongos|cloud[_-]sql[_-]proxy)\b",
        ),
        clue(
            Role.AMBASSADOR,
            "auth-proxy",
            weights.STRONG,
            "asks callers to log in",
            "oauth2?-proxy",
            "--oidc-issuer",
            "--client-secret",
            "--cookie-secret",
        ),
        program(
            Role.AMBASSADOR,
            "vpn-egress",
            weights.STRONG,
            "runs a VPN",
            r"(?:openvpn|wg-quick|wireguard|tailscaled|strongswan)\b",
        ),
        clue(
            Role.AMBASSADOR,
            "service-discovery",
            weights.STRONG,
            "runs an agent of service discovery",
            r"\bconsul agent\b(?!.* -(?:server|dev)\b)",
            r"^agent\b(?=.* -(?:retry-)?join\b)(?!.* -(?:server|dev)\b)",
            r"\bregistrator\b",
        ),
        program(
            Role.AMBASSADOR,
            "gateway",
            weights.GOOD,
            "runs an API gateway",
            r"(?:krakend run|tyk --conf|apisix start|kong (?:docker-)?start|express-gateway)\b",
        ),
        program(
            Role.AMBASSADOR,
            "cache",
            weights.GOOD,
            "runs a cache",
            r"redis-server\b.*--maxmemory-policy",
            r"memcached\b.* -m",
            r"varnishd\b",
        ),
        clue(
            Role.AMBASSADOR,
            "circuit-breaking",
            weights.WEAK,
            "retries requests or breaks circuits",
            r"--circuit-break\w*",
            "--outlier-detection",
            r"--retry-on[= ]",
        ),
    )
