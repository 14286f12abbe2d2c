"""kubectl sidecars: what each container of a pod is for, what state it is in, what is wrong and why."""

__version__ = "0.1.0.dev0"
