"""The pods that a command line names."""
