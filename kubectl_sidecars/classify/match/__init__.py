"""Matches of containers with the catalogue, the user's own rules and injectors' marks."""
