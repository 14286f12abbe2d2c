"""Command lines, parsed to options."""
