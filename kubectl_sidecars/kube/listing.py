"""Lists, page by page, the next page on its way while this one is decoded."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Generic, TypeVar
from urllib.parse import unquote

import msgspec

from kubectl_sidecars.api import Object
from kubectl_sidecars.decode import ListMeta, Page, decode_page, decoder
from kubectl_sidecars.errors import ClusterError
from kubectl_sidecars.kube.client import Answer, Client
from kubectl_sidecars.plain import visible
from kubectl_sidecars.snapshot import Denied, Undecodable

LIMIT = 500
"""kubectl's own, and the page whose decoding holds up another thread for 20 ms at most (measured)."""

T = TypeVar("T", bound=Object)


class Listing(Generic[T]):
    """One list request. Iterate `pages()`; the rest is known when that has ended.

    `denied` is set when the server forbids it or does not serve it (then there are no pages), `resource_version`
    is where a watch goes on.
    """

    def __init__(
        self,
        client: Client,
        path: str,
        type_: type[T],
        params: Mapping[str, str] | None = None,
        *,
        what: str = "",
        first_limit: int = LIMIT,
    ) -> None:
        self.client, self.path, self.type, self.params = client, path, type_, dict(params or {})
        self.what = what or _words(path)
        self.first_limit = first_limit
        self.denied: Denied | None = None
        self.undecodable: list[Undecodable] = []
        self.resource_version = ""
        self.date: datetime | None = None

    def pages(self) -> Iterator[tuple[T, ...]]:
        """The objects of each page. Raises ClusterError when the server cannot be reached or answers nonsense."""
        for answer in self.bodies():
            yield self._decode(answer.body)

    def bodies(self) -> Iterator[Answer]:
        """The pages undecoded."""
        with ThreadPoolExecutor(1, "list") as thread:
            ahead = _Ahead(thread, self._fetch)
            try:
                yield from ahead.answers(self)
            finally:
                ahead.stop.set()

    def _fetch(self, continue_: str) -> Answer:
        limit = LIMIT if continue_ else self.first_limit
        return self.client.get(self.path, {**self.params, "limit": limit, "continue": continue_})

    def _decode(self, body: bytes) -> tuple[T, ...]:
        try:
            page, problems = decode_page(body, self.type)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise _nonsense(self.what, error) from None
        self.undecodable += problems
        return page.items


class _Ahead:
    """Fetches the page after the one that is being decoded, and no more: two pages at most are in memory."""

    def __init__(self, thread: ThreadPoolExecutor, fetch: Callable[[str], Answer]) -> None:
        self.thread, self.fetch = thread, fetch
        self.stop = threading.Event()

    def answers(self, listing: Listing[T]) -> Iterator[Answer]:
        coming: Future[Answer] | None = self.thread.submit(self.fetch, "")
        following = ""
        while coming is not None:
            answer = coming.result()
            coming, sent, following = None, following, ""
            if answer.status == 410:  # the token was too old; the answer holds one that goes on with a newer version
                following = _metadata(answer.body, listing.what).continue_
                if not following:
                    raise answer.error()
            elif answer.status in {403, 404, 405} and not listing.resource_version:
                listing.denied = Denied(listing.what, answer.why)
            elif not answer.is_ok:
                raise answer.error()
            else:
                following = _note(listing, answer)
            if following and not self.stop.is_set():
                if following == sent:
                    raise ClusterError(f"the server's list of {listing.what} does not end: its pages repeat")
                coming = self.thread.submit(self.fetch, following)
            if answer.is_ok:
                yield answer


def _note(listing: Listing[T], answer: Answer) -> str:
    listing.date = answer.date if listing.date is None else listing.date
    metadata = _head(answer.body) or _metadata(answer.body, listing.what)
    # The first page's: a list that goes on after a 410 is newer from there, and a watch must not skip what lies between.
    listing.resource_version = listing.resource_version or metadata.resource_version
    return metadata.continue_


_METADATA = re.compile(rb'"metadata":\s*(\{[^{}]*\})')
_HEAD = 4096


def _head(body: bytes) -> ListMeta | None:
    """The list's metadata, which the API server writes before the items: found without decoding those."""
    items = body.find(b'"items"', 0, _HEAD)
    found = _METADATA.search(body, 0, max(items, 0))
    if found is None:
        return None
    try:
        meta: ListMeta = decoder(ListMeta).decode(found[1])
    except (msgspec.DecodeError, UnicodeDecodeError):
        return None
    return meta


def _metadata(body: bytes, what: str) -> ListMeta:
    try:
        page: Page[msgspec.Raw] = decoder(Page[msgspec.Raw]).decode(body)
    except msgspec.ValidationError:
        return ListMeta()
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _nonsense(what, error) from None
    return page.metadata


def _nonsense(what: str, error: Exception) -> ClusterError:
    return ClusterError(visible(f"the server's list of {what} cannot be read: {error}: is it an API server?"))


def _words(path: str) -> str:
    """`pods in namespace shop` of a path."""
    steps = [unquote(each) for each in path.strip("/").split("/")]
    if len(steps) > 2 and steps[-3] == "namespaces":
        return f"{steps[-1]} in namespace {steps[-2]}"
    return steps[-1]
