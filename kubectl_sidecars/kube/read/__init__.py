"""Lists, watches and logs."""
