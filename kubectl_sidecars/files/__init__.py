"""Pods without a cluster: manifests, what kubectl printed, dumps and recordings, as the lines that a cluster gives."""

from kubectl_sidecars.files.loading import Loaded, demo, load

__all__ = ["Loaded", "demo", "load"]
