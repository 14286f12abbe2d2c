"""Roles: what a container is for in its pod."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The purpose of a container in its pod."""

    MAIN = "main"
    INIT = "init"
    AMBASSADOR = "ambassador"
    CONFIGURATION_HELPER = "configuration-helper"
    ADAPTER = "adapter"
    STORAGE = "storage"
    SECURITY = "security"
    COORDINATION = "coordination"
    LIFECYCLE = "lifecycle"
    JOB_HELPER = "job-helper"
    CI_HELPER = "ci-helper"
    BACKUP = "backup"
    RESOURCE_SCALER = "resource-scaler"
    DEBUG = "debug"
    UNKNOWN = "unknown"


NO_HELPERS = frozenset({Role.MAIN, Role.INIT, Role.UNKNOWN})
