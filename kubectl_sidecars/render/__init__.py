"""Renders a report: one module for each output format, see `formats`."""
