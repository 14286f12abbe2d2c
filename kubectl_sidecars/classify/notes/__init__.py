"""Purposes, links and quirks of the catalogue's entries; only `explain` and the documentation read them."""

from __future__ import annotations

from kubectl_sidecars.classify.notes import (
    agents,
    auth,
    ci,
    configuration,
    copies,
    data,
    database_exporters,
    debug,
    exporters,
    logs,
    mains,
    mesh,
    mesh_init,
    network,
    operators,
    preload,
    prepare,
    proxies,
    secrets,
    storage,
    telemetry,
    waits,
)
from kubectl_sidecars.classify.notes.note import Note

__all__ = ["NOTES", "Note"]

NOTES: dict[str, Note] = {
    **agents.NOTES,
    **auth.NOTES,
    **ci.NOTES,
    **configuration.NOTES,
    **copies.NOTES,
    **data.NOTES,
    **database_exporters.NOTES,
    **debug.NOTES,
    **exporters.NOTES,
    **logs.NOTES,
    **mains.NOTES,
    **mesh.NOTES,
    **mesh_init.NOTES,
    **network.NOTES,
    **operators.NOTES,
    **preload.NOTES,
    **prepare.NOTES,
    **proxies.NOTES,
    **secrets.NOTES,
    **storage.NOTES,
    **telemetry.NOTES,
    **waits.NOTES,
}
"""By the entry's id."""
