"""The owners of pods, one row each: how far each of them is, and what holds it. Pure."""
