"""kubectl sidecars: what each container of a pod is for, where it stands, what is wrong and why."""

__version__ = "0.1.0.dev0"
