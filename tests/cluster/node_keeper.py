"""Keeps the cluster's node able to run pods: a small machine may end its kubelet or its runtime in mid-test."""

from __future__ import annotations

import json
import subprocess
import threading
from typing import Any

from tests.cluster.server import Server

EVERY = 5.0
"""Seconds between two looks at the node."""
USELESS_AFTER = 8
"""Looks in a row after which processes that run are of no use: a node that has just started takes half of that."""
PATIENCE = 180.0
"""Seconds after which a node that takes no pods fails a test."""


class NodeKeeper:
    """Looks at the node all the while; starts again what has died, and says so once in `said`."""

    def __init__(self, command: str, server: Server) -> None:
        self.said: list[str] = []
        self._command, self._server = command, server
        self._end, self._well = threading.Event(), threading.Event()
        self._thread = threading.Thread(target=self._keep, name="node-keeper", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def close(self) -> None:
        self._end.set()
        self._thread.join(PATIENCE)

    def wait(self) -> None:
        """Returns when the node takes pods; raises AssertionError, with what was seen of it, if it never does."""
        if not self._well.wait(PATIENCE):
            raise AssertionError(f"the cluster's node takes no pods: {'; '.join(self.said) or 'no answer'}")

    def _keep(self) -> None:
        looks = 0  # in a row that found trouble
        while not self._end.is_set():
            trouble = self._trouble()
            looks = looks + 1 if trouble else 0
            if trouble:
                self._well.clear()
                self._mend(trouble, looks)
            else:
                self._well.set()
            self._end.wait(EVERY)

    def _trouble(self) -> str:
        """Why the node takes no pods, "" if it does. A process that is dead is told before the node is given up."""
        dead = [line for line in self._do("status").splitlines() if "not running" in line]
        if dead:
            return ", ".join(dead)
        try:
            nodes = json.loads(self._server.kubectl("get", "nodes", "--request-timeout=10s", "-o", "json"))["items"]
        except subprocess.CalledProcessError as error:
            return f"kubectl get nodes: {error.stderr.strip()}"
        return "; ".join(filter(None, map(trouble_of_node, nodes)))

    def _mend(self, trouble: str, looks: int) -> None:
        """Starts what is dead; what runs and is of no use is ended first, once, after a while."""
        if looks == 1:
            self.said.append(trouble)
        if looks == USELESS_AFTER:
            self._do("kill", "kubelet")
            self._do("kill", "containerd")
        if "not running" in trouble or looks == USELESS_AFTER:
            self.said.append(f"started again: {self._do('up').strip()}")

    def _do(self, *words: str) -> str:
        done = subprocess.run([self._command, *words], check=False, capture_output=True, text=True)
        return done.stdout or done.stderr


def trouble_of_node(node: dict[str, Any]) -> str:
    """The node's taints and the conditions that are not as they should be; "" where it takes pods."""
    taints = [taint["key"] for taint in node["spec"].get("taints") or []]
    conditions = [
        f"{each['type']}={each['status']}: {each.get('message', '')}"
        for each in node["status"].get("conditions") or []
        if each["status"] != ("True" if each["type"] == "Ready" else "False")
    ]
    return "; ".join(taints + conditions)
