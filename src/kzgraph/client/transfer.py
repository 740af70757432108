"""Requests over HTTP: repeated where that helps, and answered whole or with one of our errors."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from contextlib import suppress
from html import unescape
from typing import Any, Final
from urllib.parse import urlsplit

import httpx
from httpx_retries import Retry, retry_request

from kzgraph import __version__
from kzgraph.errors import (
    BrokenAnswerError,
    ClientError,
    ConnectionFailedError,
    NotFoundError,
    QueryTooSlowError,
    RequestRejectedError,
    ServerBusyError,
    ServerFailedError,
)
from kzgraph.vocabulary.prefixes import BASE

LONGEST_WAIT_SECONDS: Final = 60
"""Whoever wants us to come back later than this is not asked again."""

JSON_TYPE: Final = "application/json"
RESULTS_TYPE: Final = "application/sparql-results+json"
"""The media type of tables and booleans that we read."""
GRAPH_TYPES: Final = ("application/n-triples", "text/turtle", "application/rdf+xml")
"""The media types of graphs that we read, the one that is read fastest first."""

_BACKOFF_SECONDS: Final = 0.5
_SHOWN: Final = 500
"""How many characters are shown of an error that an endpoint tells in words of its own."""
_READ_OF_A_PAGE: Final = 20_000
"""How many characters of a web page are looked through for its text."""
_MARKUP: Final = re.compile(
    r"<!--.*?-->|<(script|style)\b.*?</\1\s*>|<[^>]*>", re.DOTALL | re.IGNORECASE
)
_TOO_SLOW: Final = frozenset({BASE + "problem/timeout", BASE + "problem/memory"})
_BUSY: Final = (429, 502, 503)


class Transfer:
    """Requests of one connection.

    To ask a query again does no harm, by POST neither, so any request is repeated, with growing
    pauses or after as long as `Retry-After` says, when the endpoint is busy or the network breaks
    before an answer begins. What would go wrong a second time is not: a query that was stopped at a
    limit, or an answer that broke off.

    Args:
        retries: how often a request is repeated at most.
        auth: name and password for the endpoint.
        transport: what carries the requests in the place of the network.
    """

    def __init__(
        self,
        retries: int,
        auth: tuple[str, str] | None = None,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self._retries = retries
        self._client = httpx.Client(
            auth=auth,
            event_hooks={"response": [_take]},
            follow_redirects=True,
            headers={"user-agent": f"kzgraph/{__version__} (https://w3id.org/kzgraph/)"},
            transport=transport,
        )

    def send(
        self,
        url: str,
        *,
        accept: str,
        seconds: float,
        form: Mapping[str, str] | None = None,
        repeat: bool = True,
    ) -> httpx.Response:
        """Send a request, and repeat it where that helps.

        Args:
            url: of what is wanted, parameters and all.
            accept: the media types that are understood.
            seconds: how long the endpoint may take to begin an answer, and between its parts.
            form: sent by POST, when there is one.
            repeat: whether it may be sent again.

        Returns:
            A response of status 2xx with its whole body.

        Raises:
            ClientError: one of its kinds, for everything else.
        """
        if self._client.is_closed:
            raise ConnectionFailedError(
                "the connection was closed", remedy="Open another one with connect()."
            )
        retry = Retry(
            total=self._retries if repeat else 0,
            allowed_methods=("GET", "POST"),
            status_forcelist=_BUSY,
            retry_on_exceptions=(
                httpx.ConnectTimeout,
                httpx.NetworkError,
                httpx.RemoteProtocolError,
            ),
            backoff_factor=_BACKOFF_SECONDS,
            backoff_jitter=0.5,
            max_backoff_wait=LONGEST_WAIT_SECONDS,
        )
        try:
            response = retry_request(
                self._client,
                "GET" if form is None else "POST",
                url,
                data=form,
                headers={"accept": accept},
                timeout=seconds,
                retry=retry,
            )
        except ClientError as error:
            # Raised in the hook: the frames between would tell nobody anything.
            raise error.with_traceback(None) from error.__cause__
        except (httpx.ReadTimeout, httpx.WriteTimeout) as error:
            raise QueryTooSlowError(
                f"the endpoint did not answer within {seconds:g} seconds",
                remedy="Ask for less, or connect with a longer timeout.",
                limit=seconds,
                unit="seconds",
            ) from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise ConnectionFailedError(
                f"no answer from {urlsplit(url).netloc}: {error}",
                remedy="Check the address, and that the server runs: kzgraph serve starts ours.",
            ) from error
        if not response.is_success:
            raise read_error(response)
        return response

    def close(self) -> None:
        """Close what is open."""
        self._client.close()


def _take(response: httpx.Response) -> None:
    """Read the whole body; raise what no repetition mends.

    A hook of httpx, which runs before `retry_request` sees the response.
    """
    if response.has_redirect_location:
        return
    try:
        response.read()
    except (httpx.TransportError, httpx.DecodingError) as error:
        raise BrokenAnswerError(
            f"the answer broke off: {error}",
            remedy="If that happens again, it meets a limit of the endpoint: ask for less, or page "
            "with ORDER BY, LIMIT and OFFSET.",
            status=response.status_code,
        ) from error
    if response.is_success:
        return
    told = read_error(response)
    wait = told.retry_after_seconds or 0
    if not isinstance(told, ServerBusyError) or wait > LONGEST_WAIT_SECONDS:
        raise told


def read_error(response: httpx.Response) -> ClientError:
    """Read what an endpoint says of an error: a problem (RFC 9457), or words of its own."""
    problem = _read_problem(response)
    status = response.status_code
    detail = problem.get("detail") or problem.get("title")
    if not isinstance(detail, str):
        words = read_page(response) if is_page(response) else response.text.strip()
        detail = f"status {status} {response.reason_phrase}".rstrip()
        detail = f"{detail}: {words[:_SHOWN]}" if words else f"{detail} from {address_of(response)}"
    kind, remedy = _KINDS.get(status, _REJECTED if status < 500 else _FAILED)
    if problem.get("type") in _TOO_SLOW:
        kind = QueryTooSlowError
    remedy = str(problem.get("remedy") or remedy)
    allowed = problem.get("allowed")
    if isinstance(allowed, list) and not all(str(one) in detail for one in allowed):
        remedy = f"Allowed here: {', '.join(map(str, allowed))}."
    numbers = {
        name: problem[name]
        for name in ("line", "column", "limit")
        if isinstance(problem.get(name), int | float)
    }
    return kind(
        detail,
        remedy=remedy,
        status=status,
        type=str(problem.get("type") or ""),
        unit=str(problem.get("unit") or ""),
        retry_after_seconds=_read_wait(response),
        **numbers,
    )


_Kind = tuple[type[ClientError], str]
_REJECTED: Final[_Kind] = (RequestRejectedError, "")
_FAILED: Final[_Kind] = (ServerFailedError, "")
_KINDS: Final[dict[int, _Kind]] = {
    404: (NotFoundError, "Check the address and the name."),
    410: (NotFoundError, ""),
    504: (QueryTooSlowError, "Ask for less."),
    **dict.fromkeys(_BUSY, (ServerBusyError, "Ask again later.")),
}
"""The kinds of errors by status, and what to do where the endpoint does not say it."""


def _read_problem(response: httpx.Response) -> dict[str, Any]:
    if "json" in response.headers.get("content-type", ""):
        with suppress(ValueError):
            told = response.json()
            return told if isinstance(told, dict) else {}
    return {}


def _read_wait(response: httpx.Response) -> float | None:
    if text := response.headers.get("retry-after"):
        with suppress(ValueError):
            return Retry().parse_retry_after(text)
    return None


def media_type_of(response: httpx.Response) -> str:
    """Give the media type of an answer, without parameters and in lower case."""
    return str(response.headers.get("content-type", "")).partition(";")[0].strip().lower()


def is_page(response: httpx.Response) -> bool:
    """Whether an answer is a web page."""
    return "html" in media_type_of(response)


def read_page(response: httpx.Response) -> str:
    """Give the text at the beginning of a web page, without its markup."""
    return " ".join(unescape(_MARKUP.sub(" ", response.text[:_READ_OF_A_PAGE])).split())


def address_of(response: httpx.Response) -> str:
    """Give the address of an answer, without the query and the limits that were sent to it."""
    return str(response.url.copy_with(query=None))


def read_json(response: httpx.Response) -> object:
    """Read an answer in JSON.

    Raises:
        BrokenAnswerError: it is none.
    """
    try:
        return json.loads(response.content)
    except ValueError as error:
        kind = response.headers.get("content-type", "without a type")
        raise BrokenAnswerError(
            f"the answer is no JSON, but {kind}: {response.text[:_SHOWN]}"
        ) from error
