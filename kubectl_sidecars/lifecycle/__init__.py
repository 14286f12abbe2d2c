"""The lifecycle of containers: kubectl's columns, stages, gates, restarts, deletion and the time line."""
