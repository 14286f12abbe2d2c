"""A TCP proxy that is as slow as a network: so many megabits a second in all, so many milliseconds there and back.

    python scripts/slow_proxy.py LISTEN_PORT TARGET_PORT [MBIT] [RTT_MS]

Both ends are on this machine. Ends with SIGTERM.
"""

from __future__ import annotations

import asyncio
import sys

CHUNK = 16 * 1024


class Line:
    """The capacity that all connections share in one direction."""

    def __init__(self, megabits: float, delay: float) -> None:
        self.bytes_per_second = megabits * 1e6 / 8
        self.delay = delay
        self.free_at = 0.0

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Passes on what comes, no faster than the line, each chunk after the delay."""
        loop = asyncio.get_running_loop()
        coming: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(4096)
        out = asyncio.create_task(self._deliver(coming, writer))
        while data := await reader.read(CHUNK):
            self.free_at = max(self.free_at, loop.time()) + len(data) / self.bytes_per_second
            await coming.put((self.free_at + self.delay, data))
            await asyncio.sleep(max(0.0, self.free_at - loop.time()))
        await coming.put((loop.time(), b""))
        await out

    @staticmethod
    async def _deliver(coming: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due, data = await coming.get()
            if not data:
                break
            await asyncio.sleep(max(0.0, due - loop.time()))
            writer.write(data)
            await writer.drain()
        writer.close()


async def main(listen: int, target: int, megabits: float, rtt_ms: float) -> None:
    up, down = (Line(megabits, rtt_ms / 2000) for _ in range(2))

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there_reader, there_writer = await asyncio.open_connection("127.0.0.1", target)
        both = (up.carry(reader, there_writer), down.carry(there_reader, writer))
        await asyncio.gather(*both, return_exceptions=True)

    server = await asyncio.start_server(serve, "127.0.0.1", listen)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    listen_port, target_port, *rest = sys.argv[1:]
    speed, round_trip = [*map(float, rest), *(100.0, 30.0)[len(rest) :]]
    asyncio.run(main(int(listen_port), int(target_port), speed, round_trip))
