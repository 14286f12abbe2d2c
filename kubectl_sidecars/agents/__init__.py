"""Answers for agents, over the Model Context Protocol: read-only, without secrets, bounded in size."""
