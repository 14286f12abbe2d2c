"""The share of a clue's weight that is left where other steps of the script say that it is not the container's task."""

from __future__ import annotations

import re

from kubectl_sidecars.classify import weights
from kubectl_sidecars.classify.context import LoneContainer
from kubectl_sidecars.classify.evidence import clues_in
from kubectl_sidecars.classify.signals.init_clues import CHANGES, KUBECTL, WAIT
from kubectl_sidecars.classify.signals.migration_clues import CHECKS_MIGRATIONS, MIGRATION, STATEMENTS, migration_clues
from kubectl_sidecars.classify.signals.names import tokens
from kubectl_sidecars.classify.signals.tool_clues import SENDS
from kubectl_sidecars.patterns import on_demand


def share(container: LoneContainer, task: str) -> float:
    """The share of a clue's weight that is left beside the other steps of the script."""
    if task == WAIT and (container.produces or only_checks(container) or _changes(container)):
        return weights.WAIT_THAT_PRODUCES
    if task == "api-task" and container.produces and _only_reads_api(container):
        return weights.IS_BROUGHT
    if task == "permissions-fix" and _sets_mode_in_passing(container):
        return weights.MODE_OF_BROUGHT
    if task == "data-restore" and "://" in container.argv and _SENDS().search(container.argv):
        return weights.IS_BROUGHT
    if task == "plugin-copy" and _copies_from_volume(container):
        return weights.IS_BROUGHT
    return 0.0 if task == MIGRATION and _CHECKS().search(container.argv) else 1.0


def _changes(container: LoneContainer) -> bool:
    """True if its script changes something on a server or in a database: it waited for that before."""
    if _CHANGES().search(container.step_lines):
        return True
    if _CHECKS().search(container.argv):
        return False
    migrations = (each for each in migration_clues() if each.of_program)
    return any(clues_in(migrations, container.argv, container.step_lines))


def _only_reads_api(container: LoneContainer) -> bool:
    """True if its script asks the Kubernetes API for something, and changes nothing there."""
    return bool(_READS_API().search(container.step_lines)) and not _CHANGES().search(container.step_lines)


def _copies_from_volume(container: LoneContainer) -> bool:
    """True if all that it copies is on its volumes: a file of a Secret or ConfigMap is no program of its image."""
    mounts = tuple(f"{mount.mount_path.rstrip('/')}/" for mount in container.spec.volume_mounts)
    copied = _COPIED().findall(container.step_lines) if mounts else ()
    return bool(copied) and all(f"{path}/".startswith(mounts) for path in copied)


def _sets_mode_in_passing(container: LoneContainer) -> bool:
    """True if the script writes files or makes the directories of its name, and its chown or chmod is for those."""
    of_trees = _RIGHTS_OF_TREE().findall(container.step_lines)
    if container.produces and all(container.produces in step for step in of_trees):
        return True
    if of_trees and not _FOLDERS.isdisjoint(tokens(container.name)) and "mkdir " in container.step_lines:
        return True
    return _BRINGS().search(container.step_lines) is not None and (bool(container.produces) or not of_trees)


_FOLDERS = frozenset({"dir", "dirs", "directory", "directories", "folder", "folders"})
_BRINGS = on_demand(r"^(?:curl|wget|git clone|tar|unzip|aws|gsutil|cp|mv|install|rsync)\b", re.MULTILINE)
_RIGHTS_OF_TREE = on_demand(
    r"^(?:chown|chmod|chgrp)\b.* (?:-\w*R|--recursive)\b.*|^find\b.*\bch(?:own|mod)\b.*", re.MULTILINE
)
"""Steps that change the owner or mode of a whole directory."""
_COPIED = on_demand(r"^cp (?:-\w+ )*(/\S+)", re.MULTILINE)
_CHANGES = on_demand(f"^(?:{CHANGES}|{STATEMENTS})", re.MULTILINE | re.IGNORECASE)
_READS_API = on_demand(rf"^{KUBECTL}get\b", re.MULTILINE)
_CHECKS = on_demand(CHECKS_MIGRATIONS)
_SENDS = on_demand(SENDS)
_CHECKS_ONLY = on_demand(
    r"(?:(?:\[+|test|echo|printf|exit|set|:|true|false|env)(?:\s|$)(?!.*>\s*/(?!dev/))|[A-Za-z_]\w*=\S*$)"
)


def only_checks(container: LoneContainer) -> bool:
    """True if its script only tests something, and ends with a failure where that is wrong."""
    steps = container.steps
    tests = any(step.startswith(("[", "test ")) for step in steps) and all(map(_CHECKS_ONLY().match, steps))
    return tests and any(step.startswith("exit ") and step != "exit 0" for step in steps)
