"""Messages between the processes: what is written is what is read."""

import inspect
import json
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from kzgraph import errors
from kzgraph.engine import (
    Answer,
    Facts,
    GraphFormat,
    Limits,
    Query,
    RequestedDataset,
    ResultsFormat,
    Source,
    frames,
)


@pytest.mark.parametrize(
    "query",
    [
        Query("ASK {}"),
        Query("", None, None),
        Query("ж\x00", ResultsFormat.TSV, GraphFormat.TRIG, RequestedDataset((), ("x:g",))),
        Query("ASK {}", dataset=RequestedDataset(("x:a", "x:b"), ()), base_iri="http://h/sparql"),
    ],
)
@pytest.mark.parametrize("whole", [False, True])
def test_query_comes_back(query: Query, *, whole: bool) -> None:
    header = json.loads(json.dumps(frames.describe_query(query, whole=whole)))
    assert frames.revive_query(header) == (query, whole)


def test_limits_come_back() -> None:
    limits = Limits(1.5, 2, 3, 4, 5)
    assert frames.revive_limits(json.loads(json.dumps(frames.describe_limits(limits)))) == limits


@pytest.mark.parametrize("more", [False, True])
@pytest.mark.parametrize("answer_format", [*ResultsFormat, *GraphFormat])
def test_answer_comes_back(answer_format: ResultsFormat | GraphFormat, *, more: bool) -> None:
    frame = frames.encode_part(Answer(answer_format, b"\x00\xff"), more=more)
    header_length, body_length = frames.LENGTHS.unpack_from(frame)
    header, body = frame[frames.LENGTHS.size : -body_length], frame[-body_length:]
    assert len(header) == header_length
    assert frames.read_reply(header) == (answer_format, more)
    assert body == b"\x00\xff"


def test_error_is_raised_where_the_reply_is_read() -> None:
    header = json.dumps({"error": frames.describe_error(errors.EvaluationError("cause"))}).encode()
    with pytest.raises(errors.EvaluationError, match="cause"):
        frames.read_reply(header)


def test_source_and_facts_come_back() -> None:
    plain = Source((Path("a.ttl"),), (("x:g", Path("b.ttl")),), merge=True)
    for source in (plain, replace(plain, description=Path("c.ttl"))):
        header = json.loads(json.dumps(frames.describe_source(source)))
        assert frames.revive_source(header) == source
    facts = Facts(3, (("x:g", 2),), union_default_graph=True, digest="ab")
    assert frames.revive_facts(json.loads(json.dumps(frames.describe_facts(facts)))) == facts


@pytest.mark.parametrize(
    "error",
    [
        errors.SyntaxInFileError("a.ttl", "cause", line=1, column=2, remedy="remedy"),
        errors.MissingFileError("a.ttl", "cause"),
        errors.FileError("a.ttl", "cause"),
        errors.QuerySyntaxError("cause", line=1, column=2, engine_message="said"),
        errors.QueryRefusedError("cause", line=1, column=2),
        errors.QueryLimitError("cause", limit=3, unit="levels", line=1, column=2),
        errors.QueryTimeoutError(1.5),
        errors.ResultTooLargeError(7),
        errors.AnswerFormatError("ASK"),
        errors.EvaluationError("cause"),
    ],
)
def test_error_comes_back(error: errors.KzgraphError) -> None:
    again = frames.revive_error(frames.describe_error(error))
    assert type(again) is type(error)
    assert str(again) == str(error)
    assert vars(again) == vars(error)


def test_every_query_error_is_among_these() -> None:
    mark = next(
        mark for mark in inspect.unwrap(test_error_comes_back).pytestmark if mark.args[0] == "error"
    )
    tried = {type(error) for error in mark.args[1]}
    known = {
        one
        for one in vars(errors).values()
        if isinstance(one, type) and issubclass(one, errors.QueryError)
    }
    # These the server makes itself.
    assert known - tried == {
        errors.QueryError,
        errors.ClientLimitError,
        errors.EngineBusyError,
        errors.MemoryLimitError,
        errors.WorkerCrashedError,
        errors.WorkerKilledError,
    }


def test_frame_in_pieces_and_end() -> None:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(frames.encode_frame({"a": "ж"}, b"body") + frames.encode_frame({})[:5])
        read = theirs.makefile("rb").read
        assert frames.receive_frame(read) == ({"a": "ж"}, b"body")
        ours.close()
        assert frames.receive_frame(read) is None
