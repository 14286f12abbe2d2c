"""The terminal: start, first frame, signals, keys."""
