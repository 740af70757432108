"""What a GET gives: with validators, compressed if that is liked, or just 304.

Sources: RFC 9110 (validators, https://www.rfc-editor.org/rfc/rfc9110#section-8.8, and content
codings), RFC 8288 (Link).
"""

from __future__ import annotations

import asyncio
import gzip
import hashlib
import re
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime, parsedate_to_datetime
from functools import partial
from typing import Final, TypeVar

from cachetools import LRUCache
from starlette.requests import Request
from starlette.responses import Response

from kzgraph.engine import Lane, LaneLoad
from kzgraph.protocol import choose_token
from kzgraph.web.clients import client_of

VARY: Final = "Accept, Accept-Language, Accept-Encoding"
CACHING: Final = "public, max-age=300"
_WAITING: Final = 512
"""How many requests may wait for what is not at the client."""
_PATIENCE_SECONDS: Final = 10
LEAST_BYTES: Final = 512
"""Below this, compression gains nothing."""
_KEPT_BYTES: Final = 1 << 25
_KEPT_BESIDE: Final = 1 << 10
"""What an entry that is kept takes beside its body, roughly."""
T = TypeVar("T")
_ENTITY_TAG: Final = re.compile(r'(?:W/)?("[^"]*")')


@dataclass(frozen=True)
class Link:
    """A link in the header.

    Attributes:
        target: URI or path.
        relation: registered, see https://www.iana.org/assignments/link-relations.
        media_type: of what is there, if that is known.
    """

    target: str
    relation: str
    media_type: str = ""

    def __str__(self) -> str:
        kind = f'; type="{self.media_type}"' if self.media_type else ""
        return f'<{self.target}>; rel="{self.relation}"{kind}'


@dataclass(frozen=True)
class Content:
    """What a representation holds.

    Attributes:
        body: its bytes.
        links: for the header.
        coding: in which the body is.
    """

    body: bytes
    links: tuple[Link, ...] = ()
    coding: str = "identity"


@dataclass(frozen=True)
class State:
    """Of what representations are made.

    Attributes:
        tag: changes whenever data or code change.
        modified: when that was.
    """

    tag: str
    modified: datetime

    def validators(self, *parts: str) -> dict[str, str]:
        """Give the validators of a representation, which the parts tell from all others."""
        digest = hashlib.sha256("\n".join((self.tag, *parts)).encode()).hexdigest()
        return {
            "etag": f'"{digest[:32]}"',
            "last-modified": format_datetime(self.modified, usegmt=True),
        }


def is_among(tag: str, tags: str) -> bool:
    """Say whether an entity tag is one of those in If-None-Match, which compares them weakly."""
    return tags.strip() == "*" or tag in _ENTITY_TAG.findall(tags)


def is_current(request: Request, validators: Mapping[str, str]) -> bool:
    """Say whether the client has this representation already."""
    tags = ",".join(request.headers.getlist("if-none-match"))
    if tags:
        return is_among(validators["etag"], tags)
    since = request.headers.get("if-modified-since")
    if since is None:
        return False
    try:
        given = parsedate_to_datetime(since)
    except ValueError:
        return False
    return given.replace(tzinfo=given.tzinfo or UTC) >= parsedate_to_datetime(
        validators["last-modified"]
    )


class Representer:
    """Answers with representations, which it makes beside the event loop.

    One at a time, so that however many are asked for, whatever else the server does gets its turn;
    clients take turns, too. What was made is kept for the next who asks, as far as it has room.
    """

    def __init__(self, kept_bytes: int = _KEPT_BYTES) -> None:
        # By entity tag, which tells everything apart on which a content depends.
        self._kept: LRUCache[str, Content] = LRUCache(
            kept_bytes, lambda content: len(content.body) + _KEPT_BESIDE
        )
        self._lane = Lane("page", 1, share=1, length=_WAITING, patience_seconds=_PATIENCE_SECONDS)

    @property
    def load(self) -> LaneLoad:
        """How full the lane is in which they are made."""
        return self._lane.load

    async def run(self, request: Request, work: Callable[[], T]) -> T:
        """Do something beside the event loop when it is the turn of the client.

        Raises:
            EngineBusyError: too many wait, or waited for too long.
            ClientLimitError: too many requests of this client wait.
        """
        async with self._lane.place(client_of(request.scope)):
            return await asyncio.to_thread(work)

    async def represent(
        self,
        request: Request,
        state: State,
        media_type: str,
        make: Callable[[], Content],
        *,
        language: str | None = None,
        location: str | None = None,
        host: str = "",
        caching: str = CACHING,
    ) -> Response:
        """Answer with a representation, made only if the client does not have it.

        Args:
            request: a GET or HEAD for something that exists.
            state: of what it is made.
            media_type: of the representation.
            make: gives its content, which depends on the path and query, the media type, the
                language, the host and the state alone.
            language: of the representation, if it is in one.
            location: its own path, where that of the request has several representations.
            host: by which the client reached us, if that is written in it.
            caching: what caches may do with it.

        Raises:
            EngineBusyError: too many wait, or waited for too long.
            ClientLimitError: too many requests of this client wait.
        """

        async def prepare() -> Callable[[], Content]:
            return make

        return await self.represent_answer(
            request,
            state,
            media_type,
            prepare,
            language=language,
            location=location,
            host=host,
            caching=caching,
        )

    async def represent_answer(
        self,
        request: Request,
        state: State,
        media_type: str,
        prepare: Callable[[], Awaitable[Callable[[], Content]]],
        *,
        language: str | None = None,
        location: str | None = None,
        host: str = "",
        caching: str = CACHING,
    ) -> Response:
        """Answer with a representation of what must be asked of the engine first.

        As `represent`, but for `prepare`: it asks, and gives what makes the content of the answer.
        """
        coding = choose_token(request.headers.getlist("accept-encoding"), ("identity", "gzip"))
        url = f"{request.url.path}?{request.url.query}"
        fields = {
            **state.validators(host, url, media_type, language or "", coding),
            "cache-control": caching,
            "vary": VARY,
            **({"content-language": language} if language else {}),
            **({"content-location": location} if location else {}),
        }
        # An asterisk stands for whatever there is, which is known when it is made.
        anything = request.headers.get("if-none-match", "").strip() == "*"
        if not anything and is_current(request, fields):
            return Response(status_code=304, headers=fields)
        content = self._kept.get(fields["etag"])
        if content is None:
            content = await self.run(request, partial(_make, await prepare(), coding))
            if self._kept.getsizeof(content) <= self._kept.maxsize:
                self._kept[fields["etag"]] = content
        if anything:
            return Response(status_code=304, headers=fields)
        if content.links:
            fields["link"] = ", ".join(map(str, content.links))
        if content.coding != "identity":
            fields["content-encoding"] = content.coding
        # RFC 9110 lets text be in any charset, and what is not told would be guessed.
        named = f"{media_type}; charset=utf-8" if media_type.startswith("text/") else media_type
        return Response(content.body, headers={**fields, "content-type": named})


def _make(make: Callable[[], Content], coding: str) -> Content:
    """Make a content, and compress it if it is to be and that gains something."""
    content = make()
    if coding != "gzip" or len(content.body) < LEAST_BYTES:
        return content
    return replace(content, body=gzip.compress(content.body, 5, mtime=0), coding=coding)
