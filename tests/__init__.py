"""Tests: values in, values out; real sockets, a real server and a real terminal where I/O is the subject."""

from hypothesis import HealthCheck, settings

settings.register_profile("untimed", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("untimed")  # no test of ours fails because a machine was slow for a moment
