"""Ids of requests, metrics, and what stands in the log."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import re
import socket
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from prometheus_client import generate_latest
from prometheus_client.parser import text_string_to_metric_families
from starlette.types import Message, Receive, Scope, Send

from kzgraph import __version__
from kzgraph.config import Settings
from kzgraph.engine import (
    End,
    Facts,
    Incident,
    LaneLoad,
    Load,
    Origin,
    Outcome,
    Query,
    hash_query,
)
from kzgraph.errors import SettingError
from kzgraph.logs import JsonFormatter, Request, configure_logging, current_request
from kzgraph.web import metrics as metrics_module
from kzgraph.web.http import Server
from kzgraph.web.metrics import (
    Exposition,
    Kind,
    Metrics,
    State,
    expose,
    kind_of,
    read_memory,
)
from kzgraph.web.observing import EngineWatcher, RequestWatcher
from kzgraph.web.responses import record_failure

SAFE = re.compile(r"[A-Za-z0-9._-]{1,64}")
SECRET = Query("SELECT ?secret {}")


def end(outcome: Outcome = Outcome.ANSWERED, seconds: float = 0.1, cause: str = "") -> End:
    return End(SECRET, "192.0.2.1", outcome, cause, "quick", 0.0, seconds)


async def answer(scope: Scope, _: Receive, send: Send) -> None:
    status = int(scope["path"].rpartition("/")[2] or 200)
    await send({"type": "http.response.start", "status": status, "headers": [(b"a", b"b")]})
    await send({"type": "http.response.body", "body": b"four", "more_body": True})
    await send({"type": "http.response.body", "body": b"four"})


def ask(
    watcher: RequestWatcher, path: str = "/", fields: list[tuple[bytes, bytes]] | None = None
) -> list[Message]:
    sent: list[Message] = []

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.disconnect"}

    scope: Scope = {
        "type": "http",
        "method": "GET",
        "path": path,
        "headers": fields or [],
        "client": ("192.0.2.1", 1),
    }
    asyncio.run(watcher(scope, receive, send))
    return sent


def id_of(sent: list[Message]) -> str:
    fields = dict(sent[0]["headers"])
    assert fields[b"a"] == b"b"
    found: bytes = fields[b"x-request-id"]
    return found.decode()


def values(metrics: Metrics) -> dict[tuple[str, ...], float]:
    """Every sample by its name and the values of its labels."""
    text = generate_latest(metrics.registry).decode()
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


@given(st.binary(max_size=80))
@example(b"a" * 64)
@example(b"a" * 65)
@example(b"abc\n")
@example(b"")
@example("é".encode())
def test_id_of_a_proxy_is_taken_if_it_is_fit_for_a_line_of_the_log(given_id: bytes) -> None:
    watcher = RequestWatcher(answer, Metrics(), {"192.0.2.1"})
    found = id_of(ask(watcher, fields=[(b"x-request-id", given_id)]))
    assert SAFE.fullmatch(found)
    is_fit = re.fullmatch(rb"[A-Za-z0-9._-]{1,64}", given_id) is not None
    assert (found == given_id.decode("latin-1")) == is_fit


def test_id_of_anybody_else_is_not_taken() -> None:
    for proxies in ((), {"192.0.2.2"}):
        watcher = RequestWatcher(answer, Metrics(), proxies)
        assert id_of(ask(watcher, fields=[(b"x-request-id", b"mine")])) != "mine"


def test_ids_that_are_made_differ() -> None:
    watchers = [RequestWatcher(answer, Metrics()) for _ in range(2)]
    found = [id_of(ask(watcher)) for watcher in watchers for _ in range(20)]
    assert len(set(found)) == 40
    assert all(SAFE.fullmatch(one) for one in found)


def test_what_is_no_request_passes() -> None:
    seen: list[str] = []

    async def app(scope: Scope, _: Receive, __: Send) -> None:
        seen.append(scope["type"])

    async def nothing(*_: object) -> Any:  # noqa: ANN401
        raise AssertionError

    asyncio.run(RequestWatcher(app, Metrics())({"type": "lifespan"}, nothing, nothing))
    assert seen == ["lifespan"]


@pytest.mark.parametrize(
    ("path", "level"), [("/200", "DEBUG"), ("/304", "DEBUG"), ("/404", "INFO"), ("/503", "INFO")]
)
def test_request_is_logged_once(path: str, level: str, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG, "kzgraph")
    ask(RequestWatcher(answer, Metrics()), path)
    (record,) = caplog.records
    told = vars(record)
    assert (record.levelname, record.message) == (level, "request")
    assert {name: told[name] for name in ("client", "method", "path", "status", "bytes")} == {
        "client": "192.0.2.1",
        "method": "GET",
        "path": path,
        "status": int(path[1:]),
        "bytes": 8,
    }
    assert told["complete"] is True


def test_request_whose_client_left_or_that_failed_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def leave(*_: object) -> None:
        pass

    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    caplog.set_level(logging.INFO)
    metrics = Metrics()
    ask(RequestWatcher(leave, metrics))
    with pytest.raises(ZeroDivisionError):
        ask(RequestWatcher(fail, metrics))
    assert [(vars(one)["status"], vars(one)["complete"]) for one in caplog.records] == [
        (None, False)
    ] * 2
    assert values(metrics)["kzgraph_http_request_duration_seconds_count", "page", "none"] == 2


def test_answer_without_an_end_is_counted_as_broken(caplog: pytest.LogCaptureFixture) -> None:
    async def break_off(_: Scope, __: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})

    caplog.set_level(logging.INFO)
    metrics = Metrics()
    ask(RequestWatcher(break_off, metrics), "/sparql")
    counted = values(metrics)
    name = "kzgraph_http_request_duration_seconds_count"
    assert counted[name, "sparql", "broken"] == 1
    assert counted[name, "sparql", "2xx"] == 0
    assert [vars(one)["complete"] for one in caplog.records] == [False]


def test_request_whose_query_was_told_is_not_told_again(caplog: pytest.LogCaptureFixture) -> None:
    watcher = EngineWatcher(Metrics(), slow_seconds=5, log_queries=False)

    async def refuse(scope: Scope, receive: Receive, send: Send) -> None:
        watcher.query_ended(end(Outcome.TIMEOUT))
        await answer(scope, receive, send)

    caplog.set_level(logging.INFO)
    ask(RequestWatcher(refuse, Metrics()), "/503")
    assert [one.message for one in caplog.records] == ["query stopped"]


@pytest.mark.parametrize(
    ("outcome", "level", "event"),
    [
        (Outcome.ANSWERED, None, ""),
        (Outcome.TIMEOUT, "WARNING", "query stopped"),
        (Outcome.MEMORY, "WARNING", "query stopped"),
        (Outcome.CRASH, "WARNING", "query stopped"),
        (Outcome.KILLED, "WARNING", "query stopped"),
        (Outcome.FAILED, "WARNING", "query stopped"),
        (Outcome.BUDGET, "WARNING", "query stopped"),
        (Outcome.CLIENT_LEFT, "INFO", "query stopped"),
        (Outcome.NOT_TAKEN, "INFO", "query stopped"),
        (Outcome.GIVEN_UP, "INFO", "query stopped"),
        (Outcome.SHARE, "INFO", "query refused"),
        (Outcome.BUSY, "INFO", "query refused"),
        (Outcome.TOO_LARGE, "INFO", "query refused"),
        (Outcome.REFUSED, "INFO", "query refused"),
    ],
)
def test_each_outcome_is_counted_and_logged(
    outcome: Outcome, level: str | None, event: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG, "kzgraph")
    metrics = Metrics()
    EngineWatcher(metrics, slow_seconds=5, log_queries=False).query_ended(end(outcome))
    assert values(metrics)["kzgraph_queries_total", outcome.value] == 1
    assert values(metrics)["kzgraph_query_run_seconds_count", "quick"] == 1
    if level is None:
        assert not caplog.records
        return
    (record,) = caplog.records
    assert (record.levelname, record.message) == (level, event)
    told = vars(record)
    assert (told["outcome"], told["client"]) == (outcome.value, "192.0.2.1")
    assert (told["query_hash"], told["seconds"]) == (hash_query(SECRET.text), 0.1)
    assert "secret" not in str(told)


def test_query_without_a_place_is_no_short_run() -> None:
    metrics = Metrics()
    metrics.count_query(replace(end(Outcome.SHARE), run_seconds=0.0))
    assert values(metrics)["kzgraph_query_wait_seconds_count", "quick"] == 1
    assert values(metrics)["kzgraph_query_run_seconds_count", "quick"] == 0


def test_every_outcome_is_tried() -> None:
    mark = test_each_outcome_is_counted_and_logged.pytestmark[0]  # type: ignore[attr-defined]
    assert {one[0] for one in mark.args[1]} == {*Outcome}


@pytest.mark.parametrize(("seconds", "is_logged"), [(0.9, False), (1, True)])
def test_slow_query_is_logged(
    seconds: float,
    is_logged: bool,  # noqa: FBT001  (a parameter of the test)
    caplog: pytest.LogCaptureFixture,
) -> None:
    EngineWatcher(Metrics(), slow_seconds=1, log_queries=False).query_ended(end(seconds=seconds))
    assert [one.message for one in caplog.records] == ["slow query"] * is_logged


def test_text_of_a_query_stands_in_the_log_only_when_asked_for(
    caplog: pytest.LogCaptureFixture,
) -> None:
    EngineWatcher(Metrics(), slow_seconds=1, log_queries=True).query_ended(
        end(Outcome.TIMEOUT, cause="too long")
    )
    (record,) = caplog.records
    assert (vars(record)["query"], vars(record)["cause"]) == (SECRET.text, "too long")


def test_what_happens_to_workers_and_answers_is_counted() -> None:
    metrics = Metrics()
    watcher = EngineWatcher(metrics, slow_seconds=1, log_queries=False)
    for incident in Incident:
        watcher.worker_ended(incident)
    for origin in Origin:
        watcher.answer_given(origin)
    watcher.nursery_ended()
    metrics.count_refusal(429)
    metrics.count_reload()
    metrics.count_refused_reload()
    found = values(metrics)
    for name, label in (
        *(("kzgraph_workers_ended_total", one.value) for one in Incident),
        *(("kzgraph_answers_total", one) for one in ("hit", "miss", "shared", "bypass")),
        ("kzgraph_http_refused_total", "429"),
        ("kzgraph_reloads_total", "done"),
        ("kzgraph_reloads_total", "refused"),
    ):
        assert found[name, label] == 1, (name, label)
    assert found["kzgraph_nurseries_ended_total",] == 1


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/sparql", Kind.SPARQL),
        ("/", Kind.PAGE),
        ("/page/concept/a", Kind.PAGE),
        ("/browse", Kind.PAGE),
        ("/data/a.ttl", Kind.DATA),
        ("/api/queries/a", Kind.DATA),
        ("/api/search", Kind.SEARCH),
        ("/search", Kind.SEARCH),
        ("/health", Kind.OTHER),
        ("/api", Kind.OTHER),
        ("/nowhere", Kind.OTHER),
    ],
)
def test_request_is_of_a_kind(path: str, kind: Kind) -> None:
    assert kind_of(path) is kind


@given(st.text(), st.sampled_from([0, 200, 204, 304, 404, 503]), st.booleans())
def test_any_path_and_status_is_counted(path: str, status: int, is_complete: bool) -> None:  # noqa: FBT001
    metrics = Metrics()
    before = values(metrics).keys()
    metrics.observe_request(path, status, 0.1, is_complete=is_complete)
    assert values(metrics).keys() == before


def test_metrics_tell_what_the_server_is_like() -> None:
    load = Load(LaneLoad(1, 2, 6), LaneLoad(2, 3, 4), workers=10, idle=7)
    state = State(
        load,
        LaneLoad(1, 12, 1),
        Facts(5, (), digest="abc"),
        cache_entries=8,
        cache_bytes=9,
        cache_waiting=10,
    )
    metrics = Metrics()
    exposition = Exposition(metrics, lambda: state)
    assert ("kzgraph_triples",) not in values(metrics)

    def status_of(path: str) -> int:
        sent: list[Message] = []

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "GET", "path": path, "headers": []}
        asyncio.run(exposition(scope | {"query_string": b""}, receive, send))
        status: int = sent[0]["status"]
        return status

    assert status_of("/") == 404
    assert ("kzgraph_triples",) not in values(metrics)
    assert status_of("/metrics") == 200
    found = values(metrics)
    assert found["kzgraph_lane_running", "quick"] == 1
    assert found["kzgraph_lane_waiting", "slow"] == 3
    assert found["kzgraph_lane_places", "slow"] == 4
    assert found["kzgraph_lane_waiting", "page"] == 12
    assert found["kzgraph_workers", "idle"] == 7
    assert found["kzgraph_workers", "busy"] == 3
    assert found["kzgraph_cache_entries",] == 8
    assert found["kzgraph_cache_bytes",] == 9
    assert found["kzgraph_cache_waiting",] == 10
    assert found["kzgraph_triples",] == 5
    (info,) = [name for name in found if name[0] == "kzgraph_info"]
    assert {__version__, "abc"} <= {*info}
    assert found["kzgraph_memory_bytes", "server"] > 1 << 20


def test_failure_of_the_port_of_metrics_is_told_at_once(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def fail(*_: object) -> None:
        raise ZeroDivisionError

    async def scene() -> None:
        monkeypatch.setattr(Server, "serve", fail)
        exposition = Exposition(Metrics(), lambda: pytest.fail("nobody asks"))
        with socket.socket() as listener:
            async with expose(exposition, listener):
                await asyncio.sleep(0.01)
                assert [one.message for one in caplog.records] == ["metrics are served no more"]

    asyncio.run(scene())


def test_memory_is_not_told_where_the_system_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert read_memory() is not None
    monkeypatch.setattr(metrics_module, "_PROC", tmp_path)
    assert read_memory() is None


TEXTS = st.text() | st.sampled_from(["a\nb", "\u2028", "\ud800", '"', "{}", "\r", "\x00", "%s"])
VALUES: st.SearchStrategy[object] = st.recursive(
    TEXTS | st.floats() | st.integers() | st.none() | st.booleans() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(TEXTS | st.tuples(TEXTS), inner),
    max_leaves=4,
)


@given(TEXTS, st.dictionaries(TEXTS, VALUES), TEXTS)
@example("m", {"time": 1, "load": float("nan")}, "id")
def test_any_event_is_one_line_of_json(message: str, extra: dict[str, object], error: str) -> None:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="ascii")
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonFormatter())
    record = logging.LogRecord("a.b", logging.INFO, "f", 1, message, None, None)
    for key, value in extra.items():
        if key not in vars(record):
            vars(record)[key] = value  # as logging does; a key may be __dict__
    try:
        raise ValueError(error)  # noqa: TRY301  (for its traceback)
    except ValueError as raised:
        record.exc_info = (ValueError, raised, raised.__traceback__)
    token = current_request.set(Request("here"))
    try:
        handler.emit(record)
    finally:
        current_request.reset(token)
    stream.seek(0)
    lines = stream.read().splitlines()
    assert len(lines) == 1

    def refuse(constant: str) -> float:
        raise AssertionError(constant)

    found = json.loads(lines[0], parse_constant=refuse)
    assert (found["level"], found["logger"], found["event"]) == ("INFO", "a.b", message)
    assert "request" in extra or found["request"] == "here"
    assert found["exception"].startswith("Traceback")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", found["time"])


@pytest.mark.parametrize(
    ("form", "read"),
    [("json", lambda line: json.loads(line)["request"]), ("text", lambda line: line.split('"')[1])],
)
def test_lines_have_the_id_of_their_request(form: str, read: Callable[[str], str]) -> None:
    stream = io.StringIO()
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    token = current_request.set(Request("the-id"))
    try:
        configure_logging("info", form, stream)
        logging.getLogger("kzgraph.x").info("event")
    finally:
        current_request.reset(token)
        root.handlers[:] = handlers
        root.setLevel(level)
    assert read(stream.getvalue()) == "the-id"


def test_failure_is_told_under_the_id_of_its_request(caplog: pytest.LogCaptureFixture) -> None:
    scope: Scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    token = current_request.set(Request("the-id"))
    try:
        problem = record_failure(scope, ZeroDivisionError())
    finally:
        current_request.reset(token)
    assert problem.members["request"] == "the-id"
    assert vars(caplog.records[0])["request"] == "the-id"


@pytest.mark.parametrize(
    ("variable", "text", "name"),
    [
        ("KZGRAPH_LOG_FORMAT", "xml", "LOG_FORMAT"),
        ("KZGRAPH_LOG_QUERIES", "perhaps", "LOG_QUERIES"),
        ("KZGRAPH_METRICS_PORT", "65536", "METRICS_PORT"),
        ("KZGRAPH_SLOW_QUERY_SECONDS", "-1", "SLOW_QUERY_SECONDS"),
    ],
)
def test_setting_that_cannot_be_used_is_refused(variable: str, text: str, name: str) -> None:
    with pytest.raises(SettingError, match=name):
        Settings.from_environment({variable: text})


def test_queries_are_logged_only_when_that_is_set() -> None:
    assert not Settings.from_environment({}).log_queries
    for text, wanted in (("true", True), ("1", True), ("false", False), ("0", False)):
        assert Settings.from_environment({"KZGRAPH_LOG_QUERIES": text}).log_queries is wanted
