"""Where each container is in its life: kubectl's columns, stages, gates, restarts, the end."""
