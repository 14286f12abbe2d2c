"""The terminal: start, first frame, driver, signals, keys, and handing it over to kubectl."""
