"""Reasons for which the kubelet says that a container waits, by what they tell."""

from __future__ import annotations

NOT_CREATABLE = frozenset(
    {"CreateContainerConfigError", "CreateContainerError", "PreCreateHookError", "PreStartHookError"}
)
"""Waiting reasons of a container that the kubelet or the runtime cannot make (kubelet, v1.37)."""


PULL_FAILED = frozenset(
    {
        "ErrImagePull",
        "ImagePullBackOff",
        "InvalidImageName",
        "ImageInspectError",
        "ErrImageNeverPull",
        "RegistryUnavailable",
        "SignatureValidationFailed",
    }
)
"""Waiting reasons of a container whose image is the trouble (kubelet images/types.go, v1.37)."""


DOWN_REASONS = frozenset({"CrashLoopBackOff", "RunContainerError", "PostStartHookError"})
"""Waiting reasons of a container that ran, or was tried, and failed."""
