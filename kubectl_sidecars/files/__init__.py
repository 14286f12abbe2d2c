"""Pods from files: manifests, output of kubectl, cluster-info dumps and recordings, as the lines of a watch."""

from kubectl_sidecars.files.loading import Loaded, demo, load

__all__ = ["Loaded", "demo", "load"]
