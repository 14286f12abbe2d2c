"""Connections through a proxy, over the pool of urllib3 that the kubernetes package opens."""

from __future__ import annotations

import ssl
from collections.abc import Iterable

import urllib3
import urllib3.exceptions

from kubectl_sidecars.kube.login.headers import Headers
from kubectl_sidecars.kube.login.transport import Response, Timeouts


class ProxiedPool:
    """Sends requests through a proxy; see Pool."""

    def __init__(
        self,
        manager: urllib3.PoolManager,
        tls: ssl.SSLContext | None,
        tls_server_name: str,
        socket_options: Iterable[tuple[int, int, int]],
    ) -> None:
        self.socket_options = tuple(socket_options)
        self._manager = manager
        keywords = manager.connection_pool_kw
        keywords["socket_options"] = list(self.socket_options)
        if tls_server_name:
            keywords["server_hostname"] = tls_server_name
        if tls is not None:  # in place of files that the manager would read for each connection
            for name in ("ca_certs", "ca_cert_data", "cert_file", "key_file"):
                keywords.pop(name, None)
            keywords["ssl_context"] = tls
            if tls.verify_mode is ssl.CERT_NONE:  # kubectl does not warn either
                urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)

    def get(self, url: str, headers: Headers, timeouts: Timeouts, *, fresh: bool = False) -> Response:
        """The response to a GET request; see Pool."""
        if fresh:
            self._manager.clear()
        all_headers = urllib3.HTTPHeaderDict()
        for name, value in headers:
            all_headers.add(name, value)
        response: Response = self._manager.request(
            "GET",
            url,
            headers=all_headers,
            preload_content=False,
            redirect=False,
            retries=False,
            timeout=urllib3.Timeout(connect=timeouts.connect, read=timeouts.until_head),
        )
        sock = getattr(getattr(response, "_connection", None), "sock", None)
        if sock is not None:
            sock.settimeout(timeouts.read)
        return response

    def close(self) -> None:
        """Closes all idle connections."""
        self._manager.clear()
