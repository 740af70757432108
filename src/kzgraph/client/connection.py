"""A connection to an endpoint: what can be asked, and as what it is answered."""

from __future__ import annotations

import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from html import escape
from importlib.util import find_spec
from numbers import Number, Real
from typing import TYPE_CHECKING, Final, Self
from urllib.parse import SplitResult, quote, urlencode, urljoin, urlsplit, urlunsplit

import httpx

from kzgraph.client.transfer import (
    GRAPH_TYPES,
    JSON_TYPE,
    RESULTS_TYPE,
    Transfer,
    address_of,
    is_page,
    media_type_of,
    read_json,
)
from kzgraph.errors import (
    BrokenAnswerError,
    ClientError,
    ConnectionFailedError,
    MissingPackageError,
    NotFoundError,
    QueryTooSlowError,
    RequestRejectedError,
    ServerBusyError,
    UnsupportedError,
    show,
)
from kzgraph.vocabulary.prefixes import BASE, DATASET, ID, ONTOLOGY, PREFIXES, expand

if TYPE_CHECKING:
    import pandas as pd
    from rdflib import Graph

    from kzgraph.client.citation import Style

Value = str | int | float | date
"""What can be given for a parameter of a question of the library; of a time, its day is taken."""

_LONGEST_URL: Final = 2000
"""Longer ones are refused by some servers and proxies; the query then goes by POST."""
_TURN_SECONDS: Final = 15
"""How much longer than a query may take we wait for our service: queries wait for their turn."""
_SHORTEST_SECONDS: Final = 0.001
_LONGEST_SECONDS: Final = 999_999
"""Our service reads no timeout outside these."""
_TERMS: Final = (ONTOLOGY, PREFIXES["shapes"])
"""Terms have no documents of their own."""
_FOUND: Final = (
    *("iri", "label", "language", "kind", "kinds", "matched", "by", "accordingTo", "documents"),
    *("page", "score"),
)
_LISTED: Final = ("name", "title", "description", "topic", "parameters")
_NO_IRI: Final = re.compile(r"[^:]*|.*[\x00-\x20<>\"{}|^`\\].*", re.DOTALL)
_ELSEWHERE: Final = frozenset({".", ".."})
"""Parts of a path that lead elsewhere; no name of ours has them."""
_FIND: Final = "search() finds things by their names."
_METHODS: Final = "query() is for SELECT, ask() for ASK, construct() for CONSTRUCT and DESCRIBE."


@dataclass(frozen=True)
class _Site:
    """A site of ours, as it describes itself.

    Attributes:
        url: its root, with a slash at the end.
        version: of the code that runs there.
        digest: SHA-256 of the data set, in hexadecimal.
        triples: how many the default graph has.
    """

    url: str
    version: str
    digest: str
    triples: int


class Connection:
    """A connection to an endpoint; `close`, or the end of `with`, ends it.

    Every method that asks raises one of the kinds of `kzgraph.errors.ClientError` when it gets no
    answer.

    Args:
        url: see `kzgraph.client.connect`, as for the others.
        timeout: seconds that a query may take.
        retries: how often a request is repeated.
        transport: what carries the requests in the place of the network.

    Attributes:
        endpoint: URL to which queries are sent.
        timeout: seconds that a query may take.
        prefixes: prefix → namespace, of our site; of other endpoints none is known.
    """

    def __init__(
        self,
        url: str,
        *,
        timeout: float,
        retries: int,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        _check_seconds(timeout)
        parts = _split(url)
        auth = (parts.username, parts.password or "") if parts.username else None
        parts = parts._replace(netloc=parts.netloc.rpartition("@")[2], fragment="")
        path = parts.path or "/"
        self.endpoint = urlunsplit(parts._replace(path=re.sub(r"/$", "/sparql", path)))
        self.timeout = timeout
        self._transfer = Transfer(retries, auth, transport)
        try:
            self._site = self._find_site()
            if self._site is None and path.endswith("/"):
                raise UnsupportedError(
                    f"{urlunsplit(parts)} is no site of kzgraph",
                    remedy="Give the whole address of the endpoint, as https://example.org/sparql.",
                )
        except ClientError:
            self.close()
            raise
        self.prefixes: Mapping[str, str] = PREFIXES if self._site else {}

    def __repr__(self) -> str:
        if self._site is None:
            return f"<Connection to {self.endpoint}>"
        site = self._site
        return f"<Connection to {site.url} (kzgraph {site.version}, {site.triples:,} triples)>"

    def _repr_html_(self) -> str:
        rows = {"endpoint": f'<a href="{escape(self.endpoint)}">{escape(self.endpoint)}</a>'}
        if self._site is not None:
            rows["version"] = escape(self._site.version)
            rows["triples"] = f"{self._site.triples:,}"
            rows["SHA-256 of the data"] = f"<code>{escape(self._site.digest)}</code>"
        lines = (f"<tr><th>{name}</th><td>{value}</td></tr>" for name, value in rows.items())
        return f"<table>{''.join(lines)}</table>"

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the connection; nothing can be asked afterwards."""
        self._transfer.close()

    @property
    def prologue(self) -> str:
        """`prefixes` as lines of SPARQL, to stand before a query."""
        return "".join(f"PREFIX {name}: <{iri}>\n" for name, iri in self.prefixes.items())

    def query(self, sparql: str) -> pd.DataFrame:
        """Ask a SELECT query.

        Returns:
            Its solutions; `kzgraph.client.tables.read_table` says which types the columns have.
            `attrs` hold the query and the endpoint, and of our site its version and digest.
        """
        return self._read_table(self._send(sparql, RESULTS_TYPE), sparql)

    def ask(self, sparql: str) -> bool:
        """Ask an ASK query."""
        match _read_results(self._send(sparql, RESULTS_TYPE)):
            case {"boolean": bool(answer)}:
                return answer
        raise RequestRejectedError("this is no ASK query", remedy=_METHODS)

    def construct(self, sparql: str) -> Graph:
        """Ask a CONSTRUCT or DESCRIBE query."""
        return self._read_graph(self._send(sparql, *GRAPH_TYPES))

    def describe(self, what: str, *, whole: bool = True) -> Graph:
        """Ask what is said of a thing.

        Our site gives the statements about it, those about what refers to it (the records in which
        it takes part), and their passages; another endpoint what DESCRIBE gives there.

        Args:
            what: an IRI; of our site also a name (`person-zhanbolat-mamay`) or a prefixed name.
            whole: whether to read on where our site divides what refers to the thing into pages,
                fifty to each. Of a country or a party there are many.

        Raises:
            NotFoundError: there is no such thing, or no longer.
        """
        iri = self._expand(what)
        missing = NotFoundError(f"{iri} is not in this graph", remedy=_FIND if self._site else "")
        if self._site is None or not iri.startswith(BASE) or iri.startswith(_TERMS):
            if graph := self.construct(f"DESCRIBE <{iri}>"):
                return graph
            raise missing
        name = iri.removeprefix(BASE).removeprefix("id/")
        if not _ELSEWHERE.isdisjoint(name.split("/")):
            raise missing
        url = f"{self._site.url}data/{quote(name)}"
        pages = []
        while url:
            try:
                page = self._get(url, *GRAPH_TYPES)
            except NotFoundError as error:
                if error.status == 410:
                    raise
                missing.status = error.status
                raise missing from error
            pages.append(page)
            following = page.links.get("next") if whole else None
            url = urljoin(url, following["url"]) if following else ""
        return self._read_graph(*pages)

    def search(self, text: str, kind: str | None = None, limit: int = 20) -> pd.DataFrame:
        """Find things of our site by their names, in any script and spelling.

        Args:
            text: what is looked for.
            kind: only things of this kind; a wrong one is refused with a list of those there are.
            limit: how many are wanted at most.

        Returns:
            A row for each thing, the best first, with the columns `iri`, `label`, `language`,
            `kind`, `kinds` (its classes), `matched` (the name that was found), `by` and `documents`
            (of a record, who says it and where), `page`, `score`.
        """
        url = f"{self._need_site().url}api/search"
        given = {"q": text, "kind": kind, "limit": limit}
        asked = {name: value for name, value in given.items() if value is not None}
        match read_json(self._get(f"{url}?{urlencode(asked)}", JSON_TYPE)):
            case {"results": found}:
                return _list(found, _FOUND)
        raise BrokenAnswerError(f"{url} gives no results")

    def queries(self) -> pd.DataFrame:
        """List the questions of our site's library, which `run` asks.

        Returns:
            A row for each question, with the columns `name`, `title`, `description`, `topic`, and
            `parameters`: a dictionary of those that can be given and what they are otherwise.
        """
        url = f"{self._need_site().url}api/queries"
        questions = _list(read_json(self._get(url, JSON_TYPE)), _LISTED)
        questions["parameters"] = questions["parameters"].map(
            lambda parameters: {one["name"]: one["default"] for one in parameters}
        )
        return questions

    def run(self, name: str, /, **parameters: Value) -> pd.DataFrame:
        """Ask a question of our site's library.

        Args:
            name: of the question, see `queries`.
            parameters: what to put in the place of the values that the question itself has; a
                thing by its name, with a prefix or as an IRI; a day as text, date or time.

        Returns:
            As `query`; the `query` in `attrs` is the address of the question.

        Raises:
            NotFoundError: there is no question of this name.
            RequestRejectedError: it has no such parameter, or that takes no such value.
        """
        asked = f"{self._need_site().url}api/queries/{quote(name, safe='')}"
        values = {one: _write_value(one, value) for one, value in parameters.items()}
        if values:
            asked += f"?{urlencode(values)}"
        # The limit is no part of the question: `attrs` go without it.
        limit = urlencode({"timeout": self._seconds})
        sent = f"{asked}{'&' if values else '?'}{limit}"
        try:
            return self._read_table(self._get(sent, RESULTS_TYPE), asked)
        except NotFoundError as error:
            raise NotFoundError(
                f"there is no question {show(name)!r}",
                remedy="queries() lists those that there are.",
                status=error.status,
            ) from error

    def cite(self, style: Style = "text") -> str:
        """Cite the data set of our site, with version and digest, as it describes itself.

        Args:
            style: `text` for a line of text, `bibtex` for an entry as on the home page.

        Raises:
            RequestRejectedError: there is no such style.
        """
        from kzgraph.client.citation import check_style, cite_dataset

        self._need_site()
        check_style(style)
        # Of one answer, so that no part of it is of other data; the first page says it all.
        return cite_dataset(self.describe(DATASET, whole=False), style)

    def _find_site(self) -> _Site | None:
        """Find the site of ours around the endpoint, if there is one.

        Raises:
            ConnectionFailedError: nobody answers there.
            ServerBusyError: it still loads its data, or has no time to say what it is.
        """
        path = urlsplit(self.endpoint).path
        if not path.endswith("/sparql"):
            return None
        root = urljoin(self.endpoint, path.removesuffix("sparql"))
        try:
            # Not repeated: who begins to work wants to know at once that nobody is there.
            health = self._transfer.send(
                f"{root}health", accept=JSON_TYPE, seconds=self.timeout, repeat=False
            )
            told = read_json(health)
        except (ConnectionFailedError, ServerBusyError):
            raise
        except QueryTooSlowError as error:
            raise ServerBusyError(
                f"{root} does not say what it is: {error.detail}",
                remedy="Connect later, or with a longer timeout.",
                status=error.status,
            ) from error
        except ClientError:
            return None
        match told:
            case {"version": str(version), "digest": str(digest), "triples": int(triples)}:
                return _Site(root, version, digest, triples)
            case {"state": "loading", "digest": None}:
                raise ServerBusyError(f"{root} loads its data", remedy="Connect in a moment.")
        return None

    def _need_site(self) -> _Site:
        if self._site is None:
            raise UnsupportedError(
                f"{self.endpoint} is an endpoint without the pages of kzgraph",
                remedy="query(), ask(), construct() and describe() work with it.",
            )
        return self._site

    def _expand(self, what: str) -> str:
        """Give the IRI that is meant."""
        iri = what.removeprefix("<").removesuffix(">")
        if self._site is not None and iri == what:
            iri = expand(what) if ":" in what else ID + what
        if _NO_IRI.fullmatch(iri):
            raise RequestRejectedError(
                f"{show(what)!r} is no IRI", remedy="Write it whole, as https://example.org/thing."
            )
        return iri

    @property
    def _seconds(self) -> str:
        """The timeout as our service reads it: at most six digits before the point and after."""
        return f"{round(self.timeout, 3):g}"

    def _get(self, url: str, *accept: str, form: Mapping[str, str] | None = None) -> httpx.Response:
        patience = self.timeout + (_TURN_SECONDS if self._site else 0)
        return self._transfer.send(url, accept=", ".join(accept), seconds=patience, form=form)

    def _send(self, sparql: str, *accept: str) -> httpx.Response:
        form = {"query": sparql}
        if self._site is not None:
            form["timeout"] = self._seconds
        joint = "&" if urlsplit(self.endpoint).query else "?"
        url = f"{self.endpoint}{joint}{urlencode(form)}"
        try:
            if len(url) <= _LONGEST_URL:
                return self._get(url, *accept)
            return self._get(self.endpoint, *accept, form=form)
        except RequestRejectedError as error:
            if error.status != 406:
                raise
            raise RequestRejectedError(error.detail, remedy=_METHODS, status=406) from error

    def _read_table(self, response: httpx.Response, query: str) -> pd.DataFrame:
        results = _read_results(response)
        _need_pandas()
        from kzgraph.client.tables import read_table

        match results:
            case {"boolean": _}:
                raise RequestRejectedError("this is no SELECT query", remedy=_METHODS)
        frame = read_table(results)
        frame.attrs = {"query": query, "endpoint": self.endpoint}
        if self._site is not None:
            frame.attrs |= {"version": self._site.version, "digest": self._site.digest}
        return frame

    def _read_graph(self, *responses: httpx.Response) -> Graph:
        from kzgraph.client.graphs import read_graph

        return read_graph([_expect(one, *GRAPH_TYPES) for one in responses], self.prefixes)


def _expect(response: httpx.Response, *media_types: str) -> httpx.Response:
    """See that an answer is of one of these types, and give it."""
    media_type = media_type_of(response)
    if media_type in media_types:
        return response
    if media_type in {RESULTS_TYPE, JSON_TYPE, *GRAPH_TYPES}:
        raise RequestRejectedError(
            f"the answer is {media_type}, not {media_types[0]}", remedy=_METHODS
        )
    given = "a web page" if is_page(response) else media_type or "something without a type"
    raise _no_endpoint(response, given)


def _read_results(response: httpx.Response) -> object:
    """Read the answer to SELECT or ASK."""
    results = read_json(_expect(response, RESULTS_TYPE, JSON_TYPE))
    match results:
        case {"boolean": _} | {"results": _}:
            return results
    raise _no_endpoint(response, "other JSON")


def _no_endpoint(response: httpx.Response, given: str) -> UnsupportedError:
    return UnsupportedError(
        f"this address gives {given}, not answers of a SPARQL endpoint: {address_of(response)}",
        remedy="Connect to the address of the endpoint itself, as https://example.org/sparql.",
        status=response.status_code,
    )


def _split(url: object) -> SplitResult:
    """Take an address of an endpoint apart."""
    with suppress(ValueError):
        if isinstance(url, str):
            parts = urlsplit(url)
            if parts.scheme in {"http", "https"} and parts.hostname:
                return parts
    raise UnsupportedError(
        f"{show(repr(url))} is no address of an endpoint",
        remedy="Write it with http:// or https:// before the host.",
    )


def _check_seconds(timeout: object) -> None:
    if (
        isinstance(timeout, bool)
        or not isinstance(timeout, Real)
        or not _SHORTEST_SECONDS <= float(timeout) <= _LONGEST_SECONDS
    ):
        raise RequestRejectedError(
            f"timeout is a number of seconds above 0, not {show(repr(timeout))}",
            remedy=f"Give one from {_SHORTEST_SECONDS} to {_LONGEST_SECONDS}.",
        )


def _write_value(name: str, value: object) -> str:
    """Write what is given for a parameter as our service reads it."""
    match value:
        case date():
            return value.isoformat()[:10]
        case str() | Number():
            return str(value)
    raise RequestRejectedError(
        f"the parameter {name} is text, a number or a date, not {show(repr(value))}"
    )


def _list(found: object, columns: tuple[str, ...]) -> pd.DataFrame:
    """Make a table of a list of objects in JSON, which may have more members than these."""
    _need_pandas()
    import pandas as pd

    match found:
        case [*rows] if all(isinstance(row, dict) and row.keys() >= set(columns) for row in rows):
            return pd.DataFrame(rows, columns=list(columns))
    raise BrokenAnswerError(f"the answer is no list of what has {', '.join(columns)}")


def _need_pandas() -> None:
    if find_spec("pandas") is None:
        raise MissingPackageError(
            "a table needs pandas, which is not installed",
            remedy="Install it with: pip install 'kzgraph[notebook]'",
        )
