"""Requests: retries, clocks, bodies."""
