"""Tests: values in, values out; real sockets, a real server and a real terminal where I/O is the subject."""
