"""Lists, page by page, the next page on its way while this one is decoded."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any, Generic, TypeVar

import msgspec
import urllib3

from kubectl_sidecars.api import Object
from kubectl_sidecars.background import Task
from kubectl_sidecars.decode import Bytes, ListMeta, Page, decode_object, decode_page, decoder
from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.escape import visible
from kubectl_sidecars.kube.errors import UnreachableError
from kubectl_sidecars.kube.http.client import (
    Client,
    Params,
    Result,
)
from kubectl_sidecars.kube.http.response_buffer import (
    HEAD,
    OnHead,
    ResponseBuffer,
)
from kubectl_sidecars.kube.read.resources import Query
from kubectl_sidecars.snapshot import Denied, Undecodable

LIMIT = 500
"""kubectl's own, and the page whose decoding holds up another thread for 20 ms at most (measured)."""

T = TypeVar("T", bound=Object)


class Pager(Generic[T]):
    """One list request. Iterate `pages()`; the rest is known when that has ended.

    `error` is set when the server forbids it or does not serve it (then there are no pages), `resource_version`
    is where a watch goes on.
    """

    def __init__(self, client: Client, query: Query[T], *, first_limit: int = LIMIT) -> None:
        self.client, self.query, self.display_name, self.first_limit = client, query, query.display_name, first_limit
        self.error: ClusterError | None = None
        self.undecodable: list[Undecodable] = []
        self.resource_version = ""
        self.date: datetime | None = None

    @property
    def denied(self) -> tuple[Denied, ...]:
        """The resource with the server's message, if it is denied; else empty."""
        return (Denied(self.display_name, self.error.message),) if self.error else ()

    def pages(self) -> Iterator[tuple[T, ...]]:
        """The objects of each page. Raises ClusterError when the server cannot be reached or answers nonsense."""
        for body in self._bodies():
            try:
                page, problems = decode_page(body, self.query.resource.type)
            except (msgspec.DecodeError, UnicodeDecodeError) as error:
                raise _nonsense(self.display_name, error) from None
            self.undecodable += problems
            keep = self.query.keep
            yield page.items if keep is None else tuple(filter(keep, page.items))

    def raw_pages(self) -> Iterator[tuple[tuple[T, bytes], ...]]:
        """The same, each object with its own JSON."""
        for body in self._bodies():
            pairs = []
            for item in _page(body, self.display_name).items:
                raw = bytes(item)
                value = decode_object(raw, self.query.resource.type, self.undecodable)
                if value is not None and (self.query.keep is None or self.query.keep(value)):
                    pairs.append((value, raw))
            yield tuple(pairs)

    def _bodies(self) -> Iterator[Bytes]:
        yield from _answers(self)

    def stream(self, continue_: str) -> urllib3.BaseHTTPResponse:
        """Asks for one page."""
        return self.client.stream(self.query.path, self._params(continue_))

    def read(
        self, coming: Task[urllib3.BaseHTTPResponse], continue_: str, buffer: ResponseBuffer, glance: OnHead
    ) -> Result:
        """The page that was asked for; one that broke off on its way is asked for once more."""
        response = coming.result()
        try:
            return self.client.read(response, lambda response: buffer.read(response, glance))
        except UnreachableError as error:
            if not error.is_broken:
                raise
            return self.client.get(self.query.path, self._params(continue_))

    def _params(self, continue_: str) -> Params:
        limit = LIMIT if continue_ else self.first_limit
        return {**self.query.params, "limit": limit, "continue": continue_}


class _Asked:
    """The pages on their way, by the token that each was asked for with: the one that is read, and the next.

    That one fills its socket meanwhile. Reading it in another thread would take turns with the decoding, a
    thousand times a page.
    """

    def __init__(self, pager: Pager[Any]) -> None:
        self._listing = pager
        self._coming: dict[str, Task[urllib3.BaseHTTPResponse]] = {}

    def take(self, continue_: str) -> Task[urllib3.BaseHTTPResponse]:
        return self._coming.pop(continue_, None) or self._ask(continue_)

    def glance(self, head: bytes) -> None:
        """Asks for the next page when the first bytes of this one have told its token."""
        said = _head(head)
        if said is not None and said.continue_:
            self._coming[said.continue_] = self._ask(said.continue_)

    def _ask(self, continue_: str) -> Task[urllib3.BaseHTTPResponse]:
        return Task(lambda: self._listing.stream(continue_))

    def drop(self) -> None:
        for coming in self._coming.values():
            Task(partial(_close, coming))


def _close(coming: Task[urllib3.BaseHTTPResponse]) -> None:
    coming.result().close()


def _answers(pager: Pager[Any]) -> Iterator[Bytes]:
    asked, buffer = _Asked(pager), ResponseBuffer()
    stream: str | None = ""
    try:
        while stream is not None:
            sent = stream
            result = pager.read(asked.take(sent), sent, buffer, asked.glance)
            stream = _following(pager, result)
            if stream == sent:
                raise ClusterError(f"the server's list of {pager.display_name} does not end: its pages repeat")
            if result.is_ok:
                yield result.body
    finally:
        asked.drop()


def _following(pager: Pager[Any], result: Result) -> str | None:
    """The token of the page after this answer, None after the last; notes what the answer says of the list."""
    if result.is_ok:
        return _note(pager, result) or None
    if result.status in {403, 404, 405} and not pager.resource_version:
        pager.error = ClusterError(result.message, reason=result.reason)
        return None
    # 410: the token was too old; the answer holds one that goes on with a newer version
    renewed = _page(result.body, pager.display_name).metadata.continue_ if result.status == 410 else ""
    if not renewed:
        raise result.error()
    return renewed


def _note(pager: Pager[Any], result: Result) -> str:
    pager.date = result.date if pager.date is None else pager.date
    metadata = _head(result.body) or _page(result.body, pager.display_name).metadata
    # The first page's: a list that goes on after a 410 is newer from there, and a watch must not skip the time between.
    pager.resource_version = pager.resource_version or metadata.resource_version
    return metadata.continue_


_METADATA = re.compile(rb'"metadata":\s*(\{[^{}]*\})')


def _head(body: Bytes) -> ListMeta | None:
    """The list's metadata, which the API server writes before the items: found without decoding those."""
    head = bytes(body[:HEAD])
    found = _METADATA.search(head, 0, max(head.find(b'"items"'), 0))
    if found is None:
        return None
    try:
        meta: ListMeta = decoder(ListMeta).decode(found[1])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return meta


def _page(body: Bytes, what: str) -> Page[msgspec.Raw]:
    try:
        page: Page[msgspec.Raw] = decoder(Page[msgspec.Raw]).decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _nonsense(what, error) from None
    return page


def _nonsense(what: str, error: Exception) -> ClusterError:
    return ClusterError(visible(f"the server's list of {what} cannot be read: {error}: is it an API server?"))
