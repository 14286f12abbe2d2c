"""Reading a body into memory that was used before.

A page of a list is some 6 MB in a thousand chunks. Joined anew for each page, it is copied twice and the system
hands out and clears the memory for both: a third of the CPU that fetching 10,000 pods takes.
"""

from __future__ import annotations

import http.client
from collections.abc import Callable, Iterator

import urllib3

from kubectl_sidecars.decode import Bytes

HEAD = 4096
"""Bytes of a list that hold all it says of itself."""

CHUNK = 256 * 1024

Glance = Callable[[bytes], None]
BodyOf = Callable[[urllib3.BaseHTTPResponse], Bytes]


def whole(response: urllib3.BaseHTTPResponse) -> Bytes:
    """The body in memory of its own, decompressed."""
    return response.read(decode_content=True)


def as_it_comes(response: urllib3.BaseHTTPResponse) -> Iterator[bytes]:
    """An open end: what there is, as soon as it is there. The API server sends each event of a watch as an HTTP chunk;
    not read as one, it takes two reads, and the watch a fifth more CPU."""
    if response.chunked:
        yield from response.read_chunked()
    else:
        while chunk := response.read1(CHUNK):
            yield chunk


class Buffer:
    """Holds one body after another; each is gone when the next is read."""

    def __init__(self) -> None:
        self._bytes = bytearray(1 << 20)

    def read(self, response: urllib3.BaseHTTPResponse, glance: Glance) -> Bytes:
        """The whole body, decompressed; `glance` is shown its HEAD as soon as that is there.

        Raises what the connection raises (problems.BROKEN)."""
        source = getattr(response, "_fp", None)
        compressed = "Content-Encoding" in response.headers
        # A chunked body that breaks off is noticed by http.client; one with a length only by urllib3.
        if compressed or not response.chunked or not isinstance(source, http.client.HTTPResponse):
            body = whole(response)
            glance(bytes(body[:HEAD]))
            return body
        filled = source.readinto(memoryview(self._bytes)[:HEAD])
        glance(bytes(self._bytes[:filled]))
        while count := source.readinto(self._rest(filled)):
            filled += count
        return memoryview(self._bytes)[:filled]

    def _rest(self, filled: int) -> memoryview:
        if filled == len(self._bytes):  # in memory of its own: what holds the body before this one cannot be resized
            self._bytes = self._bytes + bytes(filled)
        return memoryview(self._bytes)[filled:]
