"""Signals: heuristics for containers that the catalogue does not know. Each is a generator of evidence."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from kubectl_sidecars.classify.context import LoneSignal, Signal
from kubectl_sidecars.classify.roles import Role
from kubectl_sidecars.classify.signals import (
    addresses,
    beside_main,
    commands,
    filling,
    names,
    neighbours,
    preparing,
    settings,
    task_names,
    volumes,
    web_servers,
)
from kubectl_sidecars.classify.signals.helper_clues import helper_clues
from kubectl_sidecars.classify.signals.init_clues import init_clues
from kubectl_sidecars.classify.signals.task_words import TASK_WORDS
from kubectl_sidecars.classify.signals.words import HELPER_WORDS

HELPER_SIGNALS: tuple[Signal, ...] = (
    commands.by_command,
    commands.by_followed_file,
    names.by_name,
    names.by_image_name,
    names.by_program_name,
    settings.by_port,
    settings.by_metrics_port,
    addresses.by_callers,
    addresses.by_keeping_data,
    settings.by_registry,
    settings.by_upstream,
    settings.by_local_source,
    settings.by_environment,
    addresses.by_serving_neighbour,
    beside_main.by_client,
    beside_main.by_agent,
    beside_main.by_metrics_port,
    beside_main.by_idleness,
    addresses.by_health_port,
    settings.by_rights,
    neighbours.by_socket,
    neighbours.by_named_output,
    neighbours.by_csi_driver,
    neighbours.by_loop,
    commands.by_setting_up,
    neighbours.by_idleness,
    neighbours.by_build_runner,
    neighbours.by_repeating,
    neighbours.by_controlling,
    web_servers.by_directories,
    web_servers.by_app_server,
    web_servers.by_certificates,
    volumes.by_reading,
    volumes.by_writing,
    volumes.by_filling_beside,
    volumes.by_output,
    volumes.by_shared_configuration,
    volumes.by_host_path,
)
"""For containers that run as long as the pod."""

INIT_SIGNALS: tuple[LoneSignal, ...] = (
    preparing.by_task_command,
    task_names.by_task_name,
    task_names.by_task_script,
    preparing.by_task_rights,
    preparing.by_doing_nothing,
    preparing.by_checking,
    preparing.by_removing,
    preparing.by_making,
    preparing.by_request,
    preparing.by_task_mount,
    preparing.by_task_environment,
)
"""For init containers, whose role is a fact and whose task is not."""

PREPARING_SIGNALS: tuple[Signal, ...] = (
    filling.by_preparing_node,
    filling.by_program,
    filling.by_source,
    filling.by_preparing,
    filling.by_calling,
    filling.by_ensuring,
    filling.by_exclusion,
)
"""For init containers of which the signals of their own tell nothing."""


class Known(NamedTuple):
    """A task that signals find, and one thing that they find it by, in words for people."""

    role: Role
    task: str
    by: str


def known() -> Iterator[Known]:
    """Each task that a command line or a name is a signal of, with that command or name."""
    for clue in (*helper_clues(), *init_clues()):
        yield Known(clue.evidence.role, clue.evidence.task, clue.evidence.words)
    named: dict[tuple[Role, str], list[str]] = {}
    for word, (role, task, _) in HELPER_WORDS.items():
        named.setdefault((role, task), []).append(word)
    for word, (task, _) in TASK_WORDS.items():
        named.setdefault((Role.INIT, task), []).append(word)
    for (role, task), words in named.items():
        yield Known(role, task, f"a name with {' or '.join(words)}")
