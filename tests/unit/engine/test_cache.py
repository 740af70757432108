"""Answers that are kept, and queries that are asked once for many."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kzgraph.engine import (
    AnswerCache,
    Capacity,
    Delivery,
    Engine,
    GraphFormat,
    Kept,
    Limits,
    Observer,
    Query,
    RequestedDataset,
    ResultsFormat,
    key_of,
    tokenize,
)
from kzgraph.engine.reading import condense
from kzgraph.errors import EngineBusyError, QuerySyntaxError, QueryTimeoutError

SELECT = Query("SELECT ?s { ?s ?p ?o }")
PIECES = ["SELECT", "ask", "{", "}", "?a", "$b", "<x:y>", "<", ">", "<?a", "<=", '"', "'", '"""']
PIECES += [
    "#",
    "# c\n",
    "\\",
    "'#'",
    '"a\\"b"',
    ".",
    "a.b",
    ":a.b",
    "p:q",
    "true.BIND",
    "1.5",
    "_:b",
]
PIECES += [
    "now()",
    "RAND",
    "\n",
    " ",
    "\t",
    "\r",
    "\ufeff",
    "ы",
    "@en",
    "^^",
    "!",
    "||",
    "é#",
    "%20",
]


def same_tokens(one: str, other: str) -> bool:
    return [token[:2] for token in tokenize(one)] == [token[:2] for token in tokenize(other)]


@given(st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=12).map("".join))
@example('SELECT ("a\nb" AS ?x) {}')
@example("SELECT ?a { FILTER(?a <?b#>\n) }")
def test_what_is_left_of_a_query_is_read_as_the_query_is(text: str) -> None:
    condensed = condense(text)
    try:
        tokens = tokenize(text)
    except QuerySyntaxError:
        # What is no query may seem one here, but then none seems the same that is one.
        if condensed is not None:
            with pytest.raises(QuerySyntaxError):
                tokenize(condensed.text)
        return
    if condensed is None:
        assert not {token.text for token in tokens} & {"SELECT", "ASK", "CONSTRUCT", "DESCRIBE"}
    else:
        assert same_tokens(text, condensed.text)
        assert condense(condensed.text) == condensed


@pytest.mark.parametrize(
    ("text", "is_same"),
    [
        ("# who\nSELECT ?s\n\t{?s ?p ?o}  # all", True),
        ("SELECT ?s { ?s ?p ?o } ", True),
        ("select ?s { ?s ?p ?o }", False),  # the same to SPARQL, not to a comparison of letters
        ("SELECT ?s { ?s ?p '#' }", False),
        ("SELECT ?s { ?s ?p ?o } LIMIT 1", False),
    ],
)
def test_comments_and_layout_make_no_difference(text: str, is_same: bool) -> None:  # noqa: FBT001
    assert (key_of(Query(text)) == key_of(SELECT)) == is_same


@pytest.mark.parametrize(
    "query",
    [
        Query(SELECT.text, ResultsFormat.CSV),
        Query(SELECT.text, dataset=RequestedDataset(("x:g",), ())),
    ],
)
def test_what_else_an_answer_depends_on_is_told_apart(query: Query) -> None:
    assert key_of(query) is not None
    assert key_of(query) != key_of(SELECT)


@pytest.mark.parametrize(
    ("text", "depends"),
    [
        ("SELECT ?s { ?s <x:p> ?o }", False),
        ("PREFIX p: <http://x/#> SELECT ?s { ?s p:q '<a>' }", False),
        ("SELECT ?s { ?s <p> ?o }", True),
        ("SELECT ?s { ?s <> ?o }", True),
        ("BASE <a> SELECT ?s { ?s <x:p> ?o }", True),
        ("SELECT (iri('a') AS ?x) {}", True),
        ("SELECT (URI ('a') AS ?x) {}", True),
    ],
)
def test_the_base_counts_where_something_is_relative(text: str, depends: bool) -> None:  # noqa: FBT001
    here, there = (key_of(Query(text, base_iri=f"http://{host}/")) for host in ("here", "there"))
    assert (here != there) == depends


def test_formats_of_other_forms_and_time_make_no_difference() -> None:
    other = Query(SELECT.text, graph_format=GraphFormat.JSON_LD, seconds=1)
    assert key_of(other) == key_of(SELECT)
    describe = Query("DESCRIBE <x:s>", ResultsFormat.CSV)
    assert key_of(describe) == key_of(Query("DESCRIBE <x:s>"))


@pytest.mark.parametrize("call", ["NOW()", "rand ( )", "UUID()", "STRUUID #\n ()", "BNode()"])
def test_what_differs_each_time_is_not_kept(call: str) -> None:
    assert key_of(Query(f"SELECT ({call} AS ?x) {{}}")) is None
    assert key_of(Query("SELECT ?now ?uuid { ?now ?rand 'BNODE() NOW()' # UUID()\n }")) is not None


def test_long_queries_and_formats_that_suit_nobody_are_not_kept() -> None:
    assert key_of(Query(f"ASK {{ ?s ?p '{'x' * 10_000}' }}")) is None
    assert key_of(Query("ASK {}", None)) is None


def test_mark_that_begins_a_file_hides_no_form() -> None:
    text = "CONSTRUCT { ?s ?p ?o } WHERE { { SELECT * { ?s ?p ?o } LIMIT 1 } }"
    for written in (GraphFormat.TURTLE, GraphFormat.N_TRIPLES):
        key = key_of(Query("\ufeff" + text, graph_format=written))
        assert key == key_of(Query(text, graph_format=written))
        assert key is not None
        assert key.format is written


def test_long_data_sets_are_not_kept() -> None:
    graph = f"http://x/{'a' * 9000}"
    assert key_of(Query("ASK {}", dataset=RequestedDataset((graph,), ()))) is None
    assert key_of(Query("ASK {}", dataset=RequestedDataset((), (graph,)))) is None


class Stub:
    """An engine of which the test says when it answers and what."""

    limits = Limits(seconds=0.5)
    capacity = Capacity(queue_seconds=0)
    observer = Observer()

    def __init__(self, body: bytes | Exception = b"body", *, is_whole: bool = True) -> None:
        self.body, self.is_whole = body, is_whole
        self.asked = 0
        self.begun: list[float] = []
        self.may_answer = asyncio.Event()

    async def deliver(self, query: Query, client: str, *, whole: bool, begun: float) -> Delivery:
        del query, client, whole
        self.begun.append(begun)
        self.asked += 1
        await self.may_answer.wait()
        if isinstance(self.body, Exception):
            raise self.body
        body = self.body

        async def parts() -> AsyncIterator[bytes]:
            yield body

        if self.is_whole:
            return Delivery(ResultsFormat.JSON, 1, body)
        return Delivery(ResultsFormat.JSON, 1, rest=parts())


async def ask(cache: AnswerCache, query: Query = SELECT) -> bytes:
    answer, _ = await cache.deliver(key_of(query), query, "client")
    with answer:
        return await answer.read()


def run(stub: Callable[[], Stub], scene: Callable[[AnswerCache, Stub], Awaitable[None]]) -> None:
    async def check() -> None:
        engine = stub()
        await scene(AnswerCache(cast("Engine", engine), 1 << 20), engine)

    asyncio.run(check())


async def begin(cache: AnswerCache, count: int, **more: Any) -> list[asyncio.Task[bytes]]:  # noqa: ANN401
    tasks = [asyncio.create_task(ask(cache, **more)) for _ in range(count)]
    await asyncio.sleep(0)
    return tasks


def test_many_who_ask_the_same_are_answered_by_one_query() -> None:
    async def scene(cache: AnswerCache, engine: Stub) -> None:
        tasks = await begin(cache, 5)
        engine.may_answer.set()
        assert await asyncio.gather(*tasks) == [b"body"] * 5
        assert await ask(cache) == b"body"
        assert engine.asked == 1
        assert cache.find(key_of(SELECT)) is not None

    run(Stub, scene)


def test_when_the_one_who_asks_for_all_leaves_another_asks() -> None:
    async def scene(cache: AnswerCache, engine: Stub) -> None:
        first, *others = await begin(cache, 4)
        first.cancel()
        await asyncio.sleep(0.01)
        assert engine.asked == 2
        engine.may_answer.set()
        assert await asyncio.gather(*others) == [b"body"] * 3
        assert engine.asked == 2

    run(Stub, scene)


def test_when_it_fails_each_asks_with_its_own_limits() -> None:
    async def scene(cache: AnswerCache, engine: Stub) -> None:
        tasks = await begin(cache, 3)
        engine.may_answer.set()
        answers = await asyncio.gather(*tasks, return_exceptions=True)
        assert [type(answer) for answer in answers] == [EngineBusyError] * 3
        assert engine.asked == 3

    run(lambda: Stub(EngineBusyError("full")), scene)


@pytest.mark.parametrize(("body", "is_whole"), [(b"body", False), (b"x" * (1 << 19), True)])
def test_streams_and_large_answers_are_not_shared(body: bytes, *, is_whole: bool) -> None:
    async def scene(cache: AnswerCache, engine: Stub) -> None:
        tasks = await begin(cache, 3)
        assert cache.waiting == 2
        await asyncio.sleep(0.2)
        engine.may_answer.set()
        assert await asyncio.gather(*tasks) == [body] * 3
        assert engine.asked == 3
        assert cache.waiting == 0
        # All began to wait at one time, whenever they were asked.
        assert max(engine.begun) - min(engine.begun) < 0.1
        assert cache.size == (0, 0)

    run(lambda: Stub(body, is_whole=is_whole), scene)


def test_who_waits_for_another_keeps_the_own_time() -> None:
    async def scene(cache: AnswerCache, engine: Stub) -> None:
        (task,) = await begin(cache, 1)
        with pytest.raises(QueryTimeoutError):
            await ask(cache, Query(SELECT.text, seconds=0.05))
        engine.may_answer.set()
        assert await task == b"body"

    run(Stub, scene)


def test_the_room_is_kept_to() -> None:
    async def scene(cache: AnswerCache, engine: Stub) -> None:
        engine.may_answer.set()
        engine.body = b"x" * (1 << 16)
        for number in range(40):
            await ask(cache, Query(f"{SELECT.text} LIMIT {number}"))
        entries, size = cache.size
        assert 8 < entries < 13
        assert size <= 1 << 20
        kept = cache.find(key_of(Query(f"{SELECT.text} LIMIT 39")))
        assert isinstance(kept, Kept)
        assert (await cache.compress(kept)) is await cache.compress(kept)
        assert cache.size[0] == entries

    run(Stub, scene)


def test_without_room_nothing_is_kept_and_nobody_waits() -> None:
    async def check() -> None:
        engine = Stub()
        cache = AnswerCache(cast("Engine", engine), 0)
        tasks = await begin(cache, 2)
        assert engine.asked == 2
        engine.may_answer.set()
        await asyncio.gather(*tasks)
        assert await ask(cache) == b"body"
        assert engine.asked == 3

    asyncio.run(check())
