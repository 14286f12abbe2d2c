"""The containers that many people run, by subject. Purposes, links and quirks are in `classify.notes`."""

from __future__ import annotations

from kubectl_sidecars.classify.catalog.agents import AGENTS
from kubectl_sidecars.classify.catalog.auth import AUTH
from kubectl_sidecars.classify.catalog.ci import CI
from kubectl_sidecars.classify.catalog.configuration import CONFIGURATION
from kubectl_sidecars.classify.catalog.copies import COPIES
from kubectl_sidecars.classify.catalog.data import DATA
from kubectl_sidecars.classify.catalog.database_exporters import DATABASE_EXPORTERS
from kubectl_sidecars.classify.catalog.debug import DEBUG
from kubectl_sidecars.classify.catalog.entry import Entry, Lifecycle, Native, Strength
from kubectl_sidecars.classify.catalog.exporters import EXPORTERS
from kubectl_sidecars.classify.catalog.logs import LOGS
from kubectl_sidecars.classify.catalog.mains import MAINS
from kubectl_sidecars.classify.catalog.mesh import MESH
from kubectl_sidecars.classify.catalog.mesh_init import MESH_INIT
from kubectl_sidecars.classify.catalog.network import NETWORK
from kubectl_sidecars.classify.catalog.operators import OPERATORS
from kubectl_sidecars.classify.catalog.preload import PRELOAD
from kubectl_sidecars.classify.catalog.prepare import PREPARE
from kubectl_sidecars.classify.catalog.proxies import PROXIES
from kubectl_sidecars.classify.catalog.secrets import SECRETS
from kubectl_sidecars.classify.catalog.storage import STORAGE
from kubectl_sidecars.classify.catalog.telemetry import TELEMETRY
from kubectl_sidecars.classify.catalog.waits import WAITS

__all__ = ["BY_ID", "ENTRIES", "Entry", "Lifecycle", "Native", "Strength"]

ENTRIES: tuple[Entry, ...] = (
    *MESH,
    *MESH_INIT,
    *PROXIES,
    *AUTH,
    *SECRETS,
    *CONFIGURATION,
    *LOGS,
    *EXPORTERS,
    *DATABASE_EXPORTERS,
    *TELEMETRY,
    *AGENTS,
    *WAITS,
    *DATA,
    *PRELOAD,
    *PREPARE,
    *COPIES,
    *NETWORK,
    *STORAGE,
    *CI,
    *OPERATORS,
    *DEBUG,
    *MAINS,
)
BY_ID = {entry.id: entry for entry in ENTRIES}
