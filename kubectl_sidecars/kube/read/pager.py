"""Lists in pages: the next page is requested while this one is decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import Any, Generic, TypeVar

import msgspec

from kubectl_sidecars.api import Object
from kubectl_sidecars.background import Task
from kubectl_sidecars.decode import (
    UNREADABLE,
    Bytes,
    ListMeta,
    Page,
    decode_object,
    decode_page,
    decoder,
    is_json,
    problem_of,
)
from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube import urls
from kubectl_sidecars.kube.backoff import PATIENCE
from kubectl_sidecars.kube.errors import UnreachableError, UnreadableError
from kubectl_sidecars.kube.http.client import Client
from kubectl_sidecars.kube.http.exchange import Result
from kubectl_sidecars.kube.http.response_buffer import HEAD, ResponseBuffer
from kubectl_sidecars.kube.login.transport import Response
from kubectl_sidecars.kube.read.resources import Query
from kubectl_sidecars.snapshot import Denied, Undecodable

LIMIT = 500
"""Objects of a page, as kubectl's. Decoding such a page holds up another thread for 20 ms at most (measured)."""

T = TypeVar("T", bound=Object)


class Pager(Generic[T]):
    """One list, as client-go's pager.ListPager. Read `pages()` to the end; the other fields are complete then.

    `error` is set if the server forbids the resource or does not serve it; then there are no pages. A watch starts at
    `resource_version`. `date` is the server's time at the first page. `damage` says what no API server
    sends and was passed over, "" for nothing. `refused` has namespace and name of the objects that cannot be decoded.
    `patience` is for Client.get.
    """

    def __init__(
        self, client: Client, query: Query[T], *, first_limit: int = LIMIT, patience: float = PATIENCE
    ) -> None:
        self.client, self.query, self.first_limit, self.patience = client, query, first_limit, patience
        self.damage = ""
        self.error: ClusterError | None = None
        self.undecodable: list[Undecodable] = []
        self.refused: set[tuple[str, str]] = set()
        self.resource_version = ""
        self.date: datetime | None = None
        self._requested: dict[str, Task[Response]] = {}
        """The pages that have been requested and not read yet, by their continue tokens.

        The response of the next page waits in its socket. Reading it in its thread would compete with decoding, a
        thousand times a page.
        """

    @property
    def denied(self) -> tuple[Denied, ...]:
        """The resource and the server's message, if the server denies it; else empty."""
        return (Denied(self.query.display_name, self.error.message),) if self.error else ()

    def pages(self) -> Iterator[tuple[T, ...]]:
        """The objects of each page. Raises ClusterError if the server cannot be reached or sends no list."""
        for body in self._bodies():
            try:
                page, problems = decode_page(body, self.query.resource.type)
            except UNREADABLE as error:
                raise self._no_list(error) from None
            self._check(page)
            items = tuple(item for item in page.items if self._has_name(item, problems))
            self._note(problems, body, items)
            keep = self.query.keep
            yield items if keep is None else tuple(filter(keep, items))

    def raw_pages(self) -> Iterator[tuple[tuple[T, bytes], ...]]:
        """As `pages`, each object with its JSON."""
        for body in self._bodies():
            pairs, problems = [], list[Undecodable]()
            page = self._page(body)
            self._check(page)
            for item in page.items:
                raw = bytes(item)
                value = decode_object(raw, self.query.resource.type, problems)
                if value is not None and self._has_name(value, problems):
                    pairs.append((value, raw))
            self._note(problems, body, [value for value, _ in pairs])
            keep = self.query.keep
            yield tuple(pairs) if keep is None else tuple(pair for pair in pairs if keep(pair[0]))

    def _check(self, page: Page[Any]) -> None:
        """Raises UnreadableError if the page is no list of this resource: `{}` is JSON, and names no pods."""
        kind = f"{self.query.resource.type.__name__}List"
        if page.kind != kind:
            raise self._no_list(f"its kind is {page.kind or 'missing'}, not {kind}")

    def _note(self, problems: list[Undecodable], body: Bytes, values: Sequence[T]) -> None:
        if not problems:
            return
        self.undecodable += problems
        decoded = {(value.metadata.namespace, value.metadata.name) for value in values}
        self.refused |= {(problem.namespace, problem.name) for problem in problems} - decoded
        if not is_json(body):
            self.damage = "it is no JSON"
        elif not all(problem.name for problem in problems):
            self.damage = self.damage or "it has an object without a name"

    def _has_name(self, value: T, problems: list[Undecodable]) -> bool:
        """True for each object of an API server; one without a name, as `{}`, is added to `problems`."""
        if not value.metadata.name:
            problems.append(Undecodable(self.query.resource.type.__name__, "", "", "it has no name"))
        return bool(value.metadata.name)

    def _bodies(self) -> Iterator[Bytes]:
        buffer = ResponseBuffer()
        next_token: str | None = ""
        try:
            while next_token is not None:
                token = next_token
                result = self._read(token, buffer)
                next_token = self._next_token(result)
                if next_token == token:
                    name = self.query.display_name
                    raise ClusterError(f"the server's list of {name} does not end: its pages repeat")
                if result.is_ok:
                    yield result.body
        finally:
            for requested in self._requested.values():
                Task(partial(_close, requested))

    def _request(self, token: str) -> Task[Response]:
        return Task(lambda: self.client.stream(self.query.path, self._params(token), patience=self.patience))

    def _params(self, token: str) -> urls.Params:
        limit = LIMIT if token else self.first_limit
        return {**self.query.params, "limit": limit, "continue": token}

    def _read(self, token: str, buffer: ResponseBuffer) -> Result:
        """The page with this continue token. One whose connection breaks off is requested once more."""
        response = (self._requested.pop(token, None) or self._request(token)).result()
        try:
            return self.client.read(response, lambda response: buffer.read(response, self._request_next))
        except UnreachableError as error:
            if not error.is_broken:
                raise
            return self.client.get(self.query.path, self._params(token), patience=self.patience)

    def _request_next(self, head: bytes) -> None:
        """Requests the next page as soon as the first bytes of this one contain its continue token."""
        meta = _list_meta(head)
        if meta is not None and meta.continue_:
            self._requested[meta.continue_] = self._request(meta.continue_)

    def _next_token(self, result: Result) -> str | None:
        """The continue token of the next page, None after the last. Updates the fields of the list."""
        if result.is_ok:
            self.date = self.date or result.date
            meta = _list_meta(result.body) or self._page(result.body).metadata
            # That of the first page: a list that goes on after a 410 is newer, and a watch must not skip that time.
            self.resource_version = self.resource_version or meta.resource_version
            if not self.resource_version:
                raise self._no_list("it has no resourceVersion")
            return meta.continue_ or None
        if result.status in {403, 404, 405} and not self.resource_version:
            self.error = ClusterError(result.message, reason=result.reason)
            return None
        # 410: the token is too old, and the response has one for a newer version
        renewed = self._page(result.body).metadata.continue_ if result.status == 410 else ""
        if not renewed:
            raise result.error()
        return renewed

    def _page(self, body: Bytes) -> Page[msgspec.Raw]:
        try:
            page: Page[msgspec.Raw] = decoder(Page[msgspec.Raw]).decode(body)
        except UNREADABLE as error:
            raise self._no_list(error) from None
        return page

    def _no_list(self, error: Exception | str) -> UnreadableError:
        name, why = self.query.display_name, error if isinstance(error, str) else problem_of(error)
        return UnreadableError(visible(f"the server's list of {name} cannot be read: {why}: is it an API server?"))


def _close(requested: Task[Response]) -> None:
    requested.result().close()


_METADATA = re.compile(rb'"metadata":\s*(\{[^{}]*\})')


def _list_meta(body: Bytes) -> ListMeta | None:
    """The metadata of a list, which the API server writes before the items; None if it is not within HEAD bytes."""
    head = bytes(body[:HEAD])
    match = _METADATA.search(head, 0, max(head.find(b'"items"'), 0))
    if match is None:
        return None
    try:
        meta: ListMeta = decoder(ListMeta).decode(match[1])
    except UNREADABLE:
        return None
    return meta
