"""Requests over urllib3."""
