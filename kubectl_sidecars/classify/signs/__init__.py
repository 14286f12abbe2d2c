"""Heuristics for what the catalogue does not know; each is a generator of evidence."""

from __future__ import annotations

from kubectl_sidecars.classify.evidence import Sign
from kubectl_sidecars.classify.signs import commands, names, preparing, settings, volumes

HELPER_SIGNS: tuple[Sign, ...] = (
    commands.by_command,
    commands.by_followed_file,
    names.by_name,
    names.by_image_name,
    settings.by_port,
    settings.by_metrics_port,
    settings.by_callers,
    settings.by_registry,
    settings.by_upstream,
    settings.by_local_source,
    settings.by_environment,
    settings.by_rights,
    volumes.by_reading,
    volumes.by_writing,
    volumes.by_output,
    volumes.by_shared_configuration,
    volumes.by_host_path,
)
"""For containers that run as long as the pod."""

INIT_SIGNS: tuple[Sign, ...] = (
    preparing.by_task_command,
    preparing.by_task_name,
    preparing.by_task_rights,
)
"""For init containers: their role is a fact, their task is not."""
