"""Connections over http.client: kept open, replaced when the server has closed them, bodies complete or an error."""

from __future__ import annotations

import contextlib
import gzip
import http.client
import socket
import threading
from collections.abc import Callable, Iterator

import pytest

from kubectl_sidecars.kube.errors import connection_errors
from kubectl_sidecars.kube.login import pool as pool_module
from kubectl_sidecars.kube.login.pool import DirectPool, DirectResponse
from kubectl_sidecars.kube.login.transport import Timeouts

TIMEOUTS = Timeouts(10.0, 10.0)
BODY = b"one two three"


@contextlib.contextmanager
def answering(*answers: bytes) -> Iterator[tuple[str, list[int]]]:
    """A server that sends one raw answer for each request, and the number of the connection each came on.

    It closes a connection after an answer that ends in CLOSE.
    """
    connections: list[int] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:
        waiting = list(answers)

        def serve() -> None:
            number = 0
            while waiting:
                sock, _ = listener.accept()
                number += 1
                with sock:
                    while waiting and sock.recv(65536):
                        connections.append(number)
                        answer = waiting.pop(0)
                        sock.sendall(answer.removesuffix(CLOSE))
                        if answer.endswith(CLOSE):
                            break

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"http://127.0.0.1:{listener.getsockname()[1]}", connections
        thread.join()


CLOSE = b"<close>"


def answer(body: bytes, *headers: bytes, length: int | None = None) -> bytes:
    head = [b"HTTP/1.1 200 OK", b"Content-Length: %d" % (len(body) if length is None else length), *headers, b"", b""]
    return b"\r\n".join(head) + body


def test_a_connection_is_used_again_once_its_body_has_been_read() -> None:
    with answering(answer(BODY), answer(BODY)) as (url, connections), contextlib.closing(DirectPool(url)) as pool:
        for _ in range(2):
            response = pool.get(f"{url}/pods", [], TIMEOUTS)
            assert response.read() == BODY
            response.release_conn()
    assert connections == [1, 1]


def test_a_connection_that_the_server_has_closed_is_replaced() -> None:
    with (
        answering(answer(BODY) + CLOSE, answer(BODY)) as (url, connections),
        contextlib.closing(DirectPool(url)) as pool,
    ):
        first = pool.get(f"{url}/pods", [], TIMEOUTS)
        first.read()
        first.release_conn()
        (idle,) = pool._idle
        assert idle.sock.recv(1, socket.MSG_PEEK) == b""  # its end has arrived
        second = pool.get(f"{url}/pods", [], TIMEOUTS)
        assert second.read() == BODY
        second.release_conn()
    assert connections == [1, 2]


def test_a_body_of_several_gzip_members_is_decompressed() -> None:
    body = gzip.compress(BODY) + gzip.compress(BODY)
    with answering(answer(body, b"Content-Encoding: gzip")) as (url, _), contextlib.closing(DirectPool(url)) as pool:
        response = pool.get(f"{url}/pods", [("Accept-Encoding", "gzip")], TIMEOUTS)
        assert response.read() == BODY * 2
        response.close()


@pytest.mark.parametrize("body", [gzip.compress(BODY, mtime=0)[:-9], b"no gzip at all"], ids=["cut", "none"])
def test_a_damaged_gzip_body_is_an_error_of_the_connection(body: bytes) -> None:
    with answering(answer(body, b"Content-Encoding: gzip")) as (url, _), contextlib.closing(DirectPool(url)) as pool:
        response = pool.get(f"{url}/pods", [], TIMEOUTS)
        with pytest.raises(connection_errors()):
            response.read()
        response.close()


@pytest.mark.parametrize("members", [1, 3])
def test_a_gzip_body_is_not_unfolded_beyond_a_limit(members: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pool_module, "MOST_UNFOLDED", 2 << 20)
    body = gzip.compress(bytes(1 << 20)) * members if members > 1 else gzip.compress(bytes(100 << 20))
    with answering(answer(body, b"Content-Encoding: gzip")) as (url, _), contextlib.closing(DirectPool(url)) as pool:
        response = pool.get(f"{url}/pods", [], TIMEOUTS)
        with pytest.raises(ValueError, match="more than 2 MiB"):
            response.read()
        response.close()


def read_in_pieces(response: DirectResponse) -> bytes:
    return b"".join(iter(lambda: response.read1(1024), b""))


@pytest.mark.parametrize("read", [DirectResponse.read, read_in_pieces], ids=["whole", "pieces"])
def test_a_body_that_is_shorter_than_its_length_is_an_error(read: Callable[[DirectResponse], bytes]) -> None:
    with (
        answering(answer(BODY, length=99) + CLOSE) as (url, _),
        contextlib.closing(DirectPool(url)) as pool,
        contextlib.closing(pool.get(f"{url}/log", [], TIMEOUTS)) as response,
        pytest.raises(http.client.IncompleteRead),
    ):
        read(response)


def test_a_chunk_is_one_piece_however_long_it_is() -> None:
    event = b"x" * 20_000
    chunked = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n" % (len(event), event)
    with (
        answering(chunked) as (url, _),
        contextlib.closing(DirectPool(url)) as pool,
        contextlib.closing(pool.get(f"{url}/pods", [], TIMEOUTS)) as response,
    ):
        assert list(response.read_chunked()) == [event]


def test_a_header_may_come_more_than_once() -> None:
    seen: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            sock, _ = listener.accept()
            with sock:
                seen.append(sock.recv(65536))
                sock.sendall(answer(b""))

        thread = threading.Thread(target=serve)
        thread.start()
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        with contextlib.closing(DirectPool(url)) as pool:
            pool.get(f"{url}/a?b=c", [("Impersonate-Group", "dev"), ("Impersonate-Group", "ops")], TIMEOUTS).close()
        thread.join()
    assert seen[0].startswith(b"GET /a?b=c HTTP/1.1\r\n")
    assert seen[0].count(b"Impersonate-Group: ") == 2
