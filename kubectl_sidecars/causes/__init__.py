"""Findings into causes."""
